"""What an instructor sees in formgrader beside a submission: mark schemes, and what waits."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool

from yourturn.errors import AuthorError
from yourturn.notebooks import Assignment

_SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\s*(.*?)\s*=== END MARK SCHEME ===", re.DOTALL)


class GradingAids(Preprocessor):
    """Add cells for the instructor to a page of formgrader; `c.HTMLExporter` lists this.

    Nothing is written to a file, and pages of anybody else stay as they are: only formgrader
    names the submission that a page is about.
    """

    enabled = Bool(True).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put what waits for a person on top, and each essay's mark scheme below it."""
        if "submission_id" not in resources:
            return nb, resources
        course = CourseDirectory(config=self.config)
        schemes = _schemes(Path(course.root), resources["assignment_id"])
        cells: list[NotebookNode] = []
        for cell in nb.cells:
            cells.append(cell)
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id in schemes:
                cells.append(
                    _note(f"**Mark scheme** (students never see it)\n\n{schemes[grade_id]}")
                )
        waiting = _waiting(course.db_url, resources["submission_id"])
        nb.cells = [_note(_summary(nb.metadata.get("yourturn", {}), waiting)), *cells]
        return nb, resources


def _schemes(course: Path, name: str) -> dict[str, str]:
    """The mark scheme of each cell that has one, by grade_id; none of a faulty source."""
    try:
        assignment = Assignment.load(course, name)
    except AuthorError:
        return {}
    return {
        cell.metadata["nbgrader"]["grade_id"]: found[1]
        for cell in assignment.notebook.cells
        if "nbgrader" in cell.metadata and (found := _SCHEME.search(cell.source))
    }


def _waiting(db_url: str, submission_id: str) -> list[str]:
    """The grade cells that wait for a person, in the notebook's order."""
    with Gradebook(db_url) as gradebook:
        grades = gradebook.find_submission_notebook_by_id(submission_id).grades
        return [grade.name for grade in grades if grade.needs_manual_grade]


def _summary(about: dict[str, Any], waiting: Iterable[str]) -> str:
    """What a person should know before reading on, as Markdown."""
    names = ", ".join(f"`{name}`" for name in waiting)
    lines = [f"**Waiting for you:** {names}." if names else "**Nothing waits for you here.**"]
    if about.get("confinement") == "none":
        lines.append("- **Not confined:** the submission ran without walls.")
    for remark in about.get("problems", ()):
        where = f"`{remark['grade_id']}`: " if remark.get("grade_id") else ""
        lines.append(f"- {_WHOSE[remark['kind']]}: {where}{remark['message']}")
    if any(remark["kind"] != "student" for remark in about.get("problems", ())):
        lines.append(
            "\nWhat could not be judged is no fault of the student: mend its cause and autograde "
            "again, or give the points by hand."
        )
    return "\n".join([lines[0], "", *lines[1:]])


_WHOSE = {"student": "Student", "author": "Grader", "machine": "Machine"}


def _note(text: str) -> NotebookNode:
    cell: NotebookNode = new_markdown_cell(text)
    return cell
