"""The student version of an assignment, made by nbgrader's own preprocessors."""

from nbformat.notebooknode import NotebookNode

from yourturn.errors import AuthorError
from yourturn.notebooks.assignment import Assignment
from yourturn.notebooks.read import read_notebook


def release_notebook(assignment: Assignment) -> NotebookNode:
    """Make the notebook that students get: no solution, no mark scheme, no output.

    The steps are those of `nbgrader generate_assignment` without its gradebook.
    """
    from nbgrader import preprocessors as steps

    notebook = read_notebook(assignment.source)
    resources: dict[str, object] = {}
    for step in (
        steps.LockCells,
        steps.ClearSolutions,
        steps.ClearOutput,
        steps.CheckCellMetadata,
        steps.ClearHiddenTests,
        steps.ClearMarkScheme,
        steps.ComputeChecksums,
    ):
        try:
            notebook, resources = step()(notebook, resources)
        except Exception as error:
            where = f"source/{assignment.name}/{assignment.name}.ipynb"
            raise AuthorError(f"{where}: nbgrader's {step.__name__} says: {error}") from error
    return notebook
