import hashlib
import re

import pytest

from yourturn.data import published, sources
from yourturn.errors import MachineError

ORIGINS = [sources.mnist_origin, sources.mtpl_origin]


def test_a_named_folder_comes_first(data_folder, offline, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", str(data_folder))

    digits, portfolio = sources.mnist_origin(), sources.mtpl_origin()

    assert (digits.source, digits.path) == ("mnist", data_folder / "mnist.npz")
    assert (portfolio.source, portfolio.path) == ("mtpl", data_folder / "mtpl.csv.gz")
    assert digits.sentence == (
        "Data: MNIST (50,000 training and 10,000 test images) "
        "from the folder named by YOURTURN_DATA."
    )


def test_a_named_folder_may_hold_the_course_file(tmp_path, as_course_file, monkeypatch):
    (tmp_path / "PC_data.txt").write_bytes(as_course_file)
    monkeypatch.setenv("YOURTURN_DATA", str(tmp_path))

    assert sources.mtpl_origin().path == tmp_path / "PC_data.txt"


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_named_folder_without_the_data_is_an_error(origin, tmp_path, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", str(tmp_path))

    with pytest.raises(MachineError, match=r"holds no (mnist\.npz|mtpl\.csv\.gz or PC_data\.txt);"):
        origin()


@pytest.mark.parametrize("origin", ORIGINS)
def test_without_network_the_stand_in_is_used_and_says_why(origin, offline):
    found = origin()

    assert (found.source, found.path) == ("stand-in", None)
    assert re.search(
        r"stand-in .*, because 127\.0\.0\.1:9 cannot be reached: "
        r"(accuracies|coefficients and losses) differ from the course's\.$",
        found.sentence,
    )


def test_the_stand_ins_may_be_asked_for(monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", "stand-in")
    for dataset in ("mnist", "mtpl"):  # a network that is asked fails the test
        monkeypatch.setitem(sources.PUBLISHED, dataset, None)

    assert {origin().source for origin in ORIGINS} == {"stand-in"}
    assert sources.mtpl_origin().sentence.endswith(
        "because YOURTURN_DATA says so: coefficients and losses differ from the course's."
    )


def test_what_the_publisher_sent_is_used(small_mnist, cache, monkeypatch):
    content = small_mnist.read_bytes()
    (cache).mkdir()
    (cache / "mnist.npz").write_bytes(content)
    known = published.Published(
        "http://127.0.0.1:9/mnist.npz", "mnist.npz", "sha256", hashlib.sha256(content).hexdigest()
    )
    monkeypatch.setitem(sources.PUBLISHED, "mnist", known)

    found = sources.mnist_origin()

    assert (found.source, found.path) == ("mnist", cache / "mnist.npz")
    assert found.sentence.endswith("10,000 test images) from 127.0.0.1:9.")


def test_the_digest_changes_with_the_data(data_folder, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", str(data_folder))
    before = sources.mtpl_origin().sha256
    sources.forget()
    (data_folder / "mtpl.csv.gz").write_bytes((data_folder / "mtpl.csv.gz").read_bytes() + b"\0")

    assert sources.mtpl_origin().sha256 != before


def test_the_published_addresses_and_digests_are_the_publishers():
    assert sources.PUBLISHED["mnist"].url.endswith("/tf-keras-datasets/mnist.npz")
    assert len(sources.PUBLISHED["mnist"].digest) == 64
    assert sources.PUBLISHED["mtpl"].url.endswith("/data/PC_data.txt")
    assert len(sources.PUBLISHED["mtpl"].digest) == 40
