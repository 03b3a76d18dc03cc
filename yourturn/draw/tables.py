"""Draw the columns of a table on one scale (01-tensors)."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure


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
    width, height = 3.6 * len(tables), 0.4 * n_columns + 0.9
    figure, panels = plt.subplots(
        1, len(tables), figsize=(width, height), sharey=True, squeeze=False
    )
    # Placed by hand: a layout engine draws everything twice to measure it.
    figure.subplots_adjust(1 / width, 0.6 / height, 1 - 0.1 / width, 1 - 0.1 / height, 0.08)
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
