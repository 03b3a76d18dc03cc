"""Judge whether one fit predicts unseen policies as well as another."""

import numpy as np

from yourturn.judging.rules.deviance import Family, impossible_means, unit_deviance

# Two equally good fits differ by more than this many standard errors in 0.6 % of all samples,
# and a difference of five standard errors stays below it in 0.6 %.
NOISE_IN_STANDARD_ERRORS = 2.5


def no_worse_than(
    means: np.ndarray,
    reference_means: np.ndarray,
    response: np.ndarray,
    *,
    family: Family = "poisson",
    weights: np.ndarray | None = None,
    network: str = "The network",
    reference: str = "the GLM",
) -> None:
    """Assert that `means` predict `response` no worse than `reference_means` but for noise.

    All arrays are `(n_policies,)` on policies that neither fit has seen; `weights` are their
    exposures or claim counts. Each policy gives one difference of deviances
    `d = weight (deviance(y, mean) - deviance(y, reference mean))`; pairing takes the luck of the
    policies out of the comparison. The assertion fails when the mean of d exceeds 2.5 times its
    standard error `sd(d) / sqrt(n)` (Diebold and Mariano, Comparing Predictive Accuracy,
    Journal of Business and Economic Statistics 13, 1995; for deviances Vuong, Econometrica 57,
    1989). Raises `AssertionError` with a message for the student; graders call it as a fixture.
    """
    y = np.asarray(response, float).ravel()
    m = np.asarray(means, float).ravel()
    if len(m) != len(y):
        raise AssertionError(f"{network} gave {len(m):,} predictions for {len(y):,} policies.")
    if problem := impossible_means(family, m):
        raise AssertionError(f"Some predictions of {network} are {problem}.")
    w = np.ones_like(y) if weights is None else np.asarray(weights, float).ravel()
    rivals = np.asarray(reference_means, float).ravel()
    differences = w * (unit_deviance(family, y, m) - unit_deviance(family, y, rivals))
    mean = float(differences.mean())
    standard_error = float(differences.std(ddof=1) / np.sqrt(len(y)))
    if mean > NOISE_IN_STANDARD_ERRORS * standard_error:
        raise AssertionError(
            f"On {len(y):,} unseen policies the mean deviance of {network} is {mean:.5f} above "
            f"that of {reference}, with a standard error of {standard_error:.5f}: that is "
            f"{mean / standard_error:.1f} standard errors, and at most "
            f"{NOISE_IN_STANDARD_ERRORS} can pass as noise. Was it trained on all policies, "
            "with their exposure, and for long enough?"
        )
