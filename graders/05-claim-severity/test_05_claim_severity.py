"""The criteria of 05-claim-severity: a gamma deviance as a loss, and the GLM that it fits.

The network of question 3 is judged on the claims and weights handed in for question 2, and may be
compiled with a likelihood that the notebook gives, so that a slip costs its marks once.

Two of the mistakes this exercise is about cannot be seen in the fitted weights, with the real
portfolio as little as with the stand-in: claims scatter so much that a network fitted by the
squared error, or without weights, lies inside the GLM's confidence region. They are judged by how
the network was compiled and fitted.
"""

import numpy as np
import pytest

from yourturn.judging import HandedModel, Probe, criterion, tensor
from yourturn.judging.rules import fitted_on, one_dense_node, output_is, weighted_by
from yourturn.judging.rules.columns import input_rows, own_design
from yourturn.judging.rules.deviance import unit_deviance
from yourturn.judging.rules.glm import Glm, means_agree_with_glm

# Claims and predictions in euro; none of them alike, and some predictions too low, some too high.
CLAIMS = np.array([[40.0], [150.0], [620.0], [980.0], [7400.0], [31000.0]])
PREDICTIONS = np.array(
    [
        [[900.0], [1200.0], [310.0], [1500.0], [2600.0], [8000.0]],
        [[55.0], [130.0], [700.0], [880.0], [9100.0], [25000.0]],
        [[1310.0], [1310.0], [1310.0], [1310.0], [1310.0], [1310.0]],
    ]
)
STEP = 0.01  # of a prediction; a central difference errs by its square, float32 by 1e-5 of it


def probe(predictions, gradient_of=None):
    """Call the loss as Keras does, with float32 tensors of shape (n, 1)."""
    arguments = (tensor(CLAIMS.astype("float32")), tensor(predictions.astype("float32")))
    return Probe("gamma_deviance", *arguments, gradient_of=gradient_of)


unseen_losses = [probe(predictions) for predictions in PREDICTIONS]
perfect = probe(CLAIMS)
lower, higher = probe(PREDICTIONS[0] * (1 - STEP)), probe(PREDICTIONS[0] * (1 + STEP))
gradient = probe(PREDICTIONS[0], gradient_of=1)

BUILT_IN = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_squared_logarithmic_error",
    "mean_absolute_percentage_error",
    "root_mean_squared_error",
    "poisson",
    "tweedie",
    "huber",
    "log_cosh",
    "kl_divergence",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
)


@criterion("q1-check")
def test_gamma_deviance_is_the_formula(call):
    """`gamma_deviance` is the gamma deviance for unseen claims, up to a constant factor."""
    found = [call(unseen, np.ndarray).astype(float) for unseen in unseen_losses]
    zero = call(perfect, np.ndarray).astype(float)
    expected = [unit_deviance("gamma", CLAIMS, predictions) for predictions in PREDICTIONS]
    reverse = [unit_deviance("gamma", predictions, CLAIMS) for predictions in PREDICTIONS]
    assert all(np.isfinite(values).all() for values in found), (
        "gamma_deviance returns values that are no finite numbers for positive claims and"
        " predictions"
    )
    assert np.abs(zero).max() <= 1e-3 * max(np.abs(values).max() for values in found), (
        f"for a perfect prediction gamma_deviance returns {zero.ravel()[0]:.4g}; the deviance of a"
        " perfect prediction is 0"
    )
    assert not proportional(found, reverse), (
        "gamma_deviance took y_true for y_pred: Keras gives the responses first"
    )
    logs = [(np.log(CLAIMS) - np.log(predictions)) ** 2 for predictions in PREDICTIONS]
    assert not proportional(found, logs), (
        "gamma_deviance returns the squared difference of logarithms; that aims at the median"
    )
    assert proportional(found, expected), (
        "gamma_deviance differs from 2 ((y - m) / m - log(y / m)) by more than a constant factor"
    )


