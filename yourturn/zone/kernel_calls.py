"""The system calls that a zone needs and Python does not offer, through ctypes."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)

MADV_COLLAPSE = 25
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63


def unshare(flags: int) -> None:
    """Move this process into new namespaces (unshare(2))."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mount (mount(2))."""
    arguments = (_bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(data))
    _check(_libc.mount(*arguments), f"mount {target}")


def prctl(option: int, argument: int = 0) -> None:
    """Change this process (prctl(2))."""
    rest = (ctypes.c_ulong(argument), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    _check(_libc.prctl(option, *rest), f"prctl {option}")


def collapse(start: int, size: int) -> None:
    """Bring a range of memory into huge pages (madvise(2), Linux 6.1 and later)."""
    advice = (ctypes.c_void_p(start), ctypes.c_size_t(size), MADV_COLLAPSE)
    _check(_libc.madvise(*advice), "madvise")


def syscall(number: int, *arguments: object) -> int:
    """Make a system call that libc has no name for; OSError when it fails."""
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    _check(min(result, 0), f"system call {number}")
    return result


def drop_capabilities() -> None:
    """Give up every capability, for good: an exec brings none back."""
    cut_bounding_set()
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def cut_bounding_set() -> None:
    """Empty the set of capabilities that an exec may bring; only who has some is allowed to."""
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # the kernel knows no more, or this process has none


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
