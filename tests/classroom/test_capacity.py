import os
import threading

import pytest

from yourturn.classroom import capacity
from yourturn.classroom.capacity import Room, available_mib, processors
from yourturn.classroom.local import Local
from yourturn.zone import Limits


@pytest.fixture
def cgroup(tmp_path, monkeypatch):
    """A container's control group with these files."""

    def write(**files):
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        monkeypatch.setattr(capacity, "CGROUP", tmp_path)

    return write


def test_processors_and_memory_are_those_of_the_machine_or_the_container(cgroup):
    cgroup(cpu__max="max 100000\n", memory__max="max\n", memory__current="1\n")
    mine, free = processors(), available_mib()
    assert mine == len(os.sched_getaffinity(0))
    assert free > 0
    cgroup(cpu__max="100000 100000\n", memory__max=f"{64 << 20}\n", memory__current=f"{14 << 20}\n")
    assert processors() == 1
    assert available_mib() == 50


@pytest.mark.parametrize(
    ("seen", "workers"),
    [((), 2), ((600.0,), 11), ((600.0, 1600.0), 4), ((10.0,), 16), ((90_000.0,), 2)],
)
def test_as_many_workers_as_memory_holds_by_what_was_seen(seen, workers):
    room = Room(Limits(memory_mib=4096), processors=16, memory_mib=10_000)
    for peak in seen:
        room.saw(peak)
    assert room.workers() == workers


def test_threads_share_the_processors_and_one_worker_always_fits():
    assert Room(Limits(threads=4), 8, 1_000_000).workers() == 2
    assert Room(Limits(), 8, 100).workers() == 1


def test_an_instructor_has_the_last_word_and_one_more_may_be_judged():
    workers = Local(Limits(), 2)
    assert workers.room() == 3
    executing, most = threading.Semaphore(0), threading.Semaphore(0)

    def work(turn):
        with turn:
            executing.release()
            assert most.acquire(timeout=60)

    futures = [workers.executor.submit(work) for _ in range(3)]
    assert all(executing.acquire(timeout=60) for _ in range(2))
    assert not executing.acquire(timeout=0.2)
    most.release()  # one is executed, and judged from here on
    assert executing.acquire(timeout=60)
    most.release(2)
    assert [future.result() for future in futures] == [None] * 3
