"""Bring simulated chances to published totals, and draw by chances without losing the totals."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["expit", "match_linear", "systematic"]

Floats = NDArray[np.float64]


def match_linear(
    design: Floats, totals: Floats, start: Floats, mean: Callable[[Floats], Floats]
) -> Floats:
    """Return `mean(start + design @ c)` with the c for which `design.T @` it is `totals`.

    `design` is (n, k), `totals` (k,), `start` (n,), on the scale of the link whose inverse
    is `mean` (`exp` or `expit`). The equations are the score equations of a GLM with offset
    `start`, so Newton's steps are its Fisher scoring. Raises ValueError when they do not settle.
    """
    change = np.zeros(design.shape[1])
    for _ in range(50):
        fitted = mean(start + design @ change)
        slope = fitted * (1 - fitted) if mean is expit else fitted
        missing = totals - design.T @ fitted
        if np.abs(missing).max() <= 1e-9 * np.abs(totals).max():
            return fitted
        try:
            change = change + np.linalg.solve(design.T @ (slope[:, None] * design), missing)
        except np.linalg.LinAlgError:
            break
    raise ValueError("the published totals cannot be reached from these chances")


def expit(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), the inverse of the logit link."""
    return np.asarray(1 / (1 + np.exp(-x)))


def systematic(chance: Floats, order: NDArray[np.intp], start: float) -> NDArray[np.bool_]:
    """Draw each member with its `chance`, so that every stretch in `order` gets its share.

    Madow's systematic sampling (1949): walk along the cumulated chances with steps of one from
    `start` in [0, 1). Of any stretch the number drawn differs from its chances' sum by less than 1.
    """
    walked = np.floor(np.cumsum(chance[order]) + start)
    drawn = np.empty(len(chance), dtype=bool)
    drawn[order] = np.diff(walked, prepend=np.floor(start)) > 0
    return drawn
