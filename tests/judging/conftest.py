from pathlib import Path

import pytest

from yourturn.answers.hand_in import hand_in
from yourturn.judging.case import Case
from yourturn.judging.judge import Judge
from yourturn.notebooks import Assignment
from yourturn.zone import CallOutcome


@pytest.fixture(scope="module")
def judge():
    """A judge with its own process."""
    judge = Judge()
    yield judge
    judge.close()


@pytest.fixture
def handed(tmp_path, monkeypatch):
    """What `hand_in` leaves in the hand-in folder, as the zone would return it."""

    def make(**answers):
        folder = tmp_path / "hand-in"
        folder.mkdir(exist_ok=True)
        monkeypatch.setenv("YOURTURN_HAND_IN", str(folder))
        hand_in(**answers)
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return make


@pytest.fixture
def returned(tmp_path, monkeypatch, handed):
    """The outcome of a call that returned `value`."""
    return lambda value: CallOutcome("returned", value=handed(result=value))


@pytest.fixture
def with_grader(course):
    """The smallest assignment with another grader text."""

    def make(text):
        path: Path = course / "graders" / "smallest" / "test_smallest.py"
        path.write_text(text)
        return Assignment.load(course, "smallest")

    return make


@pytest.fixture
def case(smallest, handed):
    """A case of the smallest assignment: `case(x=3)`."""
    return lambda assignment=smallest, **answers: Case(assignment, handed(**answers), {})
