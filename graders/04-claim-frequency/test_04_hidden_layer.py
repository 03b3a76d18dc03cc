"""The criteria of 04-claim-frequency, questions 6 and 7: a hidden layer, and one-hot coding.

`nn_coverage` is judged on the student's own columns, so that a slip in them costs its marks once.
"""

import numpy as np
import pandas as pd

from yourturn.judging import HandedModel, criterion
from yourturn.judging.rules import fitted_on, loss_is, one_dense_node, output_is, weighted_by
from yourturn.judging.rules.columns import input_rows, replicates_glm, spans

AGES = np.arange(18, 96)


@criterion("q6-check")
def test_nn_age_standardises_and_has_5_tanh_nodes(nn_age: HandedModel):
    """`nn_age` standardises the age, then has a Dense layer of 5 tanh nodes and one of 1 node."""
    names = [layer.class_name for layer in nn_age.layers]
    widths = [block.units for block in nn_age.blocks]
    dense = all(block.layer.class_name == "Dense" for block in nn_age.blocks)
    as_asked = dense and widths == [5, 1]
    assert as_asked, (
        f"the layers of nn_age that have nodes have {widths or 'no'} of them; expected were Dense"
        " layers of 5 nodes and of 1 node"
    )
    # Normalization, adapted to the ages before training, standardises as well.
    first = next(name for name in names if name != "InputLayer")
    assert first in ("BatchNormalization", "Normalization"), (
        f"the first layer of nn_age is {first}; an age as it is lies where tanh is flat, so"
        " BatchNormalization comes first"
    )
    found = nn_age.blocks[0].activation
    assert found == "tanh", f"the activation of the hidden layer is {found} instead of tanh"


@criterion("q6-check", weight=0.5)
def test_nn_age_has_an_exponential_output(nn_age: HandedModel):
    """The output of `nn_age` is exponential, so that no frequency is negative."""
    output_is(nn_age, "exponential", "the inverse of the log", network="nn_age")


@criterion("q6-check", weight=0.5)
def test_nn_age_was_fitted_with_the_poisson_loss(nn_age: HandedModel, mtpl):
    """`nn_age` was trained with the Poisson loss on all policies, weighted by exposure."""
    loss_is(nn_age, "poisson", network="nn_age")
    fitted_on(nn_age, len(mtpl.course), network="nn_age")
    weighted_by(nn_age, mtpl.course["expo"], network="nn_age", what="the exposure")


@criterion("q6-check")
def test_age_curve_is_what_nn_age_predicts(age_curve: np.ndarray, nn_age: HandedModel, predict):
    """`age_curve` holds what `nn_age` itself predicts for the ages 18 to 95."""
    own, curve = at_ages(nn_age, predict), age_curve.ravel()
    assert len(curve) == len(AGES), f"age_curve holds {len(curve)} numbers; 78 were expected"
    # float32, with the rows in batches of another size
    assert not np.allclose(np.exp(curve), own, rtol=1e-4), "age_curve holds logarithms"
    assert np.allclose(curve, own, rtol=1e-4), (
        f"age_curve is not what nn_age predicts for the ages 18, 19, ..., 95, as they are: at 18 it"
        f" is {curve[0]:.4f} instead of {own[0]:.4f}, at 95 {curve[-1]:.4f} instead of"
        f" {own[-1]:.4f}. Was it computed after the training?"
    )


@criterion("q6-check")
def test_nn_age_predicts_no_worse_than_the_linear_glm(
    nn_age: HandedModel, mtpl, age_glm, predict, no_worse_than
):
    """`nn_age` predicts unseen policies no worse than the GLM linear in age, but for noise."""
    unseen = mtpl.unseen
    row = np.searchsorted(AGES, unseen["ageph"])
    linear = np.exp(age_glm.coefficients @ [np.ones(78), AGES])
    no_worse_than(
        at_ages(nn_age, predict)[row],
        linear[row],
        (unseen["nclaims"] / unseen["expo"]).to_numpy(),
        weights=unseen["expo"].to_numpy(),
        network="`nn_age`",
        reference="the GLM linear in age",
    )


@criterion("q6-check", weight=0.5)
def test_nn_age_is_above_the_mean_for_the_young(nn_age: HandedModel, mtpl, predict):
    """`nn_age` predicts more than the portfolio's mean frequency at the ages 18 to 24."""
    young = at_ages(nn_age, predict)[:7]
    mean = mtpl.course["nclaims"].sum() / mtpl.course["expo"].sum()
    assert (young > mean).all(), (
        f"between 18 and 24 nn_age predicts {young.min():.3f} and more; the whole portfolio has"
        f" {mean:.3f} claims a year, and the young have about twice as many"
    )


