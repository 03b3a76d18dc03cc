"""Fetch a submission's grades for its feedback page."""

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import GetGrades


class GradesOfSubmission(GetGrades):  # type: ignore[misc]  # nbgrader ships no types
    """nbgrader's step, which also tells whether a grade still waits for a person.

    Without that, an essay nobody has read yet looks like one that earned 0 points.
    """

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            cell.metadata["nbgrader"]["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        cell.metadata.nbgrader["needs_manual_grade"] = bool(grade.needs_manual_grade)
