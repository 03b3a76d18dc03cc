"""The report as CSV, for a spreadsheet or a data frame.

Cells that a spreadsheet would run as formulas are made harmless.
"""

from collections.abc import Iterable, Iterator, Mapping

from yourturn.judging.verdict import Verdict
from yourturn.lms.cells import delimited, number, safe_text
from yourturn.report.leaderboard import standings
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
    "seconds",
    "confined",
    "rests_on",
)

PLACES = (
    "assignment",
    "rank",
    "pseudonym",
    "right",
    "images",
    "accuracy",
    "low",
    "high",
    "hold_out_accuracy",
    "parameters",
    "optimizer",
    "learning_rate",
    "batch_size",
    "epochs",
    "architecture",
)


def as_csv(results: Iterable[Results]) -> str:
    """Write every verdict, a line for each student and criterion."""
    return delimited([HEADER, *_rows(results)])


def leaderboard_csv(results: Iterable[Results], names: Mapping[str, str]) -> str:
    """Write the leaderboards under pseudonyms; empty is what a hand-in does not say."""
    return delimited([PLACES, *_places(results, names)])


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
                    "" if work.seconds is None else number(work.seconds),
                    "yes" if work.confined else "not confined",
                    work.rests_on,
                )


def _places(results: Iterable[Results], names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for one in results:
        for place in standings(one):
            own = place.network
            told = (
                own
                and (
                    own.held_out,
                    own.parameters,
                    own.optimizer,
                    own.learning_rate,
                    own.batch_size,
                    own.epochs,
                    ", ".join(own.layers),
                )
            ) or (None,) * 7
            yield (
                one.assignment,
                str(place.rank),
                names[place.student],
                str(place.right),
                str(place.images),
                f"{place.share:.4f}",
                f"{place.low:.4f}",
                f"{place.high:.4f}",
                *(_written(value) for value in told),
            )


def _written(value: float | str | None) -> str:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else f"{value:.10g}"
