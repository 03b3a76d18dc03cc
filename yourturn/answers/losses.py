"""One name for each loss, metric and optimiser, however Keras was told of it.

`"mse"`, `keras.losses.mse`, `keras.losses.MeanSquaredError()` are all `mean_squared_error`; every
form of accuracy is `accuracy`. A function or class of the student's own keeps its name.
"""

import re
from collections.abc import Iterator
from typing import Any

from yourturn.answers.kinds import LossRecord

__all__ = ["describe_loss", "describe_metrics", "snake_case"]

_LONG = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
    "bce": "binary_crossentropy",
    "logcosh": "log_cosh",
    "acc": "accuracy",
    "binary_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
    "kl_div": "kl_divergence",
    "rmse": "root_mean_squared_error",
}
_MAX_NAME = 200


def describe_loss(loss: Any) -> LossRecord | None:
    """Name the loss a model was compiled with; None if it was compiled without.

    The losses of several outputs are joined by commas.
    """
    parts = list(_flat(loss))
    if not parts:
        return None
    names = [_name(part) for part in parts]
    logits = any(_from_logits(part) for part in parts)
    return LossRecord(name=", ".join(names)[:_MAX_NAME], from_logits=logits)


def describe_metrics(metrics: Any) -> list[str]:
    """Name the metrics a model was compiled with, each once, in order."""
    names = [_name(part) for part in _flat(metrics)]
    return list(dict.fromkeys(names))[:100]


def snake_case(name: str) -> str:
    """Write a class name as Keras names functions: `KLDivergence` -> `kl_divergence`."""
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def _flat(value: Any) -> Iterator[Any]:
    if value is None:
        return
    if isinstance(value, dict):
        for inner in value.values():
            yield from _flat(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _flat(inner)
    else:
        yield value


def _name(value: Any) -> str:
    if isinstance(value, str):
        name = snake_case(value)
    elif isinstance(value, type):
        name = snake_case(value.__name__)
    elif callable(getattr(value, "get_config", None)):
        wrapped = getattr(value, "fn", None) or getattr(value, "_fn", None)
        own = type(value).__name__ in ("LossFunctionWrapper", "MeanMetricWrapper")
        name = str(getattr(wrapped, "__name__", "")) if own else snake_case(type(value).__name__)
    else:
        name = str(getattr(value, "__name__", None) or snake_case(type(value).__name__))
    return _LONG.get(name, name)[:_MAX_NAME]


def _from_logits(value: Any) -> bool:
    if isinstance(value, str) or not callable(getattr(value, "get_config", None)):
        return bool(getattr(value, "keywords", {}).get("from_logits", False))
    try:
        return bool(value.get_config().get("from_logits", False))
    except NotImplementedError:  # a loss of the student's own that tells nothing of itself
        return False