@criterion("q6-check", weight=0.5)
def test_nn_age_is_not_flat(nn_age: HandedModel, predict):
    """The frequencies that `nn_age` predicts differ between the ages."""
    curve = at_ages(nn_age, predict)
    # From 20 to 70 the observed frequency falls to a third, and no smooth fit to less than a half.
    assert curve.max() > 1.5 * curve.min() > 0, (
        f"nn_age predicts between {curve.min():.3f} and {curve.max():.3f} at all ages, though the"
        " frequency of the old is less than half that of the young. A network that gets ages of 47"
        " unscaled, or too few steps, stays flat"
    )


@criterion("q7-check")
def test_x_coverage_codes_every_level(x_coverage: np.ndarray, mtpl):
    """`x_coverage` holds each level of `coverage` as a column of its own, the age, nothing else."""
    given = input_rows(x_coverage, len(mtpl.course), name="x_coverage")
    intercept = np.ones((len(given), 1))
    told = np.hstack([intercept, given])
    asked = coverage_design(mtpl)
    # A level may be left out beside the bias: the same fits. Residuals are those of float32.
    for name in asked.columns:
        assert spans(told, asked[name].to_numpy()), (
            f"x_coverage does not tell {name}: no combination of its columns does. One-hot coding"
            " makes a column of 0 and 1 for each level, in the order of `policies`"
        )
    for column in range(given.shape[1]):
        assert spans(asked.to_numpy(), given[:, column]), (
            f"column {column} of x_coverage holds something that is neither a level of coverage"
            " nor a linear function of ageph"
        )


@criterion("q7-check", weight=0.5)
def test_nn_coverage_is_one_node_with_exponential_output(nn_coverage: HandedModel):
    """`nn_coverage` is one Dense node with an exponential output."""
    one_dense_node(nn_coverage, "nn_coverage")
    output_is(nn_coverage, "exponential", "the inverse of the log", network="nn_coverage")


@criterion("q7-check", weight=0.5)
def test_nn_coverage_was_fitted_with_the_poisson_loss(nn_coverage: HandedModel, mtpl):
    """`nn_coverage` was trained with the Poisson loss on all policies, weighted by exposure."""
    loss_is(nn_coverage, "poisson", network="nn_coverage")
    fitted_on(nn_coverage, len(mtpl.course), network="nn_coverage")
    weighted_by(nn_coverage, mtpl.course["expo"], network="nn_coverage", what="the exposure")


@criterion("q7-check")
def test_nn_coverage_is_near_the_glm(
    nn_coverage: HandedModel, x_coverage: np.ndarray, frequency, predict
):
    """The fitted means of `nn_coverage` lie in the GLM's 99.9 % confidence region."""
    judge_coverage(nn_coverage, x_coverage, frequency, predict, level=0.999)


@criterion("q7-check")
def test_nn_coverage_agrees_with_the_glm(
    nn_coverage: HandedModel, x_coverage: np.ndarray, frequency, predict
):
    """The fitted means of `nn_coverage` lie in the GLM's 95 % confidence region."""
    judge_coverage(nn_coverage, x_coverage, frequency, predict, level=0.95)


def at_ages(model, predict):
    """What nn_age predicts for the ages 18 to 95, (78,)."""
    predicted = predict(model, AGES[:, None].astype("float32"))
    assert predicted.shape == (78, 1), (
        f"nn_age gives an output of shape {predicted.shape} for 78 ages; one frequency for each"
        " was expected"
    )
    return predicted.ravel().astype(float)


def coverage_design(mtpl):
    """The design of the GLM on ageph and coverage, base TPL."""
    course = mtpl.course
    return pd.DataFrame(
        {
            "intercept": 1.0,
            "ageph": course["ageph"].astype(float),
            "TPL+": (course["coverage"] == "TPL+").astype(float),
            "TPL++": (course["coverage"] == "TPL++").astype(float),
        }
    )


def judge_coverage(model, x_coverage, frequency, predict, *, level):
    """Fail unless nn_coverage is the Poisson GLM on the student's own columns."""
    rows = input_rows(x_coverage, len(frequency[0]), name="x_coverage")
    replicates_glm(model, rows, "poisson", *frequency, predict, level=level, network="nn_coverage")
