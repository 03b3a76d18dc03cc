"""Blackboard Learn: the tab-delimited file for *Grade Center, Work Offline, Upload*."""

import re
from pathlib import Path

from yourturn.errors import PlatformError
from yourturn.lms.cells import as_html, delimited, number, one_line, safe_text
from yourturn.lms.exporter import ScoresExport
from yourturn.lms.outgoing import Outgoing, Rules
from yourturn.lms.people import Person
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.sheet import Platform
from yourturn.lms.table import Learner

_ID = re.compile(r".*\|\w+")
_NAMES = ("Last Name", "First Name")
_FEEDBACK = ("Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format")


class BlackboardExport(ScoresExport):
    """Write a file for Blackboard: `.xls` tab-delimited in UTF-16, `.csv` quoted in UTF-8."""

    platform = Platform.BLACKBOARD
    default_name = "blackboard.xls"

    def rules(self, settings: LearningPlatform) -> Rules:
        """A column without `|id` becomes a new one; blank cells are passed over."""
        return Rules(
            platform="Blackboard",
            identify=_identify,
            header=_header,
            is_new=lambda title: not _ID.fullmatch(title),
            keys=("Username",),
            required=("Username",),
        )

    def data(self, outgoing: Outgoing, settings: LearningPlatform) -> bytes:
        """Names, user name, scores; the feedback columns only for a single item."""
        told = any(cell.comment for row in outgoing.rows for cell in row.cells.values())
        if told and len(outgoing.columns) > 1:
            raise PlatformError(
                "Blackboard's file takes feedback for one item at a time: name the assignment "
                "(--assignment), or send no feedback."
            )
        header = [*_NAMES, "Username", *(column.header for column in outgoing.columns)]
        rows = [[*header, *_FEEDBACK] if told else header]
        for row in outgoing.rows:
            names = row.learner.last_name, row.learner.first_name
            cells = [row.cells.get(column.item.name) for column in outgoing.columns]
            written = [safe_text(one_line(name)) for name in names]
            written.append(row.person.columns["Username"])
            written += [cell.text if cell else "" for cell in cells]
            if told:
                comment = cells[0].comment if cells[0] else ""
                text = as_html(comment)
                written += ["", "", safe_text(text), "HTML" if text else ""]
            rows.append(written)
        if Path(self.to or self.default_name).suffix.lower() == ".csv":
            return delimited(rows, ",", quoted=True).encode("utf-8-sig")
        return delimited(rows, "\t", quoted=True).encode("utf-16")


def _identify(learner: Learner) -> Person | str:
    user = learner.lms_user_id or learner.id
    return Person(user, columns={"Username": user})


def _header(title: str, maximum: float) -> str:
    """A column's header as Blackboard writes it; a new one gets the points, but no id."""
    return title if "|" in title else f"{title} [Total Pts: {number(maximum)} Score]"
