"""What the weights of a kept training give, beside what its history states.

A kept training is a file that its student could change. Training again would tell, and costs what
was to be saved; these figures cost a forward pass over the rows held out and over at most 2,048
of the others. They cross with the model's history (`found_...`), and the trusted side compares
(`yourturn.classroom.doubt`). They are made where the student's code runs: who forges them has to do
so in the notebook, where everybody can read it.
"""

import math
import sys
from collections.abc import Mapping
from typing import Any

__all__ = ["FOUND", "look_at", "steps_of"]

FOUND = "found_"
_DEFAULT_BATCH = 32  # keras.Model.fit, `batch_size`
_MAX_ROWS = 2048  # enough to bound a training loss, which is an average over an epoch, loosely


def steps_of(arguments: Mapping[str, Any], epochs: int) -> int:
    """Count the optimiser's steps in so many epochs."""
    given = arguments.get("steps_per_epoch")
    if given is not None:
        return int(given) * epochs
    batch_size = int(arguments.get("batch_size") or _DEFAULT_BATCH)
    return epochs * math.ceil(_first_held_out(arguments) / batch_size)


def look_at(model: Any, arguments: Mapping[str, Any]) -> dict[str, float]:
    """Evaluate a model on the rows of its training; metrics of the held-out ones begin with val_.

    Raises whatever Keras or the student's own loss raises, as training would.
    """
    rows = _first_held_out(arguments)
    sample = _part(arguments, slice(0, rows, math.ceil(rows / _MAX_ROWS)))
    # Classes that weigh more in training do not when evaluated.
    found = {} if arguments.get("class_weight") else _evaluated(model, sample, arguments, "")
    validation = _held_out(arguments)
    if validation is not None:
        found |= _evaluated(model, validation, arguments, "val_")
    return found


def _held_out(arguments: Mapping[str, Any]) -> tuple[Any, Any, Any] | None:
    """Give the rows that `fit` validates on, with targets and sample weights; None without any."""
    validation = arguments.get("validation_data")
    if validation is not None:
        x, y, *weights = validation
        return x, y, weights[0] if weights else None
    if not arguments.get("validation_split"):
        return None
    return _part(arguments, slice(_first_held_out(arguments), None))


def _evaluated(
    model: Any, rows: tuple[Any, Any, Any], arguments: Mapping[str, Any], prefix: str
) -> dict[str, float]:
    x, y, weights = rows
    size = arguments.get("validation_batch_size") or arguments.get("batch_size")
    metrics = model.evaluate(
        x, y, sample_weight=weights, batch_size=size, verbose=0, return_dict=True
    )
    return {f"{FOUND}{prefix}{name}": float(value) for name, value in metrics.items()}


def _part(arguments: Mapping[str, Any], rows: slice) -> tuple[Any, Any, Any]:
    """Some rows of the data, the targets and the sample weights."""
    keras: Any = sys.modules["keras"]

    def cut(name: str) -> Any:
        given = arguments.get(name)
        if given is None:
            return None
        return keras.tree.map_structure(lambda array: _by_place(array)[rows], given)

    return cut("x"), cut("y"), cut("sample_weight")


def _by_place(array: Any) -> Any:
    return getattr(array, "iloc", array)  # rows of a table: pandas would take labels


def _first_held_out(arguments: Mapping[str, Any]) -> int:
    """The number of rows trained on; those held out of `x` follow them."""
    rows = len(sys.modules["keras"].tree.flatten(arguments.get("x"))[0])
    if arguments.get("validation_data") is not None:
        return rows
    # keras.src.trainers.data_adapters.array_slicing.train_validation_split
    return math.floor(rows * (1 - float(arguments.get("validation_split") or 0)))
