"""Seconds, processor seconds and memory of a command with everything that it starts."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SAMPLE_S = 0.5
REST = 100  # times as long as the look took; proportional sizes make the kernel walk page tables
TEMPLATE = "yourturn.zone.template"


@dataclass(frozen=True)
class Measured:
    """What a command took; `memory_mib` are (seconds, MiB) samples, shared pages counted once."""

    seconds: float
    cpu_s: float
    memory_mib: tuple[tuple[float, float], ...]

    @property
    def peak_mib(self) -> float:
        """The largest sample."""
        return max((mib for _, mib in self.memory_mib), default=0.0)


def mean(several: Sequence[Measured]) -> Measured:
    """The mean of several measurements, with the samples of the one that took most memory."""
    return Measured(
        statistics.mean(one.seconds for one in several),
        statistics.mean(one.cpu_s for one in several),
        max(several, key=lambda one: one.peak_mib).memory_mib,
    )


@dataclass
class Background:
    """Processes that outlive the command that started them: templates, a cluster's workers."""

    roots: list[psutil.Process] = field(default_factory=list)

    def alive(self) -> list[psutil.Process]:
        """Every process of theirs."""
        return [p for root in self.roots if root.is_running() for p in (root, *_below(root))]

    def end(self) -> None:
        """End them; they were started for one measurement."""
        for process in self.alive():
            with suppress(psutil.Error):
                process.kill()
        self.roots.clear()


def measure(
    command: Sequence[str], cwd: Path, background: Background, environment: Mapping[str, str]
) -> Measured:
    """Run a command to its end; what it logs is kept in `cwd`. Raises where it fails."""
    before = _cpu_s(background.alive())
    began = time.monotonic()
    used = os.times()
    with (cwd / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=cwd, stdout=log, stderr=log, env={**with_programs(), **environment}
        )
        sampler = _Sampler(psutil.Process(process.pid), background, began)
        code = process.wait()
        samples = sampler.end()
    seconds = time.monotonic() - began
    after = os.times()
    if code not in (0, 1):  # 1: some submission could not be graded, as some are made to be
        raise RuntimeError(f"{' '.join(command)} ended with {code}; see {cwd / 'log.txt'}")
    own = (after.children_user + after.children_system) - (
        used.children_user + used.children_system
    )
    return Measured(seconds, own + _cpu_s(background.alive()) - before, samples)


def with_programs() -> dict[str, str]:
    """This process's environment, where nbgrader finds `alembic` by name."""
    folder = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([folder, os.environ.get("PATH", "")])}


class _Sampler:
    """Looks at the processes of a command, and notes its templates.

    Twice a second, but seldom enough that looking takes no more than a hundredth of a core:
    nothing can be forked from a process meanwhile. At a thirtieth a class took 6 % longer.
    """

    def __init__(self, root: psutil.Process, background: Background, began: float) -> None:
        self._root, self._background, self._began = root, background, began
        self._samples: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> tuple[tuple[float, float], ...]:
        self._over.set()
        self._thread.join()
        return tuple(self._samples)

    def _look(self) -> None:
        took_s = 0.0
        while not self._over.wait(max(SAMPLE_S, REST * took_s)):
            began = time.monotonic()
            tree = [self._root, *_below(self._root)]
            for process in tree:
                if process not in self._background.roots and _is_template(process):
                    self._background.roots.append(process)
            every = {process.pid: process for process in (*tree, *self._background.alive())}
            mib = sum(map(_pss_mib, every.values()))
            now = time.monotonic()
            self._samples.append((now - self._began, mib))
            took_s = now - began


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def _is_template(process: psutil.Process) -> bool:
    try:
        return TEMPLATE in process.cmdline()
    except psutil.Error:
        return False


def _pss_mib(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 2**20
    except (psutil.Error, OSError):
        return 0.0


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    """Processor seconds of living processes and of those that they have waited for."""
    total = 0.0
    for process in {process.pid: process for process in processes}.values():
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
