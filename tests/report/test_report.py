"""The report over a real gradebook and notebooks as grading leaves them."""

import csv
import io
import os
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from scipy.stats import pointbiserialr
from typer.testing import CliRunner

from yourturn.commands import app
from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import verdict_output
from yourturn.report.likeness import alike
from yourturn.report.results import Column, Results, Work
from yourturn.report.statistics import (
    commonest_messages,
    histogram,
    point_biserial,
    statistics,
)

# nbgrader's own queries make SQLAlchemy say this.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type .* not in session")

PASSED, FAILED, NOT_JUDGED = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED
HARD = Column("q1-check", "test_hard", "`x` is hard.", 3)
EASY = Column("q1-check", "test_easy", "`x` is easy.", 1)


def _work(student, hard, easy, code="", points=0.0, **more):
    verdicts = {HARD.key: (hard, "Harder."), EASY.key: (easy, "Easier.")}
    plain = {"waiting": False, "unreadable": "", "problems": (), **more}
    return Work(student, points, 4, verdicts=verdicts, code={"q1": code}, **plain)


def _results(*works, released=""):
    return Results("smallest", (HARD, EASY), works, released)


def test_a_criterion_has_difficulty_and_discrimination():
    results = _results(
        *(_work(f"s{n}", PASSED if n > 3 else FAILED, PASSED if n else FAILED) for n in range(6))
    )
    hard, easy = statistics(results)
    assert (hard.passed, easy.passed) == (2 / 6, 5 / 6)
    expected = pointbiserialr([0, 0, 0, 0, 1, 1], [0, 1, 1, 1, 1, 1]).statistic
    assert hard.discrimination == pytest.approx(expected)


@pytest.mark.parametrize(
    ("passed", "points"),
    [([1, 0, 1], [1, 2, 3]), ([1] * 6, range(6)), ([0] * 6, range(6)), ([0, 1] * 3, [2] * 6)],
)
def test_what_cannot_be_correlated_is_left_out(passed, points):
    assert point_biserial(np.array(passed, dtype=bool), np.array(points)) is None


def test_what_was_not_judged_counts_for_nobody():
    results = _results(_work("a", NOT_JUDGED, PASSED), _work("b", PASSED, PASSED))
    hard, _ = statistics(results)
    assert (hard.passed, hard.not_judged) == (1.0, 1)
    unreadable = _work("c", FAILED, FAILED, unreadable="No JSON.")
    assert statistics(_results(unreadable))[0].passed is None


def test_messages_are_counted_once_a_student_and_cell():
    works = [_work("a", FAILED, PASSED), _work("b", FAILED, FAILED)]
    works[1].verdicts[EASY.key] = (FAILED, "Harder.")
    results = _results(*works, _work("c", PASSED, FAILED))
    assert commonest_messages(results) == [
        ("q1-check", "Harder.", ["a", "b"]),
        ("q1-check", "Easier.", ["c"]),
    ]


def test_scores_fall_into_tenths():
    assert histogram([0, 0.05, 0.1, 0.3, 0.999, 1]) == [2, 1, 0, 1, 0, 0, 0, 0, 0, 2]


OWN = "rates = [claims / days for claims, days in table]\nworst = max(rates, key=abs)\n"
OTHER = OWN + "spread = worst - min(rates)  # mine\nresult = spread ** 2 / len(rates)\n"
USUAL = "mean = sum(values) / len(values)\ncentred = [v - mean for v in values]\nlargest = max(v)\n"


def test_shared_rare_lines_stand_out_and_usual_ones_do_not():
    works = [_work(f"s{n}", PASSED, PASSED, USUAL) for n in range(10)]
    works += [
        _work("ada", PASSED, PASSED, OTHER),
        _work("bob", PASSED, PASSED, OTHER.replace("# mine", "# bob's").replace(" - ", "-")),
    ]
    (pair,) = alike(_results(*works))
    assert (pair.one, pair.other, len(pair.shared)) == ("ada", "bob", 4)
    assert pair.percent == 100


