"""Judge whether a network is the generalised linear model it is meant to replicate.

A network without a hidden layer has the weights of a GLM, but training stops near the maximum
of the likelihood, not on it. Near enough means inside the GLM's confidence region: no data
analyst could tell such weights from the estimate.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import ArrayLike
from scipy.special import chdtri, expit, logit

from yourturn.judging.rules.deviance import Family, impossible_means, unit_deviance

# Weights and predictions are float32: at 130,000 policies their rounding moves a deviance by
# less than 0.001, while one standard error moves it by 1.
ROUNDING = 0.01


@dataclass(frozen=True, eq=False)
class Glm:
    """A GLM on the rows a student trained on, with log link (binomial: logit).

    `design` is `(n_policies, n_coefficients)`, one named column a coefficient, the intercept
    included; `response` is `(n_policies,)`. `weights` (exposures, claim counts) multiply the
    unit deviances; `offset` is added to the linear predictor. statsmodels fits it: an oracle
    that shares nothing with a student's network.
    """

    family: Family
    design: pd.DataFrame
    response: np.ndarray
    weights: np.ndarray | None = None
    offset: np.ndarray | None = None

    @cached_property
    def coefficients(self) -> np.ndarray:
        """The maximum-likelihood estimate, `(n_coefficients,)`, in the order of the columns."""
        return np.asarray(self._fit.params, float)

    @cached_property
    def standard_errors(self) -> np.ndarray:
        """The estimate's standard errors, `(n_coefficients,)`."""
        return np.asarray(self._fit.bse, float)

    @cached_property
    def dispersion(self) -> float:
        """1 for poisson and binomial; Pearson's estimate for gamma (McCullagh, Nelder, 8.3)."""
        return float(self._fit.scale)

    @cached_property
    def deviance(self) -> float:
        """The deviance at the estimate, divided by the dispersion: the least there is."""
        return self.deviance_of_means(self.means_at(self.coefficients))

    def means_at(self, coefficients: np.ndarray) -> np.ndarray:
        """The means `(n_policies,)` that other coefficients would give."""
        predictor = self.design.to_numpy(float) @ coefficients + self._offset
        # No claim has a mean of exp(500); the bound keeps a diverged network from overflowing.
        means = (
            expit(predictor) if self.family == "binomial" else np.exp(np.minimum(predictor, 500))
        )
        return np.asarray(means)

    def deviance_of_means(self, means: np.ndarray) -> float:
        """The weighted deviance of any means `(n_policies,)`, divided by the dispersion."""
        units = unit_deviance(self.family, np.asarray(self.response, float), means)
        return float(self._weights @ units) / self.dispersion

    def project(self, means: np.ndarray) -> tuple[np.ndarray, float]:
        """Bring means that were fitted in other coordinates back to this GLM's coefficients.

        Regresses their linear predictor on the design, by the least squares of the GLM's own
        last scoring step (weights: Fisher information of each policy). Returns the
        coefficients and the distance left over, in units of deviance: 0 for every network
        whose linear predictor is linear in the design, however it is parametrised.
        """
        link = logit(means) if self.family == "binomial" else np.log(means)
        predictor = link - self._offset
        fitted = self.means_at(self.coefficients)
        slope = {
            "poisson": fitted,
            "binomial": fitted * (1 - fitted),
            "gamma": np.ones_like(fitted),
        }
        information = self._weights * slope[self.family] / self.dispersion
        root, design = np.sqrt(information), self.design.to_numpy(float)
        solution, *_ = np.linalg.lstsq(design * root[:, None], predictor * root, rcond=None)
        return solution, float(information @ (predictor - design @ solution) ** 2)

    @property
    def _weights(self) -> np.ndarray:
        given = np.ones(len(self.response)) if self.weights is None else self.weights
        return np.asarray(given, float)

    @property
    def _offset(self) -> np.ndarray:
        given = np.zeros(len(self.response)) if self.offset is None else self.offset
        return np.asarray(given, float)

    @cached_property
    def _fit(self) -> Any:
        families = {
            "poisson": sm.families.Poisson(),
            "binomial": sm.families.Binomial(),
            "gamma": sm.families.Gamma(sm.families.links.Log()),
        }
        model = sm.GLM(
            np.asarray(self.response, float),
            self.design.to_numpy(float),
            family=families[self.family],
            offset=self._offset,
            var_weights=self._weights,
        )
        return model.fit()


