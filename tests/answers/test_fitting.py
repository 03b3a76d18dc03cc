import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from yourturn.answers.fitting import _settings

NOTEBOOK = """
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
cells = [
    "from yourturn import hand_in",
    "import keras, numpy",
    "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])",
    "model.compile(loss='mse')",
    "history = model.fit(numpy.ones((10, 1)), numpy.ones(10), batch_size=5, verbose=0)",
    "print(sorted(history.params.items(), key=str))",
]
for cell in cells:
    shell.run_cell(cell, store_history=False).raise_error()
"""


def test_a_notebook_that_imports_keras_later_remembers_its_fits() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOTEBOOK], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "('batch_size', 5)" in done.stdout
    assert "('rows', 10)" in done.stdout


class DataSet:
    """What a `tf.data.Dataset` or a generator looks like: no rows to count."""


ROWS = np.zeros((50, 2))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"x": ROWS}, {"rows": 50, "batch_size": 32, "validation_split": 0.0}),
        ({"x": [ROWS, ROWS], "batch_size": 8}, {"rows": 50, "batch_size": 8}),
        ({"x": {"nn": ROWS}, "validation_split": 0.3}, {"rows": 50, "validation_rows": 15}),
        ({"x": [1, 2, 3]}, {"rows": 3}),
        ({"x": ROWS, "validation_data": (ROWS[:7], None)}, {"validation_rows": 7}),
        ({"x": ROWS}, {"weight_variation": 0.0}),
        ({"x": ROWS, "sample_weight": [2.0] * 50}, {"weight_variation": 0.0}),
        ({"x": ROWS, "sample_weight": np.r_[1, 3]}, {"weight_variation": 0.5}),
        ({"x": ROWS, "sample_weight": np.r_[10, 30]}, {"weight_variation": 0.5}),
    ],
    ids=[
        "array",
        "inputs",
        "named inputs",
        "list",
        "validation data",
        "no weights",
        "equal weights",
        "weights",
        "weights on another scale",
    ],
)
def test_rows_are_counted_for_every_form_of_input(
    given: dict[str, Any], expected: dict[str, Any]
) -> None:
    settings = _settings(given)
    assert expected.items() <= settings.items()


@pytest.mark.parametrize(
    "weights", ["heavy", np.zeros(50), [1.0, np.nan], [], {"out": np.ones(50)}]
)
def test_weights_that_cannot_be_told_are_left_out(weights: Any) -> None:
    assert "weight_variation" not in _settings({"x": ROWS, "sample_weight": weights})


def test_a_data_set_has_neither_rows_nor_batches_to_count() -> None:
    assert _settings({"x": DataSet(), "validation_data": DataSet()}) == {"validation_split": 0.0}