@criterion("q1-check")
def test_gamma_deviance_returns_a_number_for_each_policy(call):
    """`gamma_deviance` returns one number for each policy, so that weights can multiply them."""
    found = call(unseen_losses[0], np.ndarray)
    n = len(CLAIMS)
    assert found.size != 1, (
        f"for {n} policies gamma_deviance returned one number; Keras takes the mean itself, after"
        " it has multiplied by the weights"
    )
    assert found.shape in ((n,), (n, 1)), (
        f"for {n} policies gamma_deviance returned an array of shape {found.shape}; ({n}, 1) or"
        f" ({n},) was expected"
    )


@criterion("q1-check")
def test_a_gradient_flows_through_gamma_deviance(call):
    """A gradient flows from the result of `gamma_deviance` back to the predictions."""
    slope = call(gradient, np.ndarray).astype(float)
    low, high = (call(each, np.ndarray).astype(float).sum() for each in (lower, higher))
    risen = float(high - low)
    expected = float((slope * 2 * STEP * PREDICTIONS[0]).sum())
    # The losses add up to about 20 at most a step apart; float32 knows them to seven digits.
    close = abs(risen - expected) <= 0.01 * abs(risen) + 1e-4 * abs(high)
    assert close, (
        "the gradient of gamma_deviance is not how its values change with the predictions; is"
        " there a step in between that cuts a part of the gradient off?"
    )


@criterion("q2-check")
def test_y_severity_is_the_average_claim(y_severity: np.ndarray, claims):
    """`y_severity` is the average claim of each policy that had one, in euro."""
    found, expected = y_severity.ravel().astype(float), claims["average"].to_numpy()
    assert len(found) == len(expected), (
        f"y_severity has {len(found):,} numbers; {len(expected):,} policies had a claim"
    )
    # An average may be float32, which knows it to seven digits.
    assert not np.allclose(found, claims["amount"], rtol=1e-5), (
        "y_severity is the amount of all claims of a policy together"
    )
    wrong = int((~np.isclose(found, expected, rtol=1e-5)).sum())
    assert wrong == 0, (
        f"y_severity is not the average claim in euro for {wrong:,} policies; is it in the order of"
        " `policies`?"
    )


@criterion("q2-check")
def test_w_severity_is_the_number_of_claims(w_severity: np.ndarray, claims):
    """`w_severity` is the number of claims of each policy that had one."""
    found, expected = w_severity.ravel().astype(float), claims["nclaims"].to_numpy(float)
    assert len(found) == len(expected), (
        f"w_severity has {len(found):,} numbers; {len(expected):,} policies had a claim"
    )
    assert np.ptp(found) > 0, (
        "w_severity gives all policies the same weight; an average of more claims weighs more"
    )
    # Weights may be on any scale: twice the weights are the same GLM.
    assert np.allclose(found / found.mean(), expected / expected.mean(), rtol=1e-4), (
        "w_severity is not proportional to the number of claims behind each average"
    )


@criterion("q3-check", weight=0.5)
def test_nn_severity_is_one_node_with_exponential_output(nn_severity: HandedModel):
    """`nn_severity` is one Dense node with an exponential output."""
    one_dense_node(nn_severity, "nn_severity")
    output_is(nn_severity, "exponential", "the inverse of the log", network="nn_severity")


@criterion("q3-check", weight=0.5)
def test_nn_severity_has_a_loss_of_its_own(nn_severity: HandedModel):
    """`nn_severity` was compiled with `gamma_deviance`, not with a loss that Keras brings."""
    found = nn_severity.loss
    assert found is not None, "nn_severity was not compiled, so it has no loss"
    assert found not in BUILT_IN, (
        f"nn_severity was compiled with Keras's loss {found}; loss=gamma_deviance was asked for,"
        " the function itself and not its name in quotes"
    )


@criterion("q3-check")
def test_nn_severity_was_fitted_with_the_weights(
    nn_severity: HandedModel, y_severity: np.ndarray, w_severity: np.ndarray, claims
):
    """`nn_severity` was trained on all policies with a claim, weighted by `w_severity`."""
    y, w = own_claims(y_severity, w_severity, claims)
    fitted_on(nn_severity, len(y), network="nn_severity")
    weighted_by(nn_severity, w, network="nn_severity", what="the number of claims")


