"""Draw the columns of a table on one scale (01-tensors)."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.ticker import MaxNLocator

from yourturn.draw.svg import Drawing, drawing, text

_UNITS = ("value in the column's own unit", "standard deviations from the column's mean")
_COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b")
_WIDTH, _STRIP = 260, 32  # pixels of a panel, and of one column in it
_TOP, _BOTTOM, _GAP, _EDGE = 10, 42, 24, 14


def columns(
    table: npt.ArrayLike,
    standardised: npt.ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> Drawing:
    """Draw every column of a table (n_rows, n_columns) as a strip of dots on one common scale.

    `standardised`, a table of the same shape, goes into a second panel in standard deviations.
    """
    tables = [np.asarray(table, dtype=float)]
    if standardised is not None:
        tables.append(np.asarray(standardised, dtype=float))
    n_columns = tables[0].shape[1]
    labels = list(names) if names is not None else [f"column {j}" for j in range(n_columns)]
    left = 20 + 7 * max(map(len, labels), default=0)  # pixels; a letter takes six or seven
    height = _TOP + _STRIP * n_columns + _BOTTOM
    parts = [
        text(left - 9, _TOP + (j + 0.5) * _STRIP + 4, label, more=' text-anchor="end"')
        for j, label in enumerate(labels)
    ]
    for number, shown in enumerate(tables):
        parts += _panel(shown, left + number * (_WIDTH + _GAP), _UNITS[number])
    width = left + len(tables) * (_WIDTH + _GAP)
    return drawing(width, height, parts, f"the columns {', '.join(labels)}")


def _panel(table: npt.NDArray[np.float64], left: float, unit: str) -> Iterator[str]:
    """Draw one table's columns below each other, with a scale that holds every number and 0."""
    n_columns = table.shape[1]
    bottom = _TOP + _STRIP * n_columns
    known = table[np.isfinite(table)]
    low, high = float(min(known.min(initial=0.0), 0.0)), float(max(known.max(initial=0.0), 0.0))
    scale = (_WIDTH - 2 * _EDGE) / ((high - low) or 1.0)

    def at(value: float) -> float:
        return round(left + _EDGE + (value - low) * scale, 1)

    yield (
        f'<path d="M{at(0)} {_TOP}V{bottom}" stroke="#ccc"/>'
        f'<rect x="{left}" y="{_TOP}" width="{_WIDTH}" height="{bottom - _TOP}" fill="none"'
        ' stroke="#000"/>'
    )
    for tick in MaxNLocator(5).tick_values(low, high):
        if low <= tick <= high:
            yield f'<path d="M{at(tick)} {bottom}v4" stroke="#000"/>'
            yield text(at(tick), bottom + 17, f"{tick:g}".replace("-", "\N{MINUS SIGN}"))
    for j, column in enumerate(table.T):
        y, colour = _TOP + (j + 0.5) * _STRIP, _COLOURS[j % len(_COLOURS)]
        for value in column[np.isfinite(column)]:
            yield f'<circle cx="{at(value)}" cy="{y:g}" r="3.5" fill="{colour}" opacity="0.6"/>'
    yield text(left + _WIDTH / 2, bottom + 35, unit)
