"""The criteria of 04-claim-frequency, questions 1 to 5: GLMs as networks, and exposure.

Networks are judged on what the student handed in before them: that of question 5 on the input `x`
of question 3, `difference_in_se` on the student's own network and coefficient. So a slip costs
its marks once.
"""

import numpy as np
import pandas as pd
from scipy.special import logit

from yourturn.judging import HandedModel, criterion
from yourturn.judging.rules import fitted_on, loss_is, one_dense_node, output_is, weighted_by
from yourturn.judging.rules.columns import input_rows, replicates_glm
from yourturn.judging.rules.glm import Glm

# Six decimals are asked for. Fisher scoring in float64 ends within 1e-8 of the estimate.
SIX_DECIMALS = 1e-6


@criterion("q1-check")
def test_network_has_one_parameter(n_parameters: int):
    """The network with an input of ones, one output node and no bias has one parameter."""
    assert n_parameters == 1, (
        f"n_parameters is {n_parameters}; count the arrows of the picture, and add a bias for each"
        " node only where the layer has one"
    )


@criterion("q3-check")
def test_y_is_1_with_a_claim_and_0_without(y: np.ndarray, mtpl):
    """`y` is 1 for each policy with at least one claim and 0 for the others, in their order."""
    truth, own = has_claim(mtpl), y.ravel().astype(float)
    assert len(own) == len(truth), f"y has {len(own):,} numbers for {len(truth):,} policies"
    assert not np.array_equal(own, mtpl.course["nclaims"]), (
        "y holds the number of claims; it should be 1 for every policy with claims, however many"
    )
    assert not np.array_equal(own, 1 - truth), "y is 1 for the policies without a claim"
    strange = np.setdiff1d(own, [0, 1])
    assert not len(strange), f"y holds {strange[0]:g}; only 0 and 1 were expected"
    wrong = int((own != truth).sum())
    assert wrong == 0, f"y is wrong for {wrong:,} policies; is it in the order of `policies`?"


@criterion("q3-check")
def test_nn_binomial_has_one_parameter_that_matters(nn_binomial: HandedModel, x: np.ndarray, mtpl):
    """`nn_binomial` is one node whose output depends on exactly one parameter, on your `x`."""
    own = input_rows(x, len(mtpl.course), name="x")
    assert own.shape[1] == 1, f"x has {own.shape[1]} columns; one was expected"
    assert np.ptp(own) == 0, (
        f"x takes values from {own.min():g} to {own.max():g}; an intercept is the same for all"
        " policies, so its input is one number for all of them"
    )
    layer = one_dense_node(nn_binomial, "nn_binomial")
    biased, informed = len(layer.weights) == 2, bool(own[0, 0] != 0)
    assert biased or informed, "x is 0 and there is no bias: no parameter can change the output"
    assert not (biased and informed), (
        f"nn_binomial has a weight on an input of {own[0, 0]:g} and a bias beside it: two"
        " parameters for one intercept. Leave the bias out, or let x be 0"
    )


@criterion("q3-check")
def test_nn_binomial_has_the_inverse_of_the_logit_as_activation(nn_binomial: HandedModel):
    """The output activation of `nn_binomial` is the inverse of the logit."""
    output_is(nn_binomial, "sigmoid", "the inverse of the logit", network="nn_binomial")


@criterion("q3-check")
def test_nn_binomial_has_the_binary_crossentropy_as_loss(nn_binomial: HandedModel):
    """The loss of `nn_binomial` is the binary cross-entropy."""
    loss_is(nn_binomial, "binary_crossentropy", network="nn_binomial")


@criterion("q3-check")
def test_nn_binomial_shows_the_accuracy(nn_binomial: HandedModel):
    """`accuracy` is among the metrics of `nn_binomial`."""
    found = ", ".join(nn_binomial.metrics) or "none"
    assert "accuracy" in nn_binomial.metrics, (
        f"the metrics of nn_binomial are: {found}; compile takes metrics=['accuracy']"
    )


@criterion("q3-check")
def test_nn_binomial_was_trained_on_all_policies(nn_binomial: HandedModel, mtpl):
    """`nn_binomial` was trained with `fit`, on all policies of the course's portfolio."""
    fitted_on(nn_binomial, len(mtpl.course), network="nn_binomial")


@criterion("q3-check")
def test_nn_binomial_is_near_the_glm(
    nn_binomial: HandedModel, x: np.ndarray, y: np.ndarray, mtpl, predict
):
    """`nn_binomial` lies in the 99.9 % confidence region of the binomial GLM."""
    judge_binomial(nn_binomial, x, y, mtpl, predict, level=0.999)


