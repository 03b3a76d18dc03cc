"""The recording step: verdicts into the gradebook, in one transaction a submission."""

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Grade, Gradebook
from nbgrader.preprocessors import SaveAutoGrades

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
        self.notebook_id = names["notebook"]
        self.assignment_id = names["assignment"]
        self.student_id = names["student"]
        with Gradebook(names["db_url"]) as self.gradebook:
            for cell in nb.cells:
                if utils.is_grade(cell):
                    self._record(cell, resources["graded"])
                if utils.is_solution(cell) or utils.is_task(cell):
                    self._comment(cell)
            self.gradebook.db.commit()
        return nb, resources

    def _record(self, cell: NotebookNode, graded: GradedSubmission | None) -> None:
        grade_id = cell.metadata.nbgrader.grade_id
        grade: Grade = self._find(self.gradebook.find_grade, grade_id)
        pending = False
        if graded is None:
            grade.auto_score, pending = None, True
        elif utils.is_solution(cell):
            # An essay: 0 for one that was left as it was or deleted, else a person's turn.
            grade.auto_score = 0.0 if _unanswered(cell) else None
        else:
            verdict = next(v for v in graded.cells if v.grade_id == grade_id)
            grade.auto_score, pending = verdict.points, verdict.pending
        grade.needs_manual_grade = (
            pending or grade.manual_score is not None or grade.auto_score is None
        )

    def _comment(self, cell: NotebookNode) -> None:
        comment = self._find(self.gradebook.find_comment, cell.metadata.nbgrader.grade_id)
        no_response = _unanswered(cell) and not utils.is_task(cell)
        comment.auto_comment = "No response." if no_response else None

    def _find(self, find: Any, grade_id: str) -> Any:
        return find(grade_id, self.notebook_id, self.assignment_id, self.student_id)


def _unanswered(cell: NotebookNode) -> bool:
    """Whether a student left a cell as it was released, or emptied or deleted it."""
    released = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    return released or not cell.source.strip()
