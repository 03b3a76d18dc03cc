"""The criteria of 07-cnn: a kernel by what it does, the operations, the counts, a network's eye.

The network of question 5 is judged on unseen images, in the shape that it takes them and on the
scale that the student's own inputs show (`yourturn.judging.rules.reading`). The shapes and counts
of question 3 follow from the student's own, and so do the filters of question 6.
"""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from yourturn.errors import StudentError
from yourturn.judging import HandedModel, Probe, criterion
from yourturn.judging.rules.reading import read_digits, scale_between

# Rounding of float32, in which a student may calculate, over a sum of nine products.
ROUNDING = 1e-5

numbers = np.random.default_rng(71)
IMAGE = numbers.normal(0.0, 3.0, (9, 12)).round(2)
KERNEL = numbers.normal(0.0, 1.0, (3, 3)).round(2)
OBLONG_KERNEL = numbers.normal(0.0, 1.0, (2, 4)).round(2)
# A square of the maps has negative numbers only, so that 0 is not the largest.
MAP = numbers.normal(-1.0, 2.0, (6, 8)).round(2)
MAP[:2, :2] = [[-3.0, -1.5], [-2.0, -4.0]]
MAP_OF_THREES = numbers.normal(-1.0, 2.0, (6, 9)).round(2)
MAP_OF_THREES[:3, :3] = -np.arange(1.0, 10.0).reshape(3, 3)

unseen_image = Probe("feature_map", IMAGE, KERNEL)
unseen_kernel = Probe("feature_map", IMAGE, OBLONG_KERNEL)
unseen_map = Probe("max_pool", MAP, 2)
unseen_size = Probe("max_pool", MAP_OF_THREES, 3)
unseen_rest = Probe("max_pool", MAP[:5, :7], 2)


@criterion("q1-check", weight=2)
def test_kernel_answers_to_vertical_lines(kernel: np.ndarray):
    """A vertical line makes `kernel` answer at least twice as strongly as a horizontal one."""
    window = three_by_three(kernel)
    upright = np.zeros((11, 11))
    upright[:, 5] = 1
    along_vertical, along_horizontal = strength(window, upright), strength(window, upright.T)
    # a kernel that answers to neither, by less than rounded numbers cancel to, answers to nothing
    least = max(2 * along_horizontal, 0.01 * np.abs(window).sum())
    assert along_vertical >= least, (
        f"along a vertical line kernel answers with {along_vertical:.3g} at the most, along a"
        f" horizontal one with {along_horizontal:.3g}: which of its numbers lie on a vertical line"
        " that runs through its middle?"
    )


@criterion("q1-check")
def test_kernel_gives_0_on_a_flat_patch(kernel: np.ndarray):
    """An evenly grey patch makes `kernel` answer with about 0."""
    window = three_by_three(kernel)
    # 1 %: numbers rounded to two digits, such as 0.33, are near enough
    assert strength(window, np.ones((3, 3))) <= 0.01 * np.abs(window).sum(), (
        f"the numbers of kernel sum to {window.sum():.3g}, and this is its answer to a white patch;"
        " what must they sum to?"
    )


@criterion("q2-check")
def test_feature_map_is_smaller_than_the_image(call):
    """A 3 x 3 kernel makes `feature_map` return two rows and two columns less than the image."""
    found = call(unseen_image, np.ndarray)
    assert found.shape == (7, 10), (
        f"feature_map turned an image of shape {IMAGE.shape} and a kernel of shape {KERNEL.shape}"
        f" into an array of shape {found.shape}; the kernel fits into the image at 7 x 10 places"
    )


@criterion("q2-check")
def test_feature_map_holds_the_responses(call):
    """The numbers of `feature_map` are the kernel's responses, in their order."""
    judge_responses(call(unseen_image, np.ndarray), KERNEL)


@criterion("q2-check")
def test_feature_map_takes_other_kernels(call):
    """`feature_map` is right for a kernel of 2 x 4 numbers, too."""
    judge_responses(call(unseen_kernel, np.ndarray), OBLONG_KERNEL)


@criterion("q2-check")
def test_max_pool_by_2(call):
    """`max_pool` returns the largest number of each square of 2 x 2."""
    judge_pooled(call(unseen_map, np.ndarray), MAP, 2)


