"""A tidy CSV: one row a student, item, question and criterion."""

from nbgrader.api import Gradebook

from yourturn.lms.cells import delimited, safe_text
from yourturn.lms.exporter import TidyExport
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.tidy import COLUMNS, tidy_rows


class TidyCsvExport(TidyExport):
    """Write everything that is known about every score."""

    default_name = "scores.csv"

    def text(self, gradebook: Gradebook, settings: LearningPlatform) -> str:
        """Text that a spreadsheet would run gets an apostrophe; numbers stay numbers."""
        reader = self.reader(gradebook, settings)
        found = tidy_rows(reader.table(), reader.questions(), settings.reckoning())
        rows = [[_cell(row.get(column)) for column in COLUMNS] for row in found]
        return delimited([COLUMNS, *rows], settings.delimiter)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return safe_text(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)
