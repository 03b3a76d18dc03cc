import multiprocessing
import os

import numpy as np
import pytest

from yourturn.data import keep


def _numbers():
    return {"n": np.arange(5)}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "yourturn"


def test_what_was_made_once_is_read_the_second_time(cache):
    keep.kept("numbers", _numbers)

    again = keep.kept("numbers", lambda: pytest.fail("made twice"))

    assert again["n"].tolist() == [0, 1, 2, 3, 4]
    assert [path.name for path in cache.iterdir()] == ["numbers.npz"]


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b[:-40], lambda b: b"\0" * len(b)])
def test_a_damaged_file_is_made_again(cache, damage):
    keep.kept("numbers", _numbers)
    path = cache / "numbers.npz"
    path.write_bytes(damage(path.read_bytes()))

    assert keep.kept("numbers", _numbers)["n"].tolist() == [0, 1, 2, 3, 4]
    with np.load(path) as stored:
        assert stored["n"].tolist() == [0, 1, 2, 3, 4]


def test_one_changed_byte_is_noticed(cache):
    keep.kept("numbers", _numbers)
    path = cache / "numbers.npz"
    content = bytearray(path.read_bytes())
    content[content.index(np.arange(5).tobytes())] ^= 1
    path.write_bytes(content)

    assert keep.kept("numbers", _numbers)["n"].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("home", ["/proc/no-such-home", "/dev/null"])
def test_without_a_writable_home_everything_is_made_in_memory(home, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", home)

    assert keep.cache_folder() is None
    assert keep.kept("numbers", _numbers)["n"].tolist() == [0, 1, 2, 3, 4]
    assert keep.process_folder().is_dir()


def test_a_full_disk_costs_nobody_their_data(cache, monkeypatch):
    cache.mkdir(parents=True)
    (cache / "numbers.npz").mkdir()  # cannot be replaced by a file

    assert keep.kept("numbers", _numbers)["n"].tolist() == [0, 1, 2, 3, 4]
    assert [path.name for path in cache.iterdir()] == ["numbers.npz"]


def _keep_at_the_barrier(barrier, results):
    barrier.wait()
    made = keep.kept("big", lambda: {"n": np.full(200_000, os.getpid())})
    results.put(int(made["n"].sum()) > 0 and len(made["n"]) == 200_000)


def test_two_processes_may_keep_the_same_name_at_once(cache):
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=_keep_at_the_barrier, args=(barrier, results)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()

    assert [results.get(timeout=60) for _ in workers] == [True, True]
    for worker in workers:
        worker.join()
    assert [path.name for path in cache.iterdir()] == ["big.npz"]