@criterion("q3-check")
def test_nn_severity_balances(
    nn_severity: HandedModel,
    x_severity: np.ndarray,
    y_severity: np.ndarray,
    w_severity: np.ndarray,
    claims,
    predict,
):
    """The weighted mean of claim over prediction is 1, as the GLM's is."""
    y, w = own_claims(y_severity, w_severity, claims)
    means = predict(nn_severity, input_rows(x_severity, len(y), name="x_severity")).ravel()
    assert len(means) == len(y), (
        f"nn_severity gives {len(means):,} numbers for {len(y):,} policies; one node was asked for"
    )
    assert np.isfinite(means).all(), "nn_severity predicts values that are no finite numbers"
    assert (means > 0).all(), "nn_severity predicts claims of 0 euro or less"
    ratio = float(np.average(y / means, weights=w))
    # What the portfolio itself knows of its level: two standard errors of the GLM's intercept.
    dispersion = np.sum(w * (y / means - ratio) ** 2) / len(y)
    error = float(np.sqrt(dispersion / w.sum()))
    assert abs(ratio - 1) <= 2 * error, (
        f"claims are {ratio:.3f} times what nn_severity predicts, in the weighted mean; for a"
        f" network that balances it is 1, with a standard error of {error:.3f}"
    )


@criterion("q3-check")
def test_nn_severity_is_near_the_glm(
    nn_severity: HandedModel,
    x_severity: np.ndarray,
    y_severity: np.ndarray,
    w_severity: np.ndarray,
    claims,
    predict,
):
    """`nn_severity` lies in the 99.9 % confidence region of the gamma GLM."""
    own = own_claims(y_severity, w_severity, claims)
    judge_severity(nn_severity, x_severity, own, predict, level=0.999)


@criterion("q3-check")
def test_nn_severity_agrees_with_the_glm(
    nn_severity: HandedModel,
    x_severity: np.ndarray,
    y_severity: np.ndarray,
    w_severity: np.ndarray,
    claims,
    predict,
):
    """`nn_severity` lies in the 95 % confidence region of the gamma GLM."""
    own = own_claims(y_severity, w_severity, claims)
    judge_severity(nn_severity, x_severity, own, predict, level=0.95)


@pytest.fixture
def claims(mtpl):
    """The course's policies with at least one claim."""
    return mtpl.course[mtpl.course["nclaims"] > 0]


def own_claims(y_severity, w_severity, claims):
    """The student's responses and weights where a gamma GLM has them, the right ones elsewhere."""
    y, w = claims["average"].to_numpy(), claims["nclaims"].to_numpy(float)
    own_y, own_w = y_severity.ravel().astype(float), w_severity.ravel().astype(float)
    if is_positive(own_y, len(y)) and np.corrcoef(np.log(own_y), np.log(y))[0, 1] > 0.5:
        y = own_y
    return y, own_w if is_positive(own_w, len(y)) else w


def is_positive(values, n):
    """Whether these are n finite numbers above 0."""
    return len(values) == n and bool(np.isfinite(values).all() and (values > 0).all())


def judge_severity(model, x_severity, own, predict, *, level):
    """Fail unless nn_severity is the gamma GLM on the student's own column."""
    y, w = own
    rows = input_rows(x_severity, len(y), name="x_severity")
    # Not merged by age as counts are: the dispersion is that of the single averages.
    glm = Glm("gamma", own_design(rows, bias=True), y, w)
    means_agree_with_glm(predict(model, rows), glm, level=level, network="nn_severity")


def proportional(found, expected):
    """Whether losses are the expected ones times one positive factor, single or in the mean."""
    if all(values.size == len(CLAIMS) for values in found):
        f, e = np.ravel(found), np.ravel(expected)
    else:
        f, e = np.array([v.mean() for v in found]), np.array([np.mean(v) for v in expected])
    factor = float(f @ e / (e @ e))
    # float32 cancels a digit or two in (y - m) / m - log(y / m)
    return factor > 0 and bool(np.allclose(f, factor * e, rtol=1e-3, atol=1e-4 * e.max() * factor))
