"""A class's results, made up, and a real gradebook with notebooks as grading leaves them."""

from dataclasses import asdict

import nbformat
import pytest
from nbgrader.api import Gradebook

from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import verdict_output
from yourturn.networks import Network
from yourturn.report.results import Column, Results, Work

PASSED, FAILED, NOT_JUDGED = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED
HARD = Column("q1-check", "test_hard", "`x` is hard.", 3)
EASY = Column("q1-check", "test_easy", "`x` is easy.", 1)


@pytest.fixture(scope="session")
def work():
    """One student's work: `work("ada", FAILED)`, with what else a `Work` has by name."""

    def make(student, hard=PASSED, easy=PASSED, code="", points=0.0, **more):
        verdicts = {HARD.key: (hard, "Harder."), EASY.key: (easy, "Easier.")}
        plain = {"waiting": False, "unreadable": "", "problems": (), **more}
        return Work(student, points, 4, verdicts=verdicts, code={"q1": code}, **plain)

    return make


@pytest.fixture(scope="session")
def results():
    """A class's results for an assignment with a hard and an easy criterion."""

    def make(*works, released=""):
        return Results("smallest", (HARD, EASY), works, released)

    return make


@pytest.fixture(scope="session")
def network():
    """A network as grading describes it; what a test does not name is like everybody's."""

    def make(**own):
        plain = {
            "name": "model",
            "layers": ("Dense 512 relu", "Dense 10 softmax"),
            "parameters": 407_050,
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 64,
            "epochs": 8,
            "held_out": 0.97,
            "held_out_images": 12_000,
            "trained": "while grading",
            "weights": "",
            "kernels": (),
        }
        return Network(**{**plain, **own})

    return make


@pytest.fixture
def graded(course, new_gradebook, network):
    """The course with three students' work as `nbgrader autograde` leaves it."""
    students = {"ada": (PASSED, ""), "<b>eve": (FAILED, "=1+1 <script>"), "bob": (NOT_JUDGED, "")}
    about = {
        "ada": {
            "duration_s": 12.5,
            "confinement": "bubblewrap",
            "data_source": "stand-in",
            "rests_on": "the student's own training",
            "figures": [{"network": "model", "right": 1950, "images": 2000}],
            "networks": [asdict(network())],
        },
        "<b>eve": {
            "duration_s": 3.0,
            "confinement": "none",
            "data_source": "stand-in",
            "figures": [{"network": "model", "right": 1600, "images": 2000}],
        },
        "bob": {
            "problems": [
                {"kind": "author", "message": "test_x could not be judged: oh", "grade_id": None}
            ]
        },
    }
    with Gradebook(f"sqlite:///{new_gradebook(course)}") as gradebook:
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
            notebook.metadata["yourturn"] = {"problems": [], **about[student]}
            path = course / "autograded" / student / "smallest" / "smallest.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(notebook, path)
        gradebook.db.commit()
    return course
