"""The order of a run and what it tries again, with workers that do as they are told."""

import threading
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from yourturn.classroom.remember import recall
from yourturn.classroom.roster import Entry
from yourturn.classroom.run import NOT_STORED, Folder, Run
from yourturn.classroom.work import Result
from yourturn.engine import Submission
from yourturn.errors import AuthorError, MachineError, StudentError
from yourturn.judging.verdict import Verdict
from yourturn.settings import Settings


class Told(Executor):
    """Workers that answer with what they were told, in the order in which they are let."""

    def __init__(self, answers, room=2):
        self.answers = {student: list(given) for student, given in answers.items()}
        self.executor, self._room = self, room
        self.asked = []
        self.most = self.under_way = 0
        self.held = {}

    def room(self):
        return self._room

    def saw(self, result):
        pass

    def close(self):
        pass

    def hold(self, student):
        """Keep this student's answer back until the event that is returned."""
        self.held[student] = threading.Event()
        return self.held[student]

    def submit(self, fn, work):
        student = work.submission.student
        self.asked.append((student, self.under_way))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        answer, future = self.answers[student].pop(0), Future()
        future.set_running_or_notify_cancel()  # what is begun cannot be cancelled any more

        def give():
            if student in self.held:
                self.held[student].wait()
            self.under_way -= 1
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

        threading.Thread(target=give, daemon=True).start()
        return future


@pytest.fixture
def entries(smallest):
    return [Entry(smallest, name, Path(name), Path(name), datetime.max) for name in "abcd"]


@pytest.fixture
def opened(smallest, submitted):
    """Opens any entry as a notebook of its own."""
    return Folder(
        clear=lambda entry: [],
        read=lambda entry: Submission(
            smallest, submitted(q1=f"x = '{entry.student}'"), student=entry.student
        ),
    )


@pytest.fixture
def result(executed, verdicts):
    judged = tuple(verdict for verdict in verdicts if verdict.verdict is not Verdict.NOT_JUDGED)
    return Result(executed, judged)


def told(run):
    return [(graded.entry.student, graded.result, graded.failure) for graded in run]


def test_results_come_in_order_whatever_order_they_are_done_in(entries, opened, store, result):
    workers = Told({name: [result] for name in "abcd"})
    let_a = workers.hold("a")
    run = Run(entries, opened, workers, store, Settings())
    graded = iter(run)
    # The others are done before the first; what they found is in the store, not in memory.
    threading.Thread(
        target=lambda: (_until(lambda: run.progress.done == 3), let_a.set()), daemon=True
    ).start()
    assert [next(graded).entry.student for _ in entries] == list("abcd")
    assert workers.most == 2
    for entry in entries:
        assert recall(opened.read(entry), Settings(), store).result == result


def test_what_is_stored_needs_no_worker(entries, opened, store, result):
    told(Run(entries, opened, Told({n: [result] for n in "abcd"}), store, Settings()))
    nobody = Told({})
    known = list(Run(entries, opened, nobody, store, Settings()))
    assert [graded.result for graded in known] == [result] * 4
    assert all(graded.was_stored for graded in known)
    assert nobody.asked == []
    anew = Told({n: [result] for n in "abcd"})
    told(Run(entries, opened, anew, store, Settings(), "everything anew"))
    assert len(anew.asked) == 4
    fresh = Run(entries, opened, nobody, store, Settings(seed=1), "judge only")
    assert told(fresh) == [(name, None, NOT_STORED) for name in "abcd"]


def test_what_the_machine_may_be_to_blame_for_is_tried_again_alone(entries, opened, store, result):
    strained = replace(result, strained=True)
    answers = {
        "a": [strained, result],
        "b": [MachineError("the template was killed"), result],
        "c": [strained, strained],
        "d": [result],
    }
    workers = Told(answers)
    assert told(Run(entries, opened, workers, store, Settings())) == [
        ("a", result, ""),
        ("b", result, ""),
        ("c", strained, ""),  # the second try counts, but is not kept
        ("d", result, ""),
    ]
    assert sorted(workers.asked[4:]) == [("a", 0), ("b", 0), ("c", 0)]
    stored = [recall(opened.read(entry), Settings(), store).result for entry in entries]
    assert stored == [result, result, None, result]


def test_one_that_no_worker_can_grade_keeps_none_from_being_graded(entries, opened, store, result):
    answers = {
        "a": [MachineError("lost"), MachineError("lost again")],
        "b": [AuthorError("faulty grader")],
        "c": [result],
        "d": [result],
    }
    assert told(Run(entries, opened, Told(answers), store, Settings())) == [
        ("a", None, "lost again"),
        ("b", None, "faulty grader"),
        ("c", result, ""),
        ("d", result, ""),
    ]


def test_a_machine_that_grades_nothing_stops_the_run(entries, opened, store):
    no = MachineError("no confinement here")
    run = Run(entries, opened, Told({name: [no, no] for name in "abcd"}), store, Settings())
    with pytest.raises(MachineError, match="no confinement here"):
        told(run)


def test_a_store_that_cannot_be_used_stops_the_run(entries, opened, store, result):
    store.folder.parent.mkdir(exist_ok=True)
    store.folder.write_text("a file where the folder should be")
    workers = Told({name: [result] for name in "abcd"})
    with pytest.raises(MachineError, match=r"cannot be (read|written)"):
        told(Run(entries, opened, workers, store, Settings()))


def test_what_cannot_be_read_is_left_to_nbgrader_or_told(entries, opened, store, result):
    def read(entry):
        if entry.student == "a":
            raise StudentError("There is no file.")
        if entry.student == "b":
            raise PermissionError(13, "Permission denied")
        return opened.read(entry)

    folder = Folder(clear=lambda entry: [f"'{entry.student}' is a pipe."], read=read)
    run = list(Run(entries, folder, Told({"c": [result], "d": [result]}), store, Settings()))
    assert [(graded.failure, graded.result) for graded in run] == [
        ("", None),
        ("b cannot be read (Permission denied).", None),
        ("", result),
        ("", result),
    ]
    assert [graded.refused for graded in run] == [(f"'{n}' is a pipe.",) for n in "abcd"]


def test_leaving_a_run_stops_it(entries, opened, store, result):
    workers = Told({name: [result] for name in "abcd"}, room=1)
    let = [workers.hold(name) for name in "bcd"]
    for graded in Run(entries, opened, workers, store, Settings()):
        assert graded.entry.student == "a"
        break
    for event in let:
        event.set()
    assert len(workers.asked) <= 2


def _until(condition):
    while not condition():
        threading.Event().wait(0.01)
