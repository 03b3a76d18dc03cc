"""The criteria of 03-training: losses, steps, a network that reads digits, and a look at it.

Questions 5 to 7 are about the student's own network, which is rebuilt and predicts elsewhere, on
pixels of the scale that the student's own inputs show (`yourturn.judging.rules.reading`).
"""

import numpy as np
import pytest

from yourturn.errors import StudentError
from yourturn.judging import Handed, HandedModel, Probe, criterion, tensor
from yourturn.judging.rules import reading as rules

# Rounding of float32, in which TensorFlow calculates, and a guard such as 1e-7 inside the log.
ROUNDING = 1e-5
# Two machines may round the outputs for an image on the border of two digits differently.
BORDERLINE = 0.001  # of the images

numbers = np.random.default_rng(33)
TRUE = numbers.normal(0.0, 2.0, (5, 3)).astype("float32")
PREDICTED = (TRUE + numbers.choice([-1, 1], (5, 3)) * numbers.uniform(0.2, 2.0, (5, 3))).astype(
    "float32"
)
CLASSES = np.eye(4, dtype="float32")[[2, 0, 3, 1, 2, 2]]
SHARES = numbers.dirichlet(np.full(4, 2.0), 6).astype("float32")
W = numbers.normal(0.0, 1.0, (2, 3)).round(2)
GRAD = numbers.normal(0.0, 5.0, (2, 3)).round(2)

unseen_errors = {
    "table": Probe("mse", tensor(TRUE), tensor(PREDICTED)),
    "row": Probe("mse", tensor(TRUE[:, 0]), tensor(PREDICTED[:, 0])),
}
gradient_of_mse = Probe("mse", tensor(TRUE), tensor(PREDICTED), gradient_of=1)
unseen_shares = Probe("categorical_crossentropy", tensor(CLASSES), tensor(SHARES))
gradient_of_crossentropy = Probe(
    "categorical_crossentropy", tensor(CLASSES), tensor(SHARES), gradient_of=1
)
perfect = {
    "mse": Probe("mse", tensor(TRUE), tensor(TRUE)),
    "categorical_crossentropy": Probe("categorical_crossentropy", tensor(CLASSES), tensor(CLASSES)),
}
unseen_step = Probe("gradient_step", W, GRAD, 0.03)
whole_batches = Probe("updates_per_epoch", 4_096, 64)
short_batches = [
    (Probe("updates_per_epoch", 1_030, 100), 11),
    (Probe("updates_per_epoch", 20, 32), 1),
]
held_out = Probe("updates_per_epoch", 1_000, 250, 0.25)
NODES = (0, 7)
weight_images = {node: Probe("weight_image", Handed("model"), node) for node in NODES}


@criterion("q1-check")
def test_mse_is_the_mean_of_squared_errors(call):
    """`mse` gives the mean of the squared errors, for tensors of one and of two axes."""
    for key, true, predicted in (("table", TRUE, PREDICTED), ("row", TRUE[:, 0], PREDICTED[:, 0])):
        # a Keras loss may leave the mean over the samples to Keras
        found = call(unseen_errors[key], np.ndarray).mean()
        squares = (true.astype(float) - predicted) ** 2
        assert not close(found, squares.sum()), "mse returned the sum of the squares, not the mean"
        assert close(found, squares.mean()), (
            f"mse returned {found:.4g} for tensors of shape {true.shape}; is it the mean over all"
            " numbers of the squared differences?"
        )


@criterion("q1-check")
def test_gradient_flows_through_mse(call):
    """The gradient of `mse` says for every prediction in which direction the loss grows."""
    found = call(gradient_of_mse, np.ndarray)
    assert np.array_equal(np.sign(found), np.sign(PREDICTED - TRUE)), (
        "the gradient of mse should be positive where a prediction is too large, negative where it"
        " is too small"
    )


@criterion("q1-check")
def test_crossentropy_is_minus_the_mean_log_of_the_truth(call):
    """`categorical_crossentropy` gives minus the mean log of the true class's probability."""
    found = call(unseen_shares, np.ndarray).mean()
    logs = np.log((CLASSES * SHARES).sum(axis=1).astype(float))
    assert not close(found, logs.mean()), "categorical_crossentropy has lost its minus sign"
    assert not close(found, -logs.sum()), (
        "categorical_crossentropy returned the sum over the samples, not the mean"
    )
    assert not close(found, -logs.mean() / 4), (
        "categorical_crossentropy is the mean over the samples; within a sample, the classes are"
        " summed"
    )
    assert close(found, -logs.mean()), (
        f"categorical_crossentropy returned {found:.4g} for 6 samples and 4 classes; the log is"
        " natural and belongs on the predicted probabilities, y_true picks the true class"
    )


