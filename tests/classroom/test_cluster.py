"""A real Dask scheduler with real worker processes on this machine."""

import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from distributed import Client
from typer.testing import CliRunner

from yourturn.classroom.cluster import Cluster
from yourturn.commands import app
from yourturn.errors import MachineError
from yourturn.zone import ZoneSettings

KILLS = int(os.environ.get("YOURTURN_KILLS", "1"))  # as in test_kills.py

# A container of the strictest kind: no namespaces, no mounts, no Landlock.
UNCONFINABLE = """
import os, sys
from pyseccomp import ALLOW, ERRNO, SyscallFilter
rules = SyscallFilter(ALLOW)
for call in ("unshare", "mount", "landlock_create_ruleset"):
    rules.add_rule(ERRNO(1), call)
rules.load()
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class Dask:
    """A scheduler, and workers that are started as an administrator would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.file = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                    "--scheduler-file", str(self.file))  # fmt: skip
        while not (self.file.exists() and self.file.read_text().endswith("}")):
            assert self.processes[0].poll() is None
        self.address = json.loads(self.file.read_text())["address"]

    def worker(
        self, *arguments: str, before: tuple[str, ...] = (), **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start a worker with one thread."""
        return self._start("worker", "--scheduler-file", str(self.file), "--nthreads", "1",
                           "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", *arguments,
                           before=before, **environment)  # fmt: skip

    def dying_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker that dies by the first piece of work that it is given."""
        trap = self.folder / "trap"
        trap.mkdir()
        (trap / "sitecustomize.py").write_text(DIES)
        return self.worker(PYTHONPATH=str(trap))

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers have joined."""
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def _start(
        self, role: str, *arguments: str, before: tuple[str, ...] = (), **environment: str
    ) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{role}{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, *before, "-m", "dask", role, *arguments],
            cwd=self.folder,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment},
        )
        log.close()
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path_factory):
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.end()


@pytest.fixture
def grade(class_folder, monkeypatch):
    """Run `yourturn grade` in the class's folder, or in a copy of it."""

    def run(*arguments, folder=class_folder):
        monkeypatch.chdir(folder.folder)
        strings = ["grade", "--json", *(str(argument) for argument in arguments)]
        return CliRunner().invoke(app, strings, catch_exceptions=False)

    return run


def students(result):
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["student"]: line["score"] for line in lines if line["event"] == "graded"}


def test_a_cluster_grades_as_this_machine_does_and_survives_a_dead_worker(
    dask, class_folder, grade, submitted, tmp_path
):
    for number in range(4):
        class_folder.hand_in(f"s{number}", submitted(q1=f"x = {number}\nimport mine"), mine__py=b"")
    here = class_folder.copy(tmp_path / "here")
    dask.worker()
    dying = dask.dying_worker()
    dask.wait_for(2)
    result = grade("--scheduler", dask.address)
    assert (result.exit_code, result.stderr) == (0, "")
    assert students(result) == {"s0": 2, "s1": 5, "s2": 2, "s3": 6}
    assert dying.wait(timeout=60) == 9
    grade(folder=here)
    assert class_folder.rows() == here.rows()
    assert class_folder.autograded() == here.autograded()


# As by a power cut, when the first piece of work asks for the graders' plan.
DIES = """
import os, sys, threading
def watch():
    while True:
        engine = sys.modules.get("yourturn.engine")
        if hasattr(engine, "_judges") and engine._judges.cache_info().currsize:
            os._exit(9)
        threading.Event().wait(0.01)
threading.Thread(target=watch, daemon=True).start()
"""


