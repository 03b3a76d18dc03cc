"""What this machine offers to confine a zone, and what is missing with its cure."""

from .limits import Level, ZoneSettings


def choose(settings: ZoneSettings) -> Level:
    """Return the level to run at; MachineError when none is good enough."""
    return settings.level if settings.level is not None else Level.NONE
