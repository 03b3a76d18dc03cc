"""What a submission may use, and how the zone it runs in is set up."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How strongly a zone is confined, weakest first; recorded with every result."""

    NONE = 0
    """A process of its own with resource limits: no walls. Only where nothing is at stake."""
    LANDLOCK = 1
    """Landlock, seccomp and resource limits: where user namespaces are refused."""
    BUBBLEWRAP = 2
    """Own namespaces inside bubblewrap, seccomp and resource limits."""


@dataclass(frozen=True)
class Limits:
    """Bounds on one run in a zone; the defaults fit every assignment of the course.

    `memory_mib` counts the whole tree of processes (proportional set size), `disk_mib`
    everything written beside the hand-in, `hand_in_mib` the hand-in alone.
    """

    wall_s: float = 900
    cell_s: float = 600
    call_s: float = 20
    memory_mib: int = 4096
    processes: int = 256
    disk_mib: int = 512
    output_mib: float = 5
    hand_in_mib: int = 256
    files: int = 2000
    open_files: int = 1024
    threads: int = 1


@dataclass(frozen=True)
class ZoneSettings:
    """How zones are made on this machine; an instructor sets these in nbgrader_config.py.

    `required` refuses to run anything unconfined. `fresh` starts one new process a
    submission instead of forking a warm one. `idle_s` is how long a warm template waits for
    work. `level` forces one level instead of the strongest that the machine offers.
    """

    required: bool = True
    fresh: bool = False
    idle_s: float = 120
    level: Level | None = None
