"""The walls around a zone, as strong as its level: who raises which, and in which order.

guardian    raise_outer   namespaces; outside of them it stays
supervisor  raise_inner   mounts, another user, limits, no capabilities
runner,
kernel      enter         Landlock, seccomp
"""

import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import yourturn

from . import landlock, namespaces, processes, seccomp, system_paths
from .job import Job, Places
from .kernel_calls import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    cut_bounding_set,
    drop_capabilities,
    prctl,
)
from .limits import Level, Limits

MIB = 1 << 20
FIRST_USER, USERS = 30_000, 30_000
"""Whom a zone runs as when root grades without namespaces: numbers that own nothing."""


def places(level: Level) -> Places:
    """Return where a new zone of this level may write; asked by the guardian."""
    if level is Level.BUBBLEWRAP:
        return Places()
    return Places(Path(tempfile.mkdtemp(prefix="zone-")))


def raise_outer(job: Job) -> None:
    """Prepare what must stand before the supervisor is forked."""
    if job.level is Level.BUBBLEWRAP:
        namespaces.leave()
    else:
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def raise_inner(job: Job) -> Job:
    """Confine the supervisor and all that it will fork; return the job with its new places."""
    Path("/proc/self/oom_score_adj").write_text("1000")
    if job.level is Level.BUBBLEWRAP:
        places = job.places
        course = namespaces.furnish(places.root, places.out, job.limits, job.course)
        job = replace(job, course=course)
        _limit(job.limits, others=0)
    else:
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        if job.level is Level.LANDLOCK and os.getuid() == 0:
            _become_ordinary(job.places.root)
        _limit(job.limits, others=processes.tasks_of(os.getuid()))
    drop_capabilities()
    # Its memory holds nothing secret, but nobody in the zone is to change it.
    prctl(PR_SET_DUMPABLE, 0)
    return job


def enter(job: Job, kind: Literal["runner", "kernel"]) -> None:
    """Confine a process that the supervisor has just forked."""
    if kind == "kernel":
        prctl(PR_SET_DUMPABLE, 1)
    if job.level is Level.LANDLOCK:
        readable = [
            *map(Path, (*system_paths.SYSTEM, *system_paths.SETTINGS)),
            *system_paths.python(),
            *_own_proc(),
            *([job.course] if job.course is not None else []),
        ]
        landlock.confine(readable, [job.places.root, *map(Path, system_paths.DEVICES)])
    if job.level is not Level.NONE:
        seccomp.confine(kind, own_network=job.level is Level.BUBBLEWRAP)


def clear(job: Job) -> None:
    """Remove what the zone left on disk; called by the guardian after the zone's end."""
    if job.level is not Level.BUBBLEWRAP:
        shutil.rmtree(job.places.root, ignore_errors=True)


def trial(level: Level) -> None:
    """Raise the walls once around nothing; OSError when this machine refuses one of them."""
    job = Job(kind="predict", limits=Limits(), level=level, places=places(level))
    try:
        _in_fork(lambda: _trial(job))
    finally:
        clear(job)


def _trial(job: Job) -> None:
    raise_outer(job)
    _in_fork(lambda: enter(raise_inner(job), "runner"))


def _in_fork(action: Callable[[], object]) -> None:
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            action()
        except Exception as error:
            os.write(sending, str(error).encode()[:1000] or b"unknown")
        finally:
            os._exit(0)
    os.close(sending)
    os.waitpid(pid, 0)
    with os.fdopen(receiving, "rb") as pipe:
        if reason := pipe.read():
            raise OSError(reason.decode(errors="replace"))


def _become_ordinary(folder: Path) -> None:
    user = FIRST_USER + os.getppid() % USERS
    os.chown(folder, user, user)
    cut_bounding_set()  # what root alone may do
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    for path in (sys.executable, yourturn.__file__):
        if not os.access(path, os.R_OK):
            raise OSError(f"{path} cannot be read by any user but root")


def _limit(limits: Limits, *, others: int) -> None:
    """Set resource limits; in a user namespace of its own a zone counts no others' processes."""
    for kind, value in (
        (resource.RLIMIT_NPROC, others + limits.processes),
        (resource.RLIMIT_DATA, limits.memory_mib * MIB),
        (resource.RLIMIT_FSIZE, max(limits.disk_mib, limits.hand_in_mib) * MIB),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, MIB),
    ):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(kind, (value, value))


def _own_proc() -> list[Path]:
    # Not the whole of /proc: without a namespace it shows every process of the machine.
    shared = ("cpuinfo", "meminfo", "stat", "version", "filesystems", "loadavg", "uptime", "sys")
    names = (str(os.getpid()), "self", "thread-self", *shared)
    return [Path("/proc", name) for name in names] + [Path("/sys/devices/system")]
