"""The smallest course, its store, and a class in a scratch folder with all that grading left."""

import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from yourturn.classroom.store import Store
from yourturn.engine import Submission
from yourturn.gradebook.scratch import make_scratch, steps_in
from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.notebooks import Assignment
from yourturn.zone import CallOutcome, Ending, Executed, Level

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"

TABLES = {
    "grade": """
        select student.id, cell.name, auto_score, manual_score, needs_manual_grade
        from grade
        join base_cell as cell on cell.id = cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join student on student.id = student_id order by 1, 2""",
    "comment": """
        select student.id, cell.name, auto_comment, manual_comment
        from comment
        join base_cell as cell on cell.id = cell_id
        join submitted_notebook on submitted_notebook.id = comment.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join student on student.id = student_id order by 1, 2""",
    "submission": "select student_id, timestamp from submitted_assignment order by 1",
}


@dataclass(frozen=True)
class ClassFolder:
    """A course folder with submissions."""

    folder: Path

    def hand_in(self, student: str, notebook: bytes, **files: bytes) -> Path:
        """Put a submission where collecting would; `__` in a file's name is a dot."""
        folder = self.folder / "submitted" / student / "smallest"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "smallest.ipynb").write_bytes(notebook)
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_bytes(content)
        return folder

    def autograded(self) -> dict[str, tuple[bytes, int]]:
        """Every autograded file with its permissions; how long it took is left out."""
        root = self.folder / "autograded"
        return {
            path.relative_to(root).as_posix(): (
                re.sub(rb'"duration_s": [\d.]+', b'"duration_s": 0', path.read_bytes()),
                stat.S_IMODE(path.stat().st_mode),
            )
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """The gradebook's rows about submissions, without the ids that are drawn at random."""
        with sqlite3.connect(self.folder / "gradebook.db") as connection:
            rows = {name: connection.execute(query).fetchall() for name, query in TABLES.items()}
        connection.close()
        return rows

    def points(self) -> dict[str, float]:
        """Automatic points by student, essays left out."""
        found: dict[str, float] = {}
        for student, cell, points, *_ in self.rows()["grade"]:
            if not str(cell).endswith("-essay"):
                found[str(student)] = found.get(str(student), 0) + (points or 0)  # type: ignore[operator]
        return found

    def is_as(self, other: "ClassFolder") -> bool:
        """Whether scores, comments and files are the same, running times aside."""
        return self.rows() == other.rows() and self._untimed() == other._untimed()

    def half_written(self, undisturbed: "ClassFolder") -> list[tuple[object, ...]]:
        """The rows of students with some other scores than none or those of an undisturbed run."""
        expected, found = undisturbed.rows()["grade"], self.rows()["grade"]
        half = []
        for student in {row[0] for row in found}:
            mine = [row for row in found if row[0] == student]
            unscored = all(row[2:4] == (None, None) for row in mine)
            if not unscored and mine != [row for row in expected if row[0] == student]:
                half += mine
        return half

    def _untimed(self) -> dict[str, tuple[bytes, int]]:
        took = rb'"duration_s": [\d.]+'
        files = self.autograded().items()
        return {name: (re.sub(took, b"", data), mode) for name, (data, mode) in files}

    def copy(self, folder: Path) -> "ClassFolder":
        """A copy with everything that was done so far."""
        shutil.copytree(self.folder, folder)
        config = folder / "nbgrader_config.py"
        config.write_text(config.read_text().replace(str(self.folder), str(folder)))
        return ClassFolder(folder)


def make_class(
    folder: Path, write_course: Callable[[Path], Path], new_gradebook: Callable[[Path], Path]
) -> ClassFolder:
    """A class folder whose assignment is generated, without submissions."""
    original = write_course(folder / "original")
    shutil.copy(CONFIG, original)
    scratch = make_scratch(original, folder / "scratch")
    new_gradebook(scratch)
    with steps_in(scratch) as steps:
        steps.generate("smallest")
    return ClassFolder(scratch)


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


@pytest.fixture(scope="session")
def empty_class(
    tmp_path_factory: pytest.TempPathFactory,
    write_course: Callable[[Path], Path],
    new_gradebook: Callable[[Path], Path],
) -> ClassFolder:
    """A class without submissions; only ever copied."""
    return make_class(tmp_path_factory.mktemp("class"), write_course, new_gradebook)


@pytest.fixture
def class_folder(empty_class: ClassFolder, tmp_path: Path) -> ClassFolder:
    """A class without submissions, for one test alone."""
    return empty_class.copy(tmp_path / "class")
