"""Draw a network that a second input goes around (06-cann)."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

_RADIUS = 0.3
_HIDDEN_HEIGHTS = (1.9, 1.2, 0.5)  # a few nodes stand for the layer


def combined_network(network_input: str, skip_input: str, output: str) -> Figure:
    """Draw the way of two inputs to one output: through a hidden layer, and around it.

    The arguments name the inputs and the output; the sum and the exponential stand between.
    """
    figure, panel = plt.subplots(figsize=(6.2, 2.9), layout="constrained")
    start, around, node = (0.0, 1.2), (0.0, -0.6), (3.0, 1.2)
    plus, exponential = (4.5, 0.3), (6.0, 0.3)
    hidden = [(1.5, height) for height in _HIDDEN_HEIGHTS]
    for spot in hidden:
        _arrow(panel, start, spot)
        _arrow(panel, spot, node)
    _arrow(panel, node, plus)
    _arrow(panel, around, plus)
    _arrow(panel, plus, exponential)
    for spot, name in (
        (start, network_input),
        (around, skip_input),
        *((spot, "") for spot in hidden),
        (node, ""),
        (plus, "+"),
        (exponential, "exp"),
    ):
        panel.add_patch(Circle(spot, _RADIUS, facecolor="white", edgecolor="black", zorder=2))
        panel.text(*spot, name, ha="center", va="center", fontsize=9, zorder=3)
    for (x, y), words in (
        ((1.5, -0.05), "hidden layer"),
        ((3.0, 0.65), "log of the\nadjustment"),
        ((4.5, -0.25), "sum"),
        ((6.0, -0.25), output),
    ):
        panel.text(x, y, words, ha="center", va="top", fontsize=8)
    panel.set_xlim(-0.5, 6.6)
    panel.set_ylim(-1.1, 2.4)
    panel.set_aspect("equal")
    panel.axis("off")
    plt.close(figure)  # shown once, as the cell's value, not a second time by pyplot
    return figure


def _arrow(panel: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    panel.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={"arrowstyle": "-|>", "color": "0.55", "shrinkA": 12, "shrinkB": 14},
    )
