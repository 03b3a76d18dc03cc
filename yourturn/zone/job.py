"""One piece of work as the processes inside a zone see it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from .limits import Level, Limits

ROOT = Path("/zone")
"""Where a zone's writable folders are in a mount namespace of its own."""


@dataclass(frozen=True)
class Places:
    """The only folders that a zone may write to, and the course's data."""

    root: Path = ROOT

    @property
    def work(self) -> Path:
        """The kernel's working folder, with the files beside the notebook."""
        return self.root / "work"

    @property
    def home(self) -> Path:
        """The kernel's home folder."""
        return self.root / "home"

    @property
    def temporary(self) -> Path:
        """What TMPDIR names."""
        return self.root / "tmp"

    @property
    def run(self) -> Path:
        """Connection files and sockets; paths of sockets stay under 108 bytes."""
        return self.root / "run"

    @property
    def out(self) -> Path:
        """What is read after the run; has a size limit of its own."""
        return self.root / "out"

    @property
    def hand_in(self) -> Path:
        """What YOURTURN_HAND_IN names."""
        return self.out / "hand-in"

    @property
    def calls(self) -> Path:
        """One folder a call: its arguments, then its outcome."""
        return self.out / "calls"

    @property
    def course(self) -> Path:
        """What YOURTURN_COURSE_DATA names; read-only."""
        return self.root / "course"

    def make(self) -> None:
        """Create the folders that are not there yet."""
        for folder in (self.work, self.home, self.temporary, self.run, self.hand_in, self.calls):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@dataclass(frozen=True)
class Job:
    """A request as the guardian received it and the supervisor carries it out."""

    kind: Literal["execute", "predict"]
    limits: Limits
    level: Level
    places: Places
    seed: int = 0
    course: Path | None = None
    calls_fd: int | None = None
    header: dict[str, Any] = field(default_factory=dict)
    blobs: tuple[bytes, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a student's code sees, the same in every run."""
        variables = {
            "HOME": str(self.places.home),
            "TMPDIR": str(self.places.temporary),
            "YOURTURN_HAND_IN": str(self.places.hand_in),
        }
        if self.course is not None:
            variables["YOURTURN_COURSE_DATA"] = str(self.course)
        if self.header.get("replay"):
            variables["YOURTURN_REPLAY"] = str(self.places.work / "trained")
        return variables
