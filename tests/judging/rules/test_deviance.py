import numpy as np
import pytest
import statsmodels.api as sm

from yourturn.judging.rules.deviance import Family, impossible_means, unit_deviance

RESPONSES = {
    "poisson": np.array([0.0, 1.0, 2.0, 0.7]),
    "binomial": np.array([0.0, 1.0, 0.25, 1.0]),
    "gamma": np.array([0.03, 1.0, 250.0, 80_000.0]),
}
MEANS = {
    "poisson": np.array([0.1, 0.1, 5.0, 0.7]),
    "binomial": np.array([0.1, 0.9, 0.5, 0.2]),
    "gamma": np.array([1300.0, 1.0, 400.0, 2.0]),
}
STATSMODELS = {
    "poisson": sm.families.Poisson(),
    "binomial": sm.families.Binomial(),
    "gamma": sm.families.Gamma(sm.families.links.Log()),
}


@pytest.mark.parametrize("family", ["poisson", "binomial", "gamma"])
def test_unit_deviance_is_that_of_statsmodels(family: Family) -> None:
    ours = unit_deviance(family, RESPONSES[family], MEANS[family])
    theirs = STATSMODELS[family]._resid_dev(RESPONSES[family], MEANS[family])
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("family", ["poisson", "binomial", "gamma"])
def test_a_perfect_prediction_has_deviance_zero(family: Family) -> None:
    perfect = RESPONSES[family]
    np.testing.assert_allclose(unit_deviance(family, perfect, perfect), 0, atol=1e-12)


@pytest.mark.parametrize(
    ("family", "means", "problem"),
    [
        ("poisson", [0.1, np.nan], "not a number"),
        ("gamma", [1.0, np.inf], "infinite"),
        ("poisson", [0.1, 0.0], "zero or negative"),
        ("gamma", [-1.0], "zero or negative"),
        ("binomial", [0.2, 1.0], "no probability"),
        ("binomial", [0.2, 0.9], ""),
        ("poisson", [0.2, 3.0], ""),
    ],
)
def test_impossible_means_are_named(family: Family, means: list[float], problem: str) -> None:
    found = impossible_means(family, np.array(means))
    assert found == "" if problem == "" else problem in found
