"""Real zones and a real judge; a notebook that prints the time tells whether it ran again."""

import pytest

from yourturn.classroom.entries import EXECUTION, JUDGEMENT
from yourturn.classroom.remember import at_hand, grade, keep, name, recall
from yourturn.classroom.work import Result
from yourturn.engine import Submission
from yourturn.judging.verdict import Verdict
from yourturn.notebooks import Assignment
from yourturn.settings import Settings

CLOCK = "import time\nx = 5\nprint(time.time_ns())"


@pytest.fixture
def corrected(course):
    """The smallest assignment after its grader was corrected: 5 is right."""

    def make():
        grader = course / "graders" / "smallest" / "test_smallest.py"
        grader.write_text(grader.read_text().replace("x == 3", "x == 5"))
        return Assignment.load(course, "smallest")

    return make


def test_nothing_is_done_twice(submission, store, corrected):
    first = grade(submission(q1=CLOCK), Settings(), store)
    assert grade(submission(q1=CLOCK), Settings(), store) == first
    judged_anew = grade(Submission(corrected(), submission(q1=CLOCK).notebook), Settings(), store)
    assert (first.score, judged_anew.score) == (5, 6)
    counts = {size.kind: size.entries for size in store.sizes()}
    assert counts == {"executions": 1, "predictions": 0, "judgements": 2, "calls": 2}


def test_a_corrected_grader_finds_what_models_predicted(
    submission, store, executed, verdicts, corrected
):
    keys = name(submission(), Settings(), store)
    keep(store, keys, Result(executed, verdicts, predictions={"one": b"1", "two": b"2"}))
    again = Submission(corrected(), submission().notebook)
    recalled = recall(again, Settings(), store)
    assert recalled.result is None
    left = recalled.work(again, Settings())
    assert (left.known, left.predictions) == ((executed,), {"one": b"1", "two": b"2"})


def test_a_damaged_store_is_made_again(submission, store):
    first = grade(submission(), Settings(), store)
    for path in store.folder.glob("*/*/*"):
        path.write_bytes(b"")
    again = grade(submission(), Settings(), store)
    assert (again.cells, again.notebook) == (first.cells, first.notebook)
    assert grade(submission(), Settings(), store) == again


@pytest.mark.parametrize(
    ("verdict", "strained", "found"),
    [
        (Verdict.FAILED, False, (True, True)),
        (Verdict.NOT_JUDGED, False, (True, False)),
        (Verdict.FAILED, True, (False, False)),
    ],
)
def test_what_another_run_might_better_is_not_kept(
    submission, store, executed, verdicts, verdict, strained, found
):
    chosen = tuple(v for v in verdicts if v.verdict is verdict)
    keys = name(submission(), Settings(), store)
    keep(store, keys, Result(executed, chosen, strained))
    stored = store.get(EXECUTION, keys.execution), store.get(JUDGEMENT, keys.judgement)
    assert tuple(one is not None for one in stored) == found
    assert (recall(submission(), Settings(), store).result is not None) == all(found)


def test_a_result_at_hand_is_taken_and_not_stored(submission, store, executed, verdicts):
    keys = name(submission(), Settings(), store)
    with at_hand(keys, Result(executed, verdicts)):
        graded = grade(submission(), Settings(), store)
    assert graded.cells[0].criteria == verdicts
    assert recall(submission(), Settings(), store).executed is None
