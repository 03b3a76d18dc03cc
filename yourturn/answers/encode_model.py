"""Keras models and training histories as plain data, on the student's side.

A model crosses as its config, its weights, its compile settings and its history, never as code:
what cannot be rebuilt from that (a subclassed model, a Lambda layer, a function of one's own as
activation) is refused here already, with the cure, by the same list that grading uses.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from yourturn.answers.evidence import FOUND
from yourturn.answers.files import Files, put_array
from yourturn.answers.kinds import FloatNode, HistoryNode, ModelNode, Node, OptimizerRecord
from yourturn.answers.losses import describe_loss, describe_metrics, snake_case
from yourturn.errors import StudentError
from yourturn.prediction.layers import MAX_PARAMETERS, check_config

__all__ = ["encode_model"]

_FIT_SETTINGS = (
    "epochs",
    "steps",
    "batch_size",
    "validation_split",
    "rows",
    "validation_rows",
    "weight_variation",
    "stated",
    "stated_steps",
    "callbacks",
    "unusable",
)
_MAX_EPOCHS = 100_000
_MAX_FOUND = 100
# Functions of Keras and TensorFlow that Keras writes by their name and that are an activation.
_ACTIVATIONS = {"exp": "exponential", "identity": "linear", "softmax_v2": "softmax"}
_OWN_ACTIVATION = (
    "{where}'s layer {layer!r} has a function of your own as activation; "
    "use the name of a built-in one, such as activation='exponential'"
)


def encode_model(files: Files, value: Any, where: str) -> Node:
    """Encode a Sequential or functional model, or a `History`; None for anything else."""
    if isinstance(value, keras.callbacks.History):
        return _history(value)
    if not isinstance(value, keras.Model):
        return None
    class_name = type(value).__name__
    known = class_name in ("Sequential", "Functional")
    if not known or not type(value).__module__.startswith("keras."):
        raise StudentError(
            f"{where} is a model of the class {class_name[:80]}; "
            "build it with keras.Sequential or keras.Model(inputs, outputs)"
        )
    if not value.built or not _shapes(value):
        raise StudentError(
            f"{where} is not built yet, so it has no weights; "
            "start it with keras.Input(shape=...), or call fit or build first"
        )
    weights = _weights(files, value, where)
    config = _config(value, where)
    loss, metrics, optimizer = _compiled(value)
    history = getattr(value, "history", None)
    return ModelNode(
        class_name="Sequential" if class_name == "Sequential" else "Functional",
        config=config,
        weights=weights,
        input_names=[_input_name(tensor) for tensor in value.inputs],
        loss=loss,
        metrics=metrics,
        optimizer=optimizer,
        history=_history(history) if isinstance(history, keras.callbacks.History) else None,
    )


def _input_name(tensor: Any) -> str:
    return str(tensor._keras_history.operation.name)[:200]


def _shapes(model: Any) -> bool:
    return bool(getattr(model, "inputs", None))


def _leaves(model: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer, f"{prefix}{layer.name}/")
        else:
            yield f"{prefix}{layer.name}", layer


def _weights(files: Files, model: Any, where: str) -> dict[str, list[str]]:
    if model.count_params() > MAX_PARAMETERS:
        raise StudentError(
            f"{where} has {model.count_params():,} parameters; at most {MAX_PARAMETERS:,} can be "
            "handed in"
        )
    found: dict[str, list[str]] = {}
    for path, layer in _leaves(model):
        activation = getattr(layer, "activation", None)
        if not _is_built_in(activation):
            raise StudentError(_OWN_ACTIVATION.format(where=where, layer=layer.name))
        for variable in layer.weights:
            if id(variable) not in files.known:
                array = np.asarray(variable.numpy())
                if array.dtype.kind not in "biuf":  # bfloat16, which NumPy does not know
                    array = array.astype(np.float32)
                files.known[id(variable)] = put_array(files, array, where)
            found.setdefault(path, []).append(files.known[id(variable)])
    return found


def _is_built_in(activation: Any) -> bool:
    if activation is None or not hasattr(activation, "__name__"):
        return True
    module = str(getattr(activation, "__module__", ""))
    return module.split(".")[0] in ("keras", "tensorflow") and activation.__name__ != "<lambda>"


def _config(model: Any, where: str) -> dict[str, Any]:
    try:
        config = json.loads(json.dumps(model.get_config(), default=_jsonable))
    except (TypeError, ValueError, NotImplementedError) as error:
        raise StudentError(
            f"{where} has a layer whose settings cannot be written down ({str(error)[:100]}); "
            "use built-in layers"
        ) from None
    cleaned: dict[str, Any] = _clean(config)
    try:
        check_config(cleaned)
    except StudentError as error:
        raise StudentError(f"{where}: {error}") from None
    return cleaned


def _jsonable(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} in a layer's settings")


def _clean(value: Any) -> Any:
    """Drop what nested models were compiled with; give known functions their Keras name."""
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "function" and value.get("config") in _ACTIVATIONS:
        return _ACTIVATIONS[value["config"]]
    return {key: _clean(inner) for key, inner in value.items() if key != "compile_config"}


def _compiled(model: Any) -> tuple[Any, list[str], OptimizerRecord | None]:
    settings = getattr(getattr(model, "_compile_config", None), "config", None)
    if not getattr(model, "compiled", False) or not isinstance(settings, dict):
        return None, [], None
    metrics = describe_metrics([settings.get("metrics"), settings.get("weighted_metrics")])
    return describe_loss(settings.get("loss")), metrics, _optimizer(model.optimizer)


def _optimizer(optimizer: Any) -> OptimizerRecord | None:
    if optimizer is None:
        return None
    try:
        config = json.loads(json.dumps(optimizer.get_config(), default=_jsonable, allow_nan=False))
    except (TypeError, ValueError, NotImplementedError):
        config = {}  # an optimiser of one's own may not tell its settings
    name = type(optimizer).__name__
    known = {"RMSprop": "rmsprop", "SGD": "sgd"}
    return OptimizerRecord(name=known.get(name, snake_case(name))[:200], config=config)


def _history(history: Any) -> HistoryNode:
    metrics: dict[str, list[Any]] = {}
    for name, values in list(history.history.items())[:100]:
        metrics[str(name)[:200]] = [_number(value) for value in list(values)[:_MAX_EPOCHS]]
    params = history.params or {}
    found = [key for key in params if isinstance(key, str) and key.startswith(FOUND)]
    wanted = (*_FIT_SETTINGS, *found[:_MAX_FOUND])
    settings = {key: params[key] for key in wanted if _is_number(params.get(key))}
    return HistoryNode(metrics=metrics, fit_settings=settings)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _number(value: Any) -> float | FloatNode | None:
    try:
        number = float(value)
    except (TypeError, ValueError):  # a metric of several values an epoch
        return None
    if math.isfinite(number):
        return number
    return FloatNode(value="nan" if math.isnan(number) else "inf" if number > 0 else "-inf")
