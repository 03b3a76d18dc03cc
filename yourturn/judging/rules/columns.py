"""Judge a network by the columns it was fed: the student's own inputs, right or wrong.

A slip in an input costs its marks once, where the input is judged. The network is then compared
with the GLM on that same input, which is what it can replicate.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from yourturn.answers.model import HandedModel
from yourturn.judging.rules.deviance import Family
from yourturn.judging.rules.glm import Glm, means_agree_with_glm

# An input may be float32 and standardised: its columns are known to about 1e-6 of their size.
_ROUNDING = 1e-4


def replicates_glm(
    model: HandedModel,
    rows: np.ndarray,
    family: Family,
    response: ArrayLike,
    weights: ArrayLike | None,
    predict: Callable[[HandedModel, np.ndarray], np.ndarray],
    *,
    level: float = 0.95,
    network: str,
) -> None:
    """Assert that a network's means are those of the poisson or binomial GLM on its own input.

    `rows` `(n_policies, n_columns)` are what it was fed, `predict` is the fixture. Raises
    `AssertionError` as `means_agree_with_glm` does.
    """
    distinct, mean, total = merged(rows, response, weights)
    bias = any(len(block.layer.weights) == 2 for block in model.blocks)
    glm = Glm(family, own_design(distinct, bias=bias), mean, weights=total)
    means_agree_with_glm(predict(model, distinct), glm, level=level, network=network)


def input_rows(given: np.ndarray, n_policies: int, *, name: str) -> np.ndarray:
    """Return an input as `(n_policies, n_columns)` float64, or assert why it is none.

    An array of one axis is one column. Raises `AssertionError` with a message for the student.
    """
    rows = np.asarray(given, float)
    rows = rows[:, None] if rows.ndim == 1 else rows
    if rows.ndim != 2 or len(rows) != n_policies or not rows.shape[1]:
        raise AssertionError(
            f"{name} has shape {np.shape(given)}; one row for each of the {n_policies:,} policies"
            " was expected."
        )
    if not np.isfinite(rows).all():
        raise AssertionError(f"{name} holds values that are no finite numbers.")
    return rows


def merged(
    rows: np.ndarray, response: ArrayLike, weights: ArrayLike | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Merge policies with equal input: distinct rows, their mean responses and summed weights.

    Coefficients stay the same, and so do differences of deviances between two fits, while
    portfolios of any size become a row for each distinct policy (sufficient statistics of a
    poisson or binomial GLM; McCullagh and Nelder, Generalized Linear Models, 1989, 4.1.2).
    """
    distinct, at = np.unique(rows, axis=0, return_inverse=True)
    w = np.ones(len(rows)) if weights is None else np.asarray(weights, float)
    total = np.bincount(at.ravel(), weights=w)
    mean = np.bincount(at.ravel(), weights=w * np.asarray(response, float)) / total
    return distinct, mean, total


def own_design(rows: np.ndarray, *, bias: bool) -> pd.DataFrame:
    """Give the design of the GLM that a network without hidden layer is on these rows.

    An intercept if there is a bias, and each column that those before it do not tell already. An
    input that tells nothing gives the intercept alone.
    """
    ones = np.ones(len(rows))
    design = {"intercept": ones} if bias else {}
    for number, column in enumerate(rows.T):
        if not spans(np.column_stack([*design.values(), np.zeros(len(rows))]), column):
            constant = np.ptp(column) == 0
            design["intercept" if constant else f"column {number}"] = ones if constant else column
    return pd.DataFrame(design or {"intercept": ones})


def spans(columns: np.ndarray, vector: np.ndarray) -> bool:
    """Tell whether `vector` (n,) is a linear combination of `columns` (n, k), up to rounding."""
    size = np.abs(vector).max()
    if size == 0:
        return True
    scale = np.abs(columns).max(axis=0)
    scaled = columns / np.where(scale > 0, scale, 1)
    solution, *_ = np.linalg.lstsq(scaled, vector / size, rcond=_ROUNDING**1.5)
    return bool(np.abs(vector / size - scaled @ solution).max() <= _ROUNDING)
