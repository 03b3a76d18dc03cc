"""The process between the client and a zone: receives the job, raises the walls, waits.

A fork of the template for one request. It stands outside of the zone's own process ids, so
nothing in the zone can reach it, and it ends the zone when its time is over or the client
has gone. It runs no student code.
"""

import contextlib
import os
import select
import shutil
import signal
import socket
import tempfile
import time
import traceback
from pathlib import Path
from typing import NoReturn

from . import frames, processes, supervisor, walls
from .job import Job
from .limits import Level, Limits

GRACE_S = 60  # for the sweep after a bomb of processes, on a machine that is busy besides
MAX_REQUEST_BYTES = 1 << 30


def guard(client: socket.socket, level: Level, courses: Path) -> NoReturn:
    """Serve one request of a client and end the process."""
    try:
        _leave_template()
        frame, fds = frames.receive_with_fds(client, MAX_REQUEST_BYTES, time.monotonic() + 60)
        if frame is not None:
            _guard(client, _job(frame, fds, level, courses))
    except BaseException:
        with contextlib.suppress(OSError):
            frames.send(client, {"machine_error": traceback.format_exc(limit=-3)})
    finally:
        os._exit(0)


def _leave_template() -> None:
    # Of the template only what it imported is taken along: no log, no terminal, no signals.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _job(frame: frames.Frame, fds: list[int], level: Level, courses: Path) -> Job:
    header = frame.header
    fds = list(fds)
    calls_fd = fds.pop(0) if header.get("calls") else None
    course = _course(header["course"], fds, courses) if header.get("course") else None
    return Job(
        kind=header["kind"],
        limits=Limits(**header["limits"]),
        level=level,
        places=walls.places(level),
        seed=header.get("seed", 0),
        course=course,
        calls_fd=calls_fd,
        header=header,
        blobs=frame.blobs,
    )


def _course(course: dict[str, object], fds: list[int], courses: Path) -> Path:
    """Return the template's copy of the course's data; made by the first request to bring it."""
    folder = courses / str(course["key"])
    if not folder.exists():
        scratch = Path(tempfile.mkdtemp(dir=courses))
        for name, descriptor in zip(course["names"], fds, strict=True):  # type: ignore[call-overload]
            path = scratch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(descriptor, "rb", closefd=False) as source, path.open("wb") as copy:
                source.seek(0)
                shutil.copyfileobj(source, copy)
            path.chmod(0o444)
        scratch.chmod(0o755)
        try:
            scratch.rename(folder)
        except OSError:
            shutil.rmtree(scratch)  # another request was first
    for descriptor in fds:
        os.close(descriptor)
    return folder


def _guard(client: socket.socket, job: Job) -> None:
    walls.raise_outer(job)
    pid = supervisor.fork(lambda: _supervise(client, job))
    deadline = time.monotonic() + job.limits.wall_s + GRACE_S
    descriptor = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.register(client, select.POLLHUP | select.POLLRDHUP)
    events = dict(poll.poll(max(0, deadline - time.monotonic()) * 1000))
    if descriptor not in events:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if job.level is not Level.BUBBLEWRAP:
        processes.kill_all()
    walls.clear(job)
    if status and client.fileno() not in events:
        frames.send(client, {"lost": True})


def _supervise(client: socket.socket, job: Job) -> None:
    try:
        job = walls.raise_inner(job)
        supervisor.supervise(job, client)
    except Exception:
        frames.send(client, {"machine_error": traceback.format_exc(limit=-3)})
