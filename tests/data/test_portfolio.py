import time

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from yourturn.data import policies, portfolio, unseen

POISSON = sm.families.Poisson()
BINOMIAL = sm.families.Binomial()
GAMMA = sm.families.Gamma(sm.families.links.Log())


def _poisson(frame, design, **settings):
    return sm.GLM(frame.nclaims, design, POISSON, **settings).fit()


def _severity(frame, design):
    has_claim = (frame.nclaims > 0).to_numpy()
    frame, design = frame[has_claim], design[has_claim]
    return sm.GLM(frame.average, design, GAMMA, var_weights=frame.nclaims).fit()


MODELS = {
    "poisson ~ 1": (lambda f, d: _poisson(f, d[:, :1]), [-2.08862507]),
    "poisson ~ 1, offset": (
        lambda f, d: _poisson(f, d[:, :1], offset=np.log(f.expo)),
        [-1.97180306],
    ),
    "poisson ~ ageph, offset": (
        lambda f, d: _poisson(f, d[:, :2], offset=np.log(f.expo)),
        [-1.23056119, -0.01623463],
    ),
    "poisson ~ ageph + coverage, offset": (
        lambda f, d: _poisson(f, d, offset=np.log(f.expo)),
        [-1.1999353, -0.01605599, -0.10447309, -0.07453808],
    ),
    "binomial ~ 1": (lambda f, d: sm.GLM(f.claim, d[:, :1], BINOMIAL).fit(), [-2.07070354]),
    "binomial ~ ageph": (
        lambda f, d: sm.GLM(f.claim, d[:, :2], BINOMIAL).fit(),
        [-1.40386428, -0.01456676],
    ),
    "gamma ~ ageph": (lambda f, d: _severity(f, d[:, :2]), [7.29223, -0.0026361]),
}


@pytest.fixture(scope="module")
def whole():
    return policies.from_records(portfolio._make())


@pytest.fixture(scope="module")
def course(whole):
    return whole[~unseen._withheld(len(whole))]


@pytest.mark.parametrize("part", ["whole", "course"])
@pytest.mark.parametrize("model", MODELS)
def test_every_published_model_is_found_within_two_standard_errors(model, part, request):
    frame = request.getfixturevalue(part)
    fit, published = MODELS[model]
    design = np.column_stack(
        [
            np.ones(len(frame)),
            frame.ageph,
            frame.coverage == "TPL+",
            frame.coverage == "TPL++",
        ]
    ).astype(float)

    result = fit(frame, design)

    difference_in_se = (np.asarray(result.params) - published) / np.asarray(result.bse)
    assert np.abs(difference_in_se).max() < 2


def test_margins_are_the_published_ones(whole):
    policies.check(whole)
    assert len(whole) == portfolio.N_POLICIES == 40_000
    shares = {
        "coverage": {"TPL": 0.5828, "TPL+": 0.2817, "TPL++": 0.1354},
        "sex": {"male": 0.7355},
        "fuel": {"gasoline": 0.6912},
        "use": {"private": 0.9517},
        "fleet": {1: 0.0317},
        "bm": {0: 0.3777, 1: 0.1652, 11: 0.0509},
        "expo": {1.0: 0.7733},
    }
    for column, levels in shares.items():
        found = whole[column].value_counts(normalize=True)
        for level, share in levels.items():
            assert found[level] == pytest.approx(share, abs=2e-4), (column, level)
    assert (whole.ageph.min(), whole.ageph.max(), whole.bm.max()) == (18, 95, 22)
    assert whole.ageph.quantile([0.25, 0.5, 0.75]).tolist() == [35, 46, 58]
    # means and deviations to the digits that were published, rounding of the columns apart
    for column, mean, sd in (
        ("ageph", 47.00, 14.83),
        ("power", 56.0, 19.0),
        ("agec", 7.37, 4.21),
    ):
        assert whole[column].mean() == pytest.approx(mean, abs=0.05)
        assert whole[column].std() == pytest.approx(sd, abs=0.05)
    assert whole.expo.mean() == pytest.approx(0.8897, abs=0.001)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ("ageph", "bm", -0.406),
        ("power", "agec", -0.271),
        ("ageph", "expo", 0.118),
        ("bm", "expo", -0.098),
    ],
)
def test_rank_correlations_are_the_published_ones(whole, one, other, published):
    # 1 / sqrt(40,000) = .005 is the standard error of a rank correlation
    assert whole[one].corr(whole[other], method="spearman") == pytest.approx(published, abs=0.01)


def test_claims_per_year_fall_with_age_as_published(whole):
    edges = [17, 22, 30, 40, 50, 60, 70, 80, 120]
    published = [0.2821, 0.2069, 0.1479, 0.1364, 0.1206, 0.0993, 0.0975, 0.1204]
    by_age = whole.groupby(pd.cut(whole.ageph, edges), observed=True)
    frequency = by_age.nclaims.sum() / by_age.expo.sum()

    # the classes differ in width, so does the mean age within: 10 % is allowed
    assert frequency.to_numpy() == pytest.approx(published, rel=0.10)


def test_claims_are_more_dispersed_than_poisson_and_heavy_tailed(whole):
    # published: variance/mean 1.0902, five claims at most; mean 1307.6, median 527.4, sd 3487
    assert whole.nclaims.var() / whole.nclaims.mean() == pytest.approx(1.09, abs=0.03)
    assert whole.nclaims.max() in (4, 5)
    average = whole.average.dropna()
    assert average.mean() == pytest.approx(1307.6, rel=0.02)
    assert average.median() == pytest.approx(527.4, rel=0.15)
    assert average.std() == pytest.approx(3487, rel=0.15)
    assert np.log(average).std() == pytest.approx(1.463, rel=0.03)
    claimed = whole[whole.nclaims > 0]
    assert np.allclose(claimed.average * claimed.nclaims, claimed.amount)


def test_bonus_malus_tells_more_than_age_does(whole):
    """What a network can learn beyond a model in age: more claims at higher levels."""
    frequency = [
        frame.nclaims.sum() / frame.expo.sum()
        for frame in (whole[whole.bm == 0], whole[whole.bm.between(1, 5)], whole[whole.bm > 5])
    ]
    assert frequency == sorted(frequency)
    assert frequency[2] > 1.5 * frequency[0]


def test_it_is_made_in_under_five_seconds_of_work_and_the_same_each_time(whole):
    begun = time.process_time()
    again = portfolio._make()

    assert time.process_time() - begun < 5
    assert policies.from_records(again).equals(whole)


def test_it_is_kept(cache):
    portfolio.stand_in_records.cache_clear()
    first = portfolio.stand_in_portfolio()
    portfolio.stand_in_records.cache_clear()

    assert [path.name for path in cache.iterdir()] == ["stand-in-portfolio-1.npz"]
    assert portfolio.stand_in_portfolio().equals(first)
