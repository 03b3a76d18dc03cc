"""The criteria of 08-autoencoder: pairs that work, a bottleneck, two yardsticks, noise.

Networks are rebuilt and reconstruct images that nobody could train on, pixels from 0 to 1. The
yardsticks are the mean image and a PCA of the same training images
(`yourturn.judging.rules.reconstruction`).
"""

import numpy as np
import pytest

from yourturn.errors import StudentError
from yourturn.judging import HandedModel, criterion
from yourturn.judging.rules.reading import sample_shape
from yourturn.judging.rules.reconstruction import (
    Yardsticks,
    as_rows,
    errors_of,
    goes_as_far,
    reconstruct,
)

N_CODE = 32
WIDTHS = [784, 128, N_CODE, 128, 784]
# Rounding of float32, and of one machine beside another, on pixels and codes of about 1.
ROUNDING = 1e-3
# Another algorithm for PCA, such as scikit-learn's random one, comes within this of the best.
OF_PCA = 0.02

SQUARED = {("linear", "mse"), ("relu", "mse"), ("sigmoid", "mse")}
DISTANCES = (
    "mean_squared_error",
    "mean_absolute_error",
    "root_mean_squared_error",
    "huber",
    "log_cosh",
)
DISTURBING = ("Dropout", "GaussianNoise", "BatchNormalization")


@criterion("q1-check")
def test_widths_go_through_the_bottleneck(layer_widths: list):
    """`layer_widths` goes from 784 by 128 to 32 and back the same way."""
    assert layer_widths == WIDTHS, (
        f"layer_widths is {layer_widths!s:.80}; an image of 28 x 28 pixels goes in, by 128 nodes to"
        " the bottleneck of 32, and back the same way"
    )


@criterion("q2-check")
def test_pairs_with_the_squared_error(pairs: list):
    """`pairs` names the activations that suit the squared error."""
    found = {pair for pair in named(pairs) if pair[1] == "mse"}
    assert ("softmax", "mse") not in found, (
        "softmax makes the 784 outputs sum to 1; the pixels of a digit sum to about 100"
    )
    missing = sorted(SQUARED - found)
    assert not missing, (
        f"{missing[0] if missing else ''} is missing in pairs: its outputs can be numbers from 0 to"
        " 1, and the squared error is smallest where each is right"
    )


@criterion("q2-check")
def test_pairs_with_the_binary_crossentropy(pairs: list):
    """`pairs` names the activation that suits the binary cross-entropy."""
    found = {pair for pair in named(pairs) if pair[1] == "binary_crossentropy"}
    assert ("linear", "binary_crossentropy") not in found, (
        "a linear output may lie below 0 or above 1, where the binary cross-entropy takes the"
        " logarithm of a negative number"
    )
    assert ("sigmoid", "binary_crossentropy") in found, (
        '("sigmoid", "binary_crossentropy") is missing in pairs: each output lies between 0 and 1,'
        " and for each pixel the loss is smallest where the output equals it"
    )


@criterion("q2-check")
def test_no_pair_with_the_categorical_crossentropy(pairs: list):
    """`pairs` leaves out the categorical cross-entropy, which wants one distribution."""
    wrong = [pair for pair in named(pairs) if pair[1] == "categorical_crossentropy"]
    assert not wrong, (
        f"{wrong[0] if wrong else ''} is in pairs; pixels are not the probabilities of 784 classes"
        " that exclude each other, and where a pixel is 0 this loss does not look at the output"
    )


@criterion("q3-check")
def test_autoencoder_has_these_widths(autoencoder: HandedModel):
    """`autoencoder` has Dense layers of 128, 32, 128 and 784 nodes on 784 pixels."""
    classes = {block.layer.class_name for block in autoencoder.blocks}
    assert classes == {"Dense"}, (
        f"the layers of autoencoder with nodes are {', '.join(sorted(classes)) or 'none'}; Dense"
        " layers were asked for"
    )
    first = autoencoder.blocks[0].layer.weights[0].shape[0]
    widths = [first, *(block.units for block in autoencoder.blocks)]
    assert widths == WIDTHS, (
        f"the widths of autoencoder are {widths} from input to output instead of {WIDTHS}"
    )


@criterion("q3-check")
def test_activation_and_loss_work_together(autoencoder: HandedModel):
    """The output activation and the loss of `autoencoder` are a pair that works."""
    activation = autoencoder.blocks[-1].activation if autoencoder.blocks else "linear"
    loss = autoencoder.loss
    if loss == "binary_crossentropy":
        works = activation in ("sigmoid", "hard_sigmoid") and not autoencoder.from_logits
    else:
        works = loss in DISTANCES and activation not in ("softmax", "log_softmax", "log_sigmoid")
    assert works, (
        f"autoencoder has the output activation {activation} and the loss {loss}; such a pair does"
        " not work for pixels from 0 to 1 (question 2)"
    )


