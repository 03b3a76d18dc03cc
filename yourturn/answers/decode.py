"""A validated manifest and its files as the values that criteria see, on the trusted side."""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from yourturn.answers.kinds import (
    ArrayNode,
    CategoricalNode,
    DatesNode,
    DictNode,
    FigureNode,
    FloatNode,
    FrameNode,
    FunctionNode,
    HistoryNode,
    ModelNode,
    SeriesNode,
    TextNode,
    TupleNode,
)
from yourturn.answers.model import HandedModel
from yourturn.answers.npy import read_npy
from yourturn.answers.values import HandedFigure, HandedFunction
from yourturn.errors import StudentError
from yourturn.prediction.layers import MAX_PARAMETERS, check_config

__all__ = ["decode"]

_MAX_DEPTH = 20
_MAX_INT_BITS = 1_024
_MAX_HISTORY_BITS = 64  # epochs, steps, rows
_MAX_PIXELS = 10_000
_MAX_TEXT_BYTES = 64 * 2**20

Array = np.ndarray[Any, Any]


def decode(value: Any, file: Callable[[str], bytes], depth: int = 0) -> Any:
    """Turn a node of a manifest into a value; `file` gives a file's bytes by its name.

    Raises `StudentError` where nodes and files do not fit together.
    """
    if depth > _MAX_DEPTH:
        raise StudentError(f"it is nested more than {_MAX_DEPTH} levels deep")
    if isinstance(value, list):
        return [decode(inner, file, depth + 1) for inner in value]
    if isinstance(value, TupleNode):
        return tuple(decode(inner, file, depth + 1) for inner in value.items)
    if isinstance(value, DictNode):
        return _dict(value, file, depth)
    if isinstance(value, int) and value.bit_length() > _MAX_INT_BITS:
        raise StudentError("it is a whole number of more than 300 digits")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return _DECODERS[type(value)](value, file)


def _dict(node: DictNode, file: Callable[[str], bytes], depth: int) -> dict[Any, Any]:
    if len(node.keys) != len(node.values):
        raise StudentError("its keys and values differ in number")
    values = [decode(inner, file, depth + 1) for inner in node.values]
    return dict(zip(node.keys, values, strict=True))


def _float(node: FloatNode, file: Callable[[str], bytes]) -> float:
    return float(node.value)


def _array(node: ArrayNode, file: Callable[[str], bytes]) -> Array:
    return read_npy(file(node.file))


def _text(node: TextNode, file: Callable[[str], bytes]) -> Array:
    longest = max((len(text) for text in node.values if text is not None), default=1)
    if any(text is None for text in node.values):
        raise StudentError("an array of texts has missing values")
    if 4 * longest * len(node.values) > _MAX_TEXT_BYTES:
        raise StudentError("its texts are too long for an array")
    return np.array(node.values, dtype=str).reshape(_shape(node))


def _shape(node: TextNode) -> tuple[int, ...]:
    size = 1
    for length in node.shape[:32]:
        size *= length
    if len(node.shape) > 32 or size != len(node.values):
        raise StudentError(
            f"its shape {str(node.shape)[:80]} does not fit {len(node.values)} texts"
        )
    return tuple(node.shape)


def _column(node: Any, file: Callable[[str], bytes]) -> Any:
    if isinstance(node, TextNode):
        if node.shape != [len(node.values)]:
            raise StudentError("a column of texts has more than one axis")
        return pd.Series(list(node.values)).array
    if isinstance(node, CategoricalNode):
        codes = read_npy(file(node.codes))
        if codes.ndim != 1 or codes.dtype.kind != "i":
            raise StudentError("a categorical column has damaged codes")
        try:
            return pd.Categorical.from_codes(
                codes.tolist(), categories=pd.Index(node.categories), ordered=node.ordered
            )
        except (ValueError, TypeError):
            raise StudentError("a categorical column has damaged codes") from None
    array = read_npy(file(node.file))
    if array.ndim != 1:
        raise StudentError(f"a column has {array.ndim} axes instead of one")
    if isinstance(node, DatesNode):
        if array.dtype != np.int64:
            raise StudentError("a column of dates is damaged")
        return array.view("datetime64[ns]")
    return array


