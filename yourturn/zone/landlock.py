"""Landlock: the file system of one process without any namespace (Linux 5.13 and later).

Numbers from linux/landlock.h; each version (ABI) of the kernel's interface adds some.
"""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from .kernel_calls import syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = EXECUTE | READ_FILE | READ_DIR
_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
_FS_BITS_LATEST = 16

NET_BIND_TCP, NET_CONNECT_TCP = 1, 2
SCOPE_ABSTRACT_UNIX_SOCKET, SCOPE_SIGNAL = 1, 2


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """Return the kernel's Landlock ABI; 0 where there is none."""
    try:
        return syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(GET_VERSION))
    except OSError:
        return 0


def scopes_signals() -> bool:
    """Say whether a confined process can be kept from signalling others (ABI 6, Linux 6.12)."""
    return version() >= 6


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Leave this process, for good, only these files and folders and what is below them.

    Paths that do not exist are passed over. Needs `no_new_privs`.
    """
    abi = version()
    handled = (1 << _FS_BITS.get(abi, _FS_BITS_LATEST)) - 1
    words = [handled]
    if abi >= 4:
        words.append(NET_BIND_TCP | NET_CONNECT_TCP)
    if abi >= 6:
        words.append(SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL)
    attributes = (ctypes.c_uint64 * len(words))(*words)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    ruleset = syscall(CREATE_RULESET, attributes, size, ctypes.c_uint32(0))
    try:
        for path in readable:
            _allow(ruleset, path, READ & handled)
        for path in writable:
            _allow(ruleset, path, handled & ~IOCTL_DEV)
        syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= ON_FILES
        rule = _PathBeneath(access, descriptor)
        kind = ctypes.c_int(RULE_PATH_BENEATH)
        syscall(ADD_RULE, ctypes.c_int(ruleset), kind, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
