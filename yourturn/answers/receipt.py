"""The receipt a student sees: what was handed in, as the graders will see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

__all__ = ["Line", "Receipt", "line_of"]

_MAX_TEXT = 60


@dataclass(frozen=True)
class Line:
    """One answer: its name, type, shape, element type and a short form of its value."""

    name: str
    type: str
    shape: str
    dtype: str
    value: str


@dataclass(frozen=True)
class Receipt:
    """The answers of one `hand_in`; shown as a table in a notebook, as text elsewhere."""

    lines: tuple[Line, ...]

    _HEADINGS = ("handed in", "type", "shape", "dtype", "value")

    def __str__(self) -> str:
        rows = [self._HEADINGS, *map(_cells, self.lines)]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        padded = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )
        return "\n".join(line.rstrip() for line in padded)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        head = _row("th", self._HEADINGS)
        body = "".join(_row("td", _cells(line)) for line in self.lines)
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def line_of(name: str, value: Any) -> Line:
    """Summarise one answer; called by `hand_in` after the answer was encoded."""
    model = _model(name, value)
    if model is not None:
        return model
    shape = getattr(value, "shape", None)
    dtype = getattr(value, "dtype", "")
    return Line(
        name=name,
        type=type(value).__name__[:_MAX_TEXT],
        shape=_shape(shape, value),
        dtype=_cut(str(getattr(dtype, "name", dtype))) if dtype is not None else "",
        value=_value(value),
    )


def _model(name: str, value: Any) -> Line | None:
    if not (callable(getattr(value, "count_params", None)) and hasattr(value, "layers")):
        return None
    what = f"{len(value.layers)} layers, {value.count_params():,} parameters"
    fitted = getattr(value, "history", None) is not None
    return Line(
        name=name,
        type=f"{type(value).__name__} model",
        shape=_cut(f"{value.input_shape} -> {value.output_shape}"),
        dtype="",
        value=what if fitted else what + ", not fitted",
    )


def _shape(shape: Any, value: Any) -> str:
    if shape is not None and not callable(shape):
        try:
            return _cut(str(tuple(int(n) for n in shape)))
        except (TypeError, ValueError):
            return ""
    return f"({len(value)},)" if isinstance(value, list | tuple | dict) else ""


def _value(value: Any) -> str:
    if callable(value) and not isinstance(value, type):
        return f"function {getattr(value, '__name__', type(value).__name__)}"[:_MAX_TEXT]
    if hasattr(value, "savefig") or hasattr(value, "get_figure"):
        return "a picture"
    if hasattr(value, "numpy") and not hasattr(value, "columns"):
        value = value.numpy()
    if isinstance(value, np.ndarray | np.generic):
        with np.printoptions(threshold=6, edgeitems=2, precision=4):
            return _cut(" ".join(str(value).split()))
    if hasattr(value, "columns"):
        return _cut(", ".join(str(column) for column in value.columns[:12]))
    if hasattr(value, "tolist") and hasattr(value, "head"):
        return _cut(", ".join(str(item) for item in value.head(6).tolist()))
    if isinstance(value, list | tuple | dict | str) and len(value) > 1_000:
        return f"{len(value):,} items"
    return _cut(repr(value))


def _cells(line: Line) -> tuple[str, str, str, str, str]:
    return (line.name, line.type, line.shape, line.dtype, line.value)


def _row(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"
