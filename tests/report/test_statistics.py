import numpy as np
import pytest
from scipy.stats import pointbiserialr

from yourturn.judging.verdict import Verdict
from yourturn.report.statistics import (
    commonest_messages,
    histogram,
    point_biserial,
    running_times,
    statistics,
)

PASSED, FAILED, NOT_JUDGED = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED


def test_a_criterion_has_difficulty_and_discrimination(work, results):
    found = results(
        *(work(f"s{n}", PASSED if n > 3 else FAILED, PASSED if n else FAILED) for n in range(6))
    )
    hard, easy = statistics(found)
    assert (hard.passed, easy.passed) == (2 / 6, 5 / 6)
    expected = pointbiserialr([0, 0, 0, 0, 1, 1], [0, 1, 1, 1, 1, 1]).statistic
    assert hard.discrimination == pytest.approx(expected)


@pytest.mark.parametrize(
    ("passed", "points"),
    [([1, 0, 1], [1, 2, 3]), ([1] * 6, range(6)), ([0] * 6, range(6)), ([0, 1] * 3, [2] * 6)],
)
def test_what_cannot_be_correlated_is_left_out(passed, points):
    assert point_biserial(np.array(passed, dtype=bool), np.array(points)) is None


def test_what_was_not_judged_counts_for_nobody(work, results):
    hard, _ = statistics(results(work("a", NOT_JUDGED), work("b")))
    assert (hard.passed, hard.not_judged) == (1.0, 1)
    unreadable = work("c", FAILED, FAILED, unreadable="No JSON.")
    assert statistics(results(unreadable))[0].passed is None


def test_messages_are_counted_once_a_student_and_cell(work, results):
    works = [work("a", FAILED, PASSED), work("b", FAILED, FAILED)]
    works[1].verdicts["q1-check", "test_easy"] = (FAILED, "Harder.")
    assert commonest_messages(results(*works, work("c", PASSED, FAILED))) == [
        ("q1-check", "Harder.", ["a", "b"]),
        ("q1-check", "Easier.", ["c"]),
    ]


def test_scores_fall_into_tenths():
    assert histogram([0, 0.05, 0.1, 0.3, 0.999, 1]) == [2, 1, 0, 1, 0, 0, 0, 0, 0, 2]


def test_running_times_are_summed_up_where_they_are_known(work, results):
    assert running_times(results(work("a"))) is None
    found = running_times(results(work("a", seconds=1.0), work("b", seconds=20.0), work("c")))
    assert (found.median_s, found.longest_s, found.slowest, found.total_s) == (10.5, 20, "b", 21)
    assert (found.width_s, found.bars) == (2, [1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
