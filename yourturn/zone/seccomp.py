"""The system calls that no process with a student's code may make.

Everything else is allowed: the list is what reaches beyond a process (other processes, other
namespaces, the kernel's rarely used corners) or escapes the zone's accounting of memory.
"""

import errno
import socket
from typing import Literal

import pyseccomp

from .namespaces import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
)

CLONE_NEWCGROUP = 0x02000000
PR_SET_DUMPABLE = 4

FORBIDDEN = (
    *(
        "unshare",
        "setns",
        "mount",
        "umount2",
        "pivot_root",
        "chroot",
        "fsopen",
        "fsconfig",
        "fsmount",
        "fspick",
    ),
    *("move_mount", "open_tree", "mount_setattr", "name_to_handle_at", "open_by_handle_at"),
    *("quotactl", "quotactl_fd", "swapon", "swapoff"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    *("add_key", "keyctl", "request_key", "bpf", "perf_event_open", "userfaultfd"),
    *("fanotify_init", "lookup_dcookie", "vhangup", "iopl", "ioperm"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load"),
    *("reboot", "acct", "syslog", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex"),
    *("sethostname", "setdomainname"),
    *("memfd_create", "memfd_secret", "shmget", "msgget", "semget", "mq_open"),
)
"""Refused with EPERM. The last line: memory that no limit of a process counts."""

ABSENT = ("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register")
"""Refused with ENOSYS, so that libraries fall back to what the filter can judge."""

FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
"""Sockets that may be made: libzmq aborts without AF_NETLINK; the rest sees no network."""


def confine(kind: Literal["runner", "kernel"], *, own_network: bool) -> None:
    """Load the filter into this process and all that it will start; it cannot be taken off.

    Without a network namespace of its own (`own_network`) a process gets no Internet sockets,
    and a kernel cannot connect to any socket of this machine.
    """
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in FORBIDDEN:
        _refuse(rules, refuse, name)
    for name in ABSENT:
        _refuse(rules, pyseccomp.ERRNO(errno.ENOSYS), name)
    for flag in (
        *(CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET),
        *(CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP),
    ):
        rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    # Another process's limits, among them the supervisor's.
    rules.add_rule(refuse, "prlimit64", pyseccomp.Arg(0, pyseccomp.NE, 0))
    _refuse_sockets(rules, own_network)
    if kind == "kernel":
        # A process that cannot be read would count with all the memory it shares.
        rules.add_rule(refuse, "prctl", pyseccomp.Arg(0, pyseccomp.EQ, PR_SET_DUMPABLE))
        if not own_network:
            rules.add_rule(refuse, "connect")
            _refuse_datagrams(rules)
    rules.load()


def _refuse(rules: pyseccomp.SyscallFilter, action: int, name: str) -> None:
    try:
        rules.add_rule(action, name)
    except (OSError, ValueError):
        return  # this processor's architecture, or this libseccomp, has no such call


def _refuse_sockets(rules: pyseccomp.SyscallFilter, own_network: bool) -> None:
    action = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    local = (socket.AF_UNIX, socket.AF_NETLINK)
    allowed = FAMILIES if own_network else local
    for family in set(range(64)) - set(map(int, allowed)):
        rules.add_rule(action, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    rules.add_rule(action, "socket", pyseccomp.Arg(0, pyseccomp.GE, 64))
    rules.add_rule(
        action,
        "socket",
        pyseccomp.Arg(0, pyseccomp.EQ, int(socket.AF_NETLINK)),
        pyseccomp.Arg(2, pyseccomp.NE, 0),  # NETLINK_ROUTE only
    )


def _refuse_datagrams(rules: pyseccomp.SyscallFilter) -> None:
    # They reach a socket's path without connect.
    rules.add_rule(
        pyseccomp.ERRNO(errno.EACCES),
        "socket",
        pyseccomp.Arg(0, pyseccomp.EQ, int(socket.AF_UNIX)),
        pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xF, int(socket.SOCK_DGRAM)),
    )
