"""Grading again: what changed counts, what a person gave stays, what fails loses nothing."""

import shutil

import pytest

FULL = {"q1-check": 4, "q2-check": 2, "q3-essay": None}


@pytest.fixture(scope="module")
def graded(generated, copied, submitted):
    """`ada` handed in a right answer and was graded; only ever copied."""
    course = copied(generated)
    in_time = b"2026-09-01 10:00:00 UTC"
    course.hand_in("ada", submitted(q3_essay="So."), timestamp__txt=in_time)
    assert course.nbgrader("autograde", "smallest", "--student", "ada").code == 0
    assert course.points("ada") == FULL
    return course


@pytest.fixture
def course(graded, copied):
    return copied(graded)


def test_a_changed_submission_counts_anew(course, submitted):
    course.hand_in("ada", submitted(q1="x = 4", q3_essay="So."))
    assert course.nbgrader("autograde", "smallest").code == 0
    assert course.points("ada") == FULL  # nbgrader goes by timestamps
    assert course.nbgrader("autograde", "smallest", "--force").code == 0
    assert course.points("ada") == {**FULL, "q1-check": 0}


def test_a_later_timestamp_is_reason_enough(course, submitted):
    later = b"2026-09-01 12:00:00 UTC"
    course.hand_in("ada", submitted(q1="x = 5", q3_essay="So."), timestamp__txt=later)
    assert course.nbgrader("autograde", "smallest").code == 0
    assert course.points("ada") == {**FULL, "q1-check": 3}


def test_one_notebook_alone_can_be_graded(course, submitted):
    course.hand_in("ada", submitted(q1="x = 4", q3_essay="So."))
    ended = course.nbgrader("autograde", "smallest", "--notebook", "smallest", "--force")
    assert ended.code == 0
    assert course.points("ada") == {**FULL, "q1-check": 0}


def test_what_a_person_gave_stays(course):
    with course.gradebook() as gradebook:
        essay = gradebook.find_grade("q3-essay", "smallest", "smallest", "ada")
        essay.manual_score, essay.needs_manual_grade = 0.5, False
        number = gradebook.find_grade("q1-check", "smallest", "smallest", "ada")
        number.manual_score, number.extra_credit = 1, 0.25
        comment = gradebook.find_comment("q3-essay", "smallest", "smallest", "ada")
        comment.manual_comment = "Say why."
        gradebook.db.commit()
    assert course.nbgrader("autograde", "smallest", "--force").code == 0
    with course.gradebook() as gradebook:
        comment = gradebook.find_comment("q3-essay", "smallest", "smallest", "ada")
        assert comment.comment == "Say why."
        assert gradebook.find_submission("smallest", "ada").score == 0.5 + 1.25 + 2
    assert course.waiting("ada") == {"q1-check", "q3-essay"}


def test_an_essay_nobody_wrote_earns_0_and_says_so(course, submitted):
    course.hand_in("ada", submitted(q3_essay=" "))
    assert course.nbgrader("autograde", "smallest", "--force").code == 0
    assert course.points("ada") == {**FULL, "q3-essay": 0}
    with course.gradebook() as gradebook:
        comment = gradebook.find_comment("q3-essay", "smallest", "smallest", "ada")
        assert comment.comment == "No response."


def test_a_config_that_skips_the_look_at_folders_is_refused(course, submitted):
    course.hand_in("ada", submitted(q1="x = 4", q3_essay="So."))
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "del c.Autograde.exporter_class\n")
    ended = course.nbgrader("autograde", "smallest", "--force")
    assert ended.code == 1
    assert "nbgrader_config.py must set c.Autograde.exporter_class" in ended.log
    assert course.points("ada") == FULL


def test_without_execution_there_is_nothing_to_record(course):
    ended = course.nbgrader("autograde", "smallest", "--force", "--no-execute")
    assert ended.code == 1
    assert "There is no verdict to record" in ended.log
    assert course.points("ada") == FULL


def test_another_source_than_the_gradebooks_is_refused(course):
    source = course.folder / "source" / "smallest" / "smallest.ipynb"
    source.write_text(source.read_text().replace('"points": 2', '"points": 3'))
    ended = course.nbgrader("autograde", "smallest", "--force")
    assert ended.code == 1
    assert "differ in q2-check; run nbgrader generate_assignment smallest --force" in ended.log
    assert course.points("ada") == FULL
    assert course.nbgrader("generate_assignment", "smallest", "--force").code == 0
    assert course.nbgrader("autograde", "smallest", "--force").code == 0
    assert course.points("ada") == {**FULL, "q2-check": 3}


def test_a_submission_older_than_a_question_is_named_and_keeps_what_it_had(course):
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("q2-check", "smallest", "smallest", "ada")
        gradebook.db.delete(grade)
        gradebook.db.commit()
    ended = course.nbgrader("autograde", "smallest", "--force")
    assert ended.code == 1
    assert "The gradebook has no entry for q2-check in this submission" in ended.log
    assert course.points("ada") == {name: FULL[name] for name in ("q1-check", "q3-essay")}


def test_a_folder_no_id_can_name_is_passed_over(course):
    shutil.copytree(course.folder / "submitted" / "ada", course.folder / "submitted" / "-eve")
    ended = course.nbgrader("autograde", "smallest", "--force")
    assert ended.code == 0
    assert "'-eve' is no student id" in ended.log
    assert course.nbgrader("autograde", "smallest", "--student=-eve").code == 1
