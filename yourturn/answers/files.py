"""The files of one answer while it is being written, and how large they may become."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from yourturn.answers.npy import MAX_ARRAY_BYTES, write_npy
from yourturn.errors import StudentError

__all__ = ["MAX_ANSWER_BYTES", "MAX_ITEMS", "Files", "put_array"]

MAX_ANSWER_BYTES = MAX_ARRAY_BYTES  # an answer of one array of the greatest size
MAX_ITEMS = 200_000
_MAX_FILES = 1_000


@dataclass
class Files:
    """The files by name; `items` counts the values in lists, which are bounded too."""

    name: str
    contents: dict[str, bytes] = field(default_factory=dict)
    items: int = 0
    known: dict[int, str] = field(default_factory=dict)  # id of a Keras variable -> its file

    def add(self, data: bytes, suffix: str) -> str:
        """Keep `data` under the next number; return the file's name."""
        if len(self.contents) >= _MAX_FILES:
            raise StudentError(
                f"{self.name} holds more than {_MAX_FILES:,} arrays; make one of them with np.stack"
            )
        if sum(map(len, self.contents.values())) + len(data) > MAX_ANSWER_BYTES:
            raise StudentError(
                f"{self.name} is larger than {MAX_ANSWER_BYTES / 2**20:.0f} MiB; "
                "hand in only what the question asks for"
            )
        file = f"{len(self.contents)}.{suffix}"
        self.contents[file] = data
        return file

    def count(self) -> None:
        """Count one more value of a list, tuple or dict."""
        self.items += 1
        if self.items > MAX_ITEMS:
            raise StudentError(
                f"{self.name} holds more than {MAX_ITEMS:,} values in lists; "
                "make an array of them with np.array"
            )


def put_array(files: Files, array: np.ndarray[Any, Any], where: str) -> str:
    """Write a numeric array to a file; `StudentError` for objects, complex numbers, text."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind == "O":
        raise StudentError(
            f"{where} is an array of Python objects; rows of different lengths or mixed types give "
            "one, np.array(..., dtype=float) of equally long rows does not"
        )
    if kind == "c":
        raise StudentError(f"{where} has complex numbers; hand in real ones")
    if kind in "mM":
        raise StudentError(f"{where} is an array of dates; hand it in as a pandas Series")
    if kind not in "biuf":
        raise StudentError(
            f"{where} is an array of type {array.dtype}; convert it with .astype('float32')"
        )
    if array.nbytes > MAX_ANSWER_BYTES:
        raise StudentError(
            f"{where} has shape {array.shape} and takes {array.nbytes / 2**20:,.0f} MiB; at most "
            f"{MAX_ANSWER_BYTES / 2**20:.0f} MiB can be handed in"
        )
    if kind == "f" and size > 8:
        array = array.astype(np.float64)
    return files.add(write_npy(np.asarray(array)), "npy")
