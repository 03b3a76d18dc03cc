"""What an instructor can set about trainings, as traitlets: `c.Training...`."""

from traitlets import CaselessStrEnum, Float, Integer
from traitlets.config import LoggingConfigurable

from yourturn.settings import Trust


class Training(LoggingConfigurable):
    """Whether trainings that students did themselves are taken instead of training again."""

    trust = CaselessStrEnum(
        ["never", "verify"],
        default_value="never",
        help="'verify': take them, and train a share of the submissions again to compare.",
    ).tag(config=True)
    share = Float(
        0.1, min=0, max=1, help="Share of the submissions that are trained again, by chance."
    ).tag(config=True)
    seed = Integer(0, help="Another number draws other submissions.").tag(config=True)

    def settings(self) -> Trust | None:
        """Say the traits as the engine's settings; None to train everything."""
        return Trust(self.share, self.seed) if self.trust == "verify" else None
