from collections.abc import Callable
from pathlib import Path

import pytest

from yourturn.classroom.store import Store
from yourturn.engine import Submission
from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.notebooks import Assignment
from yourturn.zone import CallOutcome, Ending, Executed, Level


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The store of the course that `course` makes."""
    return Store(tmp_path)


@pytest.fixture
def executed() -> Executed:
    """An execution with something in every field."""
    return Executed(
        notebook=b"{}",
        hand_in={"x/answer.json": b"3", "y/answer.json": b""},
        calls={
            "c1": CallOutcome("returned", value={"result/answer.json": b"42"}),
            "c2": CallOutcome("raised", "ValueError: \ud800 ä"),
        },
        ending=Ending.OUTPUT,
        message="Outputs beyond 5 MB were cut.",
        level=Level.LANDLOCK,
        duration_s=1.25,
        peak_memory_mib=310.5,
    )


@pytest.fixture
def verdicts() -> tuple[CriterionResult, ...]:
    """Verdicts of each kind."""
    return tuple(
        CriterionResult(f"test_{v.name.lower()}", "A sentence.", "q1-check", 2, v, "é")
        for v in Verdict
    )


@pytest.fixture
def submission(smallest: Assignment, submitted: Callable[..., bytes]) -> Callable[..., Submission]:
    """A submission of `smallest`: changed cells by name, files beside it by `files`."""

    def make(files: dict[str, bytes] | None = None, **sources: str) -> Submission:
        return Submission(smallest, submitted(**sources), files or {}, student="ada")

    return make
