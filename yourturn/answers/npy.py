"""Arrays as `.npy` files: written plainly, read without trusting a single byte.

The format is NumPy's NEP 1: magic, version, header length, a Python literal with `descr`,
`fortran_order` and `shape`, then the raw values. `read_npy` parses the header itself, so that a
forged shape or an object array is refused before anything is allocated and nothing is unpickled.
"""

import ast
import io
import math
import re
from typing import Any

import numpy as np

from yourturn.errors import StudentError

__all__ = ["MAX_ARRAY_BYTES", "read_npy", "write_npy"]

MAX_ARRAY_BYTES = 128 * 2**20
_MAX_HEADER = 2_000  # NumPy writes about 120 bytes; 32 dimensions of 19 digits fit in 800
_MAX_AXES = 32  # NumPy 1's limit, kept so that every reader can take the array
_DESCR = re.compile(r"[<>|=][biuf](1|2|4|8)")


def write_npy(array: np.ndarray[Any, Any]) -> bytes:
    """Write a numeric or boolean array as `.npy` bytes, in C or Fortran order as it lies."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def read_npy(data: bytes, max_bytes: int = MAX_ARRAY_BYTES) -> np.ndarray[Any, Any]:
    """Read `.npy` bytes (versions 1 to 3) of booleans, integers or floats of at most 8 bytes.

    The array is a writable copy in native byte order. Raises `StudentError` for everything else:
    other kinds (objects, complex numbers, text, records), a header that does not fit the data,
    more than `max_bytes`.
    """
    if len(data) < 12 or not data.startswith(b"\x93NUMPY"):
        raise StudentError("the array's file is not in NumPy's .npy format")
    header, start = _header(data)
    dtype, fortran, shape = _parse(header)
    size = math.prod(shape) * dtype.itemsize
    if size > max_bytes:
        raise StudentError(
            f"an array of shape {shape} takes {size / 2**20:,.0f} MiB; "
            f"at most {max_bytes / 2**20:,.0f} MiB can be handed in"
        )
    if len(data) - start != size:
        raise StudentError(
            f"the array's header promises shape {shape} ({size:,} bytes), "
            f"its file holds {len(data) - start:,} bytes"
        )
    flat = np.frombuffer(data, dtype=dtype, offset=start)
    array = flat.reshape(shape, order="F" if fortran else "C")
    if dtype.kind == "b" and flat.size and int(flat.view(np.uint8).max()) > 1:
        raise StudentError("the array's booleans are neither 0 nor 1")
    return array.astype(dtype.newbyteorder("="), order="K", copy=True)


def _header(data: bytes) -> tuple[bytes, int]:
    version = data[6]
    if version not in (1, 2, 3) or data[7] != 0:
        raise StudentError("the array's file has an unknown .npy version")
    start = 10 if version == 1 else 12
    length = int.from_bytes(data[8:start], "little")
    if length > _MAX_HEADER or start + length > len(data):
        raise StudentError("the array's file has a damaged .npy header")
    return data[start : start + length], start + length


def _parse(header: bytes) -> tuple[np.dtype[Any], bool, tuple[int, ...]]:
    damaged = StudentError("the array's file has a damaged .npy header")
    try:
        fields = ast.literal_eval(header.decode("ascii").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        raise damaged from None
    if not isinstance(fields, dict) or set(fields) != {"descr", "fortran_order", "shape"}:
        raise damaged
    descr, fortran, shape = fields["descr"], fields["fortran_order"], fields["shape"]
    if not isinstance(descr, str) or not _DESCR.fullmatch(descr):
        raise StudentError(
            f"an array of type {str(descr)[:40]!r} cannot be read; "
            "numbers (integers or floats of at most 64 bits) and booleans can"
        )
    if descr[1:] in ("b2", "b4", "b8", "f1"):
        raise damaged
    if type(fortran) is not bool or not isinstance(shape, tuple) or len(shape) > _MAX_AXES:
        raise damaged
    if any(type(n) is not int or n < 0 or n > 2**40 for n in shape):
        raise damaged
    return np.dtype(descr), fortran, shape
