"""How hard a criterion was, whether it tells students apart, and what it told them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from yourturn.judging.verdict import Verdict
from yourturn.report.results import Column, Results, Work

MIN_STUDENTS = 5
"""Below this, a correlation says nothing."""


@dataclass(frozen=True)
class CriterionStatistics:
    """One criterion over a class.

    `passed` is the share of those judged, None when nobody was. `discrimination` is the
    point-biserial correlation between passing and the points of all other criteria (the
    corrected item-total correlation of Lord and Novick 1968, 15.3): near 0, or below, the
    criterion does not tell who did well; None when it cannot be computed.
    """

    column: Column
    passed: float | None
    discrimination: float | None
    not_judged: int


@dataclass(frozen=True)
class RunningTimes:
    """How long a class's submissions ran, in seconds; ten classes of `width_s` count them."""

    median_s: float
    longest_s: float
    slowest: str
    total_s: float
    width_s: float
    bars: list[int]


def statistics(results: Results) -> list[CriterionStatistics]:
    """Compute the statistics of every criterion of an assignment."""
    readable = [work for work in results.works if not work.unreadable]
    earned = np.array([[_earned(work, c) for c in results.columns] for work in readable])
    earned = earned.reshape(len(readable), len(results.columns))
    found = []
    for index, column in enumerate(results.columns):
        judged = np.isfinite(earned[:, index])
        passed = earned[judged, index] > 0
        others = np.nansum(np.delete(earned[judged], index, axis=1), axis=1)
        found.append(
            CriterionStatistics(
                column,
                float(passed.mean()) if judged.any() else None,
                point_biserial(passed, others),
                int(len(readable) - judged.sum()),
            )
        )
    return found


def point_biserial(passed: np.ndarray, points: np.ndarray) -> float | None:
    """Correlate a 0/1 variable with points, both of shape (n_students,); None if undefined."""
    if len(passed) < MIN_STUDENTS or passed.all() or not passed.any() or np.ptp(points) == 0:
        return None
    return float(np.corrcoef(passed.astype(float), points)[0, 1])


def commonest_messages(results: Results, most: int = 12) -> list[tuple[str, str, list[str]]]:
    """List what students were told most often: grade_id, message and who was told."""
    told: dict[tuple[str, str], dict[str, None]] = {}
    for work in results.works:
        for column in results.columns:
            verdict, message = work.verdicts.get(column.key, (Verdict.PASSED, ""))
            if verdict is Verdict.FAILED and message:
                told.setdefault((column.grade_id, message), {})[work.student] = None
    ranked = sorted(told.items(), key=lambda item: -len(item[1]))
    return [(grade_id, message, list(students)) for (grade_id, message), students in ranked[:most]]


def running_times(results: Results) -> RunningTimes | None:
    """Sum up how long the submissions ran; None where no time is known."""
    found = [(work.seconds, work.student) for work in results.works if work.seconds is not None]
    if not found:
        return None
    seconds = [one for one, _ in found]
    longest, slowest = max(found)
    width = max(longest / 10, 0.1)
    counts = Counter(min(9, int(one / width)) for one in seconds)
    bars = [counts[index] for index in range(10)]
    return RunningTimes(median(seconds), longest, slowest, sum(seconds), width, bars)


def histogram(shares: Sequence[float]) -> list[int]:
    """Count scores, as shares of the maximum, in ten classes; full marks are in the last."""
    counts = Counter(min(9, max(0, int(10 * share + 1e-9))) for share in shares)
    return [counts[index] for index in range(10)]


def _earned(work: Work, column: Column) -> float:
    """Points for a criterion: NaN where it was not judged."""
    verdict, _ = work.verdicts.get(column.key, (Verdict.NOT_JUDGED, ""))
    if verdict is Verdict.NOT_JUDGED:
        return np.nan
    return column.max_points if verdict is Verdict.PASSED else 0.0
