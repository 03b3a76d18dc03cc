"""The receipt a student sees: what was handed in, what is missing, what the visible check says."""

import dis
import inspect
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import numpy as np

__all__ = ["Check", "Line", "Missing", "Receipt", "line_of", "unwritten"]

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
class Missing:
    """A name that the question asks for and has not got; `why` says what to do."""

    name: str
    why: str


@dataclass(frozen=True)
class Check:
    """What the code below `hand_in(...)` made of the answers."""

    sign: Literal["✓", "✗", "-"]
    words: str


@dataclass(frozen=True)
class Receipt:
    """The answers of one `hand_in`; shown as a table in a notebook, as text elsewhere.

    What is `missing` and what the visible `check` says is known when the cell has run.
    """

    lines: tuple[Line, ...]
    missing: tuple[Missing, ...] = ()
    check: Check | None = None

    _HEADINGS = ("handed in", "type", "shape", "dtype", "value")

    def __str__(self) -> str:
        text = _aligned([self._HEADINGS, *map(_cells, self.lines)]) if self.lines else _NOTHING
        remarks = [f"{sign} {name}: {words}" for sign, name, words in self._remarks()]
        return "\n".join([text, *remarks])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        head = "".join(f'<th scope="col"{_LEFT}>{text}</th>' for text in self._HEADINGS)
        rows = [
            f'<th scope="row"{_LEFT}>✓{_CLOSE}{escape(line.name)}</th>'
            + "".join(f"<td{_LEFT}>{escape(cell)}</td>" for cell in _cells(line)[1:])
            for line in self.lines
        ]
        rows += [
            f'<th scope="row"{_LEFT}>{sign}{_CLOSE}{escape(name).replace(" ", _CLOSE)}</th>'
            f'<td colspan="4"{_LEFT}>{escape(words)}</td>'
            for sign, name, words in self._remarks()
        ]
        if not self.lines:
            head = f'<th colspan="5"{_LEFT}>{_NOTHING}</th>'
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _remarks(self) -> list[tuple[str, str, str]]:
        remarks = [("✗", one.name, f"missing; {one.why}") for one in self.missing]
        if self.check is not None:
            remarks.append((self.check.sign, "visible check", self.check.words))
        return remarks


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


def unwritten(value: Any) -> bool:
    """Whether a function is as the assignment left it: it does nothing but raise.

    A function with an answer in it returns, whatever else it raises and when.
    """
    if not inspect.isfunction(value) or "NotImplementedError" not in value.__code__.co_names:
        return False
    return not any(step.opname.startswith("RETURN") for step in dis.get_instructions(value))


_NOTHING = "Nothing is handed in yet."
_LEFT = ' style="text-align:left"'  # JupyterLab sets tables to the right
_CLOSE = "&nbsp;"  # a sign stays with its name


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


def _cells(line: Line) -> tuple[str, ...]:
    return (line.name, line.type, line.shape, line.dtype, line.value)


def _aligned(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in padded)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"
