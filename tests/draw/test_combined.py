"""The picture of a network that a second input goes around."""

import io

import matplotlib

matplotlib.use("Agg")

from yourturn import draw


def test_both_inputs_the_sum_and_the_output_are_named() -> None:
    figure = draw.combined_network("nn", "skip", "claims")
    (panel,) = figure.axes
    words = {text.get_text() for text in panel.texts}
    assert {"nn", "skip", "+", "exp", "claims"} <= words
    assert len(panel.patches) == 8


def test_the_picture_is_small() -> None:
    stream = io.BytesIO()
    draw.combined_network("nn", "skip", "claims").savefig(stream, format="png", dpi=100)
    assert stream.tell() < 60_000
