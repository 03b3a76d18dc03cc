"""The pictures of digits, kernels and reconstructions: right pixels, right words, small files."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

matplotlib.use("Agg")

from yourturn import draw
from yourturn.data.digits import stand_in_digits

DIGITS = np.random.default_rng(1).integers(0, 256, (8, 28, 28), dtype=np.uint8)


def shown(figure: Figure) -> list[np.ndarray]:
    """The pixels of every panel, colour bars left out."""
    return [np.asarray(panel.images[0].get_array()) for panel in figure.axes if panel.images]


def png_bytes(figure: Figure) -> int:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=100)
    return stream.tell()


@pytest.mark.parametrize("shape", [(8, 28, 28), (8, 28, 28, 1), (8, 784)])
def test_digits_are_drawn_from_any_usual_shape(shape: tuple[int, ...]) -> None:
    figure = draw.digits(DIGITS.reshape(shape), captions=range(8))
    assert np.array_equal(np.stack(shown(figure)), DIGITS)
    assert [panel.get_xlabel() for panel in figure.axes] == [str(digit) for digit in range(8)]


def test_digits_beyond_eight_go_to_the_next_row_and_leave_no_empty_panel() -> None:
    figure = draw.digits(np.concatenate([DIGITS, DIGITS[:3]]))
    assert len(shown(figure)) == len(figure.axes) == 11
    assert len({panel.get_subplotspec().rowspan.start for panel in figure.axes}) == 2


def test_a_convolution_shows_image_kernel_and_the_feature_map_of_conv2d() -> None:
    image = np.zeros((5, 6))
    image[:, 2] = 1
    kernel = np.array([[0, 1, 2], [0, 1, 2], [0, 1, 2]])
    figure = draw.convolution(image, kernel, title="ramp")
    pictures = shown(figure)
    assert np.array_equal(pictures[0], image)
    # three rows of weight 2, 1 and 0, as the line moves to the left in the window
    assert pictures[2].tolist() == [[6, 3, 0, 0]] * 3
    numbers = [text.get_text() for text in figure.axes[1].texts]
    assert numbers == ["0", "1", "2"] * 3
    assert figure.axes[1].get_title() == "ramp"
    assert figure.axes[2].get_xlabel() == "3 × 4"


def test_kernels_share_one_symmetric_scale() -> None:
    filters = np.zeros((3, 3, 1, 2))
    filters[0, 1, 0, 1] = -4
    figure = draw.kernels(filters)
    pictures = shown(figure)
    assert pictures[1][0, 1] == -4
    assert not pictures[0].any()
    assert {panel.images[0].get_clim() for panel in figure.axes[:2]} == {(-4, 4)}


def test_feature_maps_and_weights_are_one_picture_each() -> None:
    maps = np.random.default_rng(2).normal(size=(26, 26, 8))
    assert np.array_equal(shown(draw.feature_maps(maps))[3], maps[:, :, 3])
    figure = draw.weights(maps[:, :, 0], maps[:, :, 1], captions=["node 0", "node 1"])
    assert [panel.get_xlabel() for panel in figure.axes[:2]] == ["node 0", "node 1"]


def test_weights_may_differ_in_size_but_share_a_scale_and_its_name() -> None:
    figure = draw.weights(np.full((4, 6), -2.0), np.ones((2, 3)), unit="response")
    assert [picture.shape for picture in shown(figure)] == [(4, 6), (2, 3)]
    assert {panel.images[0].get_clim() for panel in figure.axes[:2]} == {(-2, 2)}
    assert figure.axes[2].get_ylabel() == "response"


def test_a_prediction_shows_ten_bars_up_to_1() -> None:
    figure = draw.prediction(DIGITS[0].reshape(1, 784), np.full((1, 10), 0.1))
    _, bars = figure.axes
    assert [bar.get_height() for bar in bars.patches] == [0.1] * 10
    assert bars.get_ylim() == (0, 1)


def test_reconstructions_share_the_scale_of_the_first_row() -> None:
    figure = draw.reconstructions(original=DIGITS[:3] / 255, mean_image=np.ones((3, 784)) * 9)
    assert [panel.get_ylabel() for panel in figure.axes] == [
        "original", "", "", "mean image", "", "",
    ]  # fmt: skip
    assert len({panel.images[0].get_clim() for panel in figure.axes}) == 1
    assert figure.axes[0].images[0].get_clim()[1] <= 1


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (lambda: draw.digits(np.zeros((41, 28, 28))), r"such as x\[:8\]"),
        (lambda: draw.digits(np.zeros((2, 28, 27))), "cannot be drawn"),
        (lambda: draw.digits(np.zeros((2, 783))), "784 in a row"),
        (lambda: draw.digits(DIGITS, captions=["one"]), "8 images need as many captions, not 1"),
        (lambda: draw.kernels(np.zeros((3, 3, 8))), "number of filters"),
        (lambda: draw.feature_maps(np.zeros((1, 26, 26, 8))), "number of filters"),
        (lambda: draw.weights(*np.zeros((41, 3, 3))), "41 pictures cannot be drawn"),
        (lambda: draw.reconstructions(a=DIGITS[:2], b=DIGITS[:3]), "same number of images"),
    ],
)
def test_what_cannot_be_drawn_says_why(drawn: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        drawn()  # type: ignore[operator]


def test_all_black_and_all_equal_pictures_are_fine() -> None:
    assert png_bytes(draw.digits(np.zeros((1, 28, 28)))) > 0
    assert png_bytes(draw.kernels(np.zeros((3, 3, 1, 4)))) > 0


def test_pictures_are_small_files() -> None:
    images = stand_in_digits()["train"][0][:24]
    maps = np.moveaxis(images[:16, :26, :26], 0, -1) / 255 - 0.5
    filters = np.random.default_rng(1).normal(size=(3, 3, 1, 32))
    figures = [
        draw.digits(images, captions=["said 3\nis 8"] * 24),
        draw.convolution(images[0], np.ones((3, 3)) / 9),
        draw.kernels(filters),
        draw.feature_maps(maps),
        draw.prediction(images[0], np.full(10, 0.1)),
        draw.reconstructions(original=images[:8], network=images[8:16], pca=images[16:24]),
    ]
    assert max(map(png_bytes, figures)) < 60_000, list(map(png_bytes, figures))
