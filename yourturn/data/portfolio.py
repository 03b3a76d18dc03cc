"""A stand-in motor portfolio for a machine without network, simulated from published statistics.

The statistics are those printed for the Belgian portfolio beMTPL97 in the course and in the
packages that publish it: margins of the columns, rank correlations, claims per year by age, and
generalised linear models. What is simulated here agrees with the models by construction: chances
are calibrated until the models' score equations hold at the published coefficients, and who has a
claim is drawn systematically rather than one by one.
"""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from yourturn.data import policies
from yourturn.data.calibrate import expit, match_linear, systematic
from yourturn.data.keep import kept

__all__ = ["N_POLICIES", "stand_in_portfolio", "stand_in_records"]

N_POLICIES = 40_000

_VERSION = 1  # of the policies; a kept file of another version is not read
Floats = NDArray[np.float64]

# Published coefficients on the 163,212 policies; the age is in years.
_FREQUENCY = {"TPL": -1.1999353, "ageph": -0.01605599, "TPL+": -0.10447309, "TPL++": -0.07453808}
_CLAIM = (-1.40386428, -0.01456676)
_SEVERITY = (7.29223, -0.0026361)

# Claims per year of exposure at the middle of each published age class.
_AGE_MIDDLE = (20.0, 26.0, 35.0, 45.0, 55.0, 65.0, 75.0, 85.0)
_AGE_FREQUENCY = (0.2821, 0.2069, 0.1479, 0.1364, 0.1206, 0.0993, 0.0975, 0.1204)

# Latent normal correlations that give the published Spearman ones (age-bm -.406, power-agec
# -.271, age-expo .118, bm-expo -.098) after rounding and ties.
_LATENT = ("ageph", "bm", "expo", "power", "agec", "risk")
_CORRELATION = {
    ("ageph", "bm"): -0.44,
    ("power", "agec"): -0.289,
    ("ageph", "expo"): 0.168,
    ("bm", "expo"): -0.15,
    ("bm", "risk"): 0.30,
}

_SEVERITY_SIGMA = 1.463  # of the published lognormal fit of the average claim
_RISK_SIGMA = 0.75  # unobserved differences between drivers, for variance/mean 1.09
_FURTHER = 0.106  # claims beyond the first of a policy with a claim: 20,215 / 18,276 - 1


def stand_in_portfolio() -> pd.DataFrame:
    """Return the 40,000 policies in the columns of `yourturn.load_mtpl`."""
    return policies.from_records(stand_in_records())


@cache
def stand_in_records() -> NDArray[np.void]:
    """Return the 40,000 policies as the structured array of `policies.to_records`."""
    stored = kept(f"stand-in-portfolio-{_VERSION}", lambda: {"policies": _make()})
    return np.asarray(stored["policies"])


def _make() -> NDArray[np.void]:
    # RandomState's streams never change between versions of numpy, Generator's may
    random = np.random.RandomState(19970102)
    latent = _latent(random)
    columns = _covariates(random, latent)
    _add_claims(random, columns, latent[:, _LATENT.index("risk")])
    return policies.to_records(pd.DataFrame(columns)[list(policies.COLUMNS)])


def _latent(random: np.random.RandomState) -> Floats:
    correlation = np.eye(len(_LATENT))
    for (one, other), value in _CORRELATION.items():
        i, j = _LATENT.index(one), _LATENT.index(other)
        correlation[i, j] = correlation[j, i] = value
    normal = random.standard_normal((N_POLICIES, len(_LATENT)))
    return np.asarray(normal @ np.linalg.cholesky(correlation).T)


def _covariates(random: np.random.RandomState, latent: Floats) -> dict[str, NDArray[np.generic]]:
    rank = (latent.argsort(axis=0).argsort(axis=0) + 0.5) / N_POLICIES  # each margin is exact
    at = dict(zip(_LATENT, rank.T, strict=True))

    def two(first: str, second: str, share_of_second: float) -> NDArray[np.str_]:
        return np.where(_shuffled(random) < share_of_second, second, first)

    coverage = np.array(policies.LEVELS["coverage"])
    return {
        "id": np.arange(1, N_POLICIES + 1),
        "expo": _exposure(at["expo"]),
        "coverage": coverage[np.searchsorted((0.5828, 0.8645), _shuffled(random))],
        "ageph": np.interp(at["ageph"], _AGE_RANK, _AGE).round().astype("int64"),
        "sex": two("female", "male", 0.7355),
        "bm": np.searchsorted(np.cumsum(_BM_SHARE)[:-1], at["bm"]),
        "power": _gamma_margin(at["power"], 56.0, 19.0, 10, 243),
        "agec": _gamma_margin(at["agec"], 7.37, 4.21, 0, 48),
        "fuel": two("diesel", "gasoline", 0.6912),
        "use": two("private", "work", 0.0483),
        "fleet": (_shuffled(random) < 0.0317).astype("int64"),
    }


def _shuffled(random: np.random.RandomState) -> Floats:
    return (random.permutation(N_POLICIES) + 0.5) / N_POLICIES


