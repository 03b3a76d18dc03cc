"""An answer as files: the student's side of the hand-in, run in their kernel.

`encode` turns one value into a manifest and the arrays beside it, or raises a `StudentError` that
names the cure. Nothing here imports TensorFlow, Keras, pandas or matplotlib: a value of theirs can
only exist when they have been imported.
"""

import inspect
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from yourturn.answers.files import MAX_ITEMS, Files, put_array
from yourturn.answers.kinds import (
    ArrayNode,
    DictNode,
    FloatNode,
    FunctionNode,
    Manifest,
    Node,
    TextNode,
    TupleNode,
)
from yourturn.errors import StudentError

__all__ = ["article", "encode", "encode_node"]

_MAX_DEPTH = 20
_MAX_INT_BITS = 1_024


def encode(name: str, value: Any) -> dict[str, bytes]:
    """Encode one answer as the files of its folder: `answer.json` and the arrays beside it.

    Raises `StudentError` with the cure for what cannot be handed in.
    """
    files = Files(name)
    if value is None:
        raise StudentError(f"{name} is None: was it computed, and does its function return it?")
    node = encode_node(files, value, name, 0)
    text = Manifest(name=name, value=node).model_dump_json()
    return {"answer.json": text.encode("utf-8"), **files.contents}


def encode_node(files: Files, value: Any, where: str, depth: int) -> Node:
    """Encode a value found at `where` (`x`, `x[2]`, `x["a"]`), at most 20 containers deep."""
    if depth > _MAX_DEPTH:
        raise StudentError(f"{files.name} is nested more than {_MAX_DEPTH} levels deep")
    files.count()
    if value is None:
        return None
    if value is ...:
        raise _placeholder(where)
    for encode_kind in (_plain, _numpy, _container, _library_object, _function):
        node = encode_kind(files, value, where, depth)
        if node is not None:
            return node
    raise StudentError(f"{where} is {article(value)}, which cannot be handed in; {_cure(value)}")


def _plain(files: Files, value: Any, where: str, depth: int) -> Node:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        number = int(value)
        if number.bit_length() > _MAX_INT_BITS:
            raise StudentError(f"{where} is a whole number of more than 300 digits")
        return number
    if isinstance(value, float | np.floating):
        real = float(value)
        if math.isnan(real):
            return FloatNode(value="nan")
        if math.isinf(real):
            return FloatNode(value="inf" if real > 0 else "-inf")
        return real
    if isinstance(value, str):
        return _text(str(value), where)
    return None


def _text(text: str, where: str) -> str:
    if len(text) > 1_000_000:
        raise StudentError(f"{where} is a text of more than a million characters")
    # Half a surrogate pair is no character and cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def _numpy(files: Files, value: Any, where: str, depth: int) -> Node:
    if not isinstance(value, np.ndarray):
        return None
    value = np.ma.filled(value, np.nan) if isinstance(value, np.ma.MaskedArray) else value
    if value.dtype.kind == "O" and value.size <= MAX_ITEMS:
        value = _from_objects(value, where)
    if value.dtype.kind == "U":
        if value.size > MAX_ITEMS:
            raise StudentError(f"{where} holds more than {MAX_ITEMS:,} texts")
        texts: list[str | None] = [_text(str(text), where) for text in value.ravel()]
        return TextNode(shape=list(value.shape), values=texts)
    return ArrayNode(file=put_array(files, value, where))


def _from_objects(array: np.ndarray[Any, Any], where: str) -> np.ndarray[Any, Any]:
    """Give an object array of plain numbers or texts its true type; leave others alone."""
    items = array.ravel().tolist()
    if any(item is ... for item in items):
        raise _placeholder(where)
    if items and all(isinstance(item, str) for item in items):
        return np.array(items, dtype=str).reshape(array.shape)
    if all(isinstance(item, bool | int | float | np.number | np.bool_) for item in items):
        numbers = np.array(items)
        if numbers.dtype.kind in "biuf":
            return numbers.reshape(array.shape)
    return array


