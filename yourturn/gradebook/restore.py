"""The first sanitising step: the assignment's own cells come back, the student's stay."""

from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from yourturn.errors import AuthorError, MachineError
from yourturn.notebooks import Assignment, pack_notebook, sanitise


class RestoreAssignment(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no types
    """Restore grade cells, flags, points and order; runs before nbgrader's own steps.

    They would stop at a duplicated or retyped cell; after this step they find nothing to do
    but to write the checksums.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Replace the notebook by its restored form, with remarks in `metadata.yourturn`."""
        about = resources.get("yourturn")
        if about is None:
            raise MachineError(
                "The submission's folder was not looked at; nbgrader_config.py must set "
                'c.Autograde.exporter_class = "yourturn.gradebook.exporter.SubmissionExporter".'
            )
        assignment = load_assignment(resources)
        _check_gradebook(assignment, resources["nbgrader"])
        restored = sanitise(pack_notebook(nb), assignment)
        nb = restored.notebook
        if about["unreadable"]:
            nb.cells.insert(0, _explanation(about["unreadable"]))
            nb.metadata["yourturn"] = {
                "unreadable": about["unreadable"],
                "problems": [problem("student", about["unreadable"])],
            }
        else:
            nb.metadata["yourturn"] = {
                "problems": [problem(p.kind, p.message, p.grade_id) for p in restored.problems]
            }
            for remark in restored.problems:
                self.log.warning("%s: %s", resources["nbgrader"]["student"], remark.message)
        return nb, resources


def load_assignment(resources: dict[str, Any]) -> Assignment:
    """Load the assignment that nbgrader's resources are about."""
    course: Path = resources["yourturn"]["course"]
    return Assignment.load(course, resources["nbgrader"]["assignment"])


def problem(kind: str, message: str, grade_id: str | None = None) -> dict[str, str | None]:
    """One remark as it is kept in `metadata.yourturn.problems`."""
    return {"kind": kind, "message": message, "grade_id": grade_id}


def _check_gradebook(assignment: Assignment, names: dict[str, str]) -> None:
    """Refuse to grade against a gradebook that knows another version of the assignment."""
    with Gradebook(names["db_url"]) as gradebook:
        known = {
            cell.name: float(cell.max_score)
            for cell in gradebook.find_notebook(names["notebook"], names["assignment"]).grade_cells
        }
    written = {cell.grade_id: cell.points for cell in assignment.cells}
    if known != written:
        differ = sorted(name for name, _ in known.items() ^ written.items())
        raise AuthorError(
            f"source/{assignment.name}/{assignment.name}.ipynb and the gradebook differ in "
            f"{', '.join(dict.fromkeys(differ))}; run nbgrader generate_assignment "
            f"{assignment.name} --force and grade again."
        )


def _explanation(reason: str) -> NotebookNode:
    cell: NotebookNode = new_markdown_cell(
        f"**This submission could not be read.** {reason}\n\n"
        "What follows is the empty assignment; the file that was handed in is kept unchanged.",
        id="unreadable",
    )
    return cell
