"""The report as CSV: one line a student and criterion, for a spreadsheet or a data frame."""

from collections.abc import Iterable, Iterator

from yourturn.judging.verdict import Verdict
from yourturn.lms.cells import delimited, number, safe_text
from yourturn.report.results import Results

HEADER = (
    "assignment",
    "student",
    "grade_id",
    "criterion",
    "sentence",
    "verdict",
    "points",
    "max_points",
    "message",
)


def as_csv(results: Iterable[Results]) -> str:
    """Write every verdict; cells that a spreadsheet would run as formulas are made harmless."""
    return delimited([HEADER, *_rows(results)])


def _rows(results: Iterable[Results]) -> Iterator[tuple[str, ...]]:
    for one in results:
        for work in one.works:
            for column in one.columns:
                verdict, message = work.verdicts.get(column.key, (Verdict.NOT_JUDGED, ""))
                points = column.max_points if verdict is Verdict.PASSED else 0.0
                yield (
                    one.assignment,
                    safe_text(work.student),
                    column.grade_id,
                    column.name,
                    safe_text(column.sentence),
                    str(verdict),
                    "" if verdict is Verdict.NOT_JUDGED else number(points),
                    number(column.max_points),
                    safe_text(message or work.unreadable),
                )
