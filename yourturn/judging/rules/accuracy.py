"""Judge a share of right answers as what it is: a count in a sample, with the sample's luck in it.

Both rules keep the chance of failing a student who deserves to pass below 1 %, whatever the
number of images: 10,000 of MNIST or 2,100 stand-ins.
"""

from bisect import bisect_left
from functools import cache
from math import sqrt

import numpy as np
from scipy.special import bdtr, ndtri

# How often a network that deserves to pass may fail: one in a hundred (the course's own choice).
LEVEL = 0.01
BEYOND_CHANCE = float(ndtri(1 - LEVEL))
READS = 0.5  # of the images; below, favourite digits decide how many are right


@cache
def cut_off(n: int, threshold: float) -> int:
    """The fewest right answers out of `n` with which a true accuracy of `threshold` is credible.

    It is the 1 % quantile of Binomial(n, threshold): the least k with P(X <= k) >= 0.01. Of
    10,000 images at 0.98 it is 9,767; of 2,000 it is 1,945 (97.25 %).
    """
    return bisect_left(range(n + 1), LEVEL, key=lambda k: float(bdtr(k, n, threshold)))


def at_least(correct: np.ndarray, threshold: float, *, network: str = "The network") -> None:
    """Assert that a network's accuracy may well be `threshold` (a share such as 0.98) or more.

    `correct` is `(n_images,)` bool, one entry for each unseen image. The assertion fails only
    when a network whose true accuracy is exactly `threshold` would get that few images right
    less than 1 % of the time: `P(X <= correct.sum()) < 0.01` for X ~ Binomial(n, threshold), the
    exact test of Clopper and Pearson, Biometrika 26, 1934. Raises `AssertionError` with a
    message for the student; graders call it as a fixture.
    """
    n, right = _count(correct)
    least = cut_off(n, threshold)
    if right < least:
        raise AssertionError(
            f"{network} gets {right:,} of {n:,} unseen images right, {_percent(right / n)}. A"
            f" network of {100 * threshold:g} % accuracy gets fewer than {least:,}"
            f" ({_percent(least / n)}) less than once in a hundred such samples. Would more"
            " epochs, more layers or less overfitting help?"
        )


def no_leak(
    correct_public: np.ndarray, correct_unseen: np.ndarray, *, network: str = "The network"
) -> None:
    """Assert that the public test images are as new to a network as the unseen ones.

    Both arrays are `(n_images,)` bool. With p1 and p2 their means and p the pooled share of
    right answers, `z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2))` is standard normal for a
    network that has seen neither (two proportions, pooled; Fleiss, Levin and Paik, Statistical
    Methods for Rates and Proportions, 3rd edition, 2003, 3.1). The assertion fails when z
    exceeds 2.33, the 99 % quantile: one-sided, because doing worse on the public images leaks
    nothing. Of MNIST's images the withheld ones are, if anything, the easier: ten honest networks,
    dense and convolutional, had z from -2.2 to 0.8 after each of their epochs, at 90 to 98 %.
    A network that reads less than half of the public images has nothing to hide; what it gets
    right depends on how often its favourite digits occur in either sample, and is not compared.
    Raises `AssertionError` with a message for the student; graders call it as a fixture.
    """
    n_public, right_public = _count(correct_public)
    n_unseen, right_unseen = _count(correct_unseen)
    public, unseen = right_public / n_public, right_unseen / n_unseen
    pooled = (right_public + right_unseen) / (n_public + n_unseen)
    standard_error = sqrt(pooled * (1 - pooled) * (1 / n_public + 1 / n_unseen))
    if public >= READS and public - unseen > BEYOND_CHANCE * standard_error:
        raise AssertionError(
            f"{network} gets {_percent(public)} of the {n_public:,} public test images right, but"
            f" {_percent(unseen)} of {n_unseen:,} images that nobody could train on: more than"
            " chance explains. Were test images among those it was fitted to?"
        )


def _count(correct: np.ndarray) -> tuple[int, int]:
    """How many images, and how many of them right; a grader that passes none is at fault."""
    answers = np.asarray(correct)
    if answers.dtype != bool or answers.ndim != 1 or not len(answers):
        raise TypeError(
            f"accuracy rules need a bool for each image, not {answers.dtype} {answers.shape}"
        )
    return len(answers), int(answers.sum())


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
