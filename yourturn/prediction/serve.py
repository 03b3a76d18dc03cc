"""Zone 2's one task: a model's files and inputs in, predictions out. No student code runs here.

Called in a confined child by the zone. Labels never come here; a model's files are read as
strictly here as on the trusted side.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from yourturn.answers.model import HandedModel
from yourturn.answers.npy import read_npy, write_npy
from yourturn.answers.read import read_answer
from yourturn.errors import StudentError
from yourturn.prediction.rebuild import rebuild

__all__ = ["predict"]

_BATCH_SIZE = 1_000
_MAX_OUTPUT_BYTES = 256 * 2**20


def predict(files: Mapping[str, bytes], inputs: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    """Rebuild the model in `files` (one answer's) and predict on each of `inputs`.

    An input maps the model's input names to `.npy` bytes; a model with one input may be given
    its array under "". Returns a float32 array as `.npy` bytes for each input, computed without
    dropout or noise. Raises `StudentError` where the model cannot be rebuilt or the
    inputs do not fit it.
    """
    name = str(_named(files))
    model = read_answer(name, files)
    if not isinstance(model, HandedModel):
        raise StudentError("a prediction needs a Keras model; something else was handed in")
    built = rebuild(model)
    if len(built.outputs) != 1:
        raise StudentError(f"the model has {len(built.outputs)} outputs; one is expected")
    return [write_npy(_predict(built, one)) for one in inputs]


def _named(files: Mapping[str, bytes]) -> str:
    """Find the answer's own name, whatever the folder was called; the reader checks the rest."""
    found = re.search(
        rb'"name"\s*:\s*"([A-Za-z_][A-Za-z0-9_]{0,63})"', files.get("answer.json", b"")
    )
    return found[1].decode("ascii") if found else "model"


def _predict(built: Any, given: Mapping[str, bytes]) -> np.ndarray[Any, Any]:
    arrays = [_input(tensor, given, len(built.inputs)) for tensor in built.inputs]
    rows = {len(array) for array in arrays}
    if len(rows) > 1:
        raise StudentError(f"the inputs have different numbers of rows: {sorted(rows)}")
    expected = [tuple(tensor.shape) for tensor in built.inputs]
    for array, shape in zip(arrays, expected, strict=True):
        if len(array.shape) != len(shape) or any(
            n not in (None, m) for n, m in zip(shape[1:], array.shape[1:], strict=True)
        ):
            raise StudentError(
                f"the model takes inputs of shape {_words(shape)}; it was given {array.shape}"
            )
    outputs, size = [], 0
    for start in range(0, rows.pop(), _BATCH_SIZE):
        batch = [array[start : start + _BATCH_SIZE] for array in arrays]
        output = np.asarray(built.predict_on_batch(_structured(built, batch)), dtype=np.float32)
        size += output.nbytes
        if size > _MAX_OUTPUT_BYTES:
            raise StudentError(f"the model's output has shape {output.shape} for one batch")
        outputs.append(output)
    if not outputs:
        raise StudentError("the model was given no rows")
    return np.concatenate(outputs)


def _input(tensor: Any, given: Mapping[str, bytes], n_inputs: int) -> np.ndarray[Any, Any]:
    name = "" if n_inputs == 1 and "" in given else str(tensor._keras_history.operation.name)
    if name not in given:
        raise StudentError(
            f"the model has an input named {name!r}; expected were "
            f"{', '.join(sorted(given)) or 'none'}"
        )
    array = read_npy(given[name])
    if array.ndim == 0:
        raise StudentError(f"the input {name!r} is a single number")
    return array.astype(str(tensor.dtype))


def _structured(built: Any, batch: list[np.ndarray[Any, Any]]) -> Any:
    """Arrange the inputs as the model was declared: one array, a list, or a dict."""
    structure = getattr(built, "_inputs_struct", None)
    if structure is None or len(batch) == 1:
        return batch[0]
    return keras.tree.pack_sequence_as(structure, batch)


def _words(shape: tuple[int | None, ...]) -> str:
    """Write a shape with `n` for the axis of the observations."""
    return str(tuple("n" if n is None else n for n in shape)).replace("'", "")
