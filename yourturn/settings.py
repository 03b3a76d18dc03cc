"""How submissions are executed; light to import, so that what needs them can start early."""

from dataclasses import dataclass, field

from yourturn.zone import Limits, ZoneSettings

__all__ = ["Settings", "Trust"]


@dataclass(frozen=True)
class Trust:
    """Which trainings that students did themselves are taken, if any.

    A `share` of the submissions that bring some, drawn by `seed`, is trained again besides.
    """

    share: float = 0.1
    seed: int = 0


@dataclass(frozen=True)
class Settings:
    """How submissions are executed; the same settings give the same verdicts.

    `trust` is None where everything is trained. `replay` is set for one execution that takes
    the trainings among its submission's files.
    """

    limits: Limits = field(default_factory=Limits)
    zone: ZoneSettings = field(default_factory=ZoneSettings)
    seed: int = 0
    trust: Trust | None = None
    replay: bool = False
