"""Draw images and what a network makes of them (03-training, 07-cnn, 08-autoencoder).

Ink is dark on white paper, as on the forms that MNIST was collected from; kernels and weights,
which have a sign, are blue below 0 and red above. Images may be (n, 28, 28), (n, 28, 28, 1) or
flat (n, 784), as arrays or tensors.
"""

from collections.abc import Sequence
from math import isqrt
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

_Numbers = npt.NDArray[Any]

_PICTURE_INCH = 0.95
_LARGE_INCH = 1.7  # where there are so few that the width allows it
_FEW = 4
_PER_ROW = 8
_MOST_PICTURES = 40  # more cannot be told apart at the width of a notebook


def digits(images: npt.ArrayLike, captions: Sequence[object] | None = None) -> Figure:
    """Draw up to 40 images, eight a row, with a caption under each (a label, a prediction).

    Raises:
        ValueError: no images or more than 40, not square, or not one caption for each.
    """
    pictures = _pictures(images)
    texts = [""] * len(pictures) if captions is None else [str(text) for text in captions]
    if len(texts) != len(pictures):
        raise ValueError(f"{len(pictures)} images need as many captions, not {len(texts)}")
    lines = max(text.count("\n") + 1 for text in texts) if any(texts) else 0
    figure, panels = _grid(len(pictures), caption_lines=lines)
    for panel, picture, text in zip(panels, pictures, texts, strict=True):
        _draw_ink(panel, picture)
        panel.set_xlabel(text, fontsize=8)
    return figure


def convolution(image: npt.ArrayLike, kernel: npt.ArrayLike, title: str = "kernel") -> Figure:
    """Draw an image (height, width), a kernel with its numbers, and the feature map they give.

    The feature map is what Conv2D computes with stride 1 and no padding, before bias and
    activation. Its scale is symmetric about 0, so that 0 is white.
    """
    pixels, weights = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    answer = np.einsum("ijkl,kl", sliding_window_view(pixels, weights.shape), weights)
    figure, panels = plt.subplots(1, 3, figsize=(6.6, 2.5), layout="constrained")
    _draw_ink(panels[0], pixels)
    _draw_signed(panels[1], weights, np.abs(weights).max())
    for (row, column), number in np.ndenumerate(weights):
        colour = "white" if abs(number) > 0.6 * np.abs(weights).max() else "black"
        panels[1].text(
            column, row, f"{number:.3g}", ha="center", va="center", fontsize=9, color=colour
        )
    bound = np.abs(answer).max()
    shown = _draw_signed(panels[2], answer, bound)
    figure.colorbar(shown, ax=panels[2], shrink=0.7, label="response")
    for panel, name, array in zip(
        panels, ("image", title, "feature map"), (pixels, weights, answer), strict=True
    ):
        panel.set_title(name, fontsize=9)
        panel.set_xlabel(f"{array.shape[0]} × {array.shape[1]}", fontsize=8)
    plt.close(figure)
    return figure


def kernels(filters: npt.ArrayLike) -> Figure:
    """Draw the kernels of a first convolution, (height, width, 1, n), all on one scale."""
    weights = np.asarray(filters, dtype=float)
    if weights.ndim != 4 or weights.shape[2] != 1:
        raise ValueError(
            f"filters of shape {weights.shape} cannot be drawn; the kernels of a first Conv2D on"
            " grey images have the shape (height, width, 1, number of filters)"
        )
    return _signed(np.moveaxis(weights[:, :, 0, :], -1, 0), "weight")


def feature_maps(maps: npt.ArrayLike) -> Figure:
    """Draw the feature maps of one image, (height, width, n), all on one scale."""
    answers = np.asarray(maps, dtype=float)
    if answers.ndim != 3:
        raise ValueError(
            f"feature maps of shape {answers.shape} cannot be drawn; those of one image have the"
            " shape (height, width, number of filters)"
        )
    return _signed(np.moveaxis(answers, -1, 0), "response")


def weights(
    *pictures: npt.ArrayLike, captions: Sequence[object] | None = None, unit: str = "weight"
) -> Figure:
    """Draw tables of signed numbers as pictures on one scale, such as the weights of a node.

    They may differ in size, as a feature map and the pooled one do; `unit` names the scale.
    """
    figure = _signed([np.asarray(picture, dtype=float) for picture in pictures], unit)
    for panel, text in zip(figure.axes, captions or [], strict=False):
        panel.set_xlabel(str(text), fontsize=8)
    return figure


