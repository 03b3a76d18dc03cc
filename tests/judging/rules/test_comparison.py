"""Size and power of the paired comparison on simulated unseen policies."""

import numpy as np
import pytest

from yourturn.judging.rules import no_worse_than
from yourturn.judging.rules.deviance import unit_deviance

N_POLICIES = 4_000
N_DRAWS = 1_000


def _rejected(means: np.ndarray, reference: np.ndarray, claims: np.ndarray) -> bool:
    try:
        no_worse_than(means, reference, claims)
    except AssertionError:
        return True
    return False


def test_an_equally_good_network_is_rejected_in_at_most_one_per_cent() -> None:
    """Two fits as far from the truth as each other, on different sides: equally good."""
    rng = np.random.default_rng(11)
    rejected = 0
    for _ in range(N_DRAWS):
        truth = np.exp(rng.normal(-2, 0.3, N_POLICIES))
        claims = rng.poisson(truth)
        errors = rng.normal(0, 0.1, (2, N_POLICIES))
        rejected += _rejected(truth * np.exp(errors[0]), truth * np.exp(errors[1]), claims)
    assert rejected <= 0.01 * N_DRAWS


def test_five_standard_errors_worse_is_caught_in_99_per_cent() -> None:
    rng = np.random.default_rng(12)
    truth = np.exp(rng.normal(-2, 0.3, N_POLICIES))
    worse = truth * np.exp(_scale_of_five_standard_errors(truth, rng) * _pattern(truth))
    caught = sum(_rejected(worse, truth, rng.poisson(truth)) for _ in range(N_DRAWS))
    assert caught >= 0.99 * N_DRAWS


def _pattern(truth: np.ndarray) -> np.ndarray:
    return np.where(np.arange(len(truth)) % 2 == 0, 1.0, -1.0)


def _scale_of_five_standard_errors(truth: np.ndarray, rng: np.random.Generator) -> float:
    """The error at which the expected difference is five times its standard error."""
    claims = rng.poisson(np.broadcast_to(truth, (200, len(truth))))

    def ratio(scale: float) -> float:
        means = truth * np.exp(scale * _pattern(truth))
        d = unit_deviance("poisson", claims, means) - unit_deviance("poisson", claims, truth)
        return float(d.mean() / (d.std() / np.sqrt(d.shape[1])))

    scales = np.linspace(0.1, 0.6, 26)
    return float(scales[np.argmax([ratio(scale) >= 5 for scale in scales])])


def test_a_better_and_an_identical_network_pass() -> None:
    rng = np.random.default_rng(13)
    truth = np.exp(rng.normal(-2, 0.3, N_POLICIES))
    claims = rng.poisson(truth)
    no_worse_than(truth, np.full(N_POLICIES, claims.mean()), claims)
    no_worse_than(truth[:, None], truth, claims)


def test_the_message_gives_the_difference_and_its_standard_error() -> None:
    truth = np.linspace(0.05, 0.3, 1_000)
    claims = np.random.default_rng(14).poisson(truth)
    with pytest.raises(AssertionError) as caught:
        no_worse_than(3 * truth, truth, claims, network="`nn_age`", reference="the linear GLM")
    message = str(caught.value)
    assert message.startswith("On 1,000 unseen policies the mean deviance of `nn_age` is 0.")
    assert "above that of the linear GLM, with a standard error of 0.0" in message
    assert "at most 2.5 can pass as noise" in message


def test_exposure_weighs_the_difference() -> None:
    """Wrong only where there is no exposure: no difference."""
    truth, claims = np.full(2_000, 0.1), np.random.default_rng(1).poisson(0.1, 2_000).astype(float)
    exposure = np.repeat([1.0, 0.0], 1_000)
    wrong = np.where(exposure == 0, 5.0, truth)
    no_worse_than(wrong, truth, claims, weights=exposure)
    with pytest.raises(AssertionError, match="standard errors"):
        no_worse_than(wrong, truth, claims)


@pytest.mark.parametrize(
    ("means", "message"),
    [
        ([0.1, 0.1], "gave 2 predictions for 3 policies"),
        ([0.1, -0.1, 0.1], "are zero or negative"),
        ([0.1, np.nan, 0.1], "are not a number"),
    ],
)
def test_predictions_that_cannot_be_judged(means: list[float], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        no_worse_than(np.array(means), np.full(3, 0.1), np.array([0.0, 1.0, 0.0]))
