"""A zone's own user, mount, pid, network, ipc and host name namespaces.

The template already sees only the system, the interpreter and this package, all read-only; so
a zone needs no root of its own, only fresh, sized places to write and a `/proc` of its own.
"""

import os
from pathlib import Path

from . import system_paths
from .kernel_calls import mount, unshare
from .limits import Limits

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
ALL = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 1 << 14
MS_PRIVATE = 1 << 18

STUDENT = 1000
"""User and group id in the zone; outside it is the template's, which owns nothing."""

COURSES = Path("/course")
"""Where the template keeps copies of course data; a zone sees only its own."""


def leave() -> None:
    """Move into new namespaces; the next fork is the first process of its pid namespace."""
    user, group = os.getuid(), os.getgid()
    unshare(ALL)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{STUDENT} {user} 1"),
        ("gid_map", f"{STUDENT} {group} 1"),
    ):
        Path("/proc/self", name).write_text(text)


def furnish(root: Path, out: Path, limits: Limits, course: Path | None) -> Path | None:
    """Mount what a zone needs, as its first process; return where its course data is.

    Everything that can be written is a tmpfs with a size and a number of files; the hand-in
    has one of its own, so that a full disk loses no answer.
    """
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    _tmpfs(root, limits.disk_mib, limits.files * 10)
    out.mkdir()
    _tmpfs(out, limits.hand_in_mib * 2, limits.files * 4)
    temporary = root / "tmp"
    temporary.mkdir()
    _cover(Path("/tmp"), temporary, spared=system_paths.python())
    _tmpfs(Path("/dev/shm"), min(64, limits.disk_mib), 100)
    if course is not None:
        place = root / "course"
        place.mkdir()
        _bind(course, place)
        _read_only(place)
    mount("tmpfs", str(COURSES), "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "size=4k,mode=555")
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    for name in ("sys", "sysrq-trigger", "irq", "bus"):
        path = Path("/proc", name)
        if path.exists():
            _bind(path, path)
            _read_only(path, MS_NOEXEC)
    return None if course is None else root / "course"


def _cover(place: Path, by: Path, *, spared: list[Path]) -> None:
    """Bind `by` over `place`, and what is spared below it to where it was."""
    below = [(path, os.open(path, os.O_PATH)) for path in spared if place in path.parents]
    _bind(by, place)
    for path, descriptor in below:
        path.mkdir(parents=True)
        _bind(Path(f"/proc/self/fd/{descriptor}"), path)
        os.close(descriptor)


def _tmpfs(path: Path, size_mib: int, files: int) -> None:
    options = f"size={size_mib}m,nr_inodes={files},mode=700"
    mount("tmpfs", str(path), "tmpfs", MS_NOSUID | MS_NODEV, options)


def _bind(source: Path, target: Path) -> None:
    mount(str(source), str(target), None, MS_BIND)


def _read_only(path: Path, flags: int = 0) -> None:
    flags |= MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV
    mount(None, str(path), None, flags)
