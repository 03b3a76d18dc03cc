"""The executing step: nbgrader's `Execute`, done by the engine in confinement."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute

from yourturn.classroom.remember import grade
from yourturn.classroom.store import Store
from yourturn.engine import GradedSubmission, Submission
from yourturn.errors import MachineError, StudentError
from yourturn.gradebook.confinement import Confinement
from yourturn.gradebook.restore import load_assignment, problem
from yourturn.notebooks import pack_notebook

_NOT_THE_STUDENTS = {"timestamp.txt", "submission_secret.txt"}


class ConfinedExecute(Execute):  # type: ignore[misc]  # nbgrader ships no types
    """Execute and judge a notebook; the verdict goes to `record.SaveVerdicts`.

    No kernel is started here: the submission runs in a zone of its own, and only its outputs
    come back. What the course's store knows is not run again. A submission that could not be
    read is passed on without a verdict.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any], km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put outputs and verdicts into the notebook, the graded submission into resources.

        `AuthorError` and `MachineError` pass through: nbgrader reports the submission, goes on
        to the next and exits with 1, and the gradebook keeps what it had.
        """
        about = nb.metadata.setdefault("yourturn", NotebookNode(problems=[]))
        if about.get("unreadable"):
            resources["graded"] = None
            return nb, resources
        submission = Submission(
            assignment=load_assignment(resources),
            notebook=pack_notebook(nb),
            files=_files_of(Path(resources["metadata"]["path"])),
            student=resources["nbgrader"]["student"],
        )
        try:
            store = Store(resources["yourturn"]["course"])
            graded = grade(submission, Confinement(parent=self).settings(), store)
        except StudentError as error:
            raise MachineError(f"A restored notebook could not be read again: {error}") from error
        _take_outputs(nb, graded)
        about["problems"] += [problem(p.kind, p.message, p.grade_id) for p in graded.problems]
        about["data_source"] = graded.data_source
        about["confinement"] = graded.level.name.lower()
        about["duration_s"] = round(graded.duration_s, 1)
        if graded.rests_on:
            about["rests_on"] = graded.rests_on
        about.update(_for_the_report(graded))
        for remark in graded.problems:
            self.log.warning("%s: %s", submission.student, remark.message)
        resources["graded"] = graded
        return nb, resources


def _for_the_report(graded: GradedSubmission) -> dict[str, Any]:
    """What the class's report compares, and no student's page shows: figures and networks."""
    figures = [dict(c.figures) for cell in graded.cells for c in cell.criteria if c.figures]
    networks = [asdict(network) for network in graded.networks]
    told = {"figures": figures, "networks": networks}
    return {name: value for name, value in told.items() if value}


def _take_outputs(nb: NotebookNode, graded: GradedSubmission) -> None:
    """Copy outputs only: the cells here carry nbgrader's checksums, which the engine's lack."""
    executed = {cell.id: cell for cell in nbformat.reads(graded.notebook.decode(), 4).cells}
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = executed[cell.id].outputs
            cell.execution_count = executed[cell.id].execution_count


def files_beside(folder: Path, paths: Iterable[Path]) -> dict[str, bytes]:
    """Read what of `paths` a submission may find beside its notebook, by path below `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(paths)
        if path.is_file()
        and not path.is_symlink()
        and path.suffix != ".ipynb"
        and path.name not in _NOT_THE_STUDENTS
    }


def _files_of(folder: Path) -> dict[str, bytes]:
    """The files that came with the notebook, and the assignment's own, which replace them."""
    return files_beside(folder, folder.rglob("*"))
