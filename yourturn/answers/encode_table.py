"""Tables as columns: pandas Series, DataFrames and indexes, on the student's side."""

from typing import Any

import numpy as np
import pandas as pd

from yourturn.answers.files import Files, put_array
from yourturn.answers.kinds import (
    ArrayNode,
    CategoricalNode,
    Column,
    DatesNode,
    FrameNode,
    Node,
    SeriesNode,
    TextNode,
)
from yourturn.errors import StudentError

__all__ = ["encode_table"]

_MAX_COLUMNS = 1_000
_MAX_TEXTS = 1_000_000


def encode_table(files: Files, value: Any, where: str) -> Node:
    """Encode a Series, a DataFrame or an Index; None for anything else.

    An index of 0, 1, ..., n-1 is left out, any other is kept, a column a level.
    """
    if isinstance(value, pd.DataFrame):
        return _frame(files, value, where)
    if isinstance(value, pd.Index) and not isinstance(value, pd.MultiIndex):
        value = pd.Series(value.to_numpy(), name=value.name)
    if isinstance(value, pd.Series):
        index, names = _index(files, value.index, where)
        column = _column(files, value, where)
        name = None if value.name is None else _label(value.name, where)
        return SeriesNode(name=name, column=column, index=index, index_names=names)
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return encode_table(files, pd.Series(value), where)
    return None


def _frame(files: Files, frame: pd.DataFrame, where: str) -> FrameNode:
    if frame.shape[1] > _MAX_COLUMNS:
        raise StudentError(f"{where} has {frame.shape[1]:,} columns; at most {_MAX_COLUMNS:,} go")
    if frame.columns.nlevels > 1:
        raise StudentError(
            f"{where} has columns of {frame.columns.nlevels} levels; give each column one name"
        )
    names = [_label(name, where) for name in frame.columns]
    columns = [
        _column(files, frame.iloc[:, position], f"{where}[{names[position]!r}]")
        for position in range(frame.shape[1])
    ]
    index, index_names = _index(files, frame.index, where)
    return FrameNode(
        n_rows=len(frame), names=names, columns=columns, index=index, index_names=index_names
    )


def _index(
    files: Files, index: Any, where: str
) -> tuple[list[Column], list[str | bool | int | float | None]]:
    plain = index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"
    if plain and np.array_equal(index, np.arange(len(index))):
        return [], []
    columns, names = [], []
    for level in range(index.nlevels):
        values = pd.Series(index.get_level_values(level))
        columns.append(_column(files, values, f"{where}.index"))
        name = index.names[level]
        names.append(None if name is None else _label(name, where))
    return columns, names


def _column(files: Files, column: Any, where: str) -> Column:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _categorical(files, column, where)
    if dtype.kind == "M":
        naive = column.dt.tz_localize(None) if getattr(dtype, "tz", None) is not None else column
        dates = naive.to_numpy(dtype="datetime64[ns]").view("int64")
        return DatesNode(file=put_array(files, dates, where))
    if isinstance(dtype, pd.PeriodDtype | pd.IntervalDtype):
        return _text(column.astype(str).tolist(), where)
    if isinstance(dtype, pd.api.extensions.ExtensionDtype) and dtype.kind in "biuf":
        kept = np.dtype(getattr(dtype, "numpy_dtype", dtype.kind))
        missing = bool(column.isna().any())
        array = column.to_numpy(dtype=float, na_value=np.nan) if missing else column.to_numpy(kept)
        return ArrayNode(file=put_array(files, array, where))
    if dtype.kind in "biufc":
        return ArrayNode(file=put_array(files, column.to_numpy(), where))
    values = column.tolist()
    if all(isinstance(v, str) or v is None or v is pd.NA or v != v for v in values):
        return _text([v if isinstance(v, str) else None for v in values], where)
    if all(isinstance(v, bool | int | float | np.number | np.bool_) or v is None for v in values):
        array = np.array([np.nan if v is None else v for v in values])
        return ArrayNode(file=put_array(files, array, where))
    raise StudentError(
        f"{where} mixes or holds values of type {type(values[0]).__name__}; "
        "a column can hold numbers, booleans, texts or dates"
    )


def _text(values: list[str | None], where: str) -> TextNode:
    if len(values) > _MAX_TEXTS or sum(len(v) for v in values if v) > 20 * _MAX_TEXTS:
        raise StudentError(f"{where} holds too much text; hand in only what the question asks for")
    clean = [None if v is None else v.encode("utf-8", "replace").decode() for v in values]
    return TextNode(shape=[len(values)], values=clean)


def _categorical(files: Files, column: Any, where: str) -> CategoricalNode:
    categories = [_label(value, where) for value in column.cat.categories]
    return CategoricalNode(
        codes=put_array(files, column.cat.codes.to_numpy(), where),
        categories=categories,
        ordered=bool(column.cat.ordered),
    )


def _label(value: Any, where: str) -> str | bool | int | float:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating) and np.isfinite(value):
        return float(value)
    text = str(value)  # text; intervals of pd.cut and periods become what they print
    if len(text) > 200:
        raise StudentError(f"{where} has a label of more than 200 characters")
    return text.encode("utf-8", "replace").decode()
