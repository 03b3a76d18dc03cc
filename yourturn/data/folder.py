"""A folder of prepared data: `.npy` arrays and a `source.json` that says what they are.

Written by `yourturn.data.coursecopy`, read by `load_mnist` and `load_mtpl`. Arrays are
mapped into memory, copied only where somebody writes to them: kernels share their pages, and
loading takes no time.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from yourturn.data import policies
from yourturn.data.images import Labelled, check_labelled
from yourturn.errors import MachineError

__all__ = [
    "Entry",
    "Manifest",
    "is_whole",
    "read_images",
    "read_manifest",
    "read_policies",
    "write",
]

_MANIFEST = "source.json"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Entry(_Strict):
    """Where one data set comes from, as `yourturn.data.sources.Origin` has it."""

    source: Literal["mnist", "mtpl", "stand-in"]
    sentence: str
    sha256: str


class Manifest(_Strict):
    """What a folder holds: the origin of each data set and the SHA-256 of each file."""

    version: Literal[1] = 1
    mnist: Entry
    mtpl: Entry
    files: dict[str, str]


def write(folder: Path, mnist: Entry, mtpl: Entry, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write every array as `<name>.npy` and, last, the manifest."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    files = {f"{name}.npy": _sha256(folder / f"{name}.npy") for name in sorted(arrays)}
    manifest = Manifest(mnist=mnist, mtpl=mtpl, files=files)
    (folder / _MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Tell whether the folder holds every file that its manifest names, unchanged."""
    try:
        manifest = read_manifest(folder)
        return all(_sha256(folder / name) == digest for name, digest in manifest.files.items())
    except (MachineError, OSError):
        return False


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest. Raises MachineError when there is none, or another version's."""
    try:
        return Manifest.model_validate(json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise MachineError(f"{folder} is not a folder of prepared data: {error}") from error


def read_images(folder: Path, part: str) -> Labelled:
    """Map the part "train" or "test". Raises MachineError when it is not whole."""
    pair = _mapped(folder, f"{part}_images"), _mapped(folder, f"{part}_labels")
    try:
        check_labelled(pair, f"the {part} images of {folder}")
    except ValueError as error:
        raise MachineError(str(error)) from error
    return pair


def read_policies(folder: Path) -> pd.DataFrame:
    """Read the course's policies. Raises MachineError when they are not whole."""
    records = _mapped(folder, "course_policies")
    try:
        frame = policies.from_records(records)
        policies.check(frame)
    except ValueError as error:
        raise MachineError(f"the course policies of {folder}: {error}") from error
    return frame


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    path = folder / f"{name}.npy"
    try:
        # copy on write: a student may change the images, and changes nobody else's
        return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))
    except (EOFError, OSError, ValueError) as error:
        raise MachineError(f"{path} cannot be read: {error}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
