"""Size and power of the accuracy rules, by simulation and against the printed cut-offs."""

import numpy as np
import pytest

from yourturn.judging.rules import at_least, no_leak
from yourturn.judging.rules.accuracy import cut_off

N_DRAWS = 4_000
# 1 % of 4,000 draws is 40; a rate of exactly 1 % gives more than 60 once in a thousand
AT_MOST_ONE_PER_CENT = 60


def _images(n: int, right: int) -> np.ndarray:
    return np.arange(n) < right


def _falls_short(correct: np.ndarray, threshold: float) -> bool:
    try:
        at_least(correct, threshold)
    except AssertionError:
        return True
    return False


def _leaks(public: np.ndarray, unseen: np.ndarray) -> bool:
    try:
        no_leak(public, unseen)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(
    ("n", "threshold", "least"),
    [(10_000, 0.98, 9_767), (2_000, 0.98, 1_945), (10_000, 0.95, 9_449), (1, 0.5, 0)],
)
def test_the_cut_off_is_the_last_that_passes(n: int, threshold: float, least: int) -> None:
    assert cut_off(n, threshold) == least
    assert not _falls_short(_images(n, least), threshold)
    assert least == 0 or _falls_short(_images(n, least - 1), threshold)


@pytest.mark.parametrize("n", [2_100, 10_000])
@pytest.mark.parametrize("threshold", [0.90, 0.95, 0.98])
def test_who_reaches_the_threshold_fails_once_in_a_hundred(n: int, threshold: float) -> None:
    rng = np.random.default_rng(1)
    counts = rng.binomial(n, threshold, N_DRAWS)
    failures = sum(_falls_short(_images(n, right), threshold) for right in counts)
    assert failures <= AT_MOST_ONE_PER_CENT
    assert failures > 0.3 * 0.01 * N_DRAWS, "the rule is meant to be sharp, not lenient"


def test_who_is_two_points_short_is_caught() -> None:
    rng = np.random.default_rng(2)
    caught = sum(_falls_short(rng.random(2_100) < 0.96, 0.98) for _ in range(N_DRAWS))
    assert caught >= 0.99 * N_DRAWS


@pytest.mark.parametrize("accuracy", [0.91, 0.98, 0.995])
def test_an_honest_network_leaks_once_in_a_hundred(accuracy: float) -> None:
    rng = np.random.default_rng(3)
    right = rng.binomial(2_100, accuracy, (N_DRAWS, 2))
    leaks = sum(_leaks(_images(2_100, a), _images(2_100, b)) for a, b in right)
    assert 0.3 * 0.01 * N_DRAWS < leaks <= AT_MOST_ONE_PER_CENT


def test_a_network_that_knows_the_test_images_is_caught() -> None:
    rng = np.random.default_rng(4)
    caught = sum(
        _leaks(rng.random(2_100) < 0.998, rng.random(2_100) < 0.985) for _ in range(N_DRAWS)
    )
    assert caught >= 0.98 * N_DRAWS


@pytest.mark.parametrize("accuracy", [0.91, 0.98])
def test_five_standard_errors_better_on_public_images_is_caught(accuracy: float) -> None:
    rng, n = np.random.default_rng(5), 10_000
    better = accuracy + 5 * np.sqrt(2 * accuracy * (1 - accuracy) / n)
    right = rng.binomial(n, [better, accuracy], (N_DRAWS, 2))
    caught = sum(_leaks(_images(n, a), _images(n, b)) for a, b in right)
    assert caught >= 0.99 * N_DRAWS


@pytest.mark.parametrize("threshold", [0.90, 0.95, 0.97, 0.98])
@pytest.mark.parametrize("n", [2_177, 10_000])
def test_five_standard_errors_below_the_threshold_is_caught(n: int, threshold: float) -> None:
    rng = np.random.default_rng(6)
    worse = threshold
    for _ in range(20):  # until its own standard error, not the threshold's, fits in five times
        worse = threshold - 5 * np.sqrt(worse * (1 - worse) / n)
    caught = sum(_falls_short(_images(n, k), threshold) for k in rng.binomial(n, worse, N_DRAWS))
    assert caught >= 0.99 * N_DRAWS


def test_only_better_on_public_images_is_a_leak() -> None:
    worse, better = _images(10_000, 9_700), _images(10_000, 9_900)
    assert _leaks(better, worse)
    assert not _leaks(worse, better)
    assert not _leaks(_images(10_000, 10_000), _images(2_100, 2_100))
    assert not _leaks(_images(10_000, 0), _images(2_100, 0))


def test_a_network_that_reads_by_chance_is_not_told_of_leaks() -> None:
    assert not _leaks(_images(10_000, 813), _images(10_000, 702))
    assert _leaks(_images(10_000, 5_500), _images(10_000, 5_000))


def test_messages_name_the_network_its_score_and_the_likely_slip() -> None:
    with pytest.raises(AssertionError, match=r"`net` gets 1,900 of 2,000 unseen .*95\.00 %") as e:
        at_least(_images(2_000, 1_900), 0.98, network="`net`")
    assert "fewer than 1,945 (97.25 %)" in str(e.value)
    with pytest.raises(AssertionError, match=r"`net` gets 100\.00 % .*images that nobody"):
        no_leak(_images(2_000, 2_000), _images(2_000, 1_950), network="`net`")


@pytest.mark.parametrize("answers", [np.ones(5), np.ones((5, 2), bool), np.ones(0, bool)])
def test_a_grader_that_passes_no_answers_is_at_fault(answers: np.ndarray) -> None:
    with pytest.raises(TypeError, match="a bool for each image"):
        at_least(answers, 0.9)
