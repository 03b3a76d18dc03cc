"""Brightspace (D2L): the CSV for *Grades, Enter Grades, Import*."""

from yourturn.lms.cells import delimited, one_line
from yourturn.lms.exporter import ScoresExport
from yourturn.lms.outgoing import Outgoing, Rules
from yourturn.lms.people import Person
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.sheet import Platform
from yourturn.lms.table import Learner

_KEYS = ("OrgDefinedId", "Username")
_SUFFIX = " Points Grade"
_END = "End-of-Line Indicator"


class BrightspaceExport(ScoresExport):
    """Write a CSV for Brightspace; `#` stands before ids and at every line's end."""

    platform = Platform.BRIGHTSPACE
    default_name = "brightspace.csv"

    def rules(self, settings: LearningPlatform) -> Rules:
        """What is above the maximum is cut without a word, so it is stopped here."""
        return Rules(
            platform="Brightspace",
            identify=_identify,
            header=lambda title, maximum: title if _SUFFIX in title else f"{title}{_SUFFIX}",
            above_maximum=False,
        )

    def data(self, outgoing: Outgoing, settings: LearningPlatform) -> bytes:
        """Ids first, the indicator last; no other column may be in the file."""
        keys = [key for key in _KEYS if any(row.person.columns.get(key) for row in outgoing.rows)]
        rows = [[*keys, *(column.header for column in outgoing.columns), _END]]
        for row in outgoing.rows:
            about = [one_line(row.person.columns.get(key, "")) for key in keys]
            cells = [row.cells.get(column.item.name) for column in outgoing.columns]
            scores = [cell.text if cell else "" for cell in cells]
            rows.append([*(f"#{key}" if key else "" for key in about), *scores, "#"])
        return delimited(rows, settings.delimiter).encode("utf-8")


def _identify(learner: Learner) -> Person | str:
    columns = {"OrgDefinedId": learner.lms_user_id, "Username": learner.id}
    if learner.lms_user_id:
        columns = {"OrgDefinedId": learner.lms_user_id}
    return Person(learner.lms_user_id or learner.id, columns=columns)
