import pytest

from yourturn.errors import AuthorError
from yourturn.lms.criteria import feedback_text, read_questions
from yourturn.lms.scores import read_table


def found(table):
    return {key: (str(s.status), s.raw, s.penalty) for key, s in table.scores.items()}


def test_statuses_points_and_penalties(classroom):
    table = read_table(classroom.gradebook)
    assert [(i.name, i.max_score) for i in table.items] == [("01-tensors", 6), ("07-cnn", 10)]
    assert [learner.id for learner in table.learners] == ["amy", "ben", "cor", "dot"]
    assert found(table) == {
        ("amy", "01-tensors"): ("graded", 5.125, 0),
        ("amy", "07-cnn"): ("graded", 7.5, 0),
        ("ben", "01-tensors"): ("graded", 4, 1),
        ("ben", "07-cnn"): ("graded", 1, 3),
        ("cor", "01-tensors"): ("pending", 4, 0),
        ("cor", "07-cnn"): ("missing", 0, 0),
        ("dot", "01-tensors"): ("missing", 0, 0),
        ("dot", "07-cnn"): ("missing", 0, 0),
    }


def test_excused_students_and_submissions_that_nobody_graded_yet(classroom):
    waiting = classroom.folder / "submitted" / "dot" / "07-cnn"
    waiting.mkdir(parents=True)
    (waiting / "07-cnn.ipynb").touch()
    table = read_table(
        classroom.gradebook,
        assignments=["07-cnn"],
        excused={"07-cnn": ["ben"]},
        submitted=classroom.folder / "submitted",
    )
    assert {who: status for (who, _), (status, *_) in found(table).items()} == {
        "amy": "graded",
        "ben": "excused",
        "cor": "missing",
        "dot": "pending",
    }


def test_a_person_s_points_replace_the_autograder_s(classroom):
    classroom.students({"id": "eve"})
    classroom.graded("eve", "07-cnn", {"q1-check": 2}, manual={"q1-check": 9})
    assert read_table(classroom.gradebook).scores["eve", "07-cnn"].raw == 9


def test_a_submission_without_any_grade_waits(classroom):
    classroom.graded("dot", "07-cnn", {})
    assert found(read_table(classroom.gradebook))["dot", "07-cnn"][0] == "pending"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"assignments": ["08-x"]}, "no assignment '08-x'; it has 01-tensors, 07-cnn."),
        ({"students": ["zoe"]}, "no student 'zoe'; it has amy, ben, cor, dot."),
        ({"excused": {"09": ["amy"]}}, "no assignment '09'"),
        ({"excused": {"07-cnn": ["zoe"]}}, "no student 'zoe', who is excused from 07-cnn;"),
    ],
)
def test_unknown_names_are_named(classroom, arguments, words):
    with pytest.raises(AuthorError, match=words.replace(".", r"\.")):
        read_table(classroom.gradebook, **arguments)


def test_questions_have_the_gradebook_s_points_and_the_notebook_s_verdicts(classroom, verdict):
    classroom.autograded("amy", "01-tensors", verdict)
    questions = read_questions(classroom.gradebook, classroom.folder / "autograded")
    amy = questions["amy", "01-tensors"]
    assert [(q.grade_id, q.score, q.max_score, q.pending) for q in amy] == [
        ("q1-check", 4, 4, False),
        ("q2-check", 1.125, 2, False),
    ]
    assert [(c.name, c.verdict) for c in amy[0].criteria] == [
        ("test_a", "failed"),
        ("test_b", "passed"),
    ]
    assert feedback_text(amy).splitlines() == [
        "q1-check: 4 of 4 points",
        "  not met: `x` is 3. x is 5.",
        "q2-check: 1.125 of 2 points",
    ]
    assert [q.pending for q in questions["cor", "01-tensors"]] == [False, True]


def test_other_outputs_of_a_notebook_earn_nothing(classroom, verdict):
    classroom.autograded("amy", "01-tensors", verdict)
    path = classroom.folder / "autograded" / "amy" / "01-tensors" / "01-tensors.ipynb"
    text = path.read_text().replace('"grade": true', '"grade": false')
    path.write_text(text)
    questions = read_questions(classroom.gradebook, classroom.folder / "autograded", ["01-tensors"])
    assert [q.criteria for q in questions["amy", "01-tensors"]] == [(), ()]
    assert ("amy", "07-cnn") not in questions


def test_what_a_person_wrote_is_part_of_the_feedback(classroom):
    classroom.students({"id": "eve"})
    classroom.graded("eve", "07-cnn", {"q1-check": 2}, comment="Look at the slides again.")
    # nbgrader keeps comments at solution cells, points at check cells.
    questions = read_questions(classroom.gradebook, classroom.folder / "autograded")
    assert "Look at the slides again." in feedback_text(questions["eve", "07-cnn"])
