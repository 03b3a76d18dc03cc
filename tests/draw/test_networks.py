"""The pictures of 02-architecture: every node and arrow, wide layers cut short, curves named."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle

matplotlib.use("Agg")

from yourturn import draw


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def n_nodes(figure: Figure) -> int:
    return sum(isinstance(patch, Circle) for patch in figure.axes[0].patches)


def n_arrows(figure: Figure) -> int:
    return sum(hasattr(text, "arrow_patch") for text in figure.axes[0].texts)


def test_nodes_arrows_and_captions_are_all_there() -> None:
    figure = draw.network(
        [["x"], ["z1", "z2"], ["v"]],
        weights=[["w1", "w2"], ["u1", "u2"]],
        captions=["input", "hidden", "output"],
    )
    assert (n_nodes(figure), n_arrows(figure)) == (4, 4)
    wanted = {"x", "z1", "z2", "v", "w1", "w2", "u1", "u2", "input", "hidden", "output"}
    assert wanted <= set(texts(figure))


def test_an_arrow_carries_the_name_of_its_own_weight() -> None:
    figure = draw.network([["a", "b"], ["c", "d"]], weights=[["ac", "ad", "bc", "bd"]])
    height = {text.get_text(): text.get_position()[1] for text in figure.axes[0].texts}
    assert height["ad"] == pytest.approx(height["bc"])
    assert height["ac"] > height["ad"] > height["bd"]


def test_a_wide_layer_is_cut_short_by_dots() -> None:
    figure = draw.network([784, 512, 10])
    assert texts(figure).count("⋮") == 3
    assert n_nodes(figure) == 3 * 4
    assert n_arrows(figure) == 2 * 4 * 4


@pytest.mark.parametrize(
    ("layers", "weights", "words"),
    [
        ([3], None, "two or more layers"),
        ([3, 0], None, "with nodes in each"),
        ([1, 2], [["w1"]], "1 names for the 2 arrows after layer 0"),
    ],
)
def test_what_is_no_network_is_said(
    layers: list[int], weights: list[list[str]] | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        draw.network(layers, weights)


def test_curves_are_labelled_and_differ_without_colour() -> None:
    x = np.linspace(-2, 2, 9)
    figure = draw.curves(x, {"tanh": np.tanh(x), "identity": x}, "z", "activation(z)")
    (panel,) = figure.axes
    named = {line.get_label(): line for line in panel.lines if len(line.get_xdata()) == 9}
    assert np.array_equal(named["tanh"].get_ydata(), np.tanh(x))
    assert named["tanh"].get_linestyle() != named["identity"].get_linestyle()
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("z", "activation(z)")


def test_a_picture_of_a_network_is_small() -> None:
    stream = io.BytesIO()
    draw.network([784, 512, 10]).savefig(stream, format="png", dpi=100)
    assert stream.tell() < 60_000
