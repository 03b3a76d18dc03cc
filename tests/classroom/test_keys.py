from dataclasses import replace

import pytest

from yourturn.classroom.keys import keys_of, plan_key
from yourturn.engine import Submission
from yourturn.errors import StudentError
from yourturn.settings import Settings
from yourturn.zone import Level, Limits, ZoneSettings

SAME = Settings()


def test_the_student_and_waiting_for_work_change_nothing(submission):
    first = keys_of(submission(), "calls", SAME)
    assert keys_of(replace(submission(), student="bob"), "calls", SAME) == first
    patient = Settings(zone=ZoneSettings(idle_s=1, fresh=True))
    assert keys_of(submission(), "calls", patient) == first


def test_a_notebook_sanitised_before_has_the_same_name(submission):
    first = submission(q1="x = 4")
    again = replace(first, notebook=first.to_run)
    assert keys_of(again, "calls", SAME) == keys_of(first, "calls", SAME)


@pytest.mark.parametrize(
    ("changes", "calls", "settings"),
    [
        ({"q1": "x = 4"}, "calls", SAME),
        ({"files": {"mine.py": b""}}, "calls", SAME),
        ({"files": {"mine.py": b"1"}}, "calls", SAME),
        ({}, "other calls", SAME),
        ({}, "calls", Settings(limits=Limits(cell_s=1))),
        ({}, "calls", Settings(zone=ZoneSettings(level=Level.LANDLOCK))),
        ({}, "calls", Settings(seed=1)),
    ],
)
def test_what_could_change_an_execution_changes_its_name(submission, changes, calls, settings):
    first = keys_of(submission(), "calls", SAME)
    other = keys_of(submission(**changes), calls, settings)
    assert other.execution != first.execution
    assert other.judgement != first.judgement


def test_a_corrected_grader_changes_the_judgement_alone(submission, smallest):
    first = keys_of(submission(), "calls", SAME)
    graders = {**smallest.graders, "smallest/test_smallest.py": b"corrected"}
    corrected = replace(smallest, graders=graders)
    other = keys_of(Submission(corrected, submission().notebook), "calls", SAME)
    assert other.execution == first.execution
    assert other.judgement != first.judgement
    assert plan_key(corrected) != plan_key(smallest)


def test_what_is_no_notebook_has_no_name(smallest):
    with pytest.raises(StudentError, match="not valid JSON"):
        keys_of(Submission(smallest, b"{"), "calls", SAME)
