"""What is killed at any moment costs nobody marks: the same command ends as if nothing had been.

The run, the warm template, a zone in which a submission runs, the judge; a worker of a cluster is
killed in `test_cluster.py`. `YOURTURN_KILLS=20 python -m pytest tests/classroom -k kill` is the
documented long run: as many moments of each.
"""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from yourturn.commands import app
from yourturn.zone import ZoneSettings
from yourturn.zone.launch import connect

KILLS = int(os.environ.get("YOURTURN_KILLS", "1"))
COMMAND = (sys.executable, "-c", "from yourturn.commands import app; app()", "grade", "--json")


@pytest.fixture(scope="module", autouse=True)
def own_template(tmp_path_factory):
    """A template for these tests alone, started by this process, so that they may kill it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        connect(ZoneSettings())[0].close()
        yield


@pytest.fixture
def waiting(class_folder, submitted):
    """Three students who wait to be graded."""
    class_folder.hand_in("ada", submitted())
    class_folder.hand_in("bob", submitted(q1="x = 5", q3_essay="So."))
    class_folder.hand_in("cleo", submitted(q1="import mine; x = mine.x"), mine__py=b"x = 4\n")
    return class_folder


@pytest.fixture
def grade(monkeypatch):
    """Grade a class in this process; the exit code and the seconds it took."""

    def run(folder):
        monkeypatch.chdir(folder.folder)
        began = time.monotonic()
        result = CliRunner().invoke(app, ["grade", "--json"], catch_exceptions=False)
        return result.exit_code, time.monotonic() - began

    return run


def in_a_process(folder):
    """Grade a class in a process of its own, so that it may be killed."""
    return subprocess.Popen(
        COMMAND, cwd=folder.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def descendants(module):
    """The processes below this one that run a module, the oldest first; forks come after."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            program, *arguments = process.cmdline() or [""]
            # By its own name: bubblewrap, which starts one, may lie below a `python3.11`.
            if module in arguments and Path(program).name.startswith("python"):
                found.append(process)
        except psutil.Error:
            continue  # it ended while it was looked at
    return sorted(found, key=psutil.Process.create_time)


def template():
    return descendants("yourturn.zone.template")[0]


def judge():
    return descendants("yourturn.judging.server")[0]


def zone():
    """A zone's first process: the fork of a fork of the template."""
    guardians = template().children()
    inner = [child for guardian in guardians for child in guardian.children()]
    return (inner or guardians)[0]


def kill(find):
    """Kill what is there to be killed; say whether there was something."""
    try:
        find().kill()
    except (psutil.Error, IndexError):
        return False
    return True


@pytest.mark.timeout(600 + 300 * KILLS)
def test_a_run_killed_at_a_random_moment_is_gone_on_with(waiting, grade, tmp_path):
    undisturbed = waiting.copy(tmp_path / "undisturbed")
    began = time.monotonic()
    with in_a_process(undisturbed) as process:
        assert process.stderr.read() == b""
    assert process.returncode == 0
    seconds = time.monotonic() - began
    for number in range(KILLS):
        folder = waiting.copy(tmp_path / str(number))
        moment_s = random.Random(f"run {number}").uniform(0, seconds)
        with in_a_process(folder) as process:
            threading.Timer(moment_s, process.kill).start()
        assert folder.half_written(undisturbed) == []
        assert grade(folder)[0] == 0
        assert folder.is_as(undisturbed), f"killed after {moment_s} s"


@pytest.mark.timeout(600 + 300 * KILLS)
def test_a_run_killed_again_and_again_ends_with_the_same_gradebook(waiting, grade, tmp_path):
    """Whatever a kill leaves, the next run goes on from; `YOURTURN_KILLS=10` is ten in a row."""
    undisturbed = waiting.copy(tmp_path / "undisturbed")
    began = time.monotonic()
    with in_a_process(undisturbed) as process:
        assert process.stderr.read() == b""
    seconds = time.monotonic() - began
    moments = random.Random("again and again")
    for _ in range(max(KILLS, 3)):
        with in_a_process(waiting) as process:
            timer = threading.Timer(moments.uniform(0, seconds), process.kill)
            timer.start()
        timer.cancel()
        assert waiting.half_written(undisturbed) == []
    assert grade(waiting)[0] == 0
    assert waiting.is_as(undisturbed)


@pytest.mark.timeout(600 + 300 * KILLS)
@pytest.mark.parametrize("victim", [template, judge, zone])
def test_what_a_run_needs_is_started_again_when_it_is_killed(waiting, grade, tmp_path, victim):
    folders = [waiting.copy(tmp_path / name) for name in ("first", "second")]
    grade(folders[0])  # starts what can be killed
    undisturbed = folders[1]
    seconds = grade(undisturbed)[1]
    moments = random.Random(victim.__name__)
    kills = tries = 0
    while kills < KILLS:
        tries += 1
        assert tries < 4 + 4 * KILLS, f"there is never a {victim.__name__}"
        folder = waiting.copy(tmp_path / str(tries))
        hit, over = [], threading.Event()

        def killer(hit=hit, over=over):
            """Kill at the moment, or as soon as there is something to be killed."""
            while not (over.is_set() or hit):
                hit += [True] if kill(victim) else []

        moment_s = moments.uniform(0, seconds)
        timer = threading.Timer(moment_s, killer)
        timer.start()
        code, _ = grade(folder)
        over.set()
        timer.cancel()
        timer.join()
        kills += hit == [True]
        assert folder.half_written(undisturbed) == []
        assert code == 0 or grade(folder)[0] == 0
        assert folder.is_as(undisturbed), f"killed after {moment_s} s"
