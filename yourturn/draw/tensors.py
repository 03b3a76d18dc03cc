"""Draw tensors as numbered cells, and the columns of a table on one scale (01-tensors)."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_Numbers = npt.NDArray[Any]

_CELL_INCH = 0.48
_MOST_CELLS = 400  # more numbers than this cannot be read in a notebook


def tensor(values: npt.ArrayLike, along: int | None = None) -> Figure:
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
    colours = _greys(cells) if along is None else _groups(cells.shape, along)
    missing = 3 - cells.ndim
    sheets = cells.reshape((1,) * missing + cells.shape)
    paint = colours.reshape((*sheets.shape, 4))
    n_sheets, n_rows, n_columns = sheets.shape
    width, height = n_columns * _CELL_INCH, n_rows * _CELL_INCH
    # Placed by hand: all sizes are known, and a layout engine measures every text twice.
    size = np.array([n_sheets * (width + 0.6) + 0.2, height + 1.2])
    figure = plt.figure(figsize=tuple(size))
    for index in range(n_sheets):
        left = index * (width + 0.6) + 0.6
        panel = figure.add_axes((left / size[0], 0.85 / size[1], width / size[0], height / size[1]))
        _draw_sheet(panel, sheets[index], paint[index], first_axis=-missing)
        if missing == 0:
            panel.set_title(f"axis 0: [{index}]", fontsize=9)
    caption = f"shape {cells.shape}"
    if along is not None:
        caption += f", reduced along axis {along}: one colour, one result"
    # the caption of a narrow tensor would be cut off, so it takes as many lines as it needs
    figure.supxlabel(caption.replace(", reduced", ",\nreduced"), fontsize=9)
    plt.close(figure)  # shown once, as the cell's value, not a second time by pyplot
    return figure


def columns(
    table: npt.ArrayLike,
    standardised: npt.ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> Figure:
    """Draw every column of a table (n_rows, n_columns) as a strip of dots on one common scale.

    `standardised`, a table of the same shape, goes into a second panel in standard deviations.
    """
    tables = [np.asarray(table, dtype=float)]
    if standardised is not None:
        tables.append(np.asarray(standardised, dtype=float))
    n_columns = tables[0].shape[1]
    labels = list(names) if names is not None else [f"column {j}" for j in range(n_columns)]
    figure, panels = plt.subplots(
        1,
        len(tables),
        figsize=(3.6 * len(tables), 0.4 * n_columns + 0.9),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    units = ("value in the column's own unit", "standard deviations from the column's mean")
    for panel, shown, unit in zip(panels[0], tables, units, strict=False):
        panel.axvline(0, color="0.8", linewidth=1)
        for j in range(n_columns):
            panel.plot(shown[:, j], np.full(len(shown), j), "o", alpha=0.6, markersize=5)
        panel.set_xlabel(unit, fontsize=9)
    panels[0, 0].set_yticks(range(n_columns), labels)
    panels[0, 0].set_ylim(n_columns - 0.5, -0.5)
    plt.close(figure)
    return figure


def _draw_sheet(panel: Axes, numbers: _Numbers, paint: _Numbers, first_axis: int) -> None:
    """Paint one sheet (n_rows, n_columns) and label its axes by their place in the tensor."""
    panel.imshow(paint, aspect="equal")
    for (row, column), number in np.ndenumerate(numbers):
        dark = paint[row, column, :3].mean() < 0.5
        panel.text(
            column,
            row,
            f"{number:.4g}",
            ha="center",
            va="center",
            fontsize=8,
            color="white" if dark else "black",
            clip_on=True,  # inside of its cell: the layout need not measure it
        )
    n_rows, n_columns = numbers.shape
    row_axis, column_axis = first_axis + 1, first_axis + 2
    panel.set_yticks(range(n_rows) if row_axis >= 0 else [])
    panel.set_xticks(range(n_columns) if column_axis >= 0 else [])
    panel.set_ylabel(f"axis {row_axis}" if row_axis >= 0 else "")
    panel.set_xlabel(f"axis {column_axis}" if column_axis >= 0 else "")
    panel.tick_params(labelsize=8, length=0)
    # two artists; a grid of minor ticks would be one for each line, measured again and again
    panel.vlines(np.arange(1, n_columns) - 0.5, -0.5, n_rows - 0.5, "white", linewidth=1.5)
    panel.hlines(np.arange(1, n_rows) - 0.5, -0.5, n_columns - 0.5, "white", linewidth=1.5)


def _greys(cells: _Numbers) -> _Numbers:
    """RGBA of every cell, white for the least number, dark grey for the largest."""
    numbers = np.nan_to_num(cells.astype(float))
    spread = np.ptp(numbers)
    share = (numbers - numbers.min()) / spread if spread else np.zeros(cells.shape)
    return np.asarray(plt.get_cmap("Greys")(0.05 + 0.7 * share))


def _groups(shape: tuple[int, ...], along: int) -> _Numbers:
    """RGBA of every cell, the same for all cells that differ only in their index `along`."""
    if not -len(shape) <= along < len(shape):
        raise ValueError(f"a tensor of shape {shape} has no axis {along}")
    reduced = list(shape)
    reduced[along] = 1
    n_groups = int(np.prod(reduced))
    group = np.broadcast_to(np.arange(n_groups).reshape(reduced), shape)
    return np.asarray(plt.get_cmap("Pastel1" if n_groups <= 9 else "tab20")(group % 20))