@criterion("q3-check")
def test_autoencoder_gives_its_input_back(autoencoder: HandedModel, predict, mnist):
    """What `autoencoder` returns resembles the image it was given more than other images."""
    rows = as_rows(mnist.unseen[0][:300])
    found = reconstruct(autoencoder, predict, rows, network="autoencoder")
    to_own = likeness(rows, found)
    to_next = np.stack([likeness(np.roll(rows, k, axis=0), found) for k in range(1, 10)])
    # a random answer resembles its own image most in 1 of 10 cases
    share = np.mean(to_own > to_next.max(axis=0))
    assert share >= 0.5, (
        f"of 300 unseen images only {share:.0%} came back more like themselves than like nine"
        " others: an autoencoder is trained with its inputs as targets"
    )


@criterion("q3-check")
def test_at_most_ten_epochs(autoencoder: HandedModel):
    """`autoencoder` was trained for one to ten epochs."""
    epochs = max((len(values) for values in (autoencoder.history or {}).values()), default=0)
    assert epochs, "autoencoder was not trained: call fit before hand_in"
    assert epochs <= 10, f"autoencoder was trained for {epochs} epochs; at most 10 were allowed"


@criterion("q3-check")
def test_encoder_shares_the_weights(autoencoder: HandedModel, encoder: HandedModel):
    """`encoder` is the first half of `autoencoder`: it has the same weights."""
    assert encoder.weights, "encoder has no weights"
    assert encoder.n_parameters < autoencoder.n_parameters, (
        "encoder is not smaller than autoencoder; it is its first half"
    )
    same = all(
        any(a.shape == b.shape and np.allclose(a, b, atol=1e-6) for b in autoencoder.weights)
        for a in encoder.weights
    )
    assert same, (
        "the weights of encoder are not those of the first layers of autoencoder; make a model of"
        " the same layers instead of new ones"
    )


@criterion("q3-check")
def test_encoder_gives_32_numbers(encoder: HandedModel, predict, mnist):
    """`encoder` gives 32 numbers for an image."""
    rows = as_rows(mnist.unseen[0][:50])
    shape = predict(encoder, inputs_of(encoder, rows)).shape
    assert shape == (50, N_CODE), (
        f"encoder returns shape {shape} for 50 images; the bottleneck has {N_CODE} nodes"
    )


@criterion("q4-check")
def test_error_of_the_network(errors: dict, autoencoder: HandedModel, predict, mnist):
    """`errors["network"]` is the error of your `autoencoder` on the test images."""
    rows = as_rows(mnist.test[0])
    own = errors_of(rows, reconstruct(autoencoder, predict, rows, network="autoencoder"))
    judge_error(errors, "network", own.mean(), ROUNDING)


@criterion("q4-check", weight=0.5)
def test_error_of_the_mean_image(errors: dict, of_test):
    """`errors["mean image"]` is the error of the mean of the training images."""
    judge_error(errors, "mean image", of_test[0].mean(), ROUNDING)


@criterion("q4-check", weight=0.5)
def test_error_of_pca(errors: dict, of_test):
    """`errors["pca"]` is the error of a PCA with 32 components fitted to the training images."""
    judge_error(errors, "pca", of_test[1].mean(), OF_PCA)


@criterion("q4-check", weight=0.5)
def test_halfway_to_pca(on_unseen, of_unseen):
    """On unseen images `autoencoder` goes half of the way from the mean image to PCA."""
    goes_as_far(on_unseen, *of_unseen, 0.5, network="autoencoder")


@criterion("q4-check", weight=0.5)
def test_nearly_as_far_as_pca(on_unseen, of_unseen):
    """On unseen images `autoencoder` goes nine tenths of the way from the mean image to PCA."""
    goes_as_far(on_unseen, *of_unseen, 0.9, network="autoencoder")


@criterion("q4-check")
def test_as_good_as_pca(on_unseen, of_unseen):
    """On unseen images `autoencoder` is as good as PCA with as many numbers."""
    goes_as_far(on_unseen, *of_unseen, 1.0, network="autoencoder")


@criterion("q5-check")
def test_robust_autoencoder_is_disturbed_in_training(robust_autoencoder: HandedModel):
    """`robust_autoencoder` has noise, dropout or batch normalisation at work before its output."""
    names = [layer.class_name for layer in robust_autoencoder.layers]
    places = [k for k, name in enumerate(names) if any(kind in name for kind in DISTURBING)]
    assert places, (
        "robust_autoencoder has no GaussianNoise, Dropout or BatchNormalization; its layers are "
        + ", ".join(names)
    )
    configs = [robust_autoencoder.layers[k].config for k in places]
    strengths = [config.get("rate", config.get("stddev", 1)) for config in configs]
    assert any(isinstance(n, int | float) and n > 0 for n in strengths), (
        f"{names[places[0]]} in robust_autoencoder has the strength 0, so it does nothing"
    )
    assert "Dense" in names[places[0] :] or "Conv" in "".join(names[places[0] :]), (
        f"{names[places[0]]} stands behind the last layer of robust_autoencoder, so nothing learns"
        " to cope with it"
    )