def test_what_everybody_was_given_is_nobodys_own():
    works = [_work(name, PASSED, PASSED, OTHER) for name in ("ada", "bob")]
    assert alike(_results(*works, released=OTHER)) == []


def test_code_that_is_no_python_is_compared_line_by_line():
    broken = "def (\n" + OTHER
    (pair,) = alike(_results(*(_work(n, PASSED, PASSED, broken) for n in ("ada", "bob"))))
    assert len(pair.shared) == 4


@pytest.fixture
def alembic(monkeypatch):
    """nbgrader calls `alembic` by name when it makes a gradebook."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)


@pytest.fixture
def graded(course, alembic):
    """The course with three students' work as `nbgrader autograde` leaves it."""
    students = {"ada": (PASSED, ""), "<b>eve": (FAILED, "=1+1 <script>"), "bob": (NOT_JUDGED, "")}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("smallest")
        gradebook.add_notebook("smallest", "smallest")
        cell = {"max_score": 4, "cell_type": "code"}
        gradebook.add_grade_cell("q1-check", "smallest", "smallest", **cell)
        for student, (verdict, message) in students.items():
            gradebook.add_student(student)
            gradebook.add_submission("smallest", student)
            grade = gradebook.find_grade("q1-check", "smallest", "smallest", student)
            grade.auto_score = 4 if verdict is PASSED else 0
            grade.needs_manual_grade = verdict is NOT_JUDGED
            criterion = CriterionResult("test_x", "`x` is 3.", "q1-check", 1, verdict, message)
            source = course / "source" / "smallest" / "smallest.ipynb"
            notebook = nbformat.read(source, as_version=4)
            check = next(c for c in notebook.cells if c.id == "q1-check")
            check.outputs = [verdict_output(GradedCell("q1-check", 4, (criterion,)))]
            notebook.metadata["yourturn"] = {
                "problems": [{"kind": "author", "message": "test_x broke.", "grade_id": None}]
                if verdict is NOT_JUDGED
                else []
            }
            path = course / "autograded" / student / "smallest" / "smallest.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(notebook, path)
        gradebook.db.commit()
    return course


@pytest.fixture
def report(graded, monkeypatch):
    monkeypatch.chdir(graded)
    done = CliRunner().invoke(app, ["report", "--csv", "report.csv"])
    assert done.exit_code == 0
    assert "3 submissions: report.html, report.csv" in done.stdout
    return graded


def test_the_page_tells_scores_criteria_and_faults(report):
    page = BeautifulSoup((report / "report.html").read_text(encoding="utf-8"), "html.parser")
    rows = [" ".join(row.get_text(" ").split()) for row in page.select("table.heat tbody tr")]
    assert rows == ["<b>eve 0 ✗", "ada 4 ✓", "bob 0 … ?"]
    assert "bob: test_x broke." in page.get_text()
    assert [script.get("src") for script in page.select("script")] == [None]
    assert page.select("b, link, img, iframe") == []


def test_the_csv_has_a_line_a_student_and_criterion(report):
    text = (report / "report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["student"], r["verdict"], r["points"]) for r in rows] == [
        ("<b>eve", "failed", "0"),
        ("ada", "passed", "4"),
        ("bob", "could not be judged", ""),
    ]
    assert rows[0]["message"] == "'=1+1 <script>"


def test_without_a_gradebook_it_says_so(course, monkeypatch):
    monkeypatch.chdir(course)
    result = CliRunner().invoke(app, ["report"])
    assert result.exit_code != 0
    assert "There is no gradebook yet" in " ".join(result.stderr.split())


def test_nothing_graded_yet_is_no_error(course, alembic, monkeypatch):
    monkeypatch.chdir(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("smallest")
    assert CliRunner().invoke(app, ["report"]).exit_code == 0
    assert "Nothing is graded yet." in (course / "report.html").read_text()