def _container(files: Files, value: Any, where: str, depth: int) -> Node:
    if isinstance(value, dict):
        keys = list(value)
        for key in keys:
            if not isinstance(key, str | bool | int | float | np.integer | np.floating):
                raise StudentError(
                    f"{where} has the key {_short(key)}; keys can be texts or numbers"
                )
        return DictNode(
            keys=[_key(key) for key in keys],
            values=[
                encode_node(files, inner, f"{where}[{_short(key)}]", depth + 1)
                for key, inner in list(value.items())
            ],
        )
    if isinstance(value, list | tuple | set | frozenset | range) or _is_view(value):
        items = list(value)
        nodes = [
            encode_node(files, item, f"{where}[{index}]", depth + 1)
            for index, item in enumerate(items)
        ]
        return TupleNode(items=nodes) if isinstance(value, tuple) else nodes
    return None


def _is_view(value: Any) -> bool:
    return isinstance(value, type({}.keys()) | type({}.values()))


def _placeholder(where: str) -> StudentError:
    return StudentError(f"{where} still holds the placeholder ...; put your answer in its place")


def _key(key: Any) -> str | bool | int | float:
    if isinstance(key, str):
        return _text(str(key), "a key")[:200]
    if isinstance(key, bool):
        return key
    if isinstance(key, int | np.integer):
        return int(key)
    if not math.isfinite(key):
        raise StudentError(f"a dict with the key {key} cannot be handed in")
    return float(key)


def _library_object(files: Files, value: Any, where: str, depth: int) -> Node:
    """Hand over to the writers of each library's objects, if that library was imported."""
    if "tensorflow" in sys.modules or "keras" in sys.modules:
        from yourturn.answers.encode_tensor import encode_tensor

        tensor = encode_tensor(files, value, where)
        if tensor is not None:
            return tensor
    if "pandas" in sys.modules:
        from yourturn.answers.encode_table import encode_table

        table = encode_table(files, value, where)
        if table is not None:
            return table
    if "keras" in sys.modules:
        from yourturn.answers.encode_model import encode_model

        model = encode_model(files, value, where)
        if model is not None:
            return model
    if "matplotlib.figure" in sys.modules:
        from yourturn.answers.encode_figure import encode_figure

        figure = encode_figure(files, value, where)
        if figure is not None:
            return figure
    fit = _fit_results(value)
    return None if fit is None else encode_node(files, fit, where, depth)


def _fit_results(value: Any) -> dict[str, Any] | None:
    """Read a statsmodels fit: coefficients, standard errors, deviance."""
    if not type(value).__module__.startswith("statsmodels."):
        return None
    if not (hasattr(value, "params") and hasattr(value, "bse")):
        return None
    names = [str(name) for name in value.model.exog_names]
    found: dict[str, Any] = {}
    for key in ("params", "bse"):
        numbers = np.asarray(getattr(value, key), dtype=float).ravel().tolist()
        found[key] = dict(zip(names, numbers, strict=False))
    for key in ("deviance", "llf", "nobs", "df_resid"):
        number = getattr(value, key, None)
        if isinstance(number, int | float | np.number):
            found[key] = float(number)
    return found


def _function(files: Files, value: Any, where: str, depth: int) -> Node:
    if not callable(value) or isinstance(value, type) or _is_layer(value):
        return None
    if where != files.name:
        raise StudentError(f"{where} is a function; hand functions in by themselves, not in lists")
    name = str(getattr(value, "__name__", type(value).__name__))[:200]
    return FunctionNode(name=name, parameters=_parameters(value))


def _is_layer(value: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.layers.Layer)


def _parameters(function: Callable[..., Any]) -> list[str]:
    try:
        found = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # builtins and ufuncs may have none to show
        return []
    return [str(name)[:200] for name in found[:100]]


def article(value: Any) -> str:
    """Name a value's type as a sentence needs it: `an EagerTensor`."""
    name = type(value).__name__[:80]
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _short(key: Any) -> str:
    text = repr(key)
    return text if len(text) <= 40 else text[:37] + "..."


def _cure(value: Any) -> str:
    if inspect.isgenerator(value) or hasattr(value, "__next__"):
        return "make a list of it with list(...)"
    if isinstance(value, type):
        return "hand in an object or a function, not a class"
    if isinstance(value, complex):
        return "hand in a real number"
    if isinstance(value, bytes | bytearray):
        return "hand in text or an array of numbers"
    if _is_layer(value):
        return "hand in the model that holds it, or its weights with .get_weights()"
    return "hand in numbers, texts, arrays, tables, Keras models, pictures or functions"
