"""How a network is built, compiled and fitted, judged on models that crossed as hand-ins."""

import keras
import numpy as np
import pytest
from keras import layers

from yourturn.answers import read_answers
from yourturn.answers.fitting import remember_fits
from yourturn.judging.rules import fitted_on, loss_is, one_dense_node, output_is, weighted_by

EXPOSURE = np.linspace(0.1, 1, 20)

remember_fits()  # as a notebook's next cell does after keras was imported


@pytest.fixture
def crossed(handed):
    """The model as a criterion sees it."""
    return lambda network: read_answers(handed(network=network))["network"]


def glm(**options):
    return keras.Sequential([keras.Input((1,)), layers.Dense(1, "exponential", **options)])


@pytest.fixture
def fitted(crossed):
    """A GLM as a network, compiled with the Poisson loss, after `fit` with these options."""

    def make(n=20, **options):
        network = glm()
        network.compile(loss="poisson", optimizer="sgd")
        network.fit(np.ones((n, 1)), np.ones(n), verbose=0, **options)
        return crossed(network)

    return make


def test_one_dense_node_is_found_among_layers_without_weights(crossed) -> None:
    network = keras.Sequential(
        [keras.Input((3,)), layers.Dense(1, use_bias=False), layers.Activation("exponential")]
    )
    model = crossed(network)
    (kernel,) = one_dense_node(model, "net").weights
    assert kernel.shape == (3, 1)
    output_is(model, "exponential", "the inverse of the log", network="net")


@pytest.mark.parametrize(
    ("hidden", "message"),
    [
        ([layers.Flatten()], "no layer with nodes"),
        ([layers.Dense(2), layers.Dense(1)], r"layers Dense, Dense with \[2, 1\] nodes"),
        ([layers.Dense(3)], "an output of 3 nodes"),
        ([layers.BatchNormalization(), layers.Dense(1)], "4 parameters outside its Dense layer"),
    ],
)
def test_what_is_no_glm_is_said(crossed, hidden, message) -> None:
    model = crossed(keras.Sequential([keras.Input((1,)), *hidden]))
    with pytest.raises(AssertionError, match=f"net has .*{message}"):
        one_dense_node(model, "net")


def test_another_output_or_loss_is_named(fitted, crossed) -> None:
    model = fitted()
    loss_is(model, "poisson", network="net")
    with pytest.raises(AssertionError, match="net is exponential instead of sigmoid, the inverse"):
        output_is(model, "sigmoid", "the inverse of the logit", network="net")
    with pytest.raises(AssertionError, match="the loss poisson instead of binary_crossentropy"):
        loss_is(model, "binary_crossentropy", network="net")
    with pytest.raises(AssertionError, match="was not compiled"):
        loss_is(crossed(glm()), "poisson", network="net")


def test_a_fit_on_all_policies_passes_and_others_are_told_apart(fitted, crossed) -> None:
    fitted_on(fitted(), 20, network="net")
    with pytest.raises(AssertionError, match="trained on 20 rows; there are 30"):
        fitted_on(fitted(), 30, network="net")
    with pytest.raises(AssertionError, match=r"validation_split=0\.2, so 20 %"):
        fitted_on(fitted(validation_split=0.2), 20, network="net")
    network = glm()
    network.compile(loss="poisson")
    with pytest.raises(AssertionError, match="was not trained"):
        fitted_on(crossed(network), 20, network="net")


def test_weights_are_known_on_any_scale(fitted) -> None:
    for given in (EXPOSURE, 12 * EXPOSURE, EXPOSURE.astype("float32")):
        model = fitted(sample_weight=given)
        weighted_by(model, EXPOSURE, network="net", what="the exposure")
    with pytest.raises(AssertionError, match="sample_weight, which should be the exposure"):
        weighted_by(fitted(), EXPOSURE, network="net", what="the exposure")
    model = fitted(sample_weight=EXPOSURE**2)
    with pytest.raises(AssertionError, match=r"variation of 0\.\d+; that of the exposure is 0\."):
        weighted_by(model, EXPOSURE, network="net", what="the exposure")


def test_what_a_data_set_holds_is_not_held_against_anybody(crossed) -> None:
    import tensorflow as tf

    network = glm()
    network.compile(loss="poisson")
    rows = np.ones((5, 1)), np.ones(5), EXPOSURE[:5]
    network.fit(tf.data.Dataset.from_tensor_slices(rows).batch(5), shuffle=False, verbose=0)
    fitted_on(crossed(network), 20, network="net")
    weighted_by(crossed(network), EXPOSURE, network="net", what="the exposure")