@criterion("q3-check")
def test_nn_binomial_agrees_with_the_glm(
    nn_binomial: HandedModel, x: np.ndarray, y: np.ndarray, mtpl, predict
):
    """`nn_binomial` lies in the 95 % confidence region of the binomial GLM."""
    judge_binomial(nn_binomial, x, y, mtpl, predict, level=0.95)


@criterion("q4-check")
def test_glm_binomial_is_the_coefficient(glm_binomial: float, y: np.ndarray, mtpl):
    """`glm_binomial` is the coefficient of the binomial GLM for your `y`, intercept only."""
    own = own_response(y, mtpl)
    share = own.mean()
    # A hundredth of a standard error, and more than any way of fitting leaves.
    close = 0.01 * standard_error(own)
    assert abs(glm_binomial - share) > close, (
        f"glm_binomial is {glm_binomial:.5f}, the share of ones in y; the GLM's coefficient is on"
        " the scale of its link"
    )
    assert abs(glm_binomial - np.log(share)) > close, (
        f"glm_binomial is {glm_binomial:.5f}, the logarithm of the share of ones: that is the"
        " coefficient for a log link; the binomial GLM has the link logit"
    )
    assert abs(glm_binomial - logit(share)) <= close, (
        f"glm_binomial is {glm_binomial:.5f}, which is not the coefficient of the binomial GLM"
        " with intercept only, fitted to your y"
    )


@criterion("q4-check")
def test_difference_in_se_compares_weight_and_coefficient(
    difference_in_se: float,
    glm_binomial: float,
    nn_binomial: HandedModel,
    x: np.ndarray,
    y: np.ndarray,
    mtpl,
    predict,
):
    """`difference_in_se` is your network's weight minus `glm_binomial`, in standard errors."""
    rows, _ = np.unique(input_rows(x, len(mtpl.course), name="x"), axis=0, return_inverse=True)
    weights = [float(w) for weight in nn_binomial.weights for w in weight.ravel()]
    if len(rows) == 1:
        weights.append(float(logit(np.clip(predict(nn_binomial, rows).ravel()[0], 1e-9, 1 - 1e-9))))
    error = standard_error(own_response(y, mtpl))
    expected = [(weight - glm_binomial) / error for weight in weights]
    # Weights are float32, known to 1e-7: less than 0.001 of any standard error here. The 15 %
    # leave room for the standard error of another family, if that was fitted by mistake.
    right = any(abs(difference_in_se - e) <= 0.001 + 0.15 * abs(e) for e in expected)
    turned = any(abs(difference_in_se + e) <= 0.001 + 0.15 * abs(e) for e in expected)
    assert right or not turned, (
        f"difference_in_se is {difference_in_se:.4f}, with the wrong sign: it is the network's"
        " weight minus the GLM's coefficient"
    )
    assert right, (
        f"difference_in_se is {difference_in_se:.4g}, which is not your weight minus glm_binomial,"
        " divided by the standard error of the GLM's coefficient"
    )


@criterion("q4-check")
def test_accuracy_is_that_of_the_network(
    accuracy: float, nn_binomial: HandedModel, x: np.ndarray, y: np.ndarray, mtpl, predict
):
    """`accuracy` is the share of policies on whose side of one half `nn_binomial` predicts."""
    rows, row = np.unique(input_rows(x, len(mtpl.course), name="x"), axis=0, return_inverse=True)
    says_one = predict(nn_binomial, rows).ravel()[row.ravel()] > 0.5
    expected = float((own_response(y, mtpl) == says_one).mean())
    # Keras adds up in float32 and batch by batch; one policy in ten thousand is no difference.
    assert abs(accuracy - (1 - expected)) > 1e-4, (
        f"accuracy is {accuracy:.4f}: that is the share of policies on the wrong side"
    )
    assert abs(accuracy - expected) <= 1e-4, (
        f"accuracy is {accuracy:.4f}; evaluate returns the loss first and the accuracy second, and"
        " your network is judged on the policies it was trained on"
    )


@criterion("q5-check")
def test_glm_offset_takes_the_log_of_the_exposure(glm_offset: np.ndarray, mtpl, age_glm):
    """`glm_offset` holds intercept and slope of the GLM on `ageph` with offset `log(expo)`."""
    claims, exposure = mtpl.course["nclaims"].to_numpy(), mtpl.course["expo"].to_numpy()
    slips = {
        "without an offset": (claims, None, None),
        "with offset expo, not its logarithm": (claims, None, exposure),
    }
    judge_coefficients("glm_offset", glm_offset, age_glm, mtpl.course["ageph"], slips)


