import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from yourturn.answers.npy import read_npy, write_npy
from yourturn.errors import StudentError

DTYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]


def npy(header: str, data: bytes = b"", version: int = 1) -> bytes:
    text = header.encode("latin-1") + b"\n"
    length = len(text).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + data


def described(descr: str, shape: str, data: bytes = b"", fortran: str = "False") -> bytes:
    return npy(f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}}}", data)


@given(
    st.sampled_from(DTYPES).flatmap(
        lambda code: arrays(np.dtype(code), array_shapes(min_dims=0, max_dims=4, min_side=0))
    ),
    st.sampled_from("CF"),
    st.sampled_from("<>"),
)
def test_an_array_comes_back_as_it_was(array: Any, order: str, byte_order: str) -> None:
    stored = np.asarray(array.astype(array.dtype.newbyteorder(byte_order)), order=order)
    back = read_npy(write_npy(stored))
    assert back.dtype == array.dtype
    assert back.dtype.isnative
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()
    assert back.flags.writeable


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_all_versions_of_the_format_are_read(version: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.arange(6.0), version=version)
    assert read_npy(buffer.getvalue()).tolist() == [0, 1, 2, 3, 4, 5]


def pickled() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}], dtype=object), allow_pickle=True)
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, np.zeros(1_000_000))
    return buffer.getvalue()


HOSTILE = {
    "empty": (b"", "not in NumPy's .npy format"),
    "zip": (zipped(), "not in NumPy's .npy format"),
    "pickle": (pickled(), "type '|O' cannot be read"),
    "huge shape": (described("'<f8'", "(1000000000,)"), "7,629 MiB"),
    "overflowing shape": (described("'<f8'", "(1099511627776, 1099511627776)"), "MiB"),
    "negative shape": (described("'<f8'", "(-1,)"), "damaged .npy header"),
    "boolean shape": (described("'<f8'", "(True,)", bytes(8)), "damaged .npy header"),
    "text shape": (described("'<f8'", "'abc'"), "damaged .npy header"),
    "too many axes": (described("'|u1'", str((1,) * 33), b"1"), "damaged .npy header"),
    "too short": (described("'<f8'", "(2,)", bytes(15)), "promises shape (2,) (16 bytes)"),
    "too long": (described("'<f8'", "(2,)", bytes(17)), "its file holds 17 bytes"),
    "complex": (described("'<c16'", "(1,)", bytes(16)), "'<c16' cannot be read"),
    "text": (described("'<U4'", "(1,)", bytes(16)), "'<U4' cannot be read"),
    "record": (described("[('a', '<f8')]", "(1,)", bytes(8)), "cannot be read"),
    "dates": (described("'<M8[ns]'", "(1,)", bytes(8)), "cannot be read"),
    "long double": (described("'<f16'", "(1,)", bytes(16)), "'<f16' cannot be read"),
    "boolean of two bytes": (described("'<b2'", "(1,)", bytes(2)), "damaged .npy header"),
    "boolean of two": (described("'|b1'", "(1,)", b"\x02"), "neither 0 nor 1"),
    "call in the header": (described("__import__('os')", "(1,)"), "damaged .npy header"),
    "deep header": (npy("(" * 900), "damaged .npy header"),
    "long header": (npy(" " * 3_000), "damaged .npy header"),
    "not ASCII": (npy("ä"), "damaged .npy header"),
    "extra field": (npy("{'descr': '<f8', 'fortran_order': 0, 'shape': (), 'x': 1}"), "damaged"),
    "order is a number": (described("'<f8'", "()", bytes(8), fortran="1"), "damaged"),
    "version 9": (npy("{}", version=9), "unknown .npy version"),
    "header beyond the end": (b"\x93NUMPY\x02\x00\xff\x00\x00\x00abc", "damaged .npy header"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(case: str) -> None:
    data, sentence = HOSTILE[case]
    with pytest.raises(StudentError) as refusal:
        read_npy(data)
    assert sentence in str(refusal.value)


@given(st.binary(max_size=200), st.integers(0, 127), st.binary(min_size=1, max_size=4))
def test_damaged_bytes_never_do_more_than_be_refused(
    tail: bytes, position: int, patch: bytes
) -> None:
    good = bytearray(write_npy(np.arange(12, dtype="<i4").reshape(3, 4)))
    good[position : position + len(patch)] = patch
    for data in (bytes(good), bytes(good) + tail, b"\x93NUMPY" + tail):
        try:
            array = read_npy(data)
        except StudentError:
            continue
        assert array.dtype.kind in "biuf"
        assert array.nbytes <= len(data)
