import json

import nbformat
import pytest

from yourturn.errors import StudentError
from yourturn.notebooks import read_notebook
from yourturn.notebooks.read import MAX_BYTES, MAX_CELLS


def notebook(**changes):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], **changes}


def code(source="1 + 1", **changes):
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source}
    return {**cell, "execution_count": None, **changes}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b'{"cells": []', "not valid JSON"),
        (b"[1, 2]", "not a notebook's"),
        (b'{"nbformat": 3, "worksheets": []}', "format 4"),
        (b'{"nbformat": 4}', "format 4"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested too deeply"),
        (b" " * (MAX_BYTES + 1), "at most 20 MB"),
        (json.dumps(notebook(cells=[{}] * (MAX_CELLS + 1))).encode(), "2001 cells"),
        (b"9" * 5_000, "not valid JSON"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(data, reason):
    with pytest.raises(StudentError, match=reason):
        read_notebook(data)


def test_brackets_inside_strings_do_not_count_as_nesting():
    data = json.dumps(notebook(cells=[code("[" * 1_000 + '"\\"')])).encode()
    assert read_notebook(data).cells[0].source.startswith("[[[")


@pytest.mark.parametrize(
    "cell",
    [
        code(source=["a = 1\n", "a"]),
        code(source=None, outputs="no list", metadata=[], id=7),
        code(outputs=[{"output_type": "stream", "name": "stdout", "text": ["a", "b"]}, 3, {}]),
        code(outputs=[{"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["t"]}]),
        code(outputs=[{"output_type": "execute_result", "data": {"text/plain": ["1"]}, "x": 1}]),
        {"cell_type": "markdown", "source": "![](attachment:a.png)", "attachments": 3},
        {"cell_type": "heading", "source": "old", "level": 2},
        {},
    ],
)
def test_every_cell_comes_back_valid(cell):
    read = read_notebook(json.dumps(notebook(cells=[cell, cell])).encode())
    nbformat.validate(read)
    assert len(read.cells) == 2
    assert read.cells[0].id != read.cells[1].id


def test_byte_order_mark_surrogates_and_nul_are_survived():
    data = b"\xef\xbb\xbf" + json.dumps(notebook(cells=[code("a\ud800\0b")])).encode()
    assert read_notebook(data).cells[0].source == "a?\N{REPLACEMENT CHARACTER}b"


def test_pictures_pasted_into_an_essay_are_kept():
    cell = {"cell_type": "markdown", "source": "x", "attachments": {"a.png": {"image/png": "AA"}}}
    read = read_notebook(json.dumps(notebook(cells=[cell])).encode())
    assert read.cells[0].attachments == {"a.png": {"image/png": "AA"}}


def test_a_file_without_ids_reads_the_same_every_time():
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "a"}] * 2
    data = json.dumps(notebook(nbformat_minor=4, cells=cells)).encode()
    assert read_notebook(data) == read_notebook(data)
    assert [cell.id for cell in read_notebook(data).cells] == ["cell-0", "cell-1"]
