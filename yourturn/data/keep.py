"""Keep what took time to make in the user's cache; make it again where it is missing or damaged.

Two processes may do so at once: a file appears whole or not at all. Where there is no home, or one
that cannot be written (a confined process), everything is made in memory.
"""

import atexit
import os
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

__all__ = ["Arrays", "cache_folder", "kept", "process_folder"]

Arrays = Mapping[str, NDArray[Any]]


def cache_folder() -> Path | None:
    """Return the folder for this user's data, made if need be; None where none can be written."""
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("yourturn")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: no home directory is known
        return None


def kept(name: str, make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays kept under `name`, else those of `make()`, which are kept from now on.

    A file's checksums are its own (an npz is a zip), so damage is noticed when it is read.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    path = folder / f"{name}.npz"
    if path.is_file():
        try:
            # a file of our own: numpy leaves one open when what it holds is no zip
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return {key: stored[key] for key in stored.files}
        except (BadZipFile, EOFError, OSError, ValueError):
            path.unlink(missing_ok=True)
    arrays = make()
    _write_whole(path, arrays)
    return arrays


@cache
def process_folder() -> Path:
    """Return a folder that lives as long as this process, where there is no cache."""
    folder = tempfile.TemporaryDirectory(prefix="yourturn-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _write_whole(path: Path, arrays: Arrays) -> None:
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **dict(arrays))
        Path(temporary).replace(path)
    except OSError:  # a full disk must not cost anybody their data
        Path(temporary).unlink(missing_ok=True)
