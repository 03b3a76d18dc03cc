"""The engine: pure functions from a submission to its grades.

    execute   sanitise, run in zone 1: all that a student's code ever does
    judge     zones 2 and 3, from what the execution left behind
    present   the notebook with outputs and verdicts, the points, the remarks

`grade` is the three in a row. They need no gradebook and no shared disk; what goes in and what
comes out can be pickled, so that they run in this process or on a cluster alike, and what
`execute` returned can be judged again by a corrected grader.
"""

import atexit
import os
import queue
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from yourturn import quick_schema, zone  # noqa: F401  (before nbformat)
from yourturn.data import unseen
from yourturn.data.coursecopy import course_copy
from yourturn.errors import StudentError
from yourturn.judging.case import Case
from yourturn.judging.judge import Judge
from yourturn.judging.plan import Plan
from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import MIME, verdict_output
from yourturn.networks import Network, networks_in
from yourturn.notebooks import Assignment, pack_notebook, read_notebook, sanitise
from yourturn.problems import Problem
from yourturn.settings import Settings
from yourturn.zone import Ending, Executed, Execution, Level

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

PATIENCE_S = 2  # longer than a judge takes for most cases, shorter than one takes to start


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment: the notebook and the files beside it."""

    assignment: Assignment
    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    student: str = ""

    @cached_property
    def to_run(self) -> bytes:
        """The sanitised notebook; the same file gives the same bytes, also when sanitised before.

        Raises `StudentError` when the file is no notebook.
        """
        return pack_notebook(sanitise(self.notebook, self.assignment).notebook)


@dataclass(frozen=True)
class GradedSubmission:
    """Everything grading found out. `notebook` is the executed one, verdicts in its outputs.

    `duration_s` is how long the execution took, whenever that was. `rests_on` says whose training
    the marks rest on, where students' own are trusted. `networks` are those handed in.
    """

    assignment: str
    cells: tuple[GradedCell, ...]
    notebook: bytes
    problems: tuple[Problem, ...]
    data_source: str
    level: Level
    duration_s: float
    rests_on: str = ""
    networks: tuple[Network, ...] = ()

    @property
    def confined(self) -> bool:
        """Whether the student's code was held by walls."""
        return self.level is not Level.NONE

    @property
    def score(self) -> float:
        """Points certainly earned, essays and pending criteria not counted."""
        return sum(cell.points for cell in self.cells)

    @property
    def max_score(self) -> float:
        """Points that could be earned without essays."""
        return sum(cell.max_points for cell in self.cells)


def grade(submission: Submission, settings: Settings | None = None) -> GradedSubmission:
    """Grade one submission: execute, judge, present.

    Raises `StudentError` when the file is no notebook, `AuthorError` when the graders are
    faulty and `MachineError` when this machine cannot do it; none of them is a grade.
    """
    settings = settings or Settings()
    executed = execute(submission, settings)
    return present(submission, executed, judge(submission, executed, settings))


def start_judge() -> None:
    """Start a judge beside whatever comes first: it imports for seconds; not waited for."""
    with _borrowed_judge() as borrowed:
        borrowed.start()


def plan(assignment: Assignment) -> Plan:
    """Say what the assignment's graders will establish and which calls they ask for.

    Kept, so that no execution waits for a judge that is busy with the submission before.
    """
    if known := _judges(os.getpid()).plans.get(assignment.digest):
        return known
    with _borrowed_judge() as borrowed:
        return borrowed.plan(assignment)


def execute(submission: Submission, settings: Settings) -> Executed:
    """Run a submission and the graders' calls in zone 1; raises as `grade` does."""
    request = Execution(
        notebook=submission.to_run,
        files=submission.files,
        calls=plan(submission.assignment).calls,
        course_data=course_copy(),
        seed=settings.seed,
        replay=settings.replay,
    )
    return zone.execute(request, settings.limits, settings=settings.zone)


def judge(
    submission: Submission,
    executed: Executed,
    settings: Settings,
    predictions: dict[str, bytes] | None = None,
) -> tuple[CriterionResult, ...]:
    """Judge what an execution left behind, criterion by criterion; raises as `grade` does.

    `predictions` holds what its models predicted in an earlier judgement, so that a corrected
    grader need not ask them again; afterwards, what they predicted in this one.
    """
    earlier = dict(predictions or {})
    if predictions is not None:
        predictions.clear()
    assignment = submission.assignment
    notebook = _with_outputs(sanitise(submission.notebook, assignment).notebook, executed)
    case = Case(
        assignment,
        executed.hand_in,
        executed.calls,
        _errors(notebook),
        settings.limits,
        settings.zone,
        earlier,
    )
    with _borrowed_judge() as borrowed:
        return borrowed.judge(case, predictions)


