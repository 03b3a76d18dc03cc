import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from yourturn.classroom.entries import CALLS, EXECUTION, JUDGEMENT, PREDICTIONS
from yourturn.errors import MachineError

KEY, OTHER = "ab" * 32, "cd" * 32

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from yourturn.classroom.entries import CALLS, PREDICTIONS
from yourturn.classroom.store import Store
store, size = Store(Path(sys.argv[1])), int(sys.argv[2])
for number in range(10**6):
    store.put(CALLS, f"{number % 3:064d}", f"{number}" * size)
    print(number, flush=True)
"""


def test_every_kind_comes_back_as_it_was(store, executed, verdicts):
    predictions = {"first": b"1", "second": b""}
    for kind, value in (
        (EXECUTION, executed),
        (PREDICTIONS, predictions),
        (JUDGEMENT, verdicts),
        (CALLS, "abc"),
    ):
        assert store.get(kind, KEY) is None
        store.put(kind, KEY, value)
        assert store.get(kind, KEY) == value
    assert [(size.kind, size.entries) for size in store.sizes()] == [
        ("executions", 1),
        ("predictions", 1),
        ("judgements", 1),
        ("calls", 1),
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:50] + bytes([data[50] ^ 1]) + data[51:],
    ],
    ids=["empty", "torn early", "torn late", "longer", "a flipped bit"],
)
def test_a_damaged_entry_is_dropped(store, executed, damage):
    store.put(EXECUTION, KEY, executed)
    (path,) = (store.folder / "executions").glob("*/*")
    path.write_bytes(damage(path.read_bytes()))
    assert store.get(EXECUTION, KEY) is None
    assert not path.exists()
    store.put(EXECUTION, KEY, executed)
    assert store.get(EXECUTION, KEY) == executed


def test_an_entry_of_another_kind_is_dropped(store, executed):
    store.put(EXECUTION, KEY, executed)
    (path,) = (store.folder / "executions").glob("*/*")
    foreign = store.folder / "judgements" / KEY[:2] / KEY
    foreign.parent.mkdir(parents=True)
    path.rename(foreign)
    assert store.get(JUDGEMENT, KEY) is None
    assert not foreign.exists()


def test_many_write_and_read_the_same_entry_at_once(store):
    values = [f"{number}" * 100_000 for number in range(8)]
    start = threading.Barrier(8)

    def hammer(value):
        start.wait()
        for _ in range(20):
            store.put(CALLS, KEY, value)
            if store.get(CALLS, KEY) not in values:
                return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(hammer, values))
    assert [path.name for path in store.folder.glob("*/*/*")] == [KEY]


def test_a_writer_killed_at_any_moment_leaves_whole_entries(store, tmp_path):
    for written in range(3, 11):  # how far it got before it was killed
        command = [sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path), "200000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            for _ in range(written):
                process.stdout.readline()
            process.kill()
    for number in range(3):
        value = store.get(CALLS, f"{number:064d}")
        assert value is not None
        assert value == value[: len(value) // 200_000] * 200_000


def test_pruning_takes_what_was_used_least_recently(store, executed):
    for age, key in enumerate((KEY, OTHER, "ef" * 32)):
        store.put(EXECUTION, key, executed)
        (path,) = (store.folder / "executions").glob(f"*/{key}")
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    size = path.stat().st_size
    assert store.get(EXECUTION, "ef" * 32) == executed  # asked for: now it is the newest
    assert store.prune(2 * size) == size
    assert store.get(EXECUTION, OTHER) is None
    assert store.get(EXECUTION, KEY) == executed
    assert store.prune(0) == 2 * size
    assert sum(kind.bytes for kind in store.sizes()) == 0


def test_pruning_removes_the_scraps_of_killed_writers_but_not_those_in_use(store, executed):
    store.put(EXECUTION, KEY, executed)
    (path,) = (store.folder / "executions").glob("*/*")
    old, new = path.with_name(".new-old"), path.with_name(".new-new")
    old.write_bytes(b"12345")
    new.write_bytes(b"12345")
    os.utime(old, (1_000_000, 1_000_000))
    assert store.prune(1 << 30) == 5
    assert (old.exists(), new.exists(), path.exists()) == (False, True, True)


def test_a_disk_that_takes_nothing_is_the_machines_fault(store, executed):
    store.folder.parent.write_text("a file where the folder should be")
    with pytest.raises(MachineError, match="cannot be written"):
        store.put(EXECUTION, KEY, executed)
