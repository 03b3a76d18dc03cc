"""A class in a real gradebook, made without grading anything."""

import contextlib
import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import insert, select

from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import verdict_output
from yourturn.lms.exporter import ScoresExport
from yourturn.lms.outgoing import Outgoing
from yourturn.lms.settings import LearningPlatform

_AWKWARD = {
    "comma": ("Ann, Jr.", "O'Neil"),
    "quote": ('Bob "The Bolt"', "Quoted"),
    "newline": ("Cee\nCee", "Broken\r\nLine"),
    "umlaut": ("Jürgen", "Größe"),
    "emoji": ("Zoë 🦊", "Fox"),
    "arabic": ("ليلى", "حداد"),
    "formula": ('=HYPERLINK("http://x")', "@SUM(A1)"),
}


@pytest.fixture(scope="session")
def empty_gradebook(
    tmp_path_factory: pytest.TempPathFactory, new_gradebook: Callable[[Path], Path]
) -> Path:
    """A gradebook with the assignments 01-tensors (6 points) and 07-cnn (10 points)."""
    path = new_gradebook(tmp_path_factory.mktemp("gradebook"))
    with Gradebook(f"sqlite:///{path}") as gradebook:
        for name, points in (("01-tensors", (4, 2)), ("07-cnn", (10,))):
            gradebook.add_assignment(name)
            gradebook.add_notebook(name, name)
            for k, worth in enumerate(points, start=1):
                gradebook.add_solution_cell(f"q{k}", name, name)
                gradebook.add_grade_cell(
                    f"q{k}-check", name, name, max_score=worth, cell_type="code"
                )
    return path


class School:
    """A course folder with a gradebook; students and grades are written straight into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'gradebook.db'}"
        self.gradebook = Gradebook(self.url)
        self.assignments = {
            name: (ident, note)
            for name, ident, note in self.gradebook.db.execute(
                select(Assignment.name, Assignment.id, Notebook.id).join(
                    Notebook, Notebook.assignment_id == Assignment.id
                )
            )
        }
        self.cells = {
            (note, name): ident
            for note, name, ident in self.gradebook.db.execute(
                select(BaseCell.notebook_id, BaseCell.name, BaseCell.id)
            )
        }

    def students(self, *rows: Mapping[str, str]) -> None:
        """Add students, each a mapping of the table's columns."""
        columns = ("id", "first_name", "last_name", "email", "lms_user_id")
        self._write(Student, [{c: row.get(c) for c in columns} for row in rows])

    def graded(
        self,
        student: str,
        assignment: str,
        scores: Mapping[str, float | None],
        *,
        penalty: float = 0.0,
        manual: Mapping[str, float] | None = None,
        waits: bool = False,
        comment: str | None = None,
    ) -> None:
        """Add a graded submission: points by grade cell; None waits for a person."""
        self.grade([(student, assignment, scores, penalty, waits)])
        for cell, points in (manual or {}).items():
            grade = self.gradebook.find_grade(cell, assignment, assignment, student)
            grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            cell = self.cells[self.assignments[assignment][1], "q1"]
            note = self.gradebook.find_submission_notebook(assignment, assignment, student)
            self._write(
                Comment,
                [{"cell_id": cell, "notebook_id": note.id, "manual_comment": comment}],
            )
        self.gradebook.db.commit()

    def grade(self, rows: list[tuple[str, str, Mapping[str, float | None], float, bool]]) -> None:
        """Add many graded submissions: student, assignment, points by cell, penalty, waits."""
        submissions, notebooks, grades = [], [], []
        for student, assignment, scores, penalty, waits in rows:
            of, note = self.assignments[assignment]
            mine, page = uuid4().hex, uuid4().hex
            submissions.append({"id": mine, "assignment_id": of, "student_id": student})
            notebooks.append(
                {
                    "id": page,
                    "assignment_id": mine,
                    "notebook_id": note,
                    "late_submission_penalty": penalty,
                }
            )
            grades += [
                {
                    "cell_id": self.cells[note, cell],
                    "notebook_id": page,
                    "auto_score": points,
                    "needs_manual_grade": waits or points is None,
                }
                for cell, points in scores.items()
            ]
        for table, made in (
            (SubmittedAssignment, submissions),
            (SubmittedNotebook, notebooks),
            (Grade, grades),
        ):
            self._write(table, made)

    def autograded(self, student: str, assignment: str, cell: GradedCell) -> None:
        """Leave an autograded notebook with a verdict, as autograding does."""
        mark = {"grade": True, "solution": False, "grade_id": cell.grade_id}
        notebook = {
            "cells": [
                {
                    "cell_type": "code",
                    "metadata": {"nbgrader": mark},
                    "outputs": [verdict_output(cell)],
                }
            ]
        }
        place = self.folder / "autograded" / student / assignment
        place.mkdir(parents=True)
        (place / f"{assignment}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    def export(
        self, plugin: type[ScoresExport], assignments: Sequence[str] = (), **settings: object
    ) -> tuple[bytes, Outgoing]:
        """Plan and make a platform's file; `to` is the plugin's, the rest are settings."""
        exporter = plugin(assignment=list(assignments), to=settings.pop("to", ""))
        exporter.config.CourseDirectory.root = str(self.folder)
        platform = LearningPlatform(**settings)
        outgoing = exporter.plan(self.gradebook, platform)
        return exporter.data(outgoing, platform), outgoing

    def _write(self, table: type, rows: list[dict[str, object]]) -> None:
        if rows:
            self.gradebook.db.execute(insert(table), rows)
            self.gradebook.db.commit()


