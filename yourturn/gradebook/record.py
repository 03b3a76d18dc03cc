"""The recording step: verdicts into the gradebook, in one transaction a submission."""

from typing import Any, NoReturn

from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy.orm import joinedload

from yourturn.engine import GradedSubmission
from yourturn.errors import MachineError


class SaveVerdicts(SaveAutoGrades):  # type: ignore[misc]  # nbgrader ships no types
    """Write the points that criteria earned, and what a person must look at.

    Unlike its parent it reads no cell output: what a student prints neither earns nor costs
    marks. Scores and comments that a person gave stay as they are; essays are treated as
    nbgrader treats them.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Write everything or, on any error, nothing."""
        if "graded" not in resources:
            raise MachineError(
                "There is no verdict to record: the notebook was not executed. "
                "Points come from criteria, not from a notebook's outputs, so grade without "
                "--no-execute and with yourturn.gradebook.execute.ConfinedExecute."
            )
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            grades = _entries(gradebook, Grade, submitted)
            _record(nb, grades, _entries(gradebook, Comment, submitted), resources["graded"])
            gradebook.db.commit()
        return nb, resources


class _Entries(dict[str, Any]):
    """A submission's entries in the gradebook, by the cell they are about."""

    def __missing__(self, name: str) -> NoReturn:
        raise MissingEntry(
            f"The gradebook has no entry for {name} in this submission, which it knew before the "
            "question was added."
        )


def _entries(
    gradebook: Gradebook, kind: type[Grade | Comment], submitted: SubmittedNotebook
) -> _Entries:
    found = gradebook.db.query(kind).options(joinedload(kind.cell))
    return _Entries((one.cell.name, one) for one in found.filter(kind.notebook == submitted))


def _record(
    nb: NotebookNode, grades: _Entries, comments: _Entries, graded: GradedSubmission | None
) -> None:
    for cell in nb.cells:
        if utils.is_grade(cell):
            _grade(grades[cell.metadata.nbgrader.grade_id], cell, graded)
        if utils.is_solution(cell) or utils.is_task(cell):
            no_response = _unanswered(cell) and not utils.is_task(cell)
            comment = comments[cell.metadata.nbgrader.grade_id]
            comment.auto_comment = "No response." if no_response else None


def _grade(grade: Grade, cell: NotebookNode, graded: GradedSubmission | None) -> None:
    pending = False
    if graded is None:
        grade.auto_score, pending = None, True
    elif utils.is_solution(cell):
        # An essay: 0 for one that was left as it was or deleted, else a person's turn.
        grade.auto_score = 0.0 if _unanswered(cell) else None
    else:
        verdict = next(v for v in graded.cells if v.grade_id == grade.cell.name)
        grade.auto_score, pending = verdict.points, verdict.pending
    grade.needs_manual_grade = pending or grade.manual_score is not None or grade.auto_score is None


def _unanswered(cell: NotebookNode) -> bool:
    """Whether a student left a cell as it was released, or emptied or deleted it."""
    released = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    return released or not cell.source.strip()
