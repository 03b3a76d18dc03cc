"""The processes of a zone: their memory, their end, their descriptors."""

import contextlib
import math
import os
import re
import signal
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")
FEW = 2


def descendants() -> list[int]:
    """Return the processes that descend from this one, living or zombie."""
    children: dict[int, list[int]] = {}
    for pid, fields in _stats():
        children.setdefault(int(fields[1]), []).append(pid)
    found = list(children.get(os.getpid(), []))
    for pid in found:
        found += children.get(pid, [])
    return found


def resident_bytes() -> dict[int, int]:
    """Return the resident size of every descendant; pages that they share count in each."""
    return {pid: _resident(pid) for pid in descendants()}


def proportional_bytes(
    sizes: Mapping[int, int], unreadable: Mapping[int, int], until: float = math.inf
) -> int:
    """Return what these processes use together, each shared page counted once.

    Takes their resident sizes; `unreadable` are processes that may not be looked into, with
    the size that they share with the template. At `until`, a time of `time.monotonic`, it leaves
    out the rest: beside a bomb of processes to look into them all takes ten seconds.
    """
    total = 0
    for pid, resident in sizes.items():
        if time.monotonic() >= until:
            break
        if pid in unreadable:
            total += max(0, resident - unreadable[pid])
        else:
            total += _proportional(pid, resident)
    return total


def share_fairly(pids: Collection[int]) -> None:
    """Make these processes together weigh, at the scheduler, as much as two would.

    Without it a bomb of 64 processes leaves another process 4 % of one of two processors.
    A process weighs 1.25 times less with each step of niceness (sched(7)), which its children
    inherit. What was made nice stays so.
    """
    if len(pids) <= FEW:
        return
    niceness = min(19, math.ceil(math.log(len(pids) / FEW, 1.25)))
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, pid, niceness)


def own_resident_bytes() -> int:
    """Return this process's resident size."""
    return _resident(os.getpid())


def tasks_of(user: int) -> int:
    """Return how many threads run as `user` on this machine, as RLIMIT_NPROC counts them."""
    total = 0
    for process in _numbered(PROC):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == user:
                total += len(_numbered(process / "task"))
    return total


def kill_all(keep: Collection[int] = ()) -> None:
    """Kill and reap every descendant but those to keep, each to its last thread.

    A process whose first thread has ended looks like a zombie while others go on; and the
    processor time of one that is not waited for is not counted. All are stopped before the first
    is killed, so that none can fork in between. Where this is the first process of its own process
    ids, the kernel kills all others at once.
    """
    if os.getpid() == 1 and not keep:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(-1, signal.SIGKILL)
            while True:
                os.waitpid(-1, 0)
        return
    while True:
        reap()
        victims = [pid for pid in descendants() if pid not in keep and not _is_left_to(keep, pid)]
        if not victims:
            break
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in victims:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
        time.sleep(0.002)


def reap() -> None:
    """Collect the children that have ended, without waiting for any."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] > 0:
            pass


def close_all_but(keep: Collection[int | None]) -> None:
    """Close every descriptor above stderr except those to keep."""
    for descriptor in [int(entry.name) for entry in _numbered(PROC / "self/fd")]:
        if descriptor > 2 and descriptor not in keep:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def threads() -> int:
    """Return how many OS threads this process has; a fork copies only one of them."""
    return len(_numbered(PROC / "self/task"))


def _stats() -> Iterator[tuple[int, list[str]]]:
    for process in _numbered(PROC):
        with contextlib.suppress(OSError):
            yield int(process.name), _stat(process)


def _stat(process: Path) -> list[str]:
    # The command's name may hold anything, also ") R 1"; the fields follow the last ")".
    text = (process / "stat").read_text(errors="replace")
    return text[text.rindex(")") + 2 :].split()


def _numbered(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.name.isdecimal()]


def _is_left_to(parents: Collection[int], pid: int) -> bool:
    """Whether a process has ended and waits for one of these to collect it."""
    try:
        state, parent, *_ = _stat(PROC / str(pid))
    except OSError:
        return True
    return state in "ZX" and int(parent) in parents


def _resident(pid: int) -> int:
    sizes = (_read_resident(place) for place in _places(pid))
    return next(filter(None, sizes), 0)


def _read_resident(place: Path) -> int:
    try:
        return int((place / "statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _places(pid: int) -> Iterator[Path]:
    """Where a process's memory can be read: a first thread that has ended shows none."""
    process = PROC / str(pid)
    yield process
    with contextlib.suppress(OSError):
        yield from _numbered(process / "task")


def _proportional(pid: int, resident: int) -> int:
    place = next(filter(_read_resident, _places(pid)), PROC / str(pid))
    try:
        text = (place / "smaps_rollup").read_text()
    except OSError:
        return resident  # it made itself unreadable: then all that it shares counts too
    found = re.search(r"^Pss: +(\d+)", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
