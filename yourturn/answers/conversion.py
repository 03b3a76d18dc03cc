"""Turn an answer into the type a criterion asks for, or say why it cannot be.

Lenient where two right answers differ only in form (an array and a list of numbers, a shape and a
tuple), strict where they differ in meaning (text is no number, 2.5 is no whole number).
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from yourturn.answers.model import HandedModel
from yourturn.answers.values import HandedFigure, HandedFunction
from yourturn.errors import AuthorError, StudentError

__all__ = ["convert", "describe"]


class _UnfitError(Exception):
    """The value has no meaning as the wanted type; the message adds why, or is empty."""


def convert(value: Any, wanted: Any, name: str) -> Any:
    """Convert the answer `name` to the annotated type `wanted`.

    `np.ndarray` (0-d for a number), `int`, `float`, `bool`, `str`, `list`, `tuple`, `dict`,
    `pd.DataFrame`, `pd.Series`, `HandedModel`, `HandedFunction`, `HandedFigure`; `Any` and
    `object` leave the value as it is. Raises `StudentError` with a sentence for the student,
    `AuthorError` for a type this module does not know. Called by the judge for every answer
    and every result of a probe.
    """
    wanted = getattr(wanted, "__origin__", None) or wanted
    if wanted is Any or wanted is object or wanted is None:
        return value
    if wanted not in _CONVERTERS:
        raise AuthorError(
            f"a criterion asks for {name} as {wanted!r}; "
            f"use one of {', '.join(kind.__name__ for kind in _CONVERTERS)}"
        )
    expected, converter = _CONVERTERS[wanted]
    try:
        return converter(value)
    except _UnfitError as unfit:
        reason = f" ({unfit})" if str(unfit) else ""
        raise StudentError(f"{name} is {describe(value)}; expected {expected}{reason}") from None


def describe(value: Any) -> str:
    """Say in a few words what an answer is: `an array of shape (2, 3), float32`."""
    if isinstance(value, np.ndarray):
        kind = "texts" if value.dtype.kind == "U" else str(value.dtype)
        return f"an array of shape {value.shape}, {kind}"
    if isinstance(value, bool | int | float):
        return f"the {'truth value' if isinstance(value, bool) else 'number'} {value!r:.40}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, pd.DataFrame | pd.Series):
        return f"a {type(value).__name__} of shape {value.shape}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    for handed, words in _HANDED.items():
        if isinstance(value, handed):
            return words
    return "None" if value is None else f"a value of type {type(value).__name__}"


_HANDED: Mapping[type, str] = {
    HandedModel: "a Keras model",
    HandedFunction: "a function",
    HandedFigure: "a picture",
}


def _array(value: Any) -> np.ndarray[Any, Any]:
    if isinstance(value, pd.DataFrame | pd.Series):
        value = value.to_numpy()
    elif isinstance(value, dict | str) or value is None or type(value) in _HANDED:
        raise _UnfitError
    try:
        array = np.asarray(_plain(value))
    except (ValueError, TypeError, OverflowError):
        raise _UnfitError("its rows have different lengths or types") from None
    if array.dtype.kind == "O":
        try:
            array = array.astype(float)
        except (ValueError, TypeError):
            raise _UnfitError("it holds other things than numbers") from None
    if array.dtype.kind not in "biuf":
        raise _UnfitError("it holds other things than numbers")
    return array


def _plain(value: Any) -> Any:
    """Bring series inside of lists to arrays; refuse what NumPy would take for an object."""
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, pd.Series):
        return value.to_numpy()
    if isinstance(value, np.ndarray | bool | int | float):
        return value
    raise _UnfitError("it holds other things than numbers")


def _number(value: Any) -> Any:
    """Take a number out of an array, list or series of one; leave everything else."""
    if isinstance(value, pd.Series | pd.DataFrame):
        value = value.to_numpy()
    while isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.ravel().tolist()[0]
    return value


def _int(value: Any) -> int:
    value = _number(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise _UnfitError


def _float(value: Any) -> float:
    value = _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _UnfitError
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _bool(value: Any) -> bool:
    value = _number(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    raise _UnfitError


def _str(value: Any) -> str:
    value = _number(value)
    if not isinstance(value, str):
        raise _UnfitError
    return value


def _list(value: Any) -> list[Any]:
    if isinstance(value, pd.Series):
        value = value.to_numpy()
    if isinstance(value, np.ndarray) and value.ndim > 0:
        return list(value.tolist())
    if not isinstance(value, list | tuple):
        raise _UnfitError
    return list(value)


def _tuple(value: Any) -> tuple[Any, ...]:
    if isinstance(value, np.ndarray) and value.ndim != 1:
        raise _UnfitError
    return tuple(_list(value))


def _dict(value: Any) -> dict[Any, Any]:
    if isinstance(value, pd.Series):
        return dict(value.to_dict())
    if not isinstance(value, dict):
        raise _UnfitError
    return value


def _frame(value: Any) -> pd.DataFrame:
    if isinstance(value, pd.Series):
        return value.to_frame()
    if isinstance(value, dict):
        try:
            return pd.DataFrame(value)
        except (ValueError, TypeError):
            raise _UnfitError("its columns differ in length") from None
    if not isinstance(value, pd.DataFrame):
        raise _UnfitError
    return value


def _series(value: Any) -> "pd.Series[Any]":
    if isinstance(value, pd.DataFrame) and value.shape[1] == 1:
        return value.iloc[:, 0]
    if isinstance(value, pd.Series):
        return value
    array = _array(value)
    if array.ndim != 1:
        raise _UnfitError("a series has one axis")
    return pd.Series(array)


def _exactly(kind: type) -> Callable[[Any], Any]:
    def converter(value: Any) -> Any:
        if not isinstance(value, kind):
            raise _UnfitError
        return value

    return converter


_CONVERTERS: Mapping[type, tuple[str, Callable[[Any], Any]]] = {
    np.ndarray: ("an array of numbers", _array),
    int: ("a whole number", _int),
    float: ("a number", _float),
    bool: ("True or False", _bool),
    str: ("a text", _str),
    list: ("a list", _list),
    tuple: ("a tuple", _tuple),
    dict: ("a dict", _dict),
    pd.DataFrame: ("a DataFrame", _frame),
    pd.Series: ("a Series", _series),
    HandedModel: ("a Keras model", _exactly(HandedModel)),
    HandedFunction: ("a function", _exactly(HandedFunction)),
    HandedFigure: ("a picture", _exactly(HandedFigure)),
}