def agrees_with_glm(
    weights: ArrayLike, glm: Glm, *, level: float = 0.95, network: str = "The network"
) -> None:
    """Assert that weights lie in the GLM's likelihood-ratio confidence region.

    `weights` are the network's, in the order of `glm.design`. They agree when
    `(D(weights) - D(estimate)) / dispersion` is at most the `level` quantile of chi-square with
    as many degrees of freedom as the GLM has coefficients (McCullagh and Nelder, 1989, 4.4.3
    and appendix A). The rule does not depend on the scale of a covariate or on which level is
    the base. Full marks ask for 0.95, half of them for 0.999. Raises `AssertionError` with a
    message for the student; graders call it as a fixture.
    """
    given = np.asarray(weights, float).ravel()
    if len(given) != len(glm.coefficients):
        raise AssertionError(
            f"{network} has {len(given)} weights; the GLM has {len(glm.coefficients)} coefficients."
        )
    if not np.isfinite(given).all():
        raise AssertionError(f"{network} has weights that are not numbers.")
    _judge(glm, given, glm.deviance_of_means(_inside(glm, glm.means_at(given))), level, network)


def means_agree_with_glm(
    means: ArrayLike, glm: Glm, *, level: float = 0.95, network: str = "The network"
) -> None:
    """Assert the same of a network with more weights than the GLM has coefficients.

    `means` `(n_policies,)` are the network's on the GLM's own rows. With an intercept and every
    level of a factor its weights are not unique, its means are; they are judged by their
    deviance as weights are, and shown to the student as coefficients (`Glm.project`). Raises
    `AssertionError` with a message for the student.
    """
    given = np.asarray(means, float).ravel()
    if len(given) != len(glm.response):
        raise AssertionError(
            f"{network} gave {len(given):,} predictions for {len(glm.response):,} policies."
        )
    if problem := impossible_means(glm.family, given):
        raise AssertionError(f"Some predictions of {network} are {problem}.")
    coefficients, left_over = glm.project(given)
    deviance = glm.deviance_of_means(given)
    if left_over > _allowed(glm, level):
        raise AssertionError(
            f"The linear predictor of {network} is not linear in "
            f"{', '.join(map(str, glm.design.columns))}, as the GLM's is. Has it a hidden layer, "
            "or an output activation other than the inverse of the GLM's link?"
        )
    _judge(glm, coefficients, deviance, level, network)


def _judge(glm: Glm, weights: np.ndarray, deviance: float, level: float, network: str) -> None:
    excess = deviance - glm.deviance
    if excess < -ROUNDING:
        raise AssertionError(
            f"{network} has a deviance {-excess:.2f} below the GLM's, the least that a network of "
            "this form can have: was it fitted to the same policies, response and covariates? "
            f"{_table(glm, weights)}"
        )
    if not excess <= _allowed(glm, level):  # nor where it is no number
        raise AssertionError(
            f"{network} is outside the GLM's {100 * level:g} % confidence region: its deviance is "
            f"{excess:.1f} above the GLM's, at most {_allowed(glm, level):.1f} is inside. "
            f"{_table(glm, weights)} {_likely_slip(glm, weights)}"
        )


def _allowed(glm: Glm, level: float) -> float:
    return float(chdtri(len(glm.coefficients), 1 - level))


def _inside(glm: Glm, means: np.ndarray) -> np.ndarray:
    """Keep means away from where a deviance is infinite; far outside any region all the same."""
    return np.asarray(np.clip(means, 1e-200, 1 - 1e-16 if glm.family == "binomial" else np.inf))


def _table(glm: Glm, weights: np.ndarray) -> str:
    rows = zip(glm.design.columns, weights, glm.coefficients, glm.standard_errors, strict=True)
    return " ".join(
        f"{name}: network {weight:.4f}, GLM {coefficient:.4f}, "
        f"{(weight - coefficient) / error:+.1f} standard errors."
        for name, weight, coefficient, error in rows
    )


def _likely_slip(glm: Glm, weights: np.ndarray) -> str:
    # A network on its way to the right place is a few standard errors off; other data are more.
    if np.abs((weights - glm.coefficients) / glm.standard_errors).max() < 10:
        return "Train longer, or with a learning rate that decays."
    return "Was it trained, on the response, the weights and the covariates of the question?"
