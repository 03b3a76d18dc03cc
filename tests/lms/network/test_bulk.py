"""Canvas's bulk update, an asynchronous job, on a loopback server."""

import json
import subprocess
from collections import Counter

import pytest

from yourturn.lms.table import Status

COMMENTS = {("u1", "01-tensors"): "x < 3 & <b>", ("u2", "01-tensors"): "ümlaut\nline"}


@pytest.fixture
def push(push_to_canvas):
    """Plan and send in bulk unless told otherwise; `pauses` collects what was waited."""

    def run(scores, **arguments):
        return push_to_canvas(scores, **{"bulk": True, **arguments})

    run.pauses = push_to_canvas.pauses
    return run


def posts(canvas):
    return [line for line in canvas.loopback.seen if line.startswith(("POST", "PUT"))]


def test_scores_excuses_and_comments_arrive_in_two_requests(canvas, push):
    scores = {1: 5.125, 2: 0, 3: Status.PENDING, 4: Status.EXCUSED}
    _, result = push(scores, comments=COMMENTS)
    assert canvas.writes == [(1, 11, "5.13", ""), (2, 11, "0", ""), (4, 11, "EX", "")]
    assert canvas.comments == [(1, 11, "x < 3 & <b>"), (2, 11, "ümlaut\nline")]
    assert (len(result.sent), result.failed, result.open) == (3, [], [])
    assert posts(canvas) == [
        "POST /api/v1/courses/1/assignments/11/submissions/update_grades"
    ] * 2  # fmt: skip
    plan, _ = push(scores, comments=COMMENTS)
    assert (plan.deliveries, plan.unchanged, len(posts(canvas))) == ((), 3, 2)


def test_a_slow_job_is_waited_for(canvas, push):
    canvas.slow = 4
    _, result = push({1: 1, 2: 2})
    assert len(result.sent) == 2
    assert push.pauses == [0.25, 0.5, 1.0, 2.0]


def test_a_job_that_does_not_end_is_told_and_the_next_push_ends_it(canvas, push):
    canvas.slow = 1000
    _, result = push({1: 1, 2: 2}, comments=COMMENTS)
    assert result.sent == []
    assert {why for _, why in result.failed} == {
        "Canvas has not ended job 1 after 12 seconds; it may yet."
    }
    assert canvas.writes == []
    canvas.slow = 0
    # What was begun in bulk is ended in bulk: the first job is still to come.
    _, result = push({1: 3, 2: 2}, comments=COMMENTS, bulk=False)
    assert len(result.sent) == 2
    assert not any(line.startswith("PUT") for line in canvas.loopback.seen)
    assert canvas.scores == {(11, 1): 3, (11, 2): 2}
    assert Counter(canvas.comments) == {(1, 11, "x < 3 & <b>"): 1, (2, 11, "ümlaut\nline"): 1}


def test_a_job_that_fails_for_one_tells_whom_and_the_others_arrive(canvas, push):
    real = canvas._work

    def work(job):
        everybody, canvas.users = canvas.users, [u for u in canvas.users if u["id"] != 2]
        real(job)
        canvas.users = everybody

    canvas._work = work
    _, result = push({1: 1, 2: 2, 3: 3}, comments=COMMENTS)
    assert [d.learner.id for d in result.sent] == ["u1", "u3"]
    ((delivery, why),) = result.failed
    assert delivery.learner.id == "u2"
    assert why == (
        "2 was sent, but Canvas shows nothing. "
        "Canvas: Couldn't find User(s) with API ids '2'."
    )  # fmt: skip
    canvas._work = real
    assert [d.learner.id for d in push({1: 1, 2: 2, 3: 3}, comments=COMMENTS)[1].sent] == ["u2"]


