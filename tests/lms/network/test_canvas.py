"""Canvas's REST interface re-implemented from its documentation, on a loopback server."""

import subprocess
from collections import Counter

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.sending import RefusedError, UnclearError
from yourturn.lms.table import Learner, Status

TOKEN = "7~abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def push(push_to_canvas):
    """Plan and send, one score a request."""
    return push_to_canvas


def failures(result):
    return [(d.learner.id, why) for d, why in result.failed]


def test_scores_arrive_with_their_comments_and_are_read_back(canvas, push):
    plan, result = push(
        {1: 5.125, 2: 0, 3: Status.PENDING, 4: Status.EXCUSED, 5: Status.MISSING},
        comments={("u1", "01-tensors"): "Line one\nümlaut & <b>"},
    )
    assert canvas.writes == [
        (1, 11, "5.13", "Line one\nümlaut & <b>"),
        (2, 11, "0", ""),
        (4, 11, "EX", ""),
    ]
    assert (len(result.sent), result.failed, result.open) == (3, [], [])
    assert plan.remarks == (
        "u3, 01-tensors: waits for a person, nothing is sent.",
        "01-tensors: nothing is sent for who handed in nothing, u5.",
    )


def test_a_second_push_sends_nothing(canvas, push):
    push({1: 5.125, 4: Status.EXCUSED})
    plan, result = push({1: 5.125, 4: Status.EXCUSED})
    assert (plan.deliveries, plan.unchanged, result.sent) == ((), 2, [])
    assert len(canvas.writes) == 2
    push({1: 6, 4: 2})
    assert canvas.writes[2:] == [(1, 11, "6", ""), (4, 11, "2", "")]


def test_a_dry_run_tells_and_changes_nothing(canvas, push):
    canvas.submissions[11, 1] = {"score": 2.0, "entered_score": 2.0}
    plan, _ = push({1: 5, 2: 3}, dry_run=True)
    assert [(d.learner.id, d.before.score, d.score) for d in plan.deliveries] == [
        ("u1", 2.0, 5),
        ("u2", None, 3),
    ]
    assert canvas.writes == []
    assert not [line for line in canvas.loopback.seen if not line.startswith("GET")]


def test_what_was_changed_there_is_left_unless_told(canvas, push):
    push({1: 5})
    canvas.submissions[11, 1] = {"score": 5.5, "entered_score": 5.5}
    plan, _ = push({1: 4})
    assert len(canvas.writes) == 1
    assert plan.remarks[0].startswith(
        "u1, 01-tensors: changed on Canvas since the last push, from 5 to 5.5; it is left"
    )
    push({1: 4}, overwrite=True)
    assert canvas.writes[1:] == [(1, 11, "4", "")]
    push({1: 3})
    assert canvas.writes[2:] == [(1, 11, "3", "")]


