"""Rebuild a handed-in model from its checked config and set its weights.

Runs in zone 2. The model is built twice: first without values, which gives every weight's shape
and costs no memory however large the layers claim to be; only when these shapes are those of the
weights handed in it is built for good.
"""

import copy
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from yourturn.answers.model import HandedModel
from yourturn.errors import StudentError
from yourturn.prediction.layers import check_config

__all__ = ["rebuild"]


def rebuild(model: HandedModel) -> Any:
    """Return a Keras model with the config and weights of `model`.

    Raises `StudentError` for a part that is not allowed, a config that Keras does not take,
    weights that do not fit the config or are not finite. Called by `yourturn.prediction.serve`.
    """
    check_config(model.config)
    for layer in model.layers:
        if not all(np.isfinite(weight).all() for weight in layer.weights):
            raise StudentError(
                f"layer {layer.name!r} has weights that are not finite: the training diverged; "
                "try scaled inputs or a smaller learning rate"
            )
    with keras.StatelessScope(initialize_variables=False):
        _check_shapes(_build(model), model)
    keras.backend.clear_session()
    built = _build(model)
    _set_weights(built, model)
    return built


def _build(model: HandedModel) -> Any:
    builder = keras.Sequential if model.class_name == "Sequential" else keras.Model
    try:
        built = builder.from_config(copy.deepcopy(dict(model.config)))  # Keras changes it
    except Exception as error:  # whatever Keras raises for a config that does not fit together
        text = " ".join(str(error).split()).rpartition("Exception encountered: ")[2][:200]
        raise StudentError(f"the model cannot be rebuilt from its config: {text}") from None
    if not built.built or not built.inputs:
        raise StudentError("the model's config does not say the shape of its input")
    return built


def _leaves(model: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer, f"{prefix}{layer.name}/")
        else:
            yield f"{prefix}{layer.name}", layer


def _check_shapes(built: Any, model: HandedModel) -> None:
    found = {path: [tuple(w.shape) for w in layer.weights] for path, layer in _leaves(built)}
    given: dict[str, list[tuple[int, ...]]] = {path: [] for path in found}
    for path, number in model.weight_paths:
        given.setdefault(path, []).append(model.weights[number].shape)
    for path, shapes in given.items():
        if found.get(path, []) != shapes:
            raise StudentError(
                f"the model's config and weights disagree: layer {path!r} has weights of shapes "
                f"{shapes}, its config gives {found.get(path, [])}"
            )


def _set_weights(built: Any, model: HandedModel) -> None:
    given: dict[str, list[Any]] = {}
    for path, number in model.weight_paths:
        given.setdefault(path, []).append(model.weights[number])
    for path, layer in _leaves(built):
        if path in given:
            layer.set_weights(given[path])
        if hasattr(layer, "finalize_state"):  # Normalization keeps a second form of its weights
            layer.finalize_state()