def prediction(image: npt.ArrayLike, probabilities: npt.ArrayLike) -> Figure:
    """Draw one image beside the ten probabilities that a network gives it."""
    (picture,) = _pictures(np.asarray(image).reshape(1, -1))
    shares = np.asarray(probabilities, dtype=float).ravel()
    figure, (left, right) = plt.subplots(1, 2, figsize=(5.2, 2.0), layout="constrained")
    _draw_ink(left, picture)
    right.bar(range(len(shares)), shares, color="0.4")
    right.set_xticks(range(len(shares)))
    right.set_ylim(0, 1)
    right.set_xlabel("digit", fontsize=8)
    right.set_ylabel("probability", fontsize=8)
    right.tick_params(labelsize=8)
    plt.close(figure)
    return figure


def reconstructions(**rows: npt.ArrayLike) -> Figure:
    """Draw one row of images for each argument, named by it: `original=x, network=y`.

    Every row has the same number of images, at most eight; a column is one image and what
    became of it. All share one scale, from the least to the largest value of the first row.
    """
    pictures = {name.replace("_", " "): _pictures(images) for name, images in rows.items()}
    counts = {len(images) for images in pictures.values()}
    if len(counts) != 1 or max(counts) > _PER_ROW:
        raise ValueError(f"each row needs the same number of images, at most {_PER_ROW}")
    (n_columns,) = counts
    first = next(iter(pictures.values()))
    figure, panels = plt.subplots(
        len(pictures),
        n_columns,
        figsize=(n_columns * _PICTURE_INCH * 0.85 + 0.7, len(pictures) * _PICTURE_INCH * 0.85),
        squeeze=False,
        layout="constrained",
    )
    for line, (name, images) in zip(panels, pictures.items(), strict=True):
        for panel, picture in zip(line, images, strict=True):
            _draw_ink(panel, picture, (first.min(), first.max()))
        line[0].set_ylabel(name, fontsize=8)
    plt.close(figure)
    return figure


def _pictures(images: npt.ArrayLike) -> _Numbers:
    """Bring images to (n, side, side), float."""
    array = np.asarray(images, dtype=float)
    if array.ndim == 4 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim == 2:
        side = isqrt(array.shape[1])
        array = array.reshape(len(array), side, -1) if side**2 == array.shape[1] else array
    if array.ndim != 3 or not 0 < len(array) <= _MOST_PICTURES or array.shape[1] != array.shape[2]:
        raise ValueError(
            f"images of shape {np.shape(images)} cannot be drawn: 1 to {_MOST_PICTURES} of them,"
            " such as x[:8], each 28 x 28, 28 x 28 x 1 or 784 in a row"
        )
    return array


def _grid(
    n: int, caption_lines: int, picture_inch: float = _PICTURE_INCH
) -> tuple[Figure, list[Axes]]:
    """Make `n` small panels, eight a row, without ticks; unused places stay empty."""
    n_columns = min(n, _PER_ROW)
    n_rows = -(-n // n_columns)
    figure, panels = plt.subplots(
        n_rows,
        n_columns,
        figsize=(n_columns * picture_inch, n_rows * (picture_inch + 0.17 * caption_lines)),
        squeeze=False,
        layout="constrained",
    )
    flat = list(panels.ravel())
    for panel in flat[n:]:
        panel.remove()
    plt.close(figure)  # shown once, as the cell's value, not a second time by pyplot
    return figure, flat[:n]


def _signed(pictures: Sequence[_Numbers] | _Numbers, unit: str) -> Figure:
    """Draw up to 40 pictures, each (height, width), of signed numbers on one symmetric scale."""
    if not 0 < len(pictures) <= _MOST_PICTURES:
        raise ValueError(f"{len(pictures)} pictures cannot be drawn: 1 to {_MOST_PICTURES} can")
    bound = max(np.abs(picture).max() for picture in pictures)
    size = _LARGE_INCH if len(pictures) <= _FEW else _PICTURE_INCH
    figure, panels = _grid(len(pictures), caption_lines=0, picture_inch=size)
    for panel, picture in zip(panels, pictures, strict=True):
        shown = _draw_signed(panel, picture, bound)
    figure.colorbar(shown, ax=panels, label=unit)
    return figure


def _draw_ink(panel: Axes, picture: _Numbers, scale: tuple[float, float] | None = None) -> None:
    low, high = scale or (picture.min(), picture.max())
    high = high if high > low else low + 1
    # a pixel as it is, not smoothed over its neighbours; the file is smaller, too
    panel.imshow(picture, cmap="Greys", vmin=low, vmax=high, interpolation="nearest")
    panel.set_xticks([])
    panel.set_yticks([])


def _draw_signed(panel: Axes, numbers: _Numbers, bound: float) -> Any:
    panel.set_xticks([])
    panel.set_yticks([])
    bound = bound or 1.0
    return panel.imshow(numbers, cmap="RdBu_r", vmin=-bound, vmax=bound, interpolation="nearest")
