"""A class of attackers and two honest students, graded once, from sanitising to feedback.

Every file below `cases/<assignment>/` is a submission: a patch over the assignment's solution.
`broken.py` makes those that no patch can say. Each is handed in by a student of its name.
"""

import csv
import dataclasses
import functools
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from yourturn.gradebook.scratch import make_scratch
from yourturn.judging.verdict_output import MIME
from yourturn.notebooks import Assignment, apply_patch, read_patch, write_notebook

HERE = Path(__file__).parent
BROKEN = runpy.run_path(str(HERE / "broken.py"))["BROKEN"]
CONFIG = HERE.parents[1] / "nbgrader_config.py"
LIMITS = {
    "wall_s": 15,
    "cell_s": 2,
    "call_s": 2,
    "memory_mib": 900,
    "processes": 64,
    "disk_mib": 32,
    "hand_in_mib": 8,
    "output_mib": 0.5,
}
NO_IDS = ("-rf", "übung", "😀", "a b", "a" * 200, "$(touch left)", "x'--", "<b>x")
HONEST = ("aa-honest", "zz-honest")


@dataclasses.dataclass(frozen=True)
class Class:
    """The graded class: its course folder and what the commands said."""

    folder: Path
    log: str
    stray: tuple[str, ...]
    """What changed outside of where grading writes."""

    def points(self, student: str, assignment: str = "smallest") -> list[float | None]:
        """Automatic points of the questions, in order."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            (notebook,) = gradebook.find_submission(assignment, student).notebooks
            grades = sorted((g.name, g.auto_score) for g in notebook.grades)
            return [points for name, points in grades if not name.endswith("essay")]

    def said(self, student: str, assignment: str = "smallest") -> str:
        """Every sentence that a student or the instructor reads about a submission."""
        path = self.folder / "autograded" / student / assignment / f"{assignment}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        problems = [one["message"] for one in notebook.metadata.yourturn.get("problems", [])]
        shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        verdicts = [output.data[MIME] for output in shown if MIME in output.get("data", {})]
        criteria = [c for verdict in verdicts for c in verdict["criteria"]]
        return "\n".join([*problems, *(c["message"] for c in criteria if c["message"])])

    def submission(self, student: str, assignment: str = "smallest") -> str:
        """The name under which formgrader shows a notebook."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            (notebook,) = gradebook.find_submission(assignment, student).notebooks
            return str(notebook.id)

    def page(self, student: str, assignment: str = "smallest") -> Path:
        return self.folder / "feedback" / student / assignment / f"{assignment}.html"


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, write_course: Callable[[Path], Path]) -> Class:
    """Grade everybody with `yourturn grade` and write feedback with nbgrader."""
    top = tmp_path_factory.mktemp("hostile")
    original = write_course(top / "original")
    limits = "".join(f"c.Confinement.{name} = {value}\n" for name, value in LIMITS.items())
    (original / "nbgrader_config.py").write_text(CONFIG.read_text() + limits)
    course = make_scratch(original, top / "course")
    for name in ("home", "run"):
        (top / name).mkdir(mode=0o700)
    run("nbgrader", "generate_assignment", "smallest", course=course)
    for student, make in class_of(Assignment.load(course, "smallest")):
        folder = course / "submitted" / student / "smallest"
        folder.mkdir(parents=True)
        make(folder)
    for name in NO_IDS:
        folder = course / "submitted" / name / "smallest"
        folder.mkdir(parents=True)
        shutil.copy(course / "submitted" / HONEST[0] / "smallest" / "smallest.ipynb", folder)
    (course / "submitted" / "linked-student").symlink_to(course / "submitted" / HONEST[0])
    before = fingerprint(top)
    log = run("nbgrader", "autograde", "smallest", course=course)
    log += run("nbgrader", "generate_feedback", "smallest", course=course)
    return Class(course, log, tuple(sorted(before ^ fingerprint(top))))


def class_of(assignment: Assignment) -> Iterator[tuple[str, Callable[[Path], object]]]:
    """Each student and what writes their submission."""

    def write(notebook: bytes) -> Callable[[Path], object]:
        return lambda folder: (folder / f"{assignment.name}.ipynb").write_bytes(notebook)

    solution = write_notebook(apply_patch(assignment, []))
    yield from ((student, write(solution)) for student in HONEST)
    for path in sorted((HERE / "cases" / assignment.name).glob("*.py")):
        yield path.stem, write(write_notebook(apply_patch(assignment, [read_patch(path)])))
    for student, make in BROKEN.items():
        yield student, functools.partial(make, solution)


def run(program: str, *arguments: str, course: Path) -> str:
    """Run a command in the course folder, with a home of its own; what it logged."""
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=course,
        env={
            **os.environ,
            "HOME": str(course.parent / "home"),
            "XDG_RUNTIME_DIR": str(course.parent / "run"),
            "LMS_TOKEN": "a secret of whoever grades",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout


def fingerprint(top: Path) -> set[str]:
    """Everything that grading must not change, as lines that name it."""
    written = ("autograded", "feedback", "gradebook.db", ".yourturn", "run", ".scratch", ".cache")
    lines = set()
    for path in (path for path in top.rglob("*") if path.is_file() and not path.is_symlink()):
        parts = path.relative_to(top).parts
        attacker = parts[1:2] == ("submitted",) and parts[2] not in HONEST
        if not attacker and not set(parts) & set(written):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.add(f"{path.relative_to(top)} {path.stat().st_mode:o} {digest}")
    for folder in (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path.home()):
        lines |= {str(path) for path in folder.iterdir() if path.name in PLANTED}
    return lines


PLANTED = ("pickled", "endless", "left", "mine", "f0")


@pytest.fixture(scope="session")
def outcomes() -> dict[str, dict[str, str]]:
    """The expected outcome of every case, from `outcomes.csv`."""
    with (HERE / "outcomes.csv").open(encoding="utf-8") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def smallest_solved(
    tmp_path_factory: pytest.TempPathFactory, write_course: Callable[[Path], Path]
) -> tuple[Assignment, bytes]:
    """The assignment `smallest` and a notebook that solves it."""
    assignment = Assignment.load(write_course(tmp_path_factory.mktemp("fuzz")), "smallest")
    return assignment, write_notebook(apply_patch(assignment, []))


@pytest.fixture(scope="session")
def own_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A template for these tests alone, so that they may kill it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        yield
