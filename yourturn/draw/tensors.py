"""Draw tensors as sheets of numbered cells (01-tensors)."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from yourturn.draw.svg import Drawing, drawing, text

_Numbers = npt.NDArray[Any]

_MOST_CELLS = 400  # more numbers than this cannot be read in a notebook
_CELL = 36  # pixels
_GAP = 10  # between sheets
_LEFT, _TOP, _BOTTOM, _LINE = 46, 26, 44, 17
_DARK = 128


def tensor(values: npt.ArrayLike, along: int | None = None) -> Drawing:
    """Draw a tensor of rank 0 to 3 as sheets of numbered cells, one sheet per index of axis 0.

    A cell is darker the larger its number. With `along`, cells that fall together when that
    axis is reduced share a colour instead: six colours for shape (2, 3, 4) along its last axis.

    Raises:
        ValueError: more than three axes, more than 400 cells, or no axis `along`.
    """
    cells = np.asarray(values)
    if cells.ndim > 3 or not 0 < cells.size <= _MOST_CELLS:
        raise ValueError(
            f"a tensor of shape {cells.shape} cannot be drawn: at most 3 axes and"
            f" {_MOST_CELLS} numbers; take a part of it, such as t[0, :8, :8]"
        )
    paint = _greys(cells) if along is None else _groups(cells.shape, along)
    missing = 3 - cells.ndim
    sheets = cells.reshape((1,) * missing + cells.shape)
    paint = paint.reshape((*sheets.shape, 3))
    n_sheets, n_rows, n_columns = sheets.shape
    caption = [f"shape {cells.shape}"]
    if along is not None:
        caption += [f"reduced along axis {along}:", "one colour, one result"]
    width = _LEFT + n_sheets * n_columns * _CELL + (n_sheets - 1) * (_LEFT + _GAP) + _GAP
    width = max(width, 160 if along is not None else 90)  # the caption's
    height = _TOP + n_rows * _CELL + _BOTTOM + _LINE * len(caption)
    parts: list[str] = []
    for index, sheet in enumerate(sheets):
        left = _LEFT + index * (n_columns * _CELL + _LEFT + _GAP)
        parts += _sheet(sheet, paint[index], left, first_axis=-missing)
        if missing == 0:
            parts.append(text(left + n_columns * _CELL / 2, _TOP - 9, f"axis 0: [{index}]"))
    lowest = _TOP + n_rows * _CELL + _BOTTOM
    parts += [
        text(width / 2, lowest + _LINE * number + 6, line) for number, line in enumerate(caption)
    ]
    words = ", ".join([f"tensor of {caption[0]}", *caption[1:2]]).removesuffix(":")
    return drawing(width, height, parts, f"a {words}")


def _sheet(numbers: _Numbers, paint: _Numbers, left: float, first_axis: int) -> Iterator[str]:
    """Draw one sheet (n_rows, n_columns) and label its axes by their place in the tensor."""
    n_rows, n_columns = numbers.shape
    row_axis, column_axis = first_axis + 1, first_axis + 2
    for (row, column), number in np.ndenumerate(numbers):
        x, y = left + column * _CELL, _TOP + row * _CELL
        red, green, blue = (int(part) for part in paint[row, column])
        ink = "#fff" if (red + green + blue) / 3 < _DARK else "#000"
        yield (
            f'<rect class="cell" x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL - 2}"'
            f' fill="#{red:02x}{green:02x}{blue:02x}"/>'
        )
        yield text(x + _CELL / 2 - 1, y + _CELL / 2 + 3, f"{number:.4g}", ink)
    bottom = _TOP + n_rows * _CELL
    if row_axis >= 0:
        for row in range(n_rows):
            yield text(left - 9, _TOP + (row + 0.5) * _CELL + 3, str(row), "#555")
        x, y = left - 26, (_TOP + bottom) / 2
        yield text(x, y, f"axis {row_axis}", more=f' transform="rotate(-90 {x} {y})"')
    if column_axis >= 0:
        for column in range(n_columns):
            yield text(left + (column + 0.5) * _CELL - 1, bottom + 13, str(column), "#555")
        yield text(left + n_columns * _CELL / 2, bottom + 30, f"axis {column_axis}")


def _greys(cells: _Numbers) -> _Numbers:
    """RGB of every cell, 0 to 255: white for the least number, dark grey for the largest."""
    numbers = np.nan_to_num(cells.astype(float))
    spread = np.ptp(numbers)
    share = (numbers - numbers.min()) / spread if spread else np.zeros(cells.shape)
    return np.repeat(np.round(246 - 165 * share)[..., None], 3, axis=-1).astype(int)


def _groups(shape: tuple[int, ...], along: int) -> _Numbers:
    """RGB of every cell, the same for all cells that differ only in their index `along`."""
    if not -len(shape) <= along < len(shape):
        raise ValueError(f"a tensor of shape {shape} has no axis {along}")
    reduced = list(shape)
    reduced[along] = 1
    n_groups = int(np.prod(reduced))
    group = np.broadcast_to(np.arange(n_groups).reshape(reduced), shape)
    # Hues as far apart as their number allows, pale enough for black digits.
    angle = 2 * np.pi * (group[..., None] / n_groups - np.arange(3) / 3)
    return np.round(203 + 48 * np.cos(angle)).astype(int)
