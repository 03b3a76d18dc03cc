import pytest

from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import MIME, verdict_output


def cell(*results):
    criteria = tuple(
        CriterionResult(f"test_{i}", "Holds.", "q1-check", weight, verdict, "why <b>")
        for i, (verdict, weight) in enumerate(results)
    )
    return GradedCell("q1-check", 6, criteria)


@pytest.mark.parametrize(
    ("results", "points", "pending"),
    [
        ([(Verdict.PASSED, 1), (Verdict.PASSED, 2)], 6, False),
        ([(Verdict.PASSED, 1), (Verdict.FAILED, 2)], 2, False),
        ([(Verdict.FAILED, 1)], 0, False),
        ([(Verdict.PASSED, 1), (Verdict.NOT_JUDGED, 2)], 2, True),
        ([], 0, True),
    ],
)
def test_points_are_the_share_of_weight_that_passed(results, points, pending):
    graded = cell(*results)
    assert (graded.points, graded.pending) == (points, pending)


def test_the_output_escapes_messages_and_hides_faults_that_are_not_the_students():
    output = verdict_output(cell((Verdict.FAILED, 1), (Verdict.NOT_JUDGED, 1)))
    assert "why &lt;b&gt;" in output.data["text/html"]
    messages = [c["message"] for c in output.data[MIME]["criteria"]]
    assert messages[0] == "why <b>"
    assert messages[1].startswith("This criterion could not be judged")
    assert "✗ Holds." in output.data["text/plain"]