@pytest.mark.parametrize("of", ["scores", "comments"])
@pytest.mark.parametrize("trouble", ["429", "500", "503", "cut before", "cut after", "500 after"])
def test_trouble_is_sat_out_and_nothing_is_there_twice(canvas, push, of, trouble):
    canvas.slow = 1
    canvas.loopback.trouble["POST"] = [trouble] if of == "scores" else ["", trouble]
    canvas.loopback.trouble["GET"] = ["", "", "", "", "500"]
    _, result = push({1: 1, 2: 2, 3: 3}, comments=COMMENTS)
    assert sorted(canvas.writes) == [(1, 11, "1", ""), (2, 11, "2", ""), (3, 11, "3", "")]
    assert Counter(canvas.comments) == {(1, 11, "x < 3 & <b>"): 1, (2, 11, "ümlaut\nline"): 1}
    assert (len(result.sent), result.failed) == (3, [])


def test_a_refusal_stops_and_leaves_the_other_way_open(canvas, push):
    canvas.loopback.trouble["POST"] = ["400"]
    _, result = push({1: 1, 2: 2})
    assert {why for _, why in result.failed} == {
        f"POST {canvas.url}/api/v1/courses/1/assignments/11/submissions/update_grades answered 400."
    }
    _, result = push({1: 1, 2: 2}, bulk=False)
    assert len(result.sent) == 2
    assert sum(line.startswith("PUT") for line in canvas.loopback.seen) == 2


def test_an_answer_without_a_job_is_no_answer(canvas, push):
    real = canvas.answer

    def answer(method, path, headers, body):
        made = real(method, path, headers, body)
        return (200, {}, b"[]") if method == "POST" else made

    canvas.loopback.answer = answer
    _, result = push({1: 1})
    ((_, why),) = result.failed
    assert why == "Canvas did not answer with what it should. Tried 3 times."


def test_a_comment_that_is_not_shown_is_told(canvas, push):
    real = canvas._work

    def work(job):
        real(job)
        canvas.comments = [one for one in canvas.comments if one[0] != 2]

    canvas._work = work
    _, result = push({1: 1, 2: 2}, comments=COMMENTS)
    assert [d.learner.id for d in result.sent] == ["u1"]
    ((delivery, why),) = result.failed
    assert delivery.learner.id == "u2"
    assert why == "The score is there, its comment not: Canvas does not show it."
    canvas._work = real
    _, result = push({1: 1, 2: 2}, comments=COMMENTS)
    assert [d.learner.id for d in result.sent] == ["u2"]
    assert (2, 11, "ümlaut\nline") in canvas.comments


def test_a_comment_that_was_stored_as_html_is_known_again(canvas, push):
    real = canvas._work

    def work(job):
        real(job)
        canvas.comments = [
            (who, of, f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
            for who, of, text in canvas.comments
        ]

    canvas._work = work
    assert push({1: 1}, comments=COMMENTS)[1].failed == []


def test_200_students_cut_off_five_times_get_each_score_once(start_canvas, killer, canvas_command):
    n = 200
    canvas = start_canvas(n_students=n, page=50)
    canvas.slow = 1
    places = []

    def is_write(method, path):
        counts = method == "POST" or "progress" in path
        places.extend([path] if counts else [])
        return counts

    cut_off = killer(canvas.loopback, 2, is_write, latest=9)
    command = canvas_command(canvas, "bulk")
    assert cut_off.run(command) == [-9, -9, -9, -9, -9, 0]
    assert canvas.scores == {(11, k + 1): float(k % 7) for k in range(n)}
    assert Counter(canvas.writes) == {(k + 1, 11, str(k % 7), ""): 1 for k in range(n)}
    assert Counter(canvas.comments) == {(k + 1, 11, "feedback"): 1 for k in range(n)}
    jobs = [json.dumps(job["form"]) for job in canvas.jobs]
    assert sum("text_comment" in job for job in jobs) >= 2
    assert all(job["workflow_state"] == "completed" for job in canvas.jobs)
    n_jobs = len(jobs)
    with subprocess.Popen(command) as process:
        assert process.wait(timeout=120) == 0
    assert len(canvas.jobs) == n_jobs, "a push after the last one sends nothing"
