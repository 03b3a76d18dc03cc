"""What keeps a course folder or its gradebook from being written, with the cure.

nbgrader tries for minutes and then logs a traceback; here it is one sentence, and the run stops,
because whatever is recorded next would meet the same.
"""

import errno
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from yourturn.errors import MachineError

LOCKED_S = 5
"""Seconds to wait for a program that has the gradebook open, as long as SQLite itself does."""

_KEPT = "What is graded so far is kept; then run the same command again."
_GRADEBOOK = {
    "locked": "The gradebook is locked by another program: close what has it open, or wait for it.",
    "disk is full": "The disk of the gradebook is full: make room there.",
    "readonly": "The gradebook cannot be written: give whoever grades the right to.",
}
_FOLDER = {
    errno.ENOSPC: "The disk is full: make room there.",
    errno.EDQUOT: "This user's share of the disk is full: make room there.",
    errno.EROFS: "The folder cannot be written: make it so, or copy the course to one that can.",
    errno.EACCES: "The folder cannot be written: give whoever grades the right to.",
}
_IN_GRADEBOOK = re.compile(r"^\s*[\w.]+: \(sqlite3\.OperationalError\) (.*)$", re.MULTILINE)
_IN_FOLDER = re.compile(r"^\s*OSError: \[Errno (\d+)\] [^:]*(?:: '(.*)')?$", re.MULTILINE)


class CannotWriteError(MachineError):
    """The course folder or the gradebook takes nothing: no other submission fares better."""


def check_gradebook(db_url: str) -> None:
    """Raise `CannotWriteError` unless the gradebook can be written now; changes nothing.

    Called before each submission is recorded. A gradebook that is no file is not looked at.
    """
    url = make_url(db_url)
    path = Path(url.database or "")
    if url.get_backend_name() != "sqlite" or not path.is_file():
        return
    try:
        with closing(sqlite3.connect(path, timeout=LOCKED_S, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise _of_gradebook(str(error)) from error


def of_folder(error: OSError) -> CannotWriteError:
    """Say why a file of the course folder could not be written."""
    cure = _FOLDER.get(error.errno or 0, f"{os.strerror(error.errno or 0)}.")
    place = f"{error.filename}: " if error.filename else ""
    return CannotWriteError(f"{place}{cure} {_KEPT}")


def explained(log: str) -> CannotWriteError | None:
    """Find in what nbgrader logged why it could not write; None where it was something else."""
    for words in _IN_GRADEBOOK.findall(log):
        return _of_gradebook(words)
    for number, path in _IN_FOLDER.findall(log):
        return of_folder(OSError(int(number), "", path or None))
    return None


def _of_gradebook(words: str) -> CannotWriteError:
    cure = next((cure for part, cure in _GRADEBOOK.items() if part in words), "")
    return CannotWriteError(f"{cure or f'The gradebook cannot be written ({words}).'} {_KEPT}")