def _index(
    columns: Sequence[Any], names: Sequence[Any], length: int, file: Callable[[str], bytes]
) -> Any:
    if len(columns) != len(names):
        raise StudentError("its index is damaged")
    levels = [_column(column, file) for column in columns]
    if any(len(level) != length for level in levels):
        raise StudentError("its index has another length than its columns")
    if not levels:
        return pd.RangeIndex(length)
    if len(levels) == 1:
        return pd.Index(levels[0], name=names[0])
    return pd.MultiIndex.from_arrays(levels, names=list(names))


def _series(node: SeriesNode, file: Callable[[str], bytes]) -> Any:
    column = _column(node.column, file)
    index = _index(node.index, node.index_names, len(column), file)
    return pd.Series(column, index=index, name=node.name)


def _frame(node: FrameNode, file: Callable[[str], bytes]) -> pd.DataFrame:
    if len(node.names) != len(node.columns) or node.n_rows > 2**40:
        raise StudentError("its columns are damaged")
    columns = [_column(column, file) for column in node.columns]
    if any(len(column) != node.n_rows for column in columns):
        raise StudentError("its columns differ in length")
    if not columns and node.n_rows > 10_000_000:
        raise StudentError("it has rows but no columns")
    index = _index(node.index, node.index_names, node.n_rows, file)
    frame = pd.DataFrame(dict(enumerate(columns)))
    if not columns:
        return pd.DataFrame(index=index)
    frame.index = index
    frame.columns = pd.Index(list(node.names))
    return frame


def _history(node: HistoryNode, file: Callable[[str], bytes]) -> dict[str, list[float]]:
    def number(value: Any) -> float:
        if isinstance(value, FloatNode):
            return float(value.value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        return float("nan")

    whole = [value for value in node.fit_settings.values() if isinstance(value, int)]
    whole += [value for values in node.metrics.values() for value in values if type(value) is int]
    if any(value.bit_length() > _MAX_HISTORY_BITS for value in whole):
        raise StudentError("its history holds whole numbers that no training has")
    return {name: [number(value) for value in values] for name, values in node.metrics.items()}


def _model(node: ModelNode, file: Callable[[str], bytes]) -> HandedModel:
    check_config(node.config)
    numbers: dict[str, int] = {}
    weights: list[Array] = []
    paths: list[tuple[str, int]] = []
    for path, names in node.weights.items():
        for name in names:
            if name not in numbers:
                numbers[name] = len(weights)
                weights.append(read_npy(file(name)))
            paths.append((path, numbers[name]))
    if sum(weight.size for weight in weights) > MAX_PARAMETERS:
        raise StudentError(f"the model has more than {MAX_PARAMETERS:,} parameters")
    history = node.history
    model = HandedModel(
        class_name=node.class_name,
        config=node.config,
        weight_paths=tuple(paths),
        weights=tuple(weights),
        input_names=tuple(node.input_names),
        loss=node.loss.name if node.loss else None,
        from_logits=node.loss.from_logits if node.loss else False,
        metrics=tuple(node.metrics),
        optimizer=node.optimizer.name if node.optimizer else None,
        optimizer_config=node.optimizer.config if node.optimizer else {},
        history=_history(history, file) if history else None,
        fit_settings=dict(history.fit_settings) if history else {},
    )
    _ = model.blocks  # raises where config and weights do not fit together
    return model


def _figure(node: FigureNode, file: Callable[[str], bytes]) -> HandedFigure:
    """Read width and height from the first chunk (PNG specification, 11.2.2 IHDR)."""
    png = file(node.file)
    if len(png) < 33 or png[:8] != b"\x89PNG\r\n\x1a\n" or png[8:16] != b"\x00\x00\x00\rIHDR":
        raise StudentError("the picture is not a PNG file")
    width, height = struct.unpack(">II", png[16:24])
    if not (0 < width <= _MAX_PIXELS and 0 < height <= _MAX_PIXELS):
        raise StudentError(f"the picture has {width:,} x {height:,} pixels")
    return HandedFigure(width, height, png)


def _function(node: FunctionNode, file: Callable[[str], bytes]) -> HandedFunction:
    return HandedFunction(node.name, tuple(node.parameters))


_DECODERS: Mapping[type, Callable[..., Any]] = {
    FloatNode: _float,
    ArrayNode: _array,
    TextNode: _text,
    SeriesNode: _series,
    FrameNode: _frame,
    HistoryNode: _history,
    ModelNode: _model,
    FigureNode: _figure,
    FunctionNode: _function,
}
