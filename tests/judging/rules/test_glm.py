"""Size and power of the rule on simulated portfolios, and every message once."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from yourturn.judging.rules.glm import Glm, agrees_with_glm, means_agree_with_glm

N_POLICIES = 1_000
N_DRAWS = 1_000


def _design(rng: np.random.Generator) -> pd.DataFrame:
    """Intercept, age and one dummy: 18 to 95 years, unscaled, as a GLM gets them."""
    return pd.DataFrame(
        {
            "intercept": np.ones(N_POLICIES),
            "ageph": rng.integers(18, 96, N_POLICIES).astype(float),
            "TPL+": (rng.random(N_POLICIES) < 0.3).astype(float),
        }
    )


def _binomial(rng: np.random.Generator) -> Glm:
    design = _design(rng)[["intercept"]]
    return Glm("binomial", design, (rng.random(N_POLICIES) < 0.112).astype(float))


def _poisson_offset(rng: np.random.Generator) -> Glm:
    design, exposure = _design(rng), rng.uniform(0.1, 1, N_POLICIES)
    claims = rng.poisson(exposure * np.exp(design @ [-1.2, -0.016, -0.1]))
    return Glm("poisson", design, claims, offset=np.log(exposure))


def _poisson_weights(rng: np.random.Generator) -> Glm:
    glm = _poisson_offset(rng)
    exposure = np.exp(np.asarray(glm.offset))
    return Glm("poisson", glm.design, glm.response / exposure, weights=exposure)


def _gamma(rng: np.random.Generator) -> Glm:
    design = _design(rng)[["intercept", "ageph"]]
    claims = 1 + rng.poisson(0.1, N_POLICIES)
    means = np.exp(design @ [7.29, -0.0026])
    return Glm("gamma", design, rng.gamma(0.58 * claims, means / (0.58 * claims)), weights=claims)


FAMILIES = [_binomial, _poisson_offset, _poisson_weights, _gamma]


def _rejected(rule: Callable[..., None], *arguments: Any, **options: Any) -> bool:
    try:
        rule(*arguments, **options)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("simulate", FAMILIES)
def test_size_and_power_over_a_thousand_portfolios(simulate: Callable[..., Glm]) -> None:
    """A network half a standard error off (the course's two: 0.16 and 0.9) is right, and is
    rejected in at most 1 %; one coefficient five standard errors off is caught in 99 %."""
    rng = np.random.default_rng(97)
    rejected = rejected_by_means = caught = caught_by_means = 0
    for draw in range(N_DRAWS):
        glm = simulate(rng)
        scatter = np.linalg.cholesky(glm._fit.cov_params())
        p = len(glm.coefficients)
        near = glm.coefficients + 0.5 * scatter @ rng.standard_normal(p)
        off = glm.coefficients.copy()
        off[draw % p] += rng.choice([-5, 5]) * glm.standard_errors[draw % p]
        rejected += _rejected(agrees_with_glm, near, glm)
        float32 = glm.means_at(near).astype("float32")
        rejected_by_means += _rejected(means_agree_with_glm, float32, glm)
        caught += _rejected(agrees_with_glm, off, glm, level=0.999)
        caught_by_means += _rejected(means_agree_with_glm, glm.means_at(off), glm, level=0.999)
    assert rejected <= 0.01 * N_DRAWS
    assert rejected_by_means == rejected
    assert caught >= 0.99 * N_DRAWS
    assert caught_by_means == caught


def test_size_for_networks_that_gradient_descent_has_trained() -> None:
    """A thousand intercept-only networks, each trained by mini-batches of its own claims."""
    rng = np.random.default_rng(5)
    claims = (rng.random((N_DRAWS, N_POLICIES)) < 0.112).astype(float)
    shares = claims.mean(axis=1)
    weights, steps, batch = np.zeros(N_DRAWS), 300, 128
    for step in range(steps):
        drawn = rng.binomial(batch, shares) / batch  # the mean of a batch drawn with replacement
        weights -= 8 * (1 - step / steps) * (expit(weights) - drawn)
    design = pd.DataFrame({"intercept": np.ones(N_POLICIES)})
    rejected = sum(
        _rejected(agrees_with_glm, [weight], Glm("binomial", design, own))
        for weight, own in zip(weights, claims, strict=True)
    )
    assert rejected <= 0.01 * N_DRAWS


@pytest.mark.parametrize("simulate", FAMILIES)
def test_the_region_ends_at_the_chi_square_quantiles(simulate: Callable[..., Glm]) -> None:
    """Along any direction the drop in deviance is about the squared distance in standard errors."""
    glm = simulate(np.random.default_rng(3))
    scatter = np.linalg.cholesky(glm._fit.cov_params())
    quantiles = {1: (3.84, 10.83), 2: (5.99, 13.82), 3: (7.81, 16.27)}[len(glm.coefficients)]
    for level, quantile in zip((0.95, 0.999), quantiles, strict=True):
        step = np.sqrt(quantile) * scatter[:, 0]
        agrees_with_glm(glm.coefficients + 0.9 * step, glm, level=level)
        with pytest.raises(AssertionError, match="confidence region"):
            agrees_with_glm(glm.coefficients + 1.1 * step, glm, level=level)


def test_offset_and_weights_are_the_same_glm() -> None:
    with_offset = _poisson_offset(np.random.default_rng(8))
    with_weights = _poisson_weights(np.random.default_rng(8))
    np.testing.assert_allclose(with_offset.coefficients, with_weights.coefficients, atol=1e-8)
    np.testing.assert_allclose(with_offset.deviance, with_weights.deviance, atol=1e-6)


def test_the_scale_of_a_covariate_does_not_matter() -> None:
    glm = _poisson_weights(np.random.default_rng(8))
    months = glm.design.assign(ageph=12 * glm.design.ageph)
    in_months = Glm("poisson", months, glm.response, weights=glm.weights)
    off = np.array([0.1, 0.001, 0.0])
    excess = [
        g.deviance_of_means(g.means_at(g.coefficients + shift)) - g.deviance
        for g, shift in ((glm, off), (in_months, off / [1, 12, 1]))
    ]
    np.testing.assert_allclose(excess[0], excess[1], rtol=1e-6)


def test_the_dispersion_of_claim_sizes_widens_the_region() -> None:
    rng = np.random.default_rng(2)
    glm = _gamma(rng)
    assert 1.5 < glm.dispersion < 2.0  # 1 / shape = 1.72
    five_per_cent_more = glm.coefficients + np.array([0.05, 0.0])
    agrees_with_glm(five_per_cent_more, glm)


def test_means_of_an_over_parametrised_network_agree() -> None:
    """Bias and all levels: infinitely many weights, one fit, the same in float32."""
    glm = _poisson_weights(np.random.default_rng(4))
    intercept, age, plus = glm.coefficients
    other, bias = 0.31, -4.0
    predictor = bias + np.where(glm.design["TPL+"] == 1, other + plus, other)
    predictor = predictor + (intercept - other - bias) + age * glm.design.ageph
    means = np.exp(predictor.to_numpy("float32"))
    means_agree_with_glm(means, glm)
    coefficients, left_over = glm.project(means)
    np.testing.assert_allclose(coefficients, glm.coefficients, atol=1e-5)
    assert left_over < 1e-6


def test_a_message_gives_weight_coefficient_and_distance_in_standard_errors() -> None:
    claims = np.repeat([1.0, 0.0], [224, 1776])  # 11.2 %: logit -2.0705, s.e. 0.0709
    glm = Glm("binomial", pd.DataFrame({"intercept": np.ones(2000)}), claims)
    with pytest.raises(AssertionError) as caught:
        agrees_with_glm([-1.8], glm, network="`nn_binomial`")
    assert str(caught.value) == (
        "`nn_binomial` is outside the GLM's 95 % confidence region: its deviance is 15.6 above "
        "the GLM's, at most 3.8 is inside. intercept: network -1.8000, GLM -2.0705, +3.8 "
        "standard errors. Train longer, or with a learning rate that decays."
    )
    with pytest.raises(AssertionError, match="Was it trained, on the response"):
        agrees_with_glm([0.0], glm)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, 2.0], "has 2 weights; the GLM has 3 coefficients"),
        ([1.0, np.nan, 0.0], "weights that are not numbers"),
        ([1e30, 1.0, 1.0], "confidence region"),
        ([-1e30, -1.0, -1.0], "confidence region"),
    ],
)
def test_weights_that_no_glm_has(weights: list[float], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        agrees_with_glm(weights, _poisson_offset(np.random.default_rng(1)))


def test_means_that_no_glm_has() -> None:
    glm = _poisson_weights(np.random.default_rng(1))
    fitted = glm.means_at(glm.coefficients)
    with pytest.raises(AssertionError, match="zero or negative"):
        means_agree_with_glm(fitted - 1, glm)
    with pytest.raises(AssertionError, match="not a number"):
        means_agree_with_glm(np.where(fitted > 0.2, np.nan, fitted), glm)
    with pytest.raises(AssertionError, match="999 predictions for 1,000 policies"):
        means_agree_with_glm(fitted[1:], glm)


def test_a_hidden_layer_shows_in_the_linear_predictor() -> None:
    glm = _poisson_weights(np.random.default_rng(1))
    bent = glm.means_at(glm.coefficients) * np.exp(0.8 * np.cos(glm.design.ageph / 12))
    with pytest.raises(AssertionError, match="not linear in intercept, ageph, TPL"):
        means_agree_with_glm(bent, glm)


def test_a_deviance_below_the_least_one_is_refused() -> None:
    """Means a little closer to the claims than any GLM's: fitted to more than the covariates."""
    glm = _poisson_weights(np.random.default_rng(1))
    fitted = glm.means_at(glm.coefficients)
    with pytest.raises(AssertionError, match="below the GLM's, the least"):
        means_agree_with_glm(0.999 * fitted + 0.001 * np.maximum(glm.response, 0.1), glm)
