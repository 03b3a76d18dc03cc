import time

import numpy as np
import pytest
from sklearn.datasets import load_digits

from yourturn.data import digits
from yourturn.data.images import check_labelled


@pytest.fixture(scope="module")
def made():
    begun = time.process_time()
    arrays = digits._make()
    return arrays, time.process_time() - begun


def test_they_are_enough_and_of_mnists_form(made):
    arrays, _ = made
    for part, least, most in (
        ("train", 6_000, 8_500),
        ("test", 2_000, 2_400),
        ("unseen", 2_000, 2_400),
    ):
        pair = arrays[f"{part}_images"], arrays[f"{part}_labels"]
        check_labelled(pair, part)
        assert least <= len(pair[1]) <= most
        assert np.bincount(pair[1]).min() > len(pair[1]) / 20  # 8 is rare: it is hard
        assert pair[0].max() == 255
        assert (pair[0] == 0).mean() > 0.5  # mostly paper


def test_no_original_is_in_two_parts_and_each_is_in_one():
    bunch = load_digits()
    parts = digits._parts(bunch.images / 16, bunch.target)

    together = np.concatenate([parts[part] for part in digits.PARTS])
    assert sorted(together) == list(range(1_797))


def test_test_and_unseen_are_about_as_hard():
    """The rule that finds a leak compares the two, so they must not differ by themselves."""
    bunch = load_digits()
    difficulty = digits._difficulty(bunch.images / 16, bunch.target)
    parts = digits._parts(bunch.images / 16, bunch.target)

    test, unseen = (difficulty[parts[part]] for part in ("test", "unseen"))
    assert np.quantile(test, [0.5, 0.9, 1]) == pytest.approx(
        np.quantile(unseen, [0.5, 0.9, 1]), abs=0.02
    )


def test_they_are_made_in_under_five_seconds_of_work(made):
    assert made[1] < 5


def test_they_are_kept(cache, made):
    digits.stand_in_digits.cache_clear()
    first = digits.stand_in_digits()
    digits.stand_in_digits.cache_clear()
    again = digits.stand_in_digits()

    assert len(list(cache.glob("stand-in-digits-*.npz"))) == 1
    for part in digits.PARTS:
        assert np.array_equal(first[part][0], made[0][f"{part}_images"])
        assert np.array_equal(first[part][0], again[part][0])
        assert np.array_equal(first[part][1], again[part][1])
