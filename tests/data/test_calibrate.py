import numpy as np
import pytest

from yourturn.data.calibrate import expit, match_linear, systematic


@pytest.mark.parametrize("mean", [np.exp, expit])
def test_match_linear_reaches_the_totals_of_every_column(mean):
    random = np.random.default_rng(1)
    design = np.column_stack([np.ones(500), random.normal(size=500)])
    start = random.normal(-1, 0.5, 500)
    totals = design.T @ mean(-1.5 + 0.3 * design[:, 1])

    fitted = match_linear(design, totals, start, mean)

    assert design.T @ fitted == pytest.approx(totals)
    assert np.ptp(fitted - mean(start)) > 0


def test_match_linear_says_when_no_chances_have_these_totals():
    with pytest.raises(ValueError, match="cannot be reached"):
        match_linear(np.ones((10, 1)), np.array([-3.0]), np.zeros(10), np.exp)


def test_systematic_gives_every_stretch_its_share():
    random = np.random.default_rng(2)
    chance = random.uniform(0, 0.4, 1000)
    order = random.permutation(1000)

    drawn = systematic(chance, order, 0.3)[order]

    excess = np.cumsum(drawn) - np.cumsum(chance[order])
    assert np.abs(excess).max() < 1
    assert 0 < drawn.sum() < 400
