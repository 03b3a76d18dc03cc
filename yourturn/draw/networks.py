"""Draw feed-forward networks as circles and arrows, and functions as curves (02-architecture)."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

_Place = tuple[float, float]

_MOST_NODES = 5  # a wider layer is drawn as its first nodes, dots and its last one
_RADIUS = 0.22
_COLUMN = 1.9  # distance of two layers, in the units of the radius
_DOTS = "⋮"


def network(
    layers: Sequence[int | Sequence[str]],
    weights: Sequence[Sequence[str]] | None = None,
    captions: Sequence[str] | None = None,
) -> Figure:
    """Draw a dense network, layer by layer from left to right.

    Each of `layers` is a number of nodes or the list of their names; `weights` names the arrows
    between each two layers, those of the first node first; `captions` stand below the layers.

    Raises:
        ValueError: fewer than two layers, an empty layer, or names that do not fit the arrows.
    """
    shown = [_shown(layer) for layer in layers]
    if len(shown) < 2 or not all(shown):
        raise ValueError(f"a network has two or more layers with nodes in each, not {layers!r}")
    places = [
        [(_COLUMN * column, (len(names) - 1) / 2 - row) for row in range(len(names))]
        for column, names in enumerate(shown)
    ]
    arrows = [
        arrow
        for gap in range(len(shown) - 1)
        for arrow in _arrows(gap, shown, places, weights[gap] if weights is not None else None)
    ]
    height = max(len(names) for names in shown)
    figure, panel = plt.subplots(
        figsize=(_COLUMN * len(shown) - 0.5, 0.62 * height + 0.6), layout="constrained"
    )
    for start, end, name in arrows:
        _draw_arrow(panel, start, end, name)
    for spots, names in zip(places, shown, strict=True):
        for spot, name in zip(spots, names, strict=True):
            _draw_node(panel, spot, name)
    for column, caption in enumerate(captions or []):
        panel.text(_COLUMN * column, -height / 2 - 0.05, caption, ha="center", va="top", fontsize=9)
    panel.set_xlim(-0.6, _COLUMN * (len(shown) - 1) + 0.6)
    panel.set_ylim(-height / 2 - 0.5, height / 2)
    panel.set_aspect("equal")
    panel.axis("off")
    plt.close(figure)
    return figure


def curves(
    x: npt.ArrayLike,
    lines: Mapping[str, npt.ArrayLike],
    x_label: str = "x",
    y_label: str = "",
) -> Figure:
    """Draw functions of `x` (n,) as curves in one panel; `lines` holds their values by name."""
    figure, panel = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
    panel.axhline(0, color="0.8", linewidth=1)
    panel.axvline(0, color="0.8", linewidth=1)
    for (name, values), style in zip(lines.items(), _styles(len(lines)), strict=True):
        panel.plot(np.asarray(x), np.asarray(values), style, label=name)
    panel.set_xlabel(x_label)
    panel.set_ylabel(y_label)
    panel.legend(frameon=False, fontsize=9)
    plt.close(figure)
    return figure


def _shown(layer: int | Sequence[str]) -> list[str]:
    """Name the circles of a layer: its nodes, or dots in the place of those left out."""
    names = [""] * layer if isinstance(layer, int) else list(layer)
    if len(names) <= _MOST_NODES:
        return names
    return [*names[: _MOST_NODES - 2], _DOTS, names[-1]]


def _arrows(
    gap: int,
    shown: Sequence[Sequence[str]],
    places: Sequence[Sequence[_Place]],
    names: Sequence[str] | None,
) -> list[tuple[_Place, _Place, str]]:
    """List start, end and name of the arrows from layer `gap` to the next, but not at dots."""
    ends = [
        (start, end)
        for start, tail in zip(places[gap], shown[gap], strict=True)
        for end, head in zip(places[gap + 1], shown[gap + 1], strict=True)
        if _DOTS not in (tail, head)
    ]
    names = names if names is not None else [""] * len(ends)
    if len(names) != len(ends):
        raise ValueError(f"{len(names)} names for the {len(ends)} arrows after layer {gap}")
    return [(start, end, name) for (start, end), name in zip(ends, names, strict=True)]


def _draw_node(panel: Axes, place: _Place, name: str) -> None:
    if name != _DOTS:
        panel.add_patch(Circle(place, _RADIUS, facecolor="white", edgecolor="black", zorder=2))
    panel.text(*place, name, ha="center", va="center", fontsize=10, zorder=3)


def _draw_arrow(panel: Axes, start: _Place, end: _Place, name: str) -> None:
    panel.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={"arrowstyle": "-|>", "color": "0.55", "shrinkA": 9, "shrinkB": 11},
    )
    if name:
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        panel.text(x, y, name, ha="center", va="center", fontsize=9, bbox=box)


def _styles(n: int) -> list[str]:
    """Line styles, so that the curves can be told apart without colour."""
    return [("-", "--", "-.", ":")[k % 4] for k in range(n)]