@criterion("q2-check")
def test_max_pool_by_3(call):
    """`max_pool` returns the largest number of each square of 3 x 3 when `size` is 3."""
    judge_pooled(call(unseen_size, np.ndarray), MAP_OF_THREES, 3)


@criterion("q2-check")
def test_max_pool_drops_the_rest(call):
    """`max_pool` drops rows and columns that are too few for a square."""
    found = call(unseen_rest, np.ndarray)
    assert found.shape == (2, 3), (
        f"max_pool by 2 turned an array of shape (5, 7) into one of shape {found.shape}; 2 x 3"
        " squares fit, and the rest is dropped"
    )


@criterion("q3-check")
def test_shape_after_the_convolution(conv_shape: tuple):
    """`conv_shape` is the shape of the eight feature maps."""
    assert conv_shape == (26, 26, 8), (
        f"conv_shape is {conv_shape}; the first two numbers say at how many places a 3 x 3 kernel"
        " fits into 28 x 28 pixels, the third how many filters there are"
    )


@criterion("q3-check")
def test_shape_after_pooling(pool_shape: tuple, conv_shape: tuple):
    """`pool_shape` is half of `conv_shape` in rows and columns."""
    assert len(conv_shape) == 3, f"conv_shape is {conv_shape} instead of three whole numbers"
    follows = (conv_shape[0] // 2, conv_shape[1] // 2, conv_shape[2])
    assert pool_shape in ((13, 13, 8), follows), (
        f"pool_shape is {pool_shape} after a convolution of shape {conv_shape}; pooling by 2 halves"
        " the rows and the columns of every map, and the maps stay as many"
    )


@criterion("q3-check")
def test_parameters_of_the_convolution(conv_parameters: int):
    """`conv_parameters` counts the weights and biases of eight filters."""
    assert conv_parameters != 72, "conv_parameters is 72: each of the 8 filters has a bias, too"
    assert conv_parameters == 80, (
        f"conv_parameters is {conv_parameters:,}; a filter uses the same 3 x 3 weights and the same"
        " bias wherever it stands, and there are 8 filters on one channel"
    )


@criterion("q3-check")
def test_pooling_and_flattening_learn_nothing(pool_parameters: int, flatten_parameters: int):
    """`pool_parameters` and `flatten_parameters` say that there is nothing to learn."""
    assert pool_parameters == 0, (
        f"pool_parameters is {pool_parameters:,}; looking for the largest number needs no weights"
    )
    assert flatten_parameters == 0, (
        f"flatten_parameters is {flatten_parameters:,}; laying numbers in a row needs no weights"
    )


@criterion("q3-check")
def test_parameters_of_the_dense_layer(dense_parameters: int, pool_shape: tuple):
    """`dense_parameters` counts ten nodes with a weight for every pooled number and a bias."""
    n_inputs = np.prod(pool_shape, dtype=float)
    assert dense_parameters != 10 * n_inputs, (
        f"dense_parameters is {dense_parameters:,}; each of the 10 nodes has a bias, too"
    )
    assert dense_parameters in (13_530, 10 * (n_inputs + 1)), (
        f"dense_parameters is {dense_parameters:,}; the ten nodes read every number of the pooled"
        f" maps, whose shape is {pool_shape} as you say, and each has a bias"
    )


@criterion("q4-check")
def test_input_has_a_channel(input_shape: tuple, mnist):
    """`input_train` has the shape (n, 28, 28, 1), one row for each training image."""
    expected = (len(mnist.train[0]), 28, 28, 1)
    assert input_shape == expected, (
        f"input_train has the shape {input_shape} instead of {expected}: images, rows, columns,"
        " channels"
    )


@criterion("q4-check")
def test_input_holds_the_images(input_train: np.ndarray, mnist):
    """`input_train` holds the training images in their order, every pixel scaled alike."""
    images = mnist.train[0][: len(np.atleast_1d(input_train))]
    assert input_train.size == images.size, (
        f"the part of input_train handed in holds {input_train.size:,} numbers; 1,000 images have"
        f" {1000 * 784:,} pixels"
    )
    assert scale_between(images, input_train) is not None, (
        "the numbers of input_train are not the pixels of x_train, multiplied by one number and"
        " moved by another, in their order"
    )


@criterion("q4-check")
def test_output_is_one_hot(output_train: np.ndarray, mnist):
    """`output_train` has a row for each label, with 1 in the place of the digit and 0 elsewhere."""
    labels = mnist.train[1]
    assert output_train.shape == (len(labels), 10), (
        f"output_train has the shape {output_train.shape} instead of {(len(labels), 10)}: ten"
        " numbers a label"
    )
    # rounding alone: the numbers are 0 and 1
    wrong = np.flatnonzero(np.abs(output_train - np.eye(10)[labels]).max(axis=1) > 1e-6)
    assert not wrong.size, (
        f"{len(wrong):,} rows of output_train are not the one-hot row of their label, the first of"
        f" them row {wrong[0] if wrong.size else 0}"
    )


@criterion("q5-check")
def test_model_has_a_convolution(model_conv: HandedModel):
    """`model_conv` looks at the image through a window: it has a convolution."""
    assert first_convolution(model_conv) is not None, (
        "model_conv has no Conv2D with a window of more than one pixel; its layers are "
        + ", ".join(layer.class_name for layer in model_conv.layers)
    )


@criterion("q5-check")
def test_model_reads_95_percent(reading, at_least, on_leaderboard):
    """`model_conv` reads at least 95 % of unseen images right."""
    on_leaderboard(reading.unseen, network="model_conv")
    at_least(reading.unseen, 0.95, network="model_conv")


@criterion("q5-check")
def test_model_reads_97_percent(reading, at_least):
    """`model_conv` reads at least 97 % of unseen images right."""
    at_least(reading.unseen, 0.97, network="model_conv")


@criterion("q5-check", weight=2)
def test_model_reads_98_percent(reading, at_least):
    """`model_conv` reads at least 98 % of unseen images right."""
    at_least(reading.unseen, 0.98, network="model_conv")


@criterion("q5-check")
def test_model_has_not_seen_the_test_images(reading, no_leak):
    """`model_conv` was not trained on the public test images."""
    no_leak(reading.public, reading.unseen, network="model_conv")


@criterion("q6-check")
def test_filters_are_the_trained_ones(filters: np.ndarray, model_conv: HandedModel):
    """The numbers in `filters` are the kernels of the first convolution of your `model_conv`."""
    own = own_kernels(model_conv)
    assert filters.size == own.size, (
        f"filters holds {filters.size:,} numbers; the kernels of the first convolution of"
        f" model_conv have the shape {own.shape}"
    )
    assert np.allclose(np.sort(filters, axis=None), np.sort(own, axis=None), atol=ROUNDING), (
        "the numbers of filters are not the weights that model_conv has after its training"
    )


@criterion("q6-check")
def test_filters_are_laid_out_as_in_keras(filters: np.ndarray, model_conv: HandedModel):
    """`filters` has the axes rows, columns, channels and filters, in this order."""
    own = own_kernels(model_conv)
    assert filters.shape == own.shape, (
        f"filters has the shape {filters.shape}; the kernels of the first convolution of"
        f" model_conv have the shape {own.shape}"
    )


@criterion("q7-check")
def test_sequences_need_one_axis(convolutions: dict):
    """The layer for sound and for prices is right: one axis, along the time."""
    for data in ("sound", "prices"):
        found = layer_for(convolutions, data)
        assert found == "conv1d", (
            f'convolutions["{data}"] is {found}; neighbours in time have to do with each other, and'
            " several series measured at the same time are channels"
        )


@criterion("q7-check")
def test_volumes_and_videos_need_three_axes(convolutions: dict):
    """The layer for scans and for videos is right: three axes."""
    for data, axes in (("scans", "three in space"), ("videos", "two in the picture, one in time")):
        found = layer_for(convolutions, data)
        assert found == "conv3d", (
            f'convolutions["{data}"] is {found}; count the axes along which neighbours have to do'
            f" with each other: {axes}"
        )


@criterion("q7-check")
def test_tables_need_no_convolution(convolutions: dict):
    """A table of policies is left to other layers."""
    found = layer_for(convolutions, "policies")
    assert found == "none", (
        f'convolutions["policies"] is {found}; the columns of a table could stand in any order, so'
        " there are no neighbours"
    )


@pytest.fixture
def reading(model_conv, predict, mnist, own):
    """What the student's network reads, on the scale of their own inputs if these show one."""
    inputs = own("input_train")
    scale = None if inputs is None else scale_between(mnist.train[0][: len(inputs)], inputs)
    if not isinstance(model_conv, HandedModel):
        raise StudentError("model_conv is no Keras model; hand in the model itself")
    return read_digits(model_conv, predict, mnist, network="model_conv", own_scale=scale)


def three_by_three(kernel):
    """The kernel as a table of 3 x 3 numbers, not all 0."""
    window = kernel.squeeze()  # (3, 3, 1, 1) is how Keras would keep it
    assert window.shape == (3, 3), f"kernel has the shape {kernel.shape} instead of (3, 3)"
    assert np.isfinite(window).all(), "kernel holds something that is no number"
    assert window.any(), "kernel holds nothing but 0, so it answers to nothing"
    return window.astype(float)


def responses_of(kernel, image):
    """The responses of a kernel at every place of an image that it fits into."""
    return np.einsum("ijkl,kl", sliding_window_view(image, kernel.shape), kernel)


def strength(window, image):
    """The strongest response of a kernel anywhere in an image, whatever its sign."""
    return np.abs(responses_of(window, image)).max()


def judge_responses(found, kernel):
    """Fail unless the responses are in `found`, which may have a padded rim around them."""
    expected = responses_of(kernel, IMAGE)
    flipped = responses_of(kernel[::-1, ::-1], IMAGE)
    assert not holds(found, flipped), (
        "feature_map turned the kernel upside down; number [0, 0] of the kernel belongs on the"
        " upper left pixel of the window"
    )
    assert not holds(found, np.maximum(expected, 0)), (
        "feature_map cut off negative responses; that would be an activation, which comes later"
    )
    assert holds(found, expected), (
        f"feature_map returned other numbers than the responses of a {kernel.shape[0]} x"
        f" {kernel.shape[1]} kernel; try an image that is 1 in one pixel and 0 elsewhere"
    )


def holds(found, expected):
    """Whether `expected` is `found` or a part of it without gaps."""
    if found.ndim != 2 or any(n < m for n, m in zip(found.shape, expected.shape, strict=True)):
        return False
    windows = sliding_window_view(found.astype(float), expected.shape)
    return bool(np.isclose(windows, expected, rtol=ROUNDING, atol=ROUNDING).all((2, 3)).any())


def judge_pooled(found, responses, size):
    """Fail unless `found` holds the largest number of each square."""
    height, width = responses.shape
    squares = responses.reshape(height // size, size, width // size, size)
    expected = squares.max(axis=(1, 3))
    assert found.shape == expected.shape, (
        f"max_pool by {size} turned an array of shape {responses.shape} into one of shape"
        f" {found.shape}; {expected.shape[0]} x {expected.shape[1]} squares fit next to each other"
    )
    assert not close(found, squares.mean(axis=(1, 3))), "max_pool returned means, not the largest"
    assert not close(found, np.maximum(expected, 0)), (
        "max_pool returned 0 for a square whose numbers are all negative"
    )
    assert close(found, expected), (
        f"max_pool by {size} did not return the largest number of every square"
    )


def close(found, expected):
    """Whether two arrays of one shape are equal up to rounding."""
    return np.allclose(found, expected, rtol=ROUNDING, atol=ROUNDING)


def first_convolution(model):
    """The first layer with kernels of more than one place, None if there is none."""
    for layer in model.layers:
        window = layer.weights[0].shape[:-2] if layer.weights else ()
        if "Conv" in layer.class_name and max(window, default=0) > 1:
            return layer
    return None


def own_kernels(model):
    """The kernels of the first convolution of the model that was handed in."""
    layer = first_convolution(model)
    assert layer is not None, "model_conv has no convolution, so there are no filters to look at"
    return layer.weights[0]


def layer_for(convolutions, data):
    """The layer that was answered for some data, in lower case; None counts as none."""
    assert data in convolutions, f'convolutions has no key "{data}"'
    answer = convolutions[data]
    assert isinstance(answer, str | None), (
        f'convolutions["{data}"] is {answer!r:.60} instead of a text such as "Conv2D"'
    )
    return "none" if answer is None else answer.strip().lower().removeprefix("layers.")