@criterion("q1-check")
def test_gradient_flows_through_crossentropy(call):
    """The gradient of `categorical_crossentropy` asks for more probability for the true class."""
    found = call(gradient_of_crossentropy, np.ndarray)
    assert np.isfinite(found).all(), "the gradient of categorical_crossentropy is not finite"
    assert (found[CLASSES == 1] < 0).all(), (
        "the loss should fall when the true class gets more probability, so its gradient there"
        " should be negative"
    )


@criterion("q1-check")
def test_perfect_prediction_costs_nothing(call):
    """A perfect prediction has loss 0 by both functions."""
    for name, probe in perfect.items():
        found = np.abs(call(probe, np.ndarray)).max()
        assert np.isfinite(found), (
            f"{name} of a perfect prediction is not a finite number; keep the logarithm away from 0"
        )
        assert found < ROUNDING, f"{name} of a perfect prediction is {found:.4g} instead of 0"


@criterion("q2-check")
def test_step_goes_downhill(call):
    """`gradient_step` moves the weights against the gradient by the learning rate."""
    found = call(unseen_step, np.ndarray)
    assert not close(found, W + 0.03 * GRAD), "gradient_step went uphill: the loss would grow"
    assert not close(found, -0.03 * GRAD), (
        "gradient_step returned the step alone; the new weights were expected"
    )
    assert close(found, W - 0.03 * GRAD), (
        "gradient_step should move each weight by its gradient times the learning rate"
    )


@criterion("q2-check")
def test_updates_of_whole_batches(call):
    """`updates_per_epoch` is right where the samples fill all batches."""
    found = call(whole_batches, int)
    assert found == 64, (
        f"updates_per_epoch gave {found:,} where all batches are full; every batch makes one update"
    )


@criterion("q2-check")
def test_a_short_last_batch_counts(call):
    """`updates_per_epoch` counts a last batch that is not full."""
    for probe, expected in short_batches:
        found = call(probe, int)
        assert found == expected, (
            f"updates_per_epoch gave {found:,} where the last batch is not full: the samples that"
            " are left over make an update, too"
        )


@criterion("q2-check")
def test_held_out_samples_make_no_updates(call):
    """`updates_per_epoch` leaves out the samples that are held out for validation."""
    found = call(held_out, int)
    assert found == 3, (
        f"updates_per_epoch gave {found:,} where a quarter of the samples are held out; these make"
        " no updates"
    )


@criterion("q4-check")
def test_loss_is_a_crossentropy(model: HandedModel):
    """`model` was compiled with a categorical cross-entropy, sparse or not."""
    assert model.loss in ("categorical_crossentropy", "sparse_categorical_crossentropy"), (
        f"model was compiled with the loss {model.loss}; for ten classes that exclude each other it"
        " is a categorical cross-entropy"
    )


@criterion("q4-check")
def test_accuracy_is_a_metric(model: HandedModel):
    """`accuracy` is among the metrics of `model`."""
    assert "accuracy" in model.metrics, (
        f"the metrics of model are {', '.join(model.metrics) or 'none'}; accuracy was asked for"
    )


@criterion("q4-check")
def test_a_fifth_was_held_out(model: HandedModel):
    """20 % of the training images were held out for validation."""
    assert model.history, "model was not trained: call fit before hand_in"
    assert any(name.startswith("val_") for name in model.history), (
        "nothing was held out when model was trained; fit has the argument validation_split"
    )
    rows, apart = (model.fit_settings.get(name) for name in ("rows", "validation_rows"))
    if not rows or not apart:
        return  # the size of a tf.data.Dataset is not known
    inside = bool(model.fit_settings.get("validation_split"))
    share = apart / (rows if inside else rows + apart)
    # 0.5 %: less than lies between 20 % and the share of the public test images
    assert abs(share - 0.2) <= 0.005, (
        f"{apart:,} samples were held out, {share:.1%} of {rows if inside else rows + apart:,}; a"
        " fifth of the training images was asked for"
    )


