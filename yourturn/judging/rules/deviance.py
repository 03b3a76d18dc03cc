"""Unit deviances of the families that actuaries fit to claims.

Formulas: McCullagh and Nelder, Generalized Linear Models, 2nd edition, 1989, table 2.1.
"""

from typing import Literal

import numpy as np
from scipy.special import xlog1py, xlogy

Family = Literal["poisson", "binomial", "gamma"]


def unit_deviance(family: Family, response: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Give each policy's deviance, without its weight; both arrays `(n_policies,)`.

    With response y and mean m:

    - poisson `2 (y log(y / m) - (y - m))` for y >= 0 and m > 0,
    - binomial `2 (y log(y / m) + (1 - y) log((1 - y) / (1 - m)))` for y and m in [0, 1],
    - gamma `2 ((y - m) / m - log(y / m))` for y > 0 and m > 0.
    """
    y, m = np.asarray(response, float), np.asarray(means, float)
    match family:
        case "poisson":
            return np.asarray(2 * (xlogy(y, y) - xlogy(y, m) - (y - m)))
        case "binomial":
            saturated = xlogy(y, y) + xlog1py(1 - y, -y)
            return np.asarray(2 * (saturated - xlogy(y, m) - xlog1py(1 - y, -m)))
        case "gamma":
            return np.asarray(2 * ((y - m) / m - np.log(y / m)))


def impossible_means(family: Family, means: np.ndarray) -> str:
    """Say which means the family cannot have; an empty string when all are possible."""
    if not np.isfinite(means).all():
        return "not a number (or infinite)"
    if (means <= 0).any():
        return "zero or negative"
    if family == "binomial" and (means >= 1).any():
        return "one or more, which no probability is"
    return ""