@pytest.mark.parametrize(
    "trouble", ["429", "rate limit", "500", "503", "cut before", "cut after", "500 after"]
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_trouble_is_sat_out_and_nothing_is_sent_twice(canvas, push, method, trouble):
    canvas.loopback.trouble[method] = ["", trouble]
    _, result = push({1: 1, 2: 2, 3: 3}, comments={("u2", "01-tensors"): "once"})
    assert sorted(canvas.writes) == [(1, 11, "1", ""), (2, 11, "2", "once"), (3, 11, "3", "")]
    assert (len(result.sent), result.failed) == (3, [])
    waited = push.pauses[0]
    assert waited == 4.0 if trouble == "429" else 0.125 <= waited <= 0.25


def test_a_platform_that_never_answers_is_not_waited_for(canvas, push):
    canvas.loopback.trouble["PUT"] = ["slow after"]
    _, result = push({1: 1, 2: 2}, timeout_s=0.3)
    assert Counter(user for user, *_ in canvas.writes) == {1: 1, 2: 1}
    assert len(result.sent) == 2


def test_trouble_without_end_stops_and_the_next_push_goes_on(canvas, push):
    canvas.loopback.trouble["PUT"] = ["", *["503"] * 3]
    _, result = push({1: 1, 2: 2, 3: 3})
    assert [d.learner.id for d in result.sent] == ["u1"]
    assert failures(result)[0][0] == "u2"
    assert "answered 503. Tried 3 times." in failures(result)[0][1]
    assert [d.learner.id for d in result.open] == ["u3"]
    _, result = push({1: 1, 2: 2, 3: 3})
    assert Counter(user for user, *_ in canvas.writes) == {1: 1, 2: 1, 3: 1}
    assert [d.learner.id for d in result.sent] == ["u2", "u3"]


def test_one_refusal_does_not_stop_the_others(canvas, push):
    real = canvas._grade
    canvas._grade = lambda ident, user, form: (
        (422, {}, b'{"errors":"no such enrolment"}') if user == 2 else real(ident, user, form)
    )
    _, result = push({1: 1, 2: 2, 3: 3})
    assert [d.learner.id for d in result.sent] == ["u1", "u3"]
    assert failures(result)[0][0] == "u2"
    assert "answered 422: no such enrolment." in failures(result)[0][1]


def test_a_wrong_token_is_told_without_being_shown(canvas, push):
    canvas.token = "another"
    with pytest.raises(RefusedError, match="answered 401") as raised:
        push({1: 1}, token="mine")
    assert "mine" not in str(raised.value)
    assert "Bearer [secret]" in str(raised.value)


def test_a_token_that_ends_midway_stops_at_once(canvas, push):
    real = canvas._grade

    def grade(ident, user, form):
        answer = real(ident, user, form)
        canvas.token = "renewed"
        return answer

    canvas._grade = grade
    _, result = push({1: 1, 2: 2, 3: 3})
    assert failures(result)[0][0] == "u2"
    assert "401" in failures(result)[0][1]
    assert [d.learner.id for d in result.open] == ["u3"]
    assert "It was sent, but not read back" in failures(result)[1][1]
    canvas.token, canvas._grade = TOKEN, real
    push({1: 1, 2: 2, 3: 3})
    assert Counter(user for user, *_ in canvas.writes) == {1: 1, 2: 1, 3: 1}


def test_a_platform_that_keeps_another_score_is_told(canvas, push):
    real = canvas._grade

    def grade(ident, user, form):
        answer = real(ident, user, form)
        if user == 2:
            canvas.submissions[ident, user] = {"score": 1.5, "entered_score": 1.5}
        return answer

    canvas._grade = grade
    _, result = push({1: 1, 2: 2})
    assert failures(result) == [("u2", "2 was sent, but Canvas shows 1.5.")]
    assert push.pauses == []


def test_canvas_s_own_late_policy_does_not_count(canvas, push):
    real = canvas._grade

    def grade(ident, user, form):
        answer = real(ident, user, form)
        canvas.submissions[ident, user]["score"] = 0.5
        return answer

    canvas._grade = grade
    assert len(push({1: 1})[1].sent) == 1


@pytest.mark.parametrize(
    ("change", "settings", "words"),
    [
        ({}, {"titles": {"01-tensors": "Sensors"}}, "Canvas has no item 'Sensors', only"),
        ({"points_possible": 60.0}, {}, "is out of 60 on Canvas, but 01-tensors is sent"),
        ({"published": False}, {}, "takes no scores: it is not published"),
        ({"grading_type": "not_graded"}, {}, "takes no scores: Canvas does not grade it"),
        ({"grading_type": "pass_fail"}, {}, "takes no scores: Canvas grades it complete or"),
        ({"in_closed_grading_period": True}, {}, "takes no scores: its grading period is closed"),
        ({"moderated_grading": True}, {}, "takes no scores: its grades are moderated"),
    ],
)  # fmt: skip
def test_items_that_do_not_fit(canvas, push, change, settings, words):
    canvas.assignments[0] |= change
    with pytest.raises(PlatformError) as raised:
        push({1: 1}, **settings)
    assert str(raised.value).startswith("Nothing was sent.\n- ")
    assert words in str(raised.value)
    assert canvas.writes == []


def test_people_and_items_can_be_named_in_many_ways(canvas, push, table):
    canvas.assignments[1]["name"] = "01-tensors"
    with pytest.raises(PlatformError, match="any of '01-tensors \\(11\\)', '01-tensors \\(12\\)'"):
        push({1: 1})
    given = table({1: 1, 2: 2, 3: 3, 9: 4}, u1=Learner("s1"), u2=Learner("u2"),
                  u3=Learner("x", email="U3@x.org"))  # fmt: skip
    with pytest.raises(PlatformError, match="u9 is not on Canvas: nobody there goes by 'u9' or"):
        push(given, titles={"01-tensors": "01-tensors (11)"})
    plan, _ = push(given, titles={"01-tensors": "11"}, leave_out=True)
    assert len(plan.left_out) == 1
    assert canvas.scores == {(11, 1): 1, (11, 2): 2, (11, 3): 3}


def test_an_item_is_made_once_even_if_the_answer_is_lost(canvas, push):
    canvas.loopback.trouble["POST"] = ["cut after"]
    given = {"titles": {"01-tensors": "New"}, "create": True}
    plan, _ = push({1: 1}, dry_run=True, **given)
    assert plan.new_items == ("New (out of 6)",)
    assert len(canvas.assignments) == 2
    push({1: 1}, **given)
    assert [a["name"] for a in canvas.assignments] == ["01-tensors", "Images", "New"]
    assert canvas.writes == [(1, 13, "1", "")]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ((200, {}, b"<html>log in</html>"), RefusedError, "not JSON"),
        ((200, {}, b'{"a": 1}'), RefusedError, "something unexpected"),
        ((302, {"Location": "/x"}, b""), RefusedError, "It has moved"),
        ((400, {}, b"no"), RefusedError, "answered 400: no"),
        ((500, {}, b""), UnclearError, "answered 500. Tried 3 times."),
    ],
)
def test_other_answers(push, canvas, answer, error, words):
    canvas.loopback.answer = lambda *_: answer
    with pytest.raises(error, match=words):
        push({1: 1})


def test_200_students_cut_off_five_times_get_each_score_once(start_canvas, killer, canvas_command):
    n = 200
    canvas = start_canvas(n_students=n, page=50)
    cut_off = killer(canvas.loopback, 1, lambda method, path: method == "PUT")
    command = canvas_command(canvas)
    assert cut_off.run(command) == [-9, -9, -9, -9, -9, 0]
    assert canvas.scores == {(11, k + 1): float(k % 7) for k in range(n)}
    assert Counter(canvas.writes) == {(k + 1, 11, str(k % 7), "feedback"): 1 for k in range(n)}
    with subprocess.Popen(command) as process:
        assert process.wait(timeout=120) == 0
    assert len(canvas.writes) == n, "a push after the last one sends nothing"