@criterion("q4-check")
def test_history_is_that_of_the_model(history: dict, model: HandedModel):
    """`history` tells loss and hold-out accuracy of `model`, epoch by epoch."""
    names = [name for name in history if name.startswith("val_") and "acc" in name]
    assert names, (
        "history holds no accuracy on held-out samples; it is what model.fit returns when accuracy"
        " is a metric and samples are held out"
    )
    own = model.history or {}
    assert names[0] in own, "model was not trained, so history cannot be its own"
    same = len(own[names[0]]) == len(history[names[0]]) and np.allclose(
        np.array(own[names[0]], dtype=float), np.array(history[names[0]], dtype=float)
    )
    assert same, "history is not that of the last training of model"


@criterion("q4-check")
def test_model_reads_90_percent(reading, at_least, on_leaderboard):
    """`model` reads at least 90 % of unseen images right."""
    on_leaderboard(reading.unseen, network="model")
    at_least(reading.unseen, 0.90, network="model")


@criterion("q4-check")
def test_model_reads_95_percent(reading, at_least):
    """`model` reads at least 95 % of unseen images right."""
    at_least(reading.unseen, 0.95, network="model")


@criterion("q4-check")
def test_model_reads_97_percent(reading, at_least):
    """`model` reads at least 97 % of unseen images right."""
    at_least(reading.unseen, 0.97, network="model")


@criterion("q4-check")
def test_model_has_not_seen_the_test_images(reading, no_leak):
    """`model` was not trained on the public test images."""
    no_leak(reading.public, reading.unseen, network="model")


@criterion("q5-check")
def test_labels_are_what_the_model_reads(labels: np.ndarray, reading):
    """`labels` are the digits that your `model` reads in the public test images."""
    own = reading.public_outputs.argmax(axis=1)
    assert labels.shape == own.shape, (
        f"labels has the shape {labels.shape} instead of {own.shape}: one digit for each image"
    )
    different = int((labels != own).sum())
    assert different <= BORDERLINE * len(own), (
        f"{different:,} of {len(own):,} labels are not what model reads in its test images; were"
        " these prepared like the training images?"
    )


@criterion("q5-check")
def test_accuracy_is_the_models_own(test_accuracy: float, reading, own_labels, mnist):
    """`test_accuracy` is the share of public test images that your `model` reads right."""
    truth = mnist.test[1]
    shares = [reading.public.mean(), np.mean(own_labels == truth)]
    assert not close(test_accuracy, 100 * shares[0]), "test_accuracy is in per cent, not a share"
    assert min(abs(test_accuracy - share) for share in shares) <= BORDERLINE, (
        f"test_accuracy is {test_accuracy:.4f}; model reads {shares[0]:.4f} of the test images"
        " right"
    )


@criterion("q5-check")
def test_misclassified_are_the_models_own(misclassified: np.ndarray, reading, own_labels, mnist):
    """`misclassified` holds the indices of the public test images that `model` reads wrong."""
    found = indices(misclassified, "misclassified", len(reading.public))
    truth = mnist.test[1]
    wrong = [np.flatnonzero(~reading.public), np.flatnonzero(own_labels != truth)]
    assert set(found) != set(np.flatnonzero(reading.public)), (
        "misclassified holds the images that model reads right"
    )
    missed = min(len(set(found) ^ set(one)) for one in wrong)
    assert missed <= BORDERLINE * len(truth), (
        f"misclassified holds {len(found):,} images, model misreads {len(wrong[0]):,};"
        f" {missed:,} are in one list only"
    )


@criterion("q5-check")
def test_least_sure_have_the_lowest_probability_of_the_truth(
    least_sure: np.ndarray, model: HandedModel, reading, mnist
):
    """`least_sure` are the five test images to whose true digit `model` gives least."""
    truth = mnist.test[1]
    found = indices(least_sure, "least_sure", len(truth))
    assert len(found) == 5, f"least_sure holds {len(found)} different images instead of 5"
    given = rules.probabilities(reading.public_outputs, model)
    of_truth = given[np.arange(len(truth)), truth]
    fifth = np.sort(of_truth)[4]
    # rounding may swap images that are equally bad
    enough = of_truth[found] <= fifth * 1.01 + 1e-6
    assert enough.all(), (
        f"the image {found[~enough][0] if not enough.all() else ''} in least_sure has a true digit"
        f" to which model gives {of_truth[found].max():.3g}; five images have {fifth:.3g} or less"
    )