@criterion("q5-check")
def test_glm_weights_gives_the_same_coefficients(glm_weights: np.ndarray, mtpl, age_glm):
    """`glm_weights` holds the same two coefficients, from claims per year weighted by exposure."""
    claims, exposure = mtpl.course["nclaims"].to_numpy(), mtpl.course["expo"].to_numpy()
    slips = {
        "for claims per year without weights": (claims / exposure, None, None),
        "for claims, not claims per year, with weights": (claims, exposure, None),
    }
    judge_coefficients("glm_weights", glm_weights, age_glm, mtpl.course["ageph"], slips)


@criterion("q5-check")
def test_nn_exposure_is_one_node_with_exponential_output(nn_exposure: HandedModel):
    """`nn_exposure` is one Dense node with an exponential output."""
    one_dense_node(nn_exposure, "nn_exposure")
    output_is(nn_exposure, "exponential", "the inverse of the log", network="nn_exposure")


@criterion("q5-check")
def test_nn_exposure_was_fitted_with_the_poisson_loss(nn_exposure: HandedModel, mtpl):
    """`nn_exposure` was trained with the Poisson loss on all policies, weighted by exposure."""
    loss_is(nn_exposure, "poisson", network="nn_exposure")
    fitted_on(nn_exposure, len(mtpl.course), network="nn_exposure")
    weighted_by(nn_exposure, mtpl.course["expo"], network="nn_exposure", what="the exposure")


@criterion("q5-check")
def test_nn_exposure_is_near_the_glm(nn_exposure: HandedModel, x: np.ndarray, frequency, predict):
    """`nn_exposure` lies in the 99.9 % confidence region of the Poisson GLM with exposure."""
    judge_exposure(nn_exposure, x, frequency, predict, level=0.999)


@criterion("q5-check")
def test_nn_exposure_agrees_with_the_glm(
    nn_exposure: HandedModel, x: np.ndarray, frequency, predict
):
    """`nn_exposure` lies in the 95 % confidence region of the Poisson GLM with exposure."""
    judge_exposure(nn_exposure, x, frequency, predict, level=0.95)


def has_claim(mtpl):
    """1 for each of the course's policies with a claim, 0 for the others."""
    return (mtpl.course["nclaims"] > 0).to_numpy(float)


def own_response(y, mtpl):
    """The student's y where a binomial network can be fitted to it, the right one elsewhere."""
    truth, own = has_claim(mtpl), y.ravel().astype(float)
    usable = len(own) == len(truth) and np.isfinite(own).all() and 0 < own.mean() < 1
    # Counts and the opposite of y are slips of its own; a y that tells nothing of claims is none.
    alike = usable and abs(np.corrcoef(own, truth)[0, 1]) > 0.5
    return own if alike else truth


def standard_error(y):
    """Standard error of the coefficient of a binomial GLM with intercept only."""
    return 1 / np.sqrt(len(y) * y.mean() * (1 - y.mean()))


def judge_binomial(model, x, y, mtpl, predict, *, level):
    """Fail unless nn_binomial is the binomial GLM on the student's x and y."""
    rows = input_rows(x, len(mtpl.course), name="x")
    own = own_response(y, mtpl)
    replicates_glm(model, rows, "binomial", own, None, predict, level=level, network="nn_binomial")


def judge_exposure(model, x, frequency, predict, *, level):
    """Fail unless nn_exposure is the Poisson GLM with exposure on the student's x."""
    rows = input_rows(x, len(frequency[0]), name="x")
    replicates_glm(model, rows, "poisson", *frequency, predict, level=level, network="nn_exposure")


def judge_coefficients(name, found, age_glm, ages, slips):
    """Fail unless two coefficients are the oracle's; `slips` are GLMs fitted by mistake."""
    expected = age_glm.coefficients
    found = found.ravel()
    assert len(found) == 2, f"{name} holds {len(found)} numbers; two coefficients were expected"
    assert not np.allclose(found[::-1], expected, atol=SIX_DECIMALS), (
        f"{name} holds the slope first; the intercept comes first"
    )
    if np.allclose(found, expected, atol=SIX_DECIMALS):
        return
    design = pd.DataFrame({"intercept": 1.0, "ageph": ages})
    for slip, (response, weights, offset) in slips.items():
        wrong = Glm("poisson", design, response, weights, offset)
        assert not np.allclose(found, wrong.coefficients, atol=1e-4), (
            f"{name} holds the coefficients of a GLM {slip}"
        )
    raise AssertionError(
        f"{name} is {np.round(found, 6).tolist()}, which are not the coefficients of the Poisson"
        " GLM on ageph, unscaled, with the exposure"
    )
