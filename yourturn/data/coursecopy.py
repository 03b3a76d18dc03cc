"""The data as folders to mount: the course's part for student code, the unseen part for the judge.

`course_copy` and `unseen_copy` are called by the engine before anything is confined. Each writes
one folder, once, named by the data's digest. The course's is mounted where student code runs and
named there by YOURTURN_COURSE_DATA; the unseen one only where nothing of a student's runs, named by
YOURTURN_UNSEEN_DATA beside the other.
"""

import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Literal

from numpy.typing import NDArray

from yourturn.data import folder, policies, sources, unseen
from yourturn.data.keep import cache_folder, process_folder
from yourturn.errors import MachineError

__all__ = ["course_copy", "forget", "unseen_copy"]

Part = Literal["course", "unseen"]


def course_copy(into: Path | None = None) -> Path:
    """Return a folder with the course's part alone, written if need be.

    It lies in `into`, else in the user's cache, else in a folder that lives as long as this
    process. Raises MachineError when the disk is full or the data cannot be read.
    """
    return _copy("course", into)


def unseen_copy(into: Path | None = None) -> Path:
    """Return a folder with the unseen part alone; otherwise as `course_copy`."""
    return _copy("unseen", into)


def forget() -> None:
    """Look at the copies again when next asked for, as a new process does."""
    _copy.cache_clear()


@cache
def _copy(part: Part, into: Path | None) -> Path:
    place = into or cache_folder() or process_folder()
    final = place / f"{part}-{_name()}"
    if folder.is_whole(final):
        return final
    try:
        place.mkdir(parents=True, exist_ok=True)
        written = Path(tempfile.mkdtemp(dir=place, prefix=f"{final.name}."))
        folder.write(written, *_entries(), _arrays(part))
        written.chmod(0o755)  # the confined process is another user
        _move(written, final)
    except OSError as error:
        raise MachineError(f"the course's data cannot be written to {place}: {error}") from error
    return final


def _name() -> str:
    found = unseen.data_source()  # the sentences too: the reason for a stand-in may change
    key = "\n".join([found["digest"], found["mnist"]["sentence"], found["mtpl"]["sentence"]])
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _entries() -> tuple[folder.Entry, folder.Entry]:
    mnist, mtpl = (
        folder.Entry.model_validate(
            {"source": origin.source, "sentence": origin.sentence, "sha256": origin.sha256}
        )
        for origin in (sources.mnist_origin(), sources.mtpl_origin())
    )
    return mnist, mtpl


def _arrays(part: Part) -> dict[str, NDArray[Any]]:
    digits, portfolio = unseen.mnist(), unseen.mtpl()
    if part == "course":
        pairs = {"train": digits.train, "test": digits.test}
        frame = portfolio.course
    else:
        pairs = {"unseen": digits.unseen}
        frame = portfolio.unseen
    arrays: dict[str, NDArray[Any]] = {f"{part}_policies": policies.to_records(frame)}
    for name, (images, labels) in pairs.items():
        arrays[f"{name}_images"], arrays[f"{name}_labels"] = images, labels
    return arrays


def _move(written: Path, final: Path) -> None:
    """Put the folder in its place at once; another process's whole one is as good."""
    try:
        written.rename(final)
        return
    except OSError:
        if folder.is_whole(final):
            shutil.rmtree(written)
            return
    damaged = Path(tempfile.mkdtemp(dir=final.parent, prefix="damaged-")) / final.name
    final.rename(damaged)
    written.rename(final)
    shutil.rmtree(damaged.parent)
