"""Every limit of a run, reached."""

import dataclasses
import io
import os
import time

import numpy as np
import pytest

from yourturn.zone import Argument, Call, Ending, Level, Limits, processes

IMPORT = "from yourturn import hand_in; hand_in(a=1)"
SMALL = Limits(
    wall_s=60, cell_s=30, call_s=3, memory_mib=1000, processes=96, disk_mib=48, hand_in_mib=24
)


@pytest.fixture
def limited(run, walled):
    """Execute cells at each level of confinement, with these limits changed."""

    def go(*sources, calls=(), **changed):
        limits = dataclasses.replace(SMALL, **changed)
        return run(*sources, limits=limits, settings=walled, calls=calls)

    return go


def test_wall_time_ends_everything_and_keeps_what_was_handed_in(limited):
    executed = limited(IMPORT, "while True: pass", wall_s=2)
    assert executed.ending is Ending.WALL_TIME
    assert executed.message == "The run took longer than 2 s and was stopped."
    assert list(executed.hand_in) == ["a/answer.json"]


def test_a_cell_ends_in_time_and_the_next_one_runs(limited, outputs):
    executed = limited(IMPORT, "while True: pass", "print('on')", cell_s=1)
    assert executed.ending is Ending.FINISHED
    assert outputs(executed)[1:] == [
        "TimeoutError: this cell reached its limit of 1 s and was interrupted",
        "on\n",
    ]


def test_a_cell_that_takes_too_long_is_interrupted_or_killed(limited, outputs):
    stubborn = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    executed = limited("while True: pass", IMPORT, stubborn, "hand_in(b=1)", cell_s=1.5)
    shown = outputs(executed)
    limit = "TimeoutError: this cell reached its limit of 1.5 s and"
    assert shown[0] == f"{limit} was interrupted"
    assert shown[2] == f"{limit} could not be interrupted"
    assert sorted(executed.hand_in) == ["a/answer.json", "b/answer.json"]


def test_a_call_ends_in_time(limited):
    endless = "def f():\n    while True: pass\nhand_in(f=f)"
    call = Call("0" * 32, "f")
    executed = limited(IMPORT + "\n" + endless, calls=(call,), call_s=1)
    assert executed.calls[call.id].status == "timed out"


def test_one_process_cannot_use_more_memory(limited, outputs):
    executed = limited(IMPORT, "hoard = [bytearray(1 << 24) for _ in range(100)]", "print('on')")
    assert executed.ending is Ending.FINISHED
    assert outputs(executed)[1:] == ["MemoryError: ", "on\n"]


MANY = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        hoard = bytearray(os.urandom(1 << 20)) * 300
        time.sleep(60)
time.sleep(60)
"""
SHARED = """
import mmap
hoard = mmap.mmap(-1, 1600 << 20)
for at in range(0, len(hoard), 4096): hoard[at] = 1
"""


@pytest.mark.parametrize("hoard", [MANY, SHARED], ids=["processes", "shared mapping"])
def test_all_processes_together_cannot_use_more_memory(limited, hoard):
    executed = limited(IMPORT, hoard)
    assert executed.ending is Ending.MEMORY
    assert executed.message == "The run used more than 1000 MiB and was stopped."
    assert list(executed.hand_in) == ["a/answer.json"]


PROCESSES = """
import os, time
for _ in range(100):
    if os.fork() == 0:
        time.sleep(60)
"""
THREADS = """
import threading, time
for _ in range(100):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""


@pytest.mark.parametrize(
    ("bomb", "error"),
    [(PROCESSES, "BlockingIOError"), (THREADS, "RuntimeError: can't start new thread")],
    ids=["processes", "threads"],
)
def test_processes_and_threads_are_counted(limited, outputs, bomb, error):
    executed = limited(IMPORT, bomb, "hand_in(b=2)", processes=48)
    assert executed.ending is Ending.FINISHED
    assert outputs(executed)[1].startswith(error)
    assert sorted(executed.hand_in) == ["a/answer.json", "b/answer.json"]


def test_a_bomb_of_processes_ends_with_the_submission(limited):
    executed = limited(IMPORT, "import os\nwhile True: os.fork()", processes=48, wall_s=3)
    assert executed.ending in (Ending.WALL_TIME, Ending.MEMORY)
    assert list(executed.hand_in) == ["a/answer.json"]


