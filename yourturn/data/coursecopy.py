"""The course's part of the data as a folder to mount where student code is graded.

Called by the engine before anything is confined. The folder is written once, named by the data's
digest, and named by YOURTURN_COURSE_DATA in the confined process, which has no other data.
"""

import hashlib
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from yourturn.data import folder, policies, sources, unseen
from yourturn.data.keep import cache_folder, process_folder
from yourturn.errors import MachineError

__all__ = ["course_copy", "forget"]


def course_copy(into: Path | None = None) -> Path:
    """Return a folder with the course's part alone, written if need be.

    It lies in `into`, else in the user's cache, else in a folder that lives as long as this
    process. Raises MachineError when the disk is full or the data cannot be read.
    """
    return _copy(into)


def forget() -> None:
    """Look at the copies again when next asked for, as a new process does."""
    _copy.cache_clear()


@cache
def _copy(into: Path | None) -> Path:
    place = into or cache_folder() or process_folder()
    final = place / f"course-{_name()}"
    if folder.is_whole(final):
        return final
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix="unfinished-") as temporary:
            written = Path(temporary) / final.name
            written.mkdir(mode=0o755)  # the confined process is another user
            folder.write(written, *_entries(), _arrays())
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


def _arrays() -> dict[str, NDArray[Any]]:
    digits = unseen.mnist()
    return {
        "train_images": digits.train[0],
        "train_labels": digits.train[1],
        "test_images": digits.test[0],
        "test_labels": digits.test[1],
        "course_policies": policies.to_records(unseen.mtpl().course),
    }


def _move(written: Path, final: Path) -> None:
    """Put the folder in its place at once; another process's whole one is as good.

    What is left beside `written` goes with the temporary folder around it.
    """
    try:
        written.rename(final)
        return
    except OSError:
        if folder.is_whole(final):
            return
    final.rename(written.with_name("damaged"))
    written.rename(final)