@pytest.fixture
def school(empty_gradebook: Path, tmp_path: Path) -> Iterator[School]:
    """A course folder whose gradebook has two assignments and no students."""
    for name in ("source", "graders"):
        (tmp_path / name).mkdir()
    shutil.copy(empty_gradebook, tmp_path / "gradebook.db")
    made = School(tmp_path)
    yield made
    made.gradebook.close()


@pytest.fixture
def classroom(school: School) -> School:
    """Four students of whom each is another case: graded, late, pending, missing."""
    school.students(
        *(
            {
                "id": who,
                "first_name": first,
                "last_name": last,
                "email": f"{who}@example.edu",
                "lms_user_id": number,
            }
            for who, first, last, number in (
                ("amy", "Amy", "Adams", "101"),
                ("ben", "Ben", "Bitdiddle", "102"),
                ("cor", "Cor", "Cook", "103"),
                ("dot", "Dot", "Dorn", "104"),
            )
        )
    )
    school.graded("amy", "01-tensors", {"q1-check": 4, "q2-check": 1.125})
    school.graded("amy", "07-cnn", {"q1-check": 7.5})
    school.graded("ben", "01-tensors", {"q1-check": 2, "q2-check": 2}, penalty=1)
    school.graded("ben", "07-cnn", {"q1-check": 1}, penalty=3)
    school.graded("cor", "01-tensors", {"q1-check": 4, "q2-check": None})
    return school


@pytest.fixture
def thousands(school: School) -> School:
    """5,000 students with a score on 01-tensors: k % 5 + 1 for the k-th."""
    school.students(*({"id": f"s{k}", "lms_user_id": str(k)} for k in range(5000)))
    school.grade(
        [(f"s{k}", "01-tensors", {"q1-check": k % 5, "q2-check": 1}, 0, False) for k in range(5000)]
    )
    return school


@pytest.fixture
def verdict() -> GradedCell:
    """A judged cell of which one criterion failed."""
    return GradedCell(
        "q1-check",
        4.0,
        (
            CriterionResult("test_a", "`x` is 3.", "q1-check", 1, Verdict.FAILED, "x is 5."),
            CriterionResult("test_b", "`x` is odd.", "q1-check", 3, Verdict.PASSED),
        ),
    )


@pytest.fixture
def awkward() -> dict[str, tuple[str, str]]:
    """First and last names that break files, by what is awkward about them."""
    return _AWKWARD


class Loopback:
    """A platform on this machine: real HTTP, and trouble on request.

    `trouble` holds what happens to coming requests, in order, by method; a request that finds
    none is answered. `hold` keeps a slow answer back until the test is over.
    """

    def __init__(self, answer: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
        self.answer = answer
        self.trouble: dict[str, list[str]] = {}
        self.seen: list[str] = []
        self.hold = threading.Event()
        self.lock = threading.Lock()
        self.is_lost: Callable[[str, str], bool] = lambda method, path: False
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                loopback.handle(self)

            do_GET = do_POST = do_PUT = handle_one  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        with self.lock:
            self.seen.append(f"{request.command} {request.path}")
            waiting = self.trouble.get(request.command, [])
            trouble = waiting.pop(0) if waiting else ""
        if trouble == "cut before":
            request.close_connection = True
            return
        if trouble.isdigit() or trouble == "rate limit":
            status = 403 if trouble == "rate limit" else int(trouble)
            text = b"403 Forbidden (Rate Limit Exceeded)" if status == 403 else b"<html>no"
            self.write(request, status, {"Retry-After": "7"} if status == 429 else {}, text)
            return
        with self.lock:
            if self.is_lost(request.command, request.path):
                request.close_connection = True
                return
            made = self.answer(request.command, request.path, request.headers, body)
        if trouble == "cut after":
            request.close_connection = True
            return
        if trouble == "slow after":
            self.hold.wait(60)
        if trouble == "500 after":
            made = 500, {}, b"<html>sorry"
        self.write(request, *made)

    def write(
        self, request: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes
    ) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            request.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

    def close(self) -> None:
        self.hold.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def loopback() -> Iterator[Callable[..., Loopback]]:
    """Start platforms on this machine; they end with the test."""
    started: list[Loopback] = []

    def start(answer: Callable[..., tuple[int, dict[str, str], bytes]]) -> Loopback:
        started.append(Loopback(answer))
        return started[-1]

    yield start
    for one in started:
        one.close()
