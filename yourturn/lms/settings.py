"""What an instructor can set about a learning platform, as traitlets: `c.LearningPlatform...`."""

from traitlets import Bool, Dict, Enum, Float, Integer, List, Unicode
from traitlets.config import LoggingConfigurable

from yourturn.lms.sending import Patience
from yourturn.lms.table import Reckoning


class LearningPlatform(LoggingConfigurable):
    """What goes to the learning platform, under which names, and where the platform is."""

    # What is sent
    scores_of = Enum(
        ["assignments", "total", "both"],
        default_value="assignments",
        help="One score an assignment, their total, or both.",
    ).tag(config=True)
    score = Enum(
        ["after penalty", "raw"],
        default_value="after penalty",
        help="Scores less the late penalty, or without it.",
    ).tag(config=True)
    unit = Enum(["points", "percent"], default_value="points", help="What scores are in.").tag(
        config=True
    )
    missing = Enum(
        ["nothing", "zero"],
        default_value="nothing",
        help="What is sent for a student who handed in nothing.",
    ).tag(config=True)
    excused = Dict(
        value_trait=List(Unicode()),
        key_trait=Unicode(),
        help="Who is excused: {'07-cnn': ['bitdiddle']}.",
    ).tag(config=True)
    feedback = Enum(
        ["none", "summary", "link"],
        default_value="none",
        help="What goes along as a comment: nothing, the criteria that failed, or a link.",
    ).tag(config=True)
    feedback_link = Unicode(
        "", help="The link's address; {student} and {assignment} are filled in."
    ).tag(config=True)

    # How names meet
    titles = Dict(
        value_trait=Unicode(),
        key_trait=Unicode(),
        help=(
            "What an assignment is called on the platform, where it is not its name: "
            "{'07-cnn': 'Images', 'total': 'Exercises'}. An id in brackets counts where the "
            "platform writes one: 'Images (4711)'."
        ),
    ).tag(config=True)
    leave_out = Bool(
        False, help="Leave out what cannot be matched, and list it, instead of stopping."
    ).tag(config=True)
    create = Bool(False, help="Let the platform make items that it does not have yet.").tag(
        config=True
    )
    cap = Bool(
        False, help="Bring scores above an item's maximum down to it instead of stopping."
    ).tag(config=True)

    # Files
    against = Unicode(
        "",
        help="The platform's own export: scores are matched and compared with what is in it.",
    ).tag(config=True)
    delimiter = Enum([",", ";"], default_value=",", help="Between the cells of a CSV.").tag(
        config=True
    )
    moodle_maximum = Float(
        100.0, help="The highest grade that the Moodle site imports (its setting gradepointmax)."
    ).tag(config=True)

    # Downloads
    timezone = Unicode(
        "UTC", help="The time zone in which the platform writes times: 'Europe/Brussels'."
    ).tag(config=True)
    archive_mib = Integer(2048, min=1, help="MiB that all archives may unpack to.").tag(config=True)
    archive_files = Integer(50_000, min=1, help="Files that all archives may hold.").tag(
        config=True
    )

    # Canvas
    canvas_url = Unicode("", help="The address of Canvas: 'https://canvas.example.edu'.").tag(
        config=True
    )
    canvas_course = Integer(0, help="The number after /courses/ in the address.").tag(config=True)
    canvas_token_file = Unicode(
        "", help="A file of mode 600 with the access token; else $YOURTURN_CANVAS_TOKEN."
    ).tag(config=True)

    # LTI 1.3
    lti_client_id = Unicode("", help="The client id that the platform gave.").tag(config=True)
    lti_token_url = Unicode("", help="Where access tokens are asked for.").tag(config=True)
    lti_audience = Unicode(
        "", help="The audience of the signed request, where it is not the token address."
    ).tag(config=True)
    lti_key_id = Unicode("", help="The key's id (kid), if it is not the key's thumbprint.").tag(
        config=True
    )
    lti_key_file = Unicode(
        "", help="A file of mode 600 with the private key (PEM); else $YOURTURN_LTI_KEY."
    ).tag(config=True)
    lti_line_items_url = Unicode("", help="The course's line items.").tag(config=True)
    lti_members_url = Unicode("", help="The course's members.").tag(config=True)

    # Sending
    overwrite = Bool(
        False, help="Also replace what somebody changed on the platform since the last push."
    ).tag(config=True)
    bulk = Bool(False, help="Hand many scores to Canvas in one request, for a large class.").tag(
        config=True
    )
    job_s = Float(
        600.0, min=0, help="Seconds that Canvas may work on what it was handed in bulk."
    ).tag(config=True)
    attempts = Integer(6, min=1, help="How often a request is tried.").tag(config=True)
    wait_s = Float(
        1.0, min=0, help="Seconds before the second try; doubled for each after it."
    ).tag(config=True)
    longest_wait_s = Float(60.0, min=0, help="Seconds that a wait takes at most.").tag(config=True)
    timeout_s = Float(30.0, min=0.01, help="Seconds that an answer may take.").tag(config=True)

    def reckoning(self) -> Reckoning:
        """Say how scores become numbers."""
        return Reckoning(
            after_penalty=self.score == "after penalty",
            percent=self.unit == "percent",
            missing_is_zero=self.missing == "zero",
        )

    def patience(self) -> Patience:
        """Say how often requests are tried, and after which waits."""
        return Patience(self.attempts, self.wait_s, self.longest_wait_s, job_s=self.job_s)

    def title(self, name: str) -> str:
        """What an item is called on the platform."""
        return str(self.titles.get(name, name))