def present(
    submission: Submission, executed: Executed, verdicts: tuple[CriterionResult, ...]
) -> GradedSubmission:
    """Put an execution and the verdicts on it together; nothing is run for it."""
    assignment = submission.assignment
    sanitised = sanitise(submission.notebook, assignment)
    notebook = _with_outputs(sanitised.notebook, executed)
    cells = graded_cells(assignment, verdicts)
    _write_verdicts(notebook, cells, confined=executed.level is not Level.NONE)
    return GradedSubmission(
        assignment=assignment.name,
        cells=cells,
        notebook=pack_notebook(notebook),
        problems=(*sanitised.problems, *_ending(executed), *_not_judged(verdicts)),
        data_source=_data_source(assignment),
        level=executed.level,
        duration_s=executed.duration_s,
        networks=networks_in(executed.hand_in),
    )


def graded_cells(
    assignment: Assignment, verdicts: tuple[CriterionResult, ...]
) -> tuple[GradedCell, ...]:
    """Sort verdicts by the grade cells they earn, essays left out."""
    return tuple(
        GradedCell(c.grade_id, c.points, tuple(v for v in verdicts if v.grade_id == c.grade_id))
        for c in assignment.cells
        if not c.essay
    )


@contextmanager
def _borrowed_judge() -> Iterator[Judge]:
    """Lend a judge of this process; one more is started when all are busy for long.

    Measured with 01-tensors: a judge needs 0.07 s a case where executing takes 0.5 s, and 1.0 s
    to start, so a few workers share one, and one slow case does not hold up all.
    """
    judges = _judges(os.getpid())
    try:
        borrowed = judges.get(timeout=PATIENCE_S if judges.started else 0)
    except queue.Empty:
        borrowed = judges.start()
    try:
        yield borrowed
    finally:
        judges.put(borrowed)


class _Judges(queue.LifoQueue[Judge]):
    """The idle judges of this process, how many were started, and what they planned."""

    def __init__(self) -> None:
        super().__init__()
        self.started = 0
        self.plans: dict[str, Plan] = {}

    def start(self) -> Judge:
        self.started += 1
        judge = Judge(self.plans)
        atexit.register(judge.close)
        return judge


@cache
def _judges(_pid: int) -> _Judges:
    """This process's judges; a forked process gets its own."""
    return _Judges()


def _data_source(assignment: Assignment) -> str:
    """Which data the assignment was judged with: "mnist", "mtpl", "stand-in" or "none"."""
    known = unseen.data_source()
    used = [name for name in ("mnist", "mtpl") if f"load_{name}".encode() in assignment.source]
    return ", ".join(dict.fromkeys(known[name]["source"] for name in used)) or "none"


def _with_outputs(notebook: "NotebookNode", executed: Executed) -> "NotebookNode":
    """Copy outputs, and nothing else, from what the zone sent back."""
    if executed.notebook is None:
        return notebook
    try:
        ran = {cell.id: cell for cell in read_notebook(executed.notebook).cells}
    except StudentError:
        return notebook  # a forged file earns nothing and shows nothing
    for cell in notebook.cells:
        if cell.cell_type == "code" and ran.get(cell.id, {}).get("cell_type") == "code":
            cell.outputs = ran[cell.id].outputs
            cell.execution_count = ran[cell.id].execution_count
            for output in cell.outputs:
                output.get("data", {}).pop(MIME, None)  # a verdict that the student displayed
    return notebook


def _errors(notebook: "NotebookNode") -> dict[str, str]:
    """The student's own error by question, the solution cell's before the check cell's."""
    found: dict[str, str] = {}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                text = f"{output.ename}: {output.evalue}".strip().removesuffix(":")
                found.setdefault(grade_id.removesuffix("-check"), _one_line(text))
    return found


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:299] + "…"


def _write_verdicts(
    notebook: "NotebookNode", cells: tuple[GradedCell, ...], *, confined: bool
) -> None:
    """Put each grade cell's verdict where its output was; the receipt stays above it."""
    graded = {cell.grade_id: cell for cell in cells}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in graded:
            cell.outputs = [*cell.outputs, verdict_output(graded[grade_id], confined=confined)]


def _ending(executed: Executed) -> list[Problem]:
    if executed.ending is Ending.FINISHED:
        return []
    return [Problem("student", executed.message)]


def _not_judged(verdicts: tuple[CriterionResult, ...]) -> list[Problem]:
    return [
        Problem("author", f"{v.name} could not be judged: {v.message}", v.grade_id)
        for v in verdicts
        if v.verdict is Verdict.NOT_JUDGED
    ]
