"""The store: files in the course folder, named by content, safe to share and to lose.

Any number of processes read and write at the same time. A file appears whole or not at all, so
a process killed at any moment leaves at most an unnamed scrap, and whatever damages a file later
is noticed by its digest. An entry that is missing is made again.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from yourturn.classroom.entries import (
    CALLS,
    EXECUTION,
    JUDGEMENT,
    PREDICTIONS,
    DamagedError,
    Kind,
)
from yourturn.errors import MachineError

T = TypeVar("T")

PLACE = Path(".yourturn") / "store"
KINDS: tuple[Kind[Any], ...] = (EXECUTION, PREDICTIONS, JUDGEMENT, CALLS)
SCRAP = ".new-"
SCRAP_S = 3600  # older than any write takes


@dataclass(frozen=True)
class Size:
    """How many entries of one kind there are, and their bytes."""

    kind: str
    entries: int
    bytes: int


class Store:
    """The stored executions and judgements of one course folder."""

    def __init__(self, course: Path) -> None:
        self.folder = course / PLACE

    def get(self, kind: Kind[T], key: str) -> T | None:
        """Return an entry, None when it is not there; a damaged file is dropped."""
        path = self._path(kind, key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise MachineError(f"{path} cannot be read ({error.strerror}).") from error
        try:
            value = kind.read(data)
        except DamagedError:
            path.unlink(missing_ok=True)
            return None
        with suppress(OSError):
            os.utime(path)  # pruning takes first what was asked for least recently
        return value

    def put(self, kind: Kind[T], key: str, value: T) -> None:
        """Keep an entry from now on; MachineError when the disk does not take it."""
        path = self._path(kind, key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            scrap = path.with_name(f"{SCRAP}{uuid4().hex}")
            try:
                with scrap.open("xb") as file:
                    file.writelines(kind.write(value))
                    file.flush()
                    os.fsync(file.fileno())
                scrap.replace(path)
            finally:
                scrap.unlink(missing_ok=True)
        except OSError as error:
            raise MachineError(
                f"The store in {self.folder} cannot be written ({error.strerror}). What is graded "
                "so far is kept; make room and run the same command again."
            ) from error

    def sizes(self) -> list[Size]:
        """Count what is stored, a line for each kind."""
        found = []
        for kind in KINDS:
            statuses = [status for _, status in self._files(kind)]
            found.append(Size(kind.name, len(statuses), sum(one.st_size for one in statuses)))
        return found

    def prune(self, max_bytes: int) -> int:
        """Remove what was used least recently until `max_bytes` are left; return bytes freed.

        Scraps of killed processes go first. What another process needs meanwhile is made again.
        """
        freed = self._remove_scraps()
        files = [entry for kind in KINDS for entry in self._files(kind)]
        total = sum(status.st_size for _, status in files)
        for path, status in sorted(files, key=lambda entry: entry[1].st_mtime_ns):
            if total <= max_bytes:
                break
            path.unlink(missing_ok=True)
            total -= status.st_size
            freed += status.st_size
        return freed

    def _path(self, kind: Kind[Any], key: str) -> Path:
        return self.folder / kind.name / key[:2] / key

    def _files(self, kind: Kind[Any]) -> Iterator[tuple[Path, os.stat_result]]:
        for path in sorted((self.folder / kind.name).glob("*/*")):
            with suppress(FileNotFoundError):
                if not path.name.startswith(SCRAP):
                    yield path, path.stat()

    def _remove_scraps(self) -> int:
        freed = 0
        for path in self.folder.glob(f"*/*/{SCRAP}*"):
            with suppress(FileNotFoundError):
                status = path.stat()
                if time.time() - status.st_mtime > SCRAP_S:
                    path.unlink()
                    freed += status.st_size
        return freed
