"""A class of attackers and two honest students, graded once, from sanitising to feedback.

Every file below `cases/<assignment>/` is a submission: a patch over the assignment's solution.
`broken.py` makes those that no patch can say. Each is handed in by a student of its name.
"""

import contextlib
import csv
import ctypes
import dataclasses
import functools
import hashlib
import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.api import Gradebook

from yourturn.gradebook.scratch import make_scratch
from yourturn.judging.verdict_output import MIME
from yourturn.notebooks import Assignment, apply_patch, read_patch, write_notebook
from yourturn.zone import bubblewrap, system_paths

HERE = Path(__file__).parent
BROKEN = runpy.run_path(str(HERE / "broken.py"))["BROKEN"]
CONFIG = HERE.parents[1] / "nbgrader_config.py"
LIMITS = {
    "wall_s": 10,
    "cell_s": 3,
    "call_s": 2,
    "memory_mib": 900,
    "processes": 64,
    "disk_mib": 32,
    "hand_in_mib": 8,
    "output_mib": 0.5,
}
NO_IDS = ("-rf", "übung", "😀", "a b", "a" * 255, "$(touch left)", "x'--", "<b>x")
HONEST = ("aa-honest", "zz-honest")


@dataclasses.dataclass(frozen=True)
class Class:
    """The graded class: its course folder and what the commands said."""

    folder: Path
    log: str
    stray: tuple[str, ...]
    """What changed outside of where grading writes."""
    left: tuple[str, ...] | None
    """What is left in /tmp and the like; None where nobody can tell whose it is."""
    running: tuple[str, ...]
    """Commands that outlived grading."""

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


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory,
    write_course: Callable[[Path], Path],
    new_gradebook: Callable[[Path], Path],
) -> Class:
    """Grade everybody and write feedback: broken files with nbgrader's command, the others here.

    Only one file asks for it, because a worker of its own would grade the class once more.
    """
    top = tmp_path_factory.mktemp("hostile")
    original = write_course(top / "original")
    limits = "".join(f"c.Confinement.{name} = {value}\n" for name, value in LIMITS.items())
    (original / "nbgrader_config.py").write_text(CONFIG.read_text() + limits)
    course = make_scratch(original, top / "course")
    for name in ("home", "run"):
        (top / name).mkdir(mode=0o700)
    new_gradebook(course)
    grader = Grader(top)
    grader.run("nbgrader", "generate_assignment", "smallest")
    students = dict(class_of(Assignment.load(course, "smallest")))
    for student, make in students.items():
        folder = course / "submitted" / student / "smallest"
        folder.mkdir(parents=True)
        make(folder)
    for name in NO_IDS:
        folder = course / "submitted" / name / "smallest"
        folder.mkdir(parents=True)
        shutil.copy(course / "submitted" / HONEST[0] / "smallest" / "smallest.ipynb", folder)
    (course / "submitted" / "linked-student").symlink_to(course / "submitted" / HONEST[0])
    mark_by_hand(course, "prior")
    before = fingerprint(top)
    later = ",".join({*students} - {*BROKEN, HONEST[0]})
    log = grader.run(
        "nbgrader", "autograde", "smallest", f"--CourseDirectory.student_id_exclude={later}"
    )
    log += grader.run("yourturn", "grade", "smallest", "--workers", "4")  # many only wait
    log += grader.run("nbgrader", "generate_feedback", "smallest")
    after = fingerprint(top)
    return Class(course, log, tuple(sorted(before ^ after)), grader.left(), grader.running())


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


