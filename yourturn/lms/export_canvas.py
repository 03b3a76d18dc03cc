"""Canvas: the gradebook CSV that its *Import* reads.

Source: Canvas's own importer, lib/gradebook_importer.rb, whose rules the tests re-implement.
"""

import re

from yourturn.errors import PlatformError
from yourturn.lms.cells import delimited, number, one_line, safe_text
from yourturn.lms.exporter import ScoresExport
from yourturn.lms.outgoing import Outgoing, Rules
from yourturn.lms.people import Person
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.sheet import Platform
from yourturn.lms.table import Learner

_INFO = ("ID", "SIS User ID", "SIS Login ID", "Section")
# The importer drops every column whose header contains one of these.
_DROPPED = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
_ID = re.compile(r".*\s\(\d+\)")


class CanvasExport(ScoresExport):
    """Write a CSV for Canvas: Grades, Import."""

    platform = Platform.CANVAS
    default_name = "canvas.csv"

    def rules(self, settings: LearningPlatform) -> Rules:
        """A blank deletes, a title without an id may make an assignment, EX excuses."""
        return Rules(
            platform="Canvas",
            identify=_identify,
            header=_header,
            is_new=lambda title: not _ID.fullmatch(title),
            keys=("ID",),
            required=("ID",),
            blank_erases=True,
            excused="EX",
        )

    def data(self, outgoing: Outgoing, settings: LearningPlatform) -> bytes:
        """Rows of students; points possible are told of new items only, to change no other's."""
        header = ["Student", *_INFO, *(column.header for column in outgoing.columns)]
        rows = [header]
        if any(column.new for column in outgoing.columns):
            points = [number(c.maximum) if c.new else "" for c in outgoing.columns]
            rows.append(["    Points Possible", *("" for _ in _INFO), *points])
        for row in outgoing.rows:
            cells = [row.cells.get(column.item.name) for column in outgoing.columns]
            about = [safe_text(one_line(row.person.columns.get(name, ""))) for name in _INFO]
            name = safe_text(one_line(row.learner.sortable_name))
            rows.append([name, *about, *(cell.text if cell else "" for cell in cells)])
        return delimited(rows, settings.delimiter).encode("utf-8")


def _identify(learner: Learner) -> Person | str:
    if not learner.lms_user_id.isdecimal():
        given = learner.lms_user_id
        told = f"{learner}'s lms_user_id {given!r} is" if given else f"{learner} has"
        return (
            f"{told} no Canvas id. Import Canvas's export of the gradebook first: yourturn roster "
            "import."
        )
    return Person(learner.lms_user_id, columns={"ID": learner.lms_user_id})


def _header(title: str, maximum: float) -> str:
    if _DROPPED.search(title):
        raise PlatformError(
            f"Canvas ignores a column called {title!r}, as it contains the name of one of its own "
            "totals. Choose another title in c.LearningPlatform.titles."
        )
    return title
