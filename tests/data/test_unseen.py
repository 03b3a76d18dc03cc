import numpy as np
import pytest

from yourturn.data import unseen
from yourturn.errors import MachineError


@pytest.fixture
def named(data_folder, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", str(data_folder))
    return data_folder


def test_the_last_ten_thousand_training_images_are_unseen(named):
    digits = unseen.mnist()

    assert digits.source == "mnist"
    assert [len(part[0]) for part in (digits.train, digits.test, digits.unseen)] == [
        50_000,
        10_000,
        10_000,
    ]
    marks = np.arange(60_000) % 251
    assert (digits.train[0][:, 0, 0] == marks[:50_000]).all()
    assert (digits.unseen[0][:, 0, 0] == marks[50_000:]).all()
    assert (digits.unseen[1] == np.arange(50_000, 60_000) % 10).all()


def test_a_fifth_of_the_policies_is_unseen_and_no_policy_is_in_both(named, small_mtpl):
    portfolio = unseen.mtpl()

    assert (len(portfolio.course), len(portfolio.unseen), portfolio.source) == (32, 8, "mtpl")
    assert sorted([*portfolio.course.id, *portfolio.unseen.id]) == list(small_mtpl.id)
    assert portfolio.course.index.tolist() == list(range(32))
    assert portfolio.unseen.id.tolist() not in (list(range(1, 9)), list(range(33, 41)))


def test_the_same_policies_are_withheld_every_time(named):
    before = set(unseen.mtpl().unseen.id)
    unseen.mtpl.cache_clear()

    assert set(unseen.mtpl().unseen.id) == before


def test_the_digest_is_a_key_of_both_data_sets(named):
    before = unseen.data_source()
    unseen.sources.forget()
    (named / "mtpl.csv.gz").write_bytes((named / "mtpl.csv.gz").read_bytes() + b"\0")
    after = unseen.data_source()

    assert before["mnist"] == after["mnist"]
    assert before["mtpl"]["source"] == "mtpl"
    assert before["digest"] != after["digest"]


@pytest.mark.parametrize(
    ("read", "name"), [(unseen.mnist, "mnist.npz"), (unseen.mtpl, "mtpl.csv.gz")]
)
def test_a_damaged_file_in_the_named_folder_is_the_machines_error(named, read, name):
    (named / name).write_bytes(b"damaged")

    with pytest.raises(MachineError, match=name):
        read()


def test_the_real_split_is_representative(published_data, monkeypatch):
    """The withheld fifth has the portfolio's claim frequency up to twice its standard error."""
    monkeypatch.setenv("YOURTURN_DATA", str(published_data))
    portfolio = unseen.mtpl()

    assert (len(portfolio.course), len(portfolio.unseen)) == (130_570, 32_642)
    frequency = [
        frame.nclaims.sum() / frame.expo.sum() for frame in (portfolio.course, portfolio.unseen)
    ]
    assert abs(np.log(frequency[1] / frequency[0])) < 2 / np.sqrt(portfolio.unseen.nclaims.sum())