def test_many_processes_leave_others_their_share_of_the_processors(limited, outputs):
    niceness = "import os, time\ntime.sleep(1)\nprint(os.nice(0))"
    many = (
        "for _ in range(40):\n    if os.fork() == 0:\n        time.sleep(60)\n"
        "while os.nice(0) < 10: time.sleep(0.01)\nos.kill(os.getpid(), 9)"
    )
    executed = limited(niceness, many, niceness)
    shown = outputs(executed)
    assert executed.ending is Ending.DEAD_KERNEL
    assert (shown[0], shown[2]) == ("0\n", "0\n")
    assert shown[1].startswith("DeadKernel")  # and not that it reached a limit


def test_the_wall_time_ends_looking_into_a_bomb_of_processes():
    sizes = {os.getpid(): 1}
    assert processes.proportional_bytes(sizes, {}) > 0
    assert processes.proportional_bytes(sizes, {}, until=time.monotonic()) == 0


@pytest.mark.parametrize("place", ["here", "/tmp/there", "/dev/shm/there"])
def test_the_disk_is_bounded(limited, outputs, place):
    fill = f"with open({place!r}, 'wb') as f:\n    while True: f.write(bytes(1 << 20))"
    executed = limited(IMPORT, fill, "hand_in(b=2)")
    if executed.ending is Ending.FINISHED:
        refusals = ("No space left", "File too large", "Permission denied")
        assert any(refusal in outputs(executed)[1] for refusal in refusals)
        assert sorted(executed.hand_in) == ["a/answer.json", "b/answer.json"]
    else:
        assert (executed.ending, executed.level) == (Ending.DISK, Level.LANDLOCK)
        assert list(executed.hand_in) == ["a/answer.json"]


def test_a_million_files_are_not_made(limited, outputs):
    executed = limited(IMPORT, "for i in range(1_000_000): open(f'f{i}', 'w').close()", files=200)
    assert executed.ending is Ending.DISK or "No space left" in outputs(executed)[1]
    assert list(executed.hand_in) == ["a/answer.json"]


def test_outputs_are_cut_and_said_so_once(limited, outputs):
    much = "for i in range(300): print('x' * 10_000, flush=True)"
    executed = limited(IMPORT, much, "print('on')", output_mib=0.1)
    shown = outputs(executed)
    assert executed.ending is Ending.OUTPUT
    assert executed.message == "Outputs beyond 0.1 MB were cut."
    assert len(shown[1]) < 110_000
    assert shown[1].endswith("[The outputs from here on were cut: there were too many.]\n")
    assert shown[2] == ""


def test_a_hand_in_beyond_its_limit_is_left_out_and_the_others_are_not(limited):
    forged = (
        "import os, pathlib\nfolder = pathlib.Path(os.environ['YOURTURN_HAND_IN'])\n"
        "(folder / 'huge').mkdir()\n"
        "(folder / 'huge' / 'value.npy').write_bytes(bytes(20 << 20))\n"
    )
    executed = limited(IMPORT, forged, "hand_in(z=1)", hand_in_mib=16)
    assert sorted(executed.hand_in) == ["a/answer.json", "z/answer.json"]
    assert sum(map(len, executed.hand_in.values())) < 1 << 20


def test_only_plain_files_are_handed_in(limited):
    plant = (
        "import os, pathlib\nfolder = pathlib.Path(os.environ['YOURTURN_HAND_IN'])\n"
        "os.symlink('/etc/ld.so.cache', folder / 'link')\n"
        "os.mkfifo(folder / 'pipe')\n"
        "os.link(folder / 'a' / 'answer.json', folder / 'twin')\n"
        "os.symlink('/usr', folder / 'usr')\n"
        "(folder / b'\\xff'.decode(errors='surrogateescape')).write_text('')\n"
        "(folder / 'plain').write_text('')"
    )
    executed = limited(IMPORT, "from yourturn import hand_in; hand_in(b=1)", plant)
    assert sorted(executed.hand_in) == ["b/answer.json", "plain"]


def test_a_link_in_place_of_the_folder_is_not_followed(limited):
    replace = (
        "import os, shutil\nfolder = os.environ['YOURTURN_HAND_IN']\n"
        "shutil.rmtree(folder, ignore_errors=True)\nos.symlink('/usr/lib', folder)"
    )
    executed = limited(IMPORT, "from yourturn import hand_in; hand_in(b=1)", replace)
    assert executed.hand_in == {}


def test_arguments_of_calls_are_not_counted_as_disk(limited):
    buffer = io.BytesIO()
    np.save(buffer, np.ones(2_000_000))
    call = Call("1" * 32, "f", (Argument("array", buffer.getvalue()),))
    executed = limited(IMPORT, "f = lambda x: x.sum()", "hand_in(f=f)", calls=(call,))
    assert executed.calls[call.id].status == "returned"
