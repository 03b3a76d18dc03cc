"""What an instructor can set about executing submissions, as traitlets: `c.Confinement...`."""

from pathlib import Path

from traitlets import Bool, CaselessStrEnum, Float, Integer
from traitlets.config import LoggingConfigurable
from traitlets.config.loader import PyFileConfigLoader

from yourturn.errors import AuthorError
from yourturn.gradebook.training import Training
from yourturn.settings import Settings
from yourturn.zone import Level, Limits, ZoneSettings

_DEFAULT = Limits()
_LEVELS = {"strongest": None, **{level.name.lower(): level for level in Level}}


class Confinement(LoggingConfigurable):
    """How a submission is confined and what it may use."""

    required = Bool(True, help="Refuse to grade where nothing confines a submission.").tag(
        config=True
    )
    level = CaselessStrEnum(
        list(_LEVELS),
        default_value="strongest",
        help="The confinement to use; by default the strongest that this machine offers.",
    ).tag(config=True)
    fresh = Bool(
        False, help="Start a new process for every submission instead of forking a warm one."
    ).tag(config=True)
    wall_s = Float(_DEFAULT.wall_s, min=1, help="Seconds for a whole submission.").tag(config=True)
    cell_s = Float(_DEFAULT.cell_s, min=1, help="Seconds for one cell.").tag(config=True)
    call_s = Float(
        _DEFAULT.call_s, min=1, help="Seconds for one call of a student's function."
    ).tag(config=True)
    memory_mib = Integer(
        _DEFAULT.memory_mib, min=512, help="MiB for all processes of a submission together."
    ).tag(config=True)
    processes = Integer(
        _DEFAULT.processes, min=32, help="Processes and threads of a submission."
    ).tag(config=True)
    disk_mib = Integer(_DEFAULT.disk_mib, min=1, help="MiB that a submission may write.").tag(
        config=True
    )
    output_mib = Float(_DEFAULT.output_mib, min=0.1, help="MiB of output that is kept.").tag(
        config=True
    )
    hand_in_mib = Integer(_DEFAULT.hand_in_mib, min=1, help="MiB of answers handed in.").tag(
        config=True
    )
    threads = Integer(
        _DEFAULT.threads, min=1, help="Threads for numerical work; results may depend on it."
    ).tag(config=True)
    seed = Integer(0, help="The seed that every submission starts with.").tag(config=True)

    def settings(self) -> Settings:
        """Say the traits as the engine's settings."""
        limits = Limits(
            wall_s=self.wall_s,
            cell_s=self.cell_s,
            call_s=self.call_s,
            memory_mib=self.memory_mib,
            processes=self.processes,
            disk_mib=self.disk_mib,
            output_mib=self.output_mib,
            hand_in_mib=self.hand_in_mib,
            threads=self.threads,
        )
        zone = ZoneSettings(required=self.required, fresh=self.fresh, level=_LEVELS[self.level])
        trust = Training(parent=self.parent, config=self.config).settings()
        return Settings(limits, zone, self.seed, trust)


def course_settings(course: Path) -> Settings:
    """Read the settings from a course folder's `nbgrader_config.py`, defaults without one.

    For commands that grade without nbgrader, so that both roads use the same limits. Raises
    `AuthorError` where the file cannot be read: nbgrader would go on without any of it, and so
    without confinement.
    """
    if not (course / "nbgrader_config.py").is_file():
        return Confinement().settings()
    try:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
        return Confinement(config=config).settings()
    except Exception as error:  # the file is code of the author's, and may raise anything
        told = f"{type(error).__name__}: {error}"
        raise AuthorError(f"{course / 'nbgrader_config.py'} cannot be read. {told}") from error
