"""What may be in a submission's folder: regular files of bounded size, and nothing else.

nbgrader copies with `shutil.copy`, which follows links as the instructor: a link named
`notes.txt` to the course's `source/` would carry the solutions into `autograded/`. So what is
no plain file is set aside before nbgrader copies anything.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from yourturn.errors import StudentError
from yourturn.notebooks.read import MAX_BYTES

REFUSED = Path(".yourturn") / "refused"
REASONS = "REASONS.txt"

MAX_FILES = 1_000
MAX_FOLDER_BYTES = 100_000_000
MAX_TIMESTAMP_BYTES = 100
MAX_DEPTH = 16
MAX_PATH_BYTES = 500

# What nbgrader, the exchange and every file system take without confusion; '../x' does not pass.
_STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


@dataclass(frozen=True)
class Refusal:
    """One entry that may not come in: its path below the submission's folder, and why."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path!r} {self.reason}"


def check_student_id(student: str) -> None:
    """Raise `StudentError` unless the id is one that no path or page can misread."""
    if not _STUDENT.fullmatch(student):
        raise StudentError(
            f"{student!r} is no student id: up to 64 letters of the English alphabet, digits and "
            "'._@-' are, beginning with a letter or digit. Rename the folder and grade again."
        )


def refusals(folder: Path) -> list[Refusal]:
    """Find everything in a submission's folder that may not come in, without opening any of it.

    A folder that is itself a link is refused as a whole, with the path ".".
    """
    if folder.is_symlink():
        return [Refusal(".", "is a symbolic link, not a folder.")]
    found: list[Refusal] = []
    n_files = n_bytes = 0
    for name, status in _entries(folder, Path()):
        reason = _reason(folder, name, status)
        if reason is None and not stat.S_ISDIR(status.st_mode):
            n_files += 1
            n_bytes += status.st_size
            if n_files > MAX_FILES:
                reason = f"is one of more than {MAX_FILES} files."
            elif n_bytes > MAX_FOLDER_BYTES:
                reason = f"brings the folder above {MAX_FOLDER_BYTES / 1e6:.0f} MB."
        if reason is not None:
            found.append(Refusal(name.as_posix(), reason))
    return found


def set_aside(folder: Path, refused: list[Refusal], course: Path) -> Path:
    """Move refused entries to `.yourturn/refused/<student>/<assignment>/` with their reasons.

    Renaming follows no link and opens no pipe. Returns the folder they are in now.
    """
    aside = course / REFUSED / folder.parent.name / folder.name
    aside.mkdir(parents=True, exist_ok=True)
    lines = []
    for refusal in refused:
        target = _free(aside / refusal.path if refusal.path != "." else aside / "folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / refusal.path if refusal.path != "." else folder).rename(target)
        lines.append(f"{target.relative_to(aside).as_posix()!r}: {refusal.reason}\n")
    with (aside / REASONS).open("a", encoding="utf-8") as reasons:
        reasons.writelines(lines)
    return aside


def _entries(folder: Path, below: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder by its path there, sorted.

    Links and refused folders are not entered; what is not entered is refused as a whole, or
    something in it would be copied that nobody has looked at.
    """
    with os.scandir(folder / below) as entries:
        listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    for entry in listed:
        path, status = below / entry.name, entry.stat(follow_symlinks=False)
        yield path, status
        if stat.S_ISDIR(status.st_mode) and _reason(folder, path, status) is None:
            yield from _entries(folder, path)


def _reason(folder: Path, path: Path, status: os.stat_result) -> str | None:
    """Why this entry of a submission's folder is refused, None if it is welcome."""
    mode = status.st_mode
    if len(path.parts) > MAX_DEPTH or len(os.fsencode(path)) > MAX_PATH_BYTES:
        return "is nested too deeply, or has too long a path."
    if any(0xD800 <= ord(c) <= 0xDFFF or not c.isprintable() for c in path.name):
        return "has a name with control characters or in no readable encoding."
    if stat.S_ISDIR(mode):
        return None
    if not stat.S_ISREG(mode):
        return f"is {_KINDS.get(stat.S_IFMT(mode), 'no regular file')}, not a file."
    if status.st_nlink > 1:
        return "is a hard link: the same file has another name elsewhere."
    if status.st_size > MAX_BYTES:
        return f"is {status.st_size / 1e6:.0f} MB large; at most {MAX_BYTES / 1e6:.0f} MB come in."
    if path.name == "timestamp.txt":
        return _timestamp_reason(folder / path, status)
    return None


def _timestamp_reason(path: Path, status: os.stat_result) -> str | None:
    """nbgrader stops the whole batch at a timestamp that it cannot read."""
    if status.st_size > MAX_TIMESTAMP_BYTES:
        return "is too long for a point in time; the submission counts as undated."
    text = path.read_bytes().decode("utf-8", "replace").strip()
    try:
        when = parse_utc(text) if text else datetime(2000, 1, 1)
        readable = 1990 < when.year < 2200
    except (ValueError, OverflowError, TypeError, AttributeError):
        readable = False
    return None if readable else "holds no point in time; the submission counts as undated."


def _free(path: Path) -> Path:
    """The path itself, or its next numbered sibling when something is there already."""
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = path.with_name(f"{path.name}.{number}")
    return candidate
