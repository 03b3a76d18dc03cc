"""Images of handwritten digits: Keras's `mnist.npz` layout, read and checked.

An image is (28, 28) uint8, 0 (paper) to 255 (ink); a label is the digit it shows, uint8, 0 to 9.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bytes", "Labelled", "check_labelled", "read_npz"]

Bytes = NDArray[np.uint8]
Labelled = tuple[Bytes, Bytes]
"""Images (n, 28, 28) and their labels (n,)."""

# Keras's documentation of `keras.datasets.mnist`: 60,000 training and 10,000 test images.
_N_TRAIN, _N_TEST = 60_000, 10_000


def read_npz(path: Path) -> tuple[Labelled, Labelled]:
    """Read all of MNIST from Keras's `mnist.npz`: the 60,000 training and the 10,000 test images.

    Raises ValueError, with a sentence that names the file, when it is not in that layout.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            train = _pair(arrays, "train")
            test = _pair(arrays, "test")
    except (BadZipFile, EOFError, KeyError, OSError, ValueError) as error:
        raise ValueError(f"{path} is not Keras's mnist.npz: {error}") from error
    check_labelled(train, f"the training images of {path}", _N_TRAIN)
    check_labelled(test, f"the test images of {path}", _N_TEST)
    return train, test


def check_labelled(pair: tuple[Any, Any], what: str, n: int | None = None) -> None:
    """Raise ValueError unless `pair` is `n` (or any number of) images and as many labels."""
    images, labels = pair
    expected = len(images) if n is None else n
    if images.dtype != np.uint8 or images.shape != (expected, 28, 28):
        raise ValueError(
            f"{what} are {images.dtype} of shape {images.shape}; "
            f"uint8 of shape {(expected, 28, 28)} were expected"
        )
    if labels.dtype != np.uint8 or labels.shape != (expected,):
        raise ValueError(
            f"the labels of {what} are {labels.dtype} of shape {labels.shape}; "
            f"uint8 of shape {(expected,)} were expected"
        )
    if expected and labels.max() > 9:
        raise ValueError(f"a label of {what} is {labels.max()}; 0 to 9 were expected")


def _pair(arrays: Mapping[str, Any], part: str) -> Labelled:
    return arrays[f"x_{part}"], arrays[f"y_{part}"]
