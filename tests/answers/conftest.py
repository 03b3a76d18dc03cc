from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yourturn.answers import read_answers
from yourturn.answers.encode import encode


def files_of(name: str, value: Any) -> dict[str, bytes]:
    return {f"{name}/{file}": data for file, data in encode(name, value).items()}


@pytest.fixture
def crossed() -> Callable[[Any], Any]:
    """A value as a grader gets it: encoded on the student's side, read on the trusted one."""

    def cross(value: Any) -> Any:
        answers = read_answers(files_of("x", value))
        assert not answers.refused
        return answers["x"]

    return cross


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hand-in folder of a graded run."""
    monkeypatch.setenv("YOURTURN_HAND_IN", str(tmp_path))
    return tmp_path
