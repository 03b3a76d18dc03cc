"""Run a command as on a poorer machine than this one; a program that tests start by its path.

    python tests/machine.py [--ordinary-user] [--without namespaces|landlock]... -- COMMAND...

`--ordinary-user` runs it as nobody, who can read Python and this checkout wherever they lie; it
changes nothing for whoever is not root. `--without namespaces` refuses what Docker's default
profile refuses, `--without landlock` makes the kernel look older than 5.13.
"""

import argparse
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pyseccomp

from yourturn.zone import bubblewrap, system_paths

NOBODY = "65534"
CHECKOUT = Path(__file__).parents[1]
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW... of sched.h
KEPT = ("PATH", "LANG", "TERM", "YOURTURN_DATA", "TF_CPP_MIN_LOG_LEVEL", "PYTHONDONTWRITEBYTECODE")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ordinary-user", action="store_true")
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("command", nargs="+")
    wanted = parser.parse_args()
    command = wanted.command
    if wanted.ordinary_user and os.getuid() == 0:
        again = [arg for missing in wanted.without for arg in ("--without", missing)]
        command = [*as_nobody(), sys.executable, __file__, *again, "--", *command]
    else:
        refuse(wanted.without)
    os.execv(shutil.which(command[0]) or command[0], command)


def as_nobody() -> Iterator[str]:
    folders = [*system_paths.python(), CHECKOUT]
    yield from (bubblewrap.programs()[0], "--dev-bind", "/", "/")
    hidden = {above for folder in folders for above in folder.parents if not enterable(above)}
    for above in sorted({Path("/tmp"), *hidden}):
        yield from ("--perms", "1777", "--tmpfs", str(above))
    for above in sorted({above for folder in folders for above in folder.parents}):
        if hidden.intersection((above, *above.parents)):
            yield from ("--perms", "0755", "--dir", str(above))
    for folder in map(str, folders):
        yield from ("--bind", folder, folder)
    yield from ("--clearenv", "--setenv", "HOME", "/tmp")
    for name in KEPT:
        if name in os.environ:
            yield from ("--setenv", name, os.environ[name])
    user = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    yield from ("--", "setpriv", *user, "--inh-caps=-all", "--bounding-set=-all", "--")


def enterable(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def refuse(what: list[str]) -> None:
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    if "namespaces" in what:
        for name in ("unshare", "mount", "pivot_root", "setns"):
            rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
        for bit in range(32):
            if flag := NEW_NAMESPACES & 1 << bit:
                asked = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag)
                rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", asked)
    if "landlock" in what:
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "landlock_create_ruleset")
    rules.load()


if __name__ == "__main__":
    main()