@pytest.mark.timeout(600 + 300 * KILLS)
def test_a_worker_killed_at_a_random_moment_costs_nobody_marks(
    dask, class_folder, grade, submitted, tmp_path
):
    for number in range(3):
        class_folder.hand_in(f"s{number}", submitted(q1=f"x = {number}"))
    undisturbed = class_folder.copy(tmp_path / "undisturbed")
    workers = [dask.worker(), dask.worker()]
    dask.wait_for(2)
    began = time.monotonic()
    assert grade("--scheduler", dask.address, folder=undisturbed).exit_code == 0
    seconds = time.monotonic() - began
    for number in range(KILLS):
        folder = class_folder.copy(tmp_path / str(number))
        moment_s = random.Random(f"worker {number}").uniform(0, seconds)
        killer = threading.Timer(moment_s, workers.pop(0).kill)
        killer.start()
        code = grade("--scheduler", dask.address, folder=folder).exit_code
        killer.join()
        assert folder.half_written(undisturbed) == []
        assert code == 0 or grade("--scheduler", dask.address, folder=folder).exit_code == 0
        assert folder.is_as(undisturbed), f"killed after {moment_s} s"
        workers.append(dask.worker())
        dask.wait_for(2)


def test_when_all_workers_are_gone_the_next_one_goes_on(dask, class_folder, grade, submitted):
    class_folder.hand_in("ada", submitted())
    class_folder.hand_in("bob", submitted(q1="x = 5"))
    dying = dask.dying_worker()
    dask.wait_for(1)
    threading.Thread(target=lambda: (dying.wait(), dask.worker()), daemon=True).start()
    result = grade("--scheduler", dask.address)
    assert (result.exit_code, result.stderr) == (0, "")
    assert students(result) == {"ada": 6, "bob": 5}
    assert dying.returncode == 9


def test_unfit_workers_are_refused_and_the_others_do_the_work(dask, class_folder, grade, submitted):
    class_folder.hand_in("ada", submitted())
    other = dask.folder / "other"
    (other / "yourturn-0.0.9.dist-info").mkdir(parents=True)
    (other / "yourturn-0.0.9.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: yourturn\nVersion: 0.0.9\n"
    )
    runtime = dask.folder / "runtime"
    runtime.mkdir(mode=0o700)
    dask.worker(PYTHONPATH=str(other))
    dask.worker(before=("-c", UNCONFINABLE), XDG_RUNTIME_DIR=str(runtime))
    dask.wait_for(2)
    alone = grade("--scheduler", dask.address)
    assert (alone.exit_code, students(alone)) == (1, {})
    assert f"No worker of {dask.address} can grade." in " ".join(alone.stderr.split())
    dask.worker()
    dask.wait_for(3)
    result = grade("--scheduler", dask.address)
    assert (result.exit_code, students(result)) == (0, {"ada": 6})
    first, second = sorted(result.stderr.splitlines(), key=lambda line: "versions" not in line)
    assert "is refused: it runs other versions (yourturn 0.0.9 (" in first
    assert "there, 0.1.0 (" in first
    assert "is refused: This machine offers no confinement" in second


def test_a_preloaded_worker_is_warm_before_it_is_given_anything(dask, tmp_path_factory):
    runtime = tmp_path_factory.mktemp("runtime")
    preload = ("--preload", "yourturn.classroom.warm_worker")
    worker = psutil.Process(dask.worker(*preload, XDG_RUNTIME_DIR=str(runtime)).pid)
    dask.wait_for(1)
    missing = {"yourturn.judging.server", "yourturn.zone.template"}
    until = time.monotonic() + 60
    while missing and time.monotonic() < until:
        time.sleep(0.2)
        for process in worker.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # imports start small programs
                missing -= set(process.cmdline())
    assert not missing
    with Client(dask.address, set_as_default=False) as client:
        (asks_again_s,) = client.run(asks_again).values()
    assert 0 < asks_again_s < ZoneSettings().idle_s


def asks_again(dask_worker):
    """How often a worker sees to it that there is a template, 0 if not; runs in the worker."""
    again = dask_worker.periodic_callbacks["yourturn-template"]
    return again.callback_time / 1000 * again.is_running()


def test_nobody_there_is_told(dask):
    with pytest.raises(MachineError, match="No Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:1", ZoneSettings(), print)
