"""The wait for a session's first TensorFlow, explained in a real kernel."""

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

CELLS = (
    "%load_ext yourturn.first_import",
    "print('import keras')",
    "from keras import nosuch  # noqa",
    "import tensorflow as tf",
)


@pytest.fixture(scope="module")
def shown():
    """What each of `CELLS` shows besides errors."""
    cells = [new_code_cell(source) for source in CELLS]
    NotebookClient(notebook := new_notebook(cells=cells), allow_errors=True).execute()
    return [[out.data["text/plain"] for out in c.outputs if "data" in out] for c in notebook.cells]


def test_other_cells_show_nothing(shown):
    assert shown[:2] == [[], []]


def test_the_first_import_ends_with_word_that_it_is_done_and_later_ones_say_nothing(shown):
    assert shown[2:] == [["TensorFlow is loaded."], []]
