"""Moodle: a CSV for *Grades, Import, CSV file*, in whose form the columns are mapped.

Source: Moodle's own importer, grade/import/csv/classes/load_data.php, whose rules the tests
re-implement.
"""

from yourturn.lms.cells import as_html, delimited, one_line, safe_text
from yourturn.lms.exporter import ScoresExport
from yourturn.lms.outgoing import Outgoing, Rules
from yourturn.lms.people import Person
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.sheet import Platform
from yourturn.lms.table import Learner

_KEYS = ("ID number", "Email address")


class MoodleExport(ScoresExport):
    """Write a CSV for Moodle, feedback beside its score."""

    platform = Platform.MOODLE
    default_name = "moodle.csv"

    def rules(self, settings: LearningPlatform) -> Rules:
        """One score above the maximum or one unknown person aborts Moodle's whole import."""
        return Rules(
            platform="Moodle",
            identify=identify,
            header=lambda title, maximum: title,
            keys=_KEYS,
            one_key=True,
            blank_erases=True,
            above_maximum=False,
            highest=settings.moodle_maximum,
        )

    def data(self, outgoing: Outgoing, settings: LearningPlatform) -> bytes:
        """The keys that everybody has, then each item with its feedback."""
        told = any(cell.comment for row in outgoing.rows for cell in row.cells.values())
        keys = [k for k in _KEYS if all(row.person.columns.get(k) for row in outgoing.rows)]
        header = [*keys]
        for column in outgoing.columns:
            header += [column.header, f"{column.header} (feedback)"] if told else [column.header]
        rows = [header]
        for row in outgoing.rows:
            written = [safe_text(one_line(row.person.columns[key])) for key in keys]
            for column in outgoing.columns:
                cell = row.cells.get(column.item.name)
                written.append(cell.text if cell else "")
                if told:
                    written.append(safe_text(as_html(cell.comment)) if cell else "")
            rows.append(written)
        return delimited(rows, settings.delimiter).encode("utf-8")


def identify(learner: Learner) -> Person | str:
    """Moodle finds people by ID number or by e-mail address; case counts in both."""
    number = learner.lms_user_id if has_id_number(learner) else ""
    columns = {"ID number": number, "Email address": learner.email}
    key = number or learner.email
    if not key:
        return (
            f"{learner} has neither an ID number nor an e-mail address. Import Moodle's list of "
            "participants or its export of grades first: yourturn roster import."
        )
    return Person(key, columns=columns)


def has_id_number(learner: Learner) -> bool:
    """Whether the stored id is an ID number: for somebody without one it is the address."""
    return bool(learner.lms_user_id) and learner.lms_user_id != learner.email
