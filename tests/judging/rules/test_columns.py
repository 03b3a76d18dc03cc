"""Follow-through: the GLM on the columns a network was fed, merged to distinct policies."""

import keras
import numpy as np
import pandas as pd
import pytest
from keras import layers

from yourturn.answers import read_answers
from yourturn.judging.rules.columns import input_rows, merged, own_design, replicates_glm, spans
from yourturn.judging.rules.glm import Glm

N_POLICIES = 3_000
RNG = np.random.default_rng(41)
AGE = RNG.integers(18, 96, N_POLICIES).astype(float)
PLUS = (RNG.random(N_POLICIES) < 0.3).astype(float)
EXPOSURE = RNG.uniform(0.1, 1, N_POLICIES)
FREQUENCY = RNG.poisson(EXPOSURE * np.exp(-1 - 0.016 * AGE - 0.2 * PLUS)) / EXPOSURE
ONES = np.ones(N_POLICIES)


def test_merging_keeps_coefficients_and_differences_of_deviances() -> None:
    rows = np.column_stack([ONES, AGE, PLUS])
    distinct, mean, total = merged(rows, FREQUENCY, EXPOSURE)
    assert len(distinct) < 160
    one_by_one = Glm("poisson", pd.DataFrame(rows), FREQUENCY, EXPOSURE)
    together = Glm("poisson", pd.DataFrame(distinct), mean, total)
    np.testing.assert_allclose(together.coefficients, one_by_one.coefficients, atol=1e-8)
    off = one_by_one.coefficients + np.array([0.05, 0.001, 0.0])
    excess = [g.deviance_of_means(g.means_at(off)) - g.deviance for g in (one_by_one, together)]
    assert excess[0] == pytest.approx(excess[1], rel=1e-6)


@pytest.mark.parametrize(
    ("rows", "bias", "names"),
    [
        (ONES, False, ["intercept"]),
        (2 * ONES, False, ["intercept"]),
        (0 * ONES, True, ["intercept"]),
        (0 * ONES, False, ["intercept"]),
        (ONES, True, ["intercept"]),
        (AGE, False, ["column 0"]),
        (AGE, True, ["intercept", "column 0"]),
        (np.column_stack([1 - PLUS, PLUS, AGE]), True, ["intercept", "column 0", "column 2"]),
        (np.column_stack([1 - PLUS, PLUS, AGE]), False, ["column 0", "column 1", "column 2"]),
    ],
)
def test_the_own_design_has_no_column_too_many(rows, bias, names) -> None:
    design = own_design(input_rows(rows, N_POLICIES, name="x"), bias=bias)
    assert list(design.columns) == names
    assert np.linalg.matrix_rank(design.to_numpy()) == len(names)


def test_columns_are_told_up_to_the_rounding_of_float32() -> None:
    standardised = ((AGE - AGE.mean()) / AGE.std()).astype("float32")
    told = np.column_stack([ONES, standardised, PLUS])
    assert spans(told, AGE)
    assert spans(told, 3 - 2 * PLUS)
    assert not spans(told, AGE**2)
    assert not spans(told, np.roll(PLUS, 1))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (np.ones(7), r"x has shape \(7,\); one row for each of the 3,000 policies"),
        (np.ones((N_POLICIES, 2, 1)), r"x has shape \(3000, 2, 1\)"),
        (np.full(N_POLICIES, np.nan), "no finite numbers"),
    ],
)
def test_an_input_that_cannot_be_one_is_refused(given, message) -> None:
    with pytest.raises(AssertionError, match=message):
        input_rows(given, N_POLICIES, name="x")


def test_a_network_is_judged_by_the_glm_on_its_own_columns(handed) -> None:
    """Without the dummy it is another GLM than was asked for, and the right one on its input."""
    rows = np.column_stack([AGE / 50])
    glm = Glm("poisson", own_design(rows, bias=True), FREQUENCY, EXPOSURE)
    network = keras.Sequential([keras.Input((1,)), layers.Dense(1, "exponential")])
    intercept, slope = glm.coefficients
    for off, agrees in ((0.0, True), (1.0, False)):
        network.set_weights([np.array([[slope]]), np.array([intercept + off])])
        model = read_answers(handed(network=network))["network"]

        def judge(model=model):
            replicates_glm(
                model, rows, "poisson", FREQUENCY, EXPOSURE, _predict, network="`network`"
            )

        if agrees:
            judge()
        else:
            with pytest.raises(AssertionError, match="`network` is outside the GLM's 95 %"):
                judge()


def _predict(model, rows):
    kernel, bias = model.weights
    return np.exp(rows @ kernel + bias)