@criterion("q6-check")
def test_noise_is_noise(noise: np.ndarray):
    """`noise` is one row of 784 random whole numbers from 0 to 255."""
    assert noise.shape == (1, 784), f"noise has the shape {noise.shape} instead of (1, 784)"
    fits = np.all((noise >= 0) & (noise <= 255) & (noise == np.round(noise)))
    assert fits, "noise should hold whole numbers from 0 to 255"
    # 784 draws from 256 numbers hit 244 of them, give or take 3
    assert len(np.unique(noise)) > 200, (
        f"noise holds {len(np.unique(noise))} different numbers; 784 draws by chance hold many more"
    )


@criterion("q6-check")
def test_noise_prediction_is_the_models_own(
    noise_prediction: np.ndarray, noise: np.ndarray, model: HandedModel, reading, predict
):
    """`noise_prediction` are the ten probabilities that your `model` gives your `noise`."""
    assert noise.size == 784, f"noise has the shape {noise.shape} instead of (1, 784)"
    scales = [reading.scale]
    if noise.max() <= 1:
        scales.append(rules.Scale(1.0))  # the slip of noise between 0 and 1 costs its marks once
    row = noise.reshape(1, 28, 28)
    inputs = [scale(row, rules.sample_shape(model, "model")) for scale in scales]
    own = [rules.probabilities(predict(model, one), model)[0] for one in inputs]
    found = noise_prediction.squeeze()
    one_each = found.shape == (10,) and abs(found.sum() - 1) < 1e-3
    assert one_each, "noise_prediction should be ten probabilities, which sum to 1"
    assert any(np.abs(found - one).max() < 1e-3 for one in own), (
        "noise_prediction is not what model predicts for this noise; was it prepared like the"
        " training images?"
    )


@criterion("q7-check")
def test_weight_image_is_28_by_28(call):
    """`weight_image` returns 28 x 28 numbers."""
    shape = call(weight_images[NODES[0]], np.ndarray).shape
    assert shape == (28, 28), f"weight_image returned shape {shape} instead of (28, 28)"


@criterion("q7-check")
def test_weight_image_shows_the_nodes_weights(call, model: HandedModel):
    """`weight_image` returns the weights of the node that was asked for, pixel by pixel."""
    first = model.blocks[0].layer if model.blocks else None
    dense = first is not None and bool(first.weights) and first.weights[0].shape[0] == 784
    assert dense, "the first hidden layer of model is no Dense layer on 784 pixels"
    for node in NODES:
        own = first.weights[0][:, node].reshape(28, 28)
        found = call(weight_images[node], np.ndarray)
        assert found.size == 784, f"weight_image returned {found.size:,} numbers instead of 784"
        found = found.reshape(28, 28)
        assert not close(found, own.T), "weight_image swapped rows and columns"
        assert close(found, own), (
            f"weight_image(model, {node}) returned other numbers than the weights from the pixels"
            f" to node {node} of the first hidden layer, counting from 0"
        )


@pytest.fixture
def reading(model, predict, mnist, own):
    """What the student's network reads, on the scale that it was trained with."""
    inputs = own("input_train")
    scale = None if inputs is None else rules.scale_between(mnist.train[0][: len(inputs)], inputs)
    if not isinstance(model, HandedModel):
        raise StudentError("model is no Keras model; hand in the model itself")
    return rules.read_digits(model, predict, mnist, network="model", own_scale=scale)


@pytest.fixture
def own_labels(own, reading):
    """The labels that were handed in if they can be used, otherwise those of the network."""
    found, read = own("labels"), reading.public_outputs.argmax(axis=1)
    return found if found is not None and found.shape == read.shape else read


def close(found, expected):
    """Whether two numbers or arrays of one shape are equal up to rounding."""
    return np.shape(found) == np.shape(expected) and np.allclose(
        found, expected, rtol=ROUNDING, atol=ROUNDING
    )


def indices(found, name, n):
    """Different indices of images, each once."""
    numeric = found.ndim == 1 and found.dtype.kind in "iuf"
    fit = numeric and np.all((found == np.round(found)) & (found >= 0) & (found < n))
    assert fit, (
        f"{name} should be a row of indices of images; np.flatnonzero makes them of True and False"
    )
    return np.unique(found.astype(int))