@criterion("q5-check")
def test_robust_autoencoder_goes_halfway(
    robust_autoencoder: HandedModel, predict, mnist, of_unseen
):
    """On unseen images `robust_autoencoder` goes half of the way from the mean image to PCA."""
    rows = as_rows(mnist.unseen[0])
    found = reconstruct(robust_autoencoder, predict, rows, network="robust_autoencoder")
    goes_as_far(errors_of(rows, found), *of_unseen, 0.5, network="robust_autoencoder")


@criterion("q6-check")
def test_noise_is_in_the_training_range(noise: np.ndarray):
    """`noise` are eight images of random pixels over the whole range from 0 to 1."""
    assert noise.shape == (8, 784), f"noise has the shape {noise.shape} instead of (8, 784)"
    assert np.all((noise >= 0) & (noise <= 1)), (
        f"noise lies between {noise.min():.3g} and {noise.max():.3g}; the network knows pixels from"
        " 0 to 1"
    )
    # 6,272 draws: their standard deviation is .289, give or take .002, and hardly any are equal
    evenly = abs(noise.std() - 12**-0.5) < 0.02 and abs(noise.mean() - 0.5) < 0.02
    assert evenly, (
        f"the pixels of noise have the mean {noise.mean():.2f} and the standard deviation"
        f" {noise.std():.2f}; where all numbers from 0 to 1 are equally likely, these are .50 and"
        " .29"
    )


@criterion("q6-check")
def test_noise_reconstruction_is_the_networks_own(
    noise: np.ndarray, noise_reconstruction: np.ndarray, autoencoder: HandedModel, predict
):
    """`noise_reconstruction` is what your `autoencoder` makes of your `noise`."""
    rows = noise.reshape(-1, 784) if noise.size % 784 == 0 else noise
    assert rows.ndim == 2, f"noise has the shape {noise.shape} instead of (8, 784)"
    assert len(rows), "noise is empty"
    own = reconstruct(autoencoder, predict, rows.astype("float32"), network="autoencoder")
    assert noise_reconstruction.size == own.size, (
        f"noise_reconstruction has the shape {noise_reconstruction.shape} for noise of shape"
        f" {noise.shape}"
    )
    off = np.abs(noise_reconstruction.reshape(own.shape) - own).max()
    assert off <= ROUNDING * max(1.0, np.abs(own).max()), (
        f"noise_reconstruction is away from what autoencoder makes of noise by up to {off:.2g}"
    )


@pytest.fixture(scope="session")
def yardsticks(mnist):
    """The mean image and the 32 components of the training images."""
    return Yardsticks.of(as_rows(mnist.train[0]), N_CODE)


@pytest.fixture(scope="session")
def of_test(yardsticks, mnist):
    """The errors of the mean image and of PCA on the public test images."""
    return yardsticks.errors(as_rows(mnist.test[0]))


@pytest.fixture(scope="session")
def of_unseen(yardsticks, mnist):
    """The errors of the mean image and of PCA on the unseen images."""
    return yardsticks.errors(as_rows(mnist.unseen[0]))


@pytest.fixture
def on_unseen(autoencoder, predict, mnist):
    """The errors of the student's autoencoder on the unseen images."""
    if not isinstance(autoencoder, HandedModel):
        raise StudentError("autoencoder is no Keras model; hand in the model itself")
    rows = as_rows(mnist.unseen[0])
    return errors_of(rows, reconstruct(autoencoder, predict, rows, network="autoencoder"))


def likeness(images, others):
    """The correlation of each image with another, (n,); 0 where one of them is all one grey."""
    a, b = (rows - rows.mean(axis=1, keepdims=True) for rows in (images, others))
    lengths = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return (a * b).sum(axis=1) / np.maximum(lengths, 1e-12)


def named(pairs):
    """The pairs as canonical names: activation, loss."""
    short = {"mean_squared_error": "mse", "bce": "binary_crossentropy", "identity": "linear"}
    found = []
    for pair in pairs:
        fits = isinstance(pair, tuple | list) and len(pair) == 2
        assert fits, f"{pair!r:.60} in pairs is no pair of an activation and a loss"
        activation, loss = ("linear" if name is None else str(name).lower() for name in pair)
        found.append((short.get(activation, activation), short.get(loss, loss)))
    return found


def inputs_of(model, rows):
    """Rows in the shape that a model takes its images in."""
    return rows.reshape(len(rows), *sample_shape(model, "encoder"))


def judge_error(errors, name, expected, tolerance):
    """Fail unless an error is the expected one, relative to its size."""
    assert name in errors, f'errors has no key "{name}"'
    answer = np.asarray(errors[name]).squeeze()
    number = answer.ndim == 0 and answer.dtype.kind in "iuf"
    assert number, f'errors["{name}"] is no number but {errors[name]!r:.40}'
    found = float(answer)
    assert not np.isclose(found, expected**0.5, rtol=tolerance), (
        f'errors["{name}"] is the root of the mean squared error; leave the root out'
    )
    assert not np.isclose(found, expected * 784, rtol=tolerance), (
        f'errors["{name}"] sums the pixels of an image; the mean over the pixels was asked for'
    )
    assert np.isclose(found, expected, rtol=tolerance), (
        f'errors["{name}"] is {found:.5g}, which is not the mean squared error on the test images'
    )
