"""What was handed in for an assignment, in order of submission, and what is graded already."""

import errno
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import find_all_files, parse_utc

from yourturn.engine import Submission
from yourturn.errors import MachineError, StudentError
from yourturn.gradebook.execute import files_beside
from yourturn.gradebook.ingest import MAX_TIMESTAMP_BYTES, check_student_id, refusals, set_aside
from yourturn.notebooks import Assignment
from yourturn.notebooks.read import MAX_BYTES

NEVER = datetime.max  # who gave no time comes last


@dataclass(frozen=True)
class Entry:
    """One student's submission of one assignment, not opened yet."""

    assignment: Assignment
    student: str
    folder: Path
    autograded: Path
    submitted_at: datetime


class Roster:
    """The submissions of a course folder; `coursedir` is nbgrader's."""

    def __init__(self, coursedir: Any, *, permissions: int, kept_files: dict[str, list[str]]):
        self._coursedir = coursedir
        self._permissions = int(str(permissions), 8)
        self._kept_files = kept_files

    def entries(self, assignment: Assignment) -> list[Entry]:
        """List who handed in, in order of submission; nothing of theirs is opened.

        Folders whose name is no student's id are left to nbgrader, which reports them.
        """
        name = assignment.name
        found = []
        for folder in self._folders(name):
            student = folder.parent.name
            output = self._path(self._coursedir.autograded_directory, student, name)
            notebook = output / f"{name}.ipynb"
            found.append(Entry(assignment, student, folder, notebook, _timestamp(folder)))
        return sorted(found, key=lambda entry: (entry.submitted_at, entry.student))

    def is_handed_in(self, assignment: str) -> bool:
        """Say whether anybody handed in an assignment of this name."""
        return bool(self._folders(assignment))

    def is_graded(self, entry: Entry) -> bool:
        """Say whether the submission, as it is now, was autograded to the end.

        nbgrader sets permissions last of all, so a notebook without them is one whose grading
        was interrupted. A file that was put there later is a new submission.
        """
        try:
            graded = entry.autograded.stat()
        except FileNotFoundError:
            return False
        if stat.S_IMODE(graded.st_mode) != self._permissions:
            return False
        try:
            paths = [path for path in entry.folder.rglob("*") if not path.is_dir()]
            return all(path.lstat().st_ctime_ns <= graded.st_ctime_ns for path in paths)
        except (OSError, RecursionError):
            return False  # what cannot even be listed was not there before

    def clear(self, entry: Entry) -> list[str]:
        """Set aside what may not come in, before any of it is opened; say what and why."""
        refused = refusals(entry.folder)
        if refused:
            set_aside(entry.folder, refused, Path(self._coursedir.root))
        return [str(refusal) for refusal in refused]

    def read(self, entry: Entry) -> Submission:
        """Read a submission with the files that nbgrader would lay beside its notebook.

        Raises `StudentError` when there is no notebook of the assignment's name, and
        `FileNotFoundError` when there is none at all, which nbgrader passes over.
        """
        path = entry.folder / f"{entry.assignment.name}.ipynb"
        if not any(entry.folder.glob("*.ipynb")):
            raise FileNotFoundError(errno.ENOENT, "there is no notebook in it")
        if not path.is_file() or path.is_symlink():
            raise StudentError(f"There is no file {path.name!r}.")
        with path.open("rb") as file:
            notebook = file.read(MAX_BYTES + 1)
        source = self._path(self._coursedir.source_directory, ".", entry.assignment.name)
        kept = {source / name for name in self._kept_files.get(entry.assignment.name, [])}
        own = [path for path in self._files(source) if path not in kept]
        files = files_beside(entry.folder, self._files(entry.folder))
        files.update(files_beside(source, own))
        return Submission(entry.assignment, notebook, dict(sorted(files.items())), entry.student)

    def _folders(self, assignment: str) -> list[Path]:
        pattern = self._path(self._coursedir.submitted_directory, "*", assignment)
        folders = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
        return [path for path in folders if path.is_dir() and _is_student(path.parent)]

    def _files(self, folder: Path) -> list[Path]:
        ignored = [*self._coursedir.ignore, "*.ipynb"]
        return [Path(path) for path in find_all_files(str(folder), ignored)]

    def _path(self, directory: str, student: str, assignment: str) -> Path:
        return Path(self._coursedir.format_path(directory, student, assignment))


def named(entries: Iterable[Entry], students: Iterable[str]) -> list[Entry]:
    """Keep the entries of these students; MachineError names those who handed in nothing."""
    wanted, entries = list(students), list(entries)
    missing = sorted(set(wanted) - {entry.student for entry in entries})
    if missing:
        raise MachineError(f"Nothing was handed in by {', '.join(missing)}.")
    return [entry for entry in entries if entry.student in wanted]


def _is_student(folder: Path) -> bool:
    try:
        check_student_id(folder.name)
    except StudentError:
        return False
    return not folder.is_symlink()


def _timestamp(folder: Path) -> datetime:
    """The time in `timestamp.txt`; whatever else stands there counts as none."""
    path = folder / "timestamp.txt"
    try:
        if path.is_symlink() or path.stat().st_size > MAX_TIMESTAMP_BYTES or not path.is_file():
            return NEVER
        found: datetime = parse_utc(path.read_text(encoding="utf-8").strip())
        return found.replace(tzinfo=None)
    except (OSError, ValueError, OverflowError, TypeError, AttributeError):
        return NEVER
