"""Due dates in the notebook, and what being late costs, by nbgrader's own steps."""

from datetime import timedelta

import pytest
from traitlets.config import Config

from yourturn.gradebook.due import DueDate
from yourturn.gradebook.late import LatePolicy

# nbgrader's own queries make SQLAlchemy say this.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type .* not in session")

DAY = 86_400


@pytest.mark.parametrize(
    ("late_s", "penalty"),
    [
        (1, None),
        (15 * 60, None),
        (15 * 60 + 1, 1),
        (DAY, 1),
        (DAY + 15 * 60 + 1, 2),
        (10 * DAY, 5),
    ],
)
def test_each_day_begun_costs_after_the_grace_up_to_the_most(late_s, penalty):
    policy = LatePolicy(grace_minutes=15, percent_per_day=10, most_percent=50)
    assert policy.late_submission_penalty("ada", 10.0, late_s) == penalty


def test_by_default_nothing_is_taken():
    assert LatePolicy().late_submission_penalty("ada", 10.0, 10 * DAY) is None


@pytest.fixture
def course(generated, copied):
    course = copied(generated)
    config = course.folder / "nbgrader_config.py"
    policy = "c.LatePolicy.percent_per_day = 10\nc.DueDate.timezone = 'Europe/Brussels'\n"
    config.write_text(config.read_text() + policy)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment("smallest", duedate="2026-09-01 20:00:00 UTC")
    return course


def test_students_read_the_due_date_in_their_time(course):
    assert course.nbgrader("generate_assignment", "smallest", "--force").code == 0
    released = (course.folder / "release" / "smallest" / "smallest.ipynb").read_text()
    assert "**Due:** Tuesday, 01 September 2026, 22:00 (Europe/Brussels)" in released


def test_without_a_gradebook_there_is_no_due_date(course):
    assert course.nbgrader("generate_assignment", "smallest", "--force", "--no-db").code == 0
    released = (course.folder / "release" / "smallest" / "smallest.ipynb").read_text()
    assert "Due" not in released


def test_a_time_zone_that_does_not_exist_is_refused():
    config = Config({"DueDate": {"timezone": "Belgium/Leuven"}})
    with pytest.raises(Exception, match="there is no time zone 'Belgium/Leuven'"):
        DueDate(config=config)


def test_penalties_respect_extensions_and_count_essays(course, submitted):
    assert course.nbgrader("generate_assignment", "smallest", "--force").code == 0
    late = b"2026-09-02 21:00:00 UTC"  # a day and an hour: two days begun
    for student in ("ada", "zoe"):
        course.hand_in(student, submitted(q3_essay="So."), timestamp__txt=late)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("zoe")
        gradebook.update_or_create_submission("smallest", "zoe")
        gradebook.grant_extension("smallest", "zoe", hours=26)
    assert course.nbgrader("autograde", "smallest").code == 0
    with course.gradebook() as gradebook:
        for student in ("ada", "zoe"):
            essay = gradebook.find_grade("q3-essay", "smallest", "smallest", student)
            essay.manual_score, essay.needs_manual_grade = 1, False
        gradebook.db.commit()
        submission = gradebook.find_submission("smallest", "ada")
        assert submission.total_seconds_late == timedelta(days=1, hours=1).total_seconds()
        assert submission.late_submission_penalty == pytest.approx(0.2 * 6)
    assert course.nbgrader("generate_feedback", "smallest").code == 0
    with course.gradebook() as gradebook:
        taken = {
            student: gradebook.find_submission("smallest", student).late_submission_penalty
            for student in ("ada", "zoe")
        }
    assert taken == {"ada": pytest.approx(0.2 * 7), "zoe": 0}
    assert "Deducted because it was handed in late: 1.4 points." in course.feedback("ada")
    assert "5.6</span> of 7 points" in course.feedback("ada")
    assert "handed in late" not in course.feedback("zoe")
