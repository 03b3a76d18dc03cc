import pytest
from scipy.stats import binomtest

from yourturn.report.leaderboard import interval, standings


@pytest.mark.parametrize(("right", "images"), [(0, 20), (7, 20), (20, 20), (9_812, 10_000)])
def test_the_interval_is_the_exact_one(right, images):
    expected = binomtest(right, images).proportion_ci(0.95, "exact")
    assert interval(right, images) == pytest.approx((expected.low, expected.high))


def put(work, student, right, images=2_000, network="model", **more):
    figures = ({}, {"network": network, "right": right, "images": images})
    return work(student, figures=figures, **more)


def test_who_cannot_be_told_apart_shares_a_rank(work, results):
    found = standings(
        results(
            put(work, "ada", 1_900),
            put(work, "bob", 1_960),
            put(work, "cleo", 1_950),
            put(work, "dan", 1_600),
            work("eve"),
        )
    )
    assert [(one.rank, one.student, one.share) for one in found] == [
        (1, "bob", 0.98),
        (1, "cleo", 0.975),
        (3, "ada", 0.95),
        (4, "dan", 0.8),
    ]


def test_the_hand_in_tells_of_its_own_network(work, results, network):
    own = (network(name="first_try"), network(name="model", epochs=3))
    (place,) = standings(results(put(work, "ada", 1_900, networks=own)))
    assert place.network == own[1]
    (place,) = standings(results(put(work, "ada", 1_900)))
    assert place.network is None
