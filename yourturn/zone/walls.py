"""Raise the walls of a zone around this process, as strong as its level."""

import resource
import shutil
import tempfile
from pathlib import Path

from .job import Job, Places
from .limits import Level


def places(level: Level) -> Places:
    """Return where a new zone of this level may write."""
    if level is Level.BUBBLEWRAP:
        return Places()
    return Places(Path(tempfile.mkdtemp(prefix="zone-")))


def raise_outer(job: Job) -> None:
    """Prepare what must stand before the zone's first process is forked; run by the guardian."""


def raise_inner(job: Job) -> Job:
    """Confine this process and all that it will fork; run by the supervisor."""
    _limit(job)
    return job


def clear(job: Job) -> None:
    """Remove what the zone left on disk; run by the guardian after the zone's end."""
    if job.level is not Level.BUBBLEWRAP:
        shutil.rmtree(job.places.root, ignore_errors=True)


def _limit(job: Job) -> None:
    limits = job.limits
    mib = 1 << 20
    for kind, value in (
        (resource.RLIMIT_DATA, limits.memory_mib * mib),
        (resource.RLIMIT_FSIZE, max(limits.disk_mib, limits.hand_in_mib) * mib),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))