class Grader:
    """Runs commands in the course folder, with a home and, where it can, a /tmp of its own.

    What every command leaves in the places where all users of a machine write, and every process
    that outlives it, is told from that of others: the places are mounted anew for it, and
    orphans become children of this process.
    """

    def __init__(self, top: Path) -> None:
        self.top, self.course = top, top / "course"
        # Other tests of this worker may keep servers, which are not this class's.
        self.others = psutil.Process().children(recursive=True)
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)
        self.mounts = [*bubblewrap.programs()[:1], "--dev-bind", "/", "/"]
        if subprocess.run([*self.mounts, "true"], check=False).returncode:
            self.mounts = []
        self.needed = (top, Path(__file__).parents[2], *system_paths.python())
        for place in SHARED if self.mounts else ():
            self.mounts += ["--bind", str(self.folder(place)), place]
        for folder in map(str, self.needed if self.mounts else ()):
            self.mounts += ["--bind", folder, folder]

    def folder(self, place: str) -> Path:
        """What lies behind a shared place."""
        folder = self.top / "shared" / place.strip("/").replace("/", "-")
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o1777)
        return folder

    def run(self, program: str, *arguments: str) -> str:
        """Run a command; what it logged."""
        done = subprocess.run(
            [*self.mounts, str(Path(sys.executable).with_name(program)), *arguments],
            cwd=self.course,
            env={
                **os.environ,
                "HOME": str(self.top / "home"),
                "XDG_RUNTIME_DIR": str(self.top / "run"),
                "LMS_TOKEN": "a secret of whoever grades",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        return done.stdout

    def left(self) -> tuple[str, ...] | None:
        """What lies in the shared places; None where they are not its own."""
        if not self.mounts:
            return None
        # Bubblewrap makes the folders above what is mounted in a place.
        made = {above for folder in self.needed for above in (folder, *folder.parents)}
        return tuple(
            str(Path(place, path.relative_to(self.folder(place))))
            for place in SHARED
            for path in self.folder(place).rglob("*")
            if Path(place, path.relative_to(self.folder(place))) not in made
        )

    def running(self) -> tuple[str, ...]:
        """The commands that still run, the warm template aside, which has nobody to serve."""
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 0)
        found = []
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if {process, *process.parents()} & {*self.others}:
                    continue
                command = process.cmdline()
                if process.status() != psutil.STATUS_ZOMBIE and TEMPLATE not in command:
                    found.append(" ".join(command))
        return tuple(found)


SET_CHILD_SUBREAPER = 36  # linux/prctl.h
SHARED = ("/tmp", "/var/tmp", "/dev/shm")
TEMPLATE = "yourturn.zone.template"


def mark_by_hand(course: Path, student: str) -> None:
    """Give a student marks that no submission backs: rows of a gradebook that must stay."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student(student)
        with gradebook.db.no_autoflush:
            gradebook.add_submission("smallest", student)
        for number, cell in enumerate(("q1-check", "q2-check", "q3-essay")):
            gradebook.find_grade(cell, "smallest", "smallest", student).manual_score = number
        gradebook.db.commit()


def fingerprint(top: Path) -> set[str]:
    """Everything that grading must not change, as lines that name it.

    The course, the home folder and all else beside it by content and mode; of the gradebook the
    rows that do not belong to a submission of the class.
    """
    written = {"autograded", "feedback", ".yourturn", "run", ".scratch", ".cache", "shared"}
    lines = set()
    for path in (path for path in top.rglob("*") if path.is_file() and not path.is_symlink()):
        parts = path.relative_to(top).parts
        attacker = parts[1:2] == ("submitted",) and parts[2] not in HONEST
        if not attacker and not {*parts} & written and path.name != "gradebook.db":
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.add(f"{path.relative_to(top)} {path.stat().st_mode:o} {digest}")
    return lines | rows(top / "course" / "gradebook.db")


def rows(gradebook: Path) -> set[str]:
    """The rows of a gradebook that no submission of the class brings, as lines."""
    with contextlib.closing(sqlite3.connect(gradebook)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        content = {name: connection.execute(f"SELECT * FROM {name}").fetchall()
                   for (name,) in tables}  # fmt: skip
    ours: set[str] = {row[0] for row in content["student"] if row[0] != "prior"}
    # A submission's rows name its student, its own id, or that of its notebook.
    for table in ("submitted_assignment", "submitted_notebook"):
        ours |= {row[0] for row in content[table] if ours & {*row}}
    return {
        f"gradebook.db {name} {row}"
        for name, found in content.items()
        for row in found
        if not ours & {*row}
    }


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
