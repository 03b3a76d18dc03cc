"""How many submissions this machine can hold at the same time, by what they were seen to use."""

import os
from pathlib import Path

import psutil

from yourturn.zone import Limits

MIB = 1 << 20
RESERVE_MIB = 1536  # the template, a judge and the process that grades
MARGIN = 1.25  # the next submission may be somewhat larger than the largest so far
CGROUP = Path("/sys/fs/cgroup")


class Room:
    """The number of workers that fits: as many as processors, while memory lasts.

    Until a submission has ended, each is taken to need all that its limit allows.
    """

    def __init__(self, limits: Limits, processors: int, memory_mib: int) -> None:
        self._processors = max(1, processors // limits.threads)
        self._memory_mib = memory_mib - RESERVE_MIB
        self._limit_mib = limits.memory_mib
        self._largest_mib = 0.0

    def saw(self, peak_memory_mib: float) -> None:
        """Take note of what a submission used."""
        self._largest_mib = max(self._largest_mib, peak_memory_mib)

    def workers(self) -> int:
        """Say how many submissions may run at the same time; at least one."""
        need = min(self._limit_mib, self._largest_mib * MARGIN or self._limit_mib)
        return max(1, min(self._processors, int(self._memory_mib // need)))


def processors() -> int:
    """Count the processors that this process may use, a container's quota included."""
    allowed = len(os.sched_getaffinity(0))
    quota = _read("cpu.max").split()
    if len(quota) == 2 and quota[0].isdecimal():
        allowed = min(allowed, max(1, int(quota[0]) // int(quota[1])))
    return allowed


def available_mib() -> int:
    """Say how much memory is free here, a container's limit included."""
    free = int(psutil.virtual_memory().available)
    limit, used = _read("memory.max").strip(), _read("memory.current").strip()
    if limit.isdecimal() and used.isdecimal():
        free = min(free, int(limit) - int(used))
    return free // MIB


def _read(name: str) -> str:
    try:
        return (CGROUP / name).read_text()
    except OSError:
        return ""