# Ages by rank through the published quartiles 35, 46, 58 and ends 18, 95; the others are chosen for
# the published mean 47.00 and standard deviation 14.83.
_AGE_RANK = (0.0, 0.01, 0.08, 0.25, 0.50, 0.75, 0.92, 0.99, 1.0)
_AGE = (17.5, 20.8, 27.3, 35.0, 46.0, 58.0, 68.5, 77.0, 94.6)

# Shares of the 23 bonus-malus levels: .3777 at 0, .1652 at 1, .0509 at 11 are published, the rest
# falls from level to level, with few policies above the entry level 11.
_BM_FALL = np.r_[np.zeros(2), 0.80 ** np.arange(9), 0.0, 0.05 * 0.7 ** np.arange(11)]
_BM_SHARE = np.asarray(0.4062 * _BM_FALL / _BM_FALL.sum())
_BM_SHARE[[0, 1, 11]] = 0.3777, 0.1652, 0.0509


def _exposure(rank: Floats) -> Floats:
    """77.33 % a whole year, the others a number of days with mean .5137 years."""
    below = 0.2267
    part = np.minimum(rank / below, 1.0) ** (1 / 0.5137 - 1)  # u^a has mean 1 / (1 + a)
    days = np.clip(np.ceil(365 * part), 1, 364)
    return np.where(rank < below, days / 365, 1.0)


def _gamma_margin(rank: Floats, mean: float, sd: float, least: int, most: int) -> NDArray[np.int64]:
    from scipy.special import gammaincinv

    shifted = mean - least + 0.5
    shape = (shifted / sd) ** 2
    drawn = least - 0.5 + gammaincinv(shape, rank) * shifted / shape
    return np.asarray(np.clip(np.rint(drawn), least, most), dtype="int64")


def _add_claims(
    random: np.random.RandomState, columns: dict[str, NDArray[np.generic]], risk: Floats
) -> None:
    """Add claim, nclaims, amount and average to the columns."""
    from scipy.interpolate import PchipInterpolator

    age = columns["ageph"].astype("float64")
    coverage, expo = columns["coverage"], columns["expo"].astype("float64")
    design = np.column_stack([np.ones_like(age), age, coverage == "TPL+", coverage == "TPL++"])
    log_frequency = PchipInterpolator(_AGE_MIDDLE, np.log(_AGE_FREQUENCY))(np.clip(age, 18, 95))
    differences = _RISK_SIGMA * risk - _RISK_SIGMA**2 / 2
    log_mean = (
        np.log(expo)
        + log_frequency
        + (coverage == "TPL+") * _FREQUENCY["TPL+"]
        + (coverage == "TPL++") * _FREQUENCY["TPL++"]
        + differences
    )

    first = -np.expm1(-np.exp(log_mean))
    published = expit(design[:, :2] @ _CLAIM)
    first = match_linear(
        design[:, :2], design[:, :2].T @ published, np.log(first / (1 - first)), expit
    )
    order = np.lexsort((random.random_sample(N_POLICIES), age, coverage))
    claim = systematic(first, order, random.random_sample())

    all_claims = design.T @ (expo * np.exp(design @ list(_FREQUENCY.values())))
    with_claim = design[claim]
    further = match_linear(
        with_claim,
        all_claims - with_claim.sum(axis=0),
        np.log(_FURTHER) + differences[claim],
        np.exp,
    )
    claim_count = np.zeros(N_POLICIES, dtype="int64")
    claim_count[claim] = 1 + _geometric(random, further, age[claim])

    amount = _amounts(random, age, claim_count)
    columns["claim"] = claim.astype("int64")
    columns["nclaims"] = claim_count
    columns["amount"] = amount
    columns["average"] = np.divide(
        amount, claim_count, out=np.full(N_POLICIES, np.nan), where=claim
    )


def _geometric(random: np.random.RandomState, mean: Floats, age: Floats) -> NDArray[np.int64]:
    """Draw counts of the given means: a further claim, and after each one as likely another."""
    again = mean / (1 + mean)
    count = np.zeros(len(mean), dtype="int64")
    going = np.ones(len(mean), dtype=bool)
    for _ in range(4):  # the portfolio knows no policy with more than five claims
        order = np.lexsort((random.random_sample(len(mean)), age))
        going = systematic(np.where(going, again, 0.0), order, random.random_sample())
        count += going
    return count


def _amounts(random: np.random.RandomState, age: Floats, claim_count: NDArray[np.int64]) -> Floats:
    """Draw each claim from a lognormal, its quantiles evenly, and sum them by policy."""
    from scipy.special import ndtri

    policy = np.repeat(np.arange(N_POLICIES), claim_count)
    rank = (random.permutation(len(policy)) + 0.5) / len(policy)
    size = np.exp(_SEVERITY_SIGMA * ndtri(rank))
    total = np.bincount(policy, weights=size, minlength=N_POLICIES)

    claim = claim_count > 0
    weight = claim_count[claim].astype("float64")
    design = np.column_stack([np.ones(claim.sum()), age[claim]])
    # gamma with log link: the score is sum of weight x (average / mean - 1)
    relative = total[claim] / np.exp(design @ _SEVERITY)
    relative *= weight.sum() / relative.sum()  # near the solution, where Newton's steps settle
    scale = match_linear(design, design.T @ weight, np.log(relative), np.exp)
    amount = np.zeros(N_POLICIES)
    amount[claim] = scale * np.exp(design @ _SEVERITY)
    return amount
