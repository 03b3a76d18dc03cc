"""The warm template: when it starts, ends and starts again, and where it runs."""

import contextlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from yourturn.errors import MachineError
from yourturn.zone import Ending, Execution, Level, Limits, ZoneSettings, bubblewrap, execute

MACHINE = Path(__file__).parents[1] / "machine.py"
PLAIN = ZoneSettings()


def test_one_template_serves_all_who_ask_at_once(run, template):
    with ThreadPoolExecutor(4) as pool:
        endings = [one.ending for one in pool.map(run, ["1"] * 4)]
    assert endings == [Ending.FINISHED] * 4
    first = template(PLAIN)
    run("1")
    assert template(PLAIN) == first
    assert len(psutil.Process(first.pid).threads()) == 1


def test_a_template_killed_under_a_request_costs_only_time(run, template, outputs):
    run("1")
    first = template(PLAIN)
    psutil.wait_procs(first.children())  # the first run's, which may still be ending
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, "import time; time.sleep(1)", "print('done')")
        while not first.children():
            assert not running.done()
        # What has stopped forks no more, so that in the end none is left out. A signal does not
        # stop a process in the middle of a fork.
        stopped = []
        while more := {first, *first.children(recursive=True)} - {*stopped}:
            for process in more:
                process.suspend()
                while process.status() not in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE):
                    time.sleep(0.001)
            stopped += more
        for process in stopped:
            with contextlib.suppress(psutil.NoSuchProcess):  # it died with the one before it
                process.kill()
        assert outputs(running.result())[1] == "done\n"
    assert template(PLAIN) != first


@pytest.mark.parametrize("said", [0, 1], ids=["at once", "after its first words"])
def test_a_template_killed_while_it_starts_is_no_refusal(
    run, template, tmp_path, monkeypatch, said
):
    run("1")
    other = template(PLAIN)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, "1")
        while (starting := template(PLAIN)) == other:
            assert not running.done()
        log = Path(f"/proc/{starting.pid}/fd/1")
        while log.stat().st_size < said:
            assert not running.done()
        starting.kill()
        assert running.result().level is Level.BUBBLEWRAP
    above = [process.cmdline()[0] for process in template(PLAIN).parents()]
    assert bubblewrap.programs()[0] in above  # and no other one, or no namespaces, for good


def test_a_template_ends_when_nobody_asks(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    before = set(psutil.Process().children(recursive=True))
    executed = execute(Execution(notebook("1")), settings=ZoneSettings(idle_s=0.1))
    assert executed.ending is Ending.FINISHED
    started = set(psutil.Process().children(recursive=True)) - before
    _, alive = psutil.wait_procs(started, timeout=30)
    assert alive == []


def test_fresh_starts_a_process_for_each_submission(run, own_template):
    before = sorted(path.name for path in own_template.iterdir())
    children = set(psutil.Process().children(recursive=True))
    executed = run("x = 1", settings=ZoneSettings(fresh=True))
    assert executed.ending is Ending.FINISHED
    started = set(psutil.Process().children(recursive=True)) - children
    assert psutil.wait_procs(started, timeout=30)[1] == []
    assert sorted(path.name for path in own_template.iterdir()) == before


def test_a_runtime_folder_that_others_may_enter_is_refused(run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "yourturn").mkdir(mode=0o755)
    with pytest.raises(MachineError, match="nobody else may enter"):
        run("1")


def test_without_any_confinement_nothing_is_run(course):
    graded = poorer(course, "--without", "namespaces", "--without", "landlock")
    assert graded.returncode == 1
    assert "offers no confinement" in graded.stderr
    assert "yourturn doctor" in graded.stderr


def test_an_instructor_may_accept_that_and_is_told_each_time(course):
    (course / "nbgrader_config.py").write_text("get_config().Confinement.required = False\n")
    graded = poorer(course, "--without", "namespaces", "--without", "landlock")
    assert graded.returncode == 0, graded.stderr
    assert "6 of 6 points" in graded.stdout
    assert "not confined" in graded.stdout


def poorer(course, *shortcomings):
    """Grade the smallest assignment's solution on a poorer machine."""
    command = (
        Path(sys.executable).with_name("yourturn"),
        "grade",
        "source/smallest/smallest.ipynb",
    )
    return subprocess.run(
        [sys.executable, MACHINE, *shortcomings, "--", *command],
        cwd=course,
        env={**os.environ, "XDG_RUNTIME_DIR": str(course)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.getuid() != 0, reason="these tests already run as an ordinary user")
def test_an_ordinary_user_has_the_same_walls_at_both_levels():
    walls = Path(__file__).with_name("test_walls.py")
    done = subprocess.run(
        [
            *(sys.executable, MACHINE, "--ordinary-user", "--"),
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", walls),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " skipped" not in done.stdout


def test_what_a_zone_took_is_counted(run, outputs, template, walled):
    """The processor time of a process is lost when it is not waited for to its last thread."""

    def taken_s():
        times = server.cpu_times()
        return times.children_user + times.children_system

    computes = "tf.random.normal((300, 300)) @ tf.random.normal((300, 300))"  # starts threads
    burns = "\nwhile time.process_time() < began + 1: pass"
    run("1", settings=walled)
    server = template(walled)
    psutil.wait_procs(server.children())
    before = taken_s()
    code = f"import time, tensorflow as tf\n{computes}\nbegan = time.process_time(){burns}"
    # On a busy machine a second of the processor's takes many of the clock's.
    assert outputs(run(code, settings=walled, limits=Limits(cell_s=60))) == [""]
    psutil.wait_procs(server.children())
    deadline = time.monotonic() + 10  # the template collects what has ended twice a second
    while taken_s() < before + 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert taken_s() >= before + 1
