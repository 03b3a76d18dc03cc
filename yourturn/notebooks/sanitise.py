"""Bring a submitted notebook back to its assignment's form, keeping the student's answers.

Whatever a student did to cells that are not theirs, the notebook that is executed has every
grade cell once, in its place, with the source notebook's text and flags.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from yourturn.notebooks.assignment import Assignment
from yourturn.notebooks.read import read_notebook
from yourturn.problems import Problem


@dataclass(frozen=True)
class Sanitised:
    """A notebook fit for execution, and what had to be restored."""

    notebook: NotebookNode
    problems: tuple[Problem, ...]


def sanitise(submitted: bytes, assignment: Assignment) -> Sanitised:
    """Restore the assignment's cells in a submitted notebook.

    Locked cells get their source back, moved and missing ones their place; tags, outputs and
    foreign metadata go; graded cells the assignment does not know become ordinary ones.
    Raises `StudentError` when the bytes are no notebook.
    """
    notebook = read_notebook(submitted)
    plan = _Plan(assignment)
    problems: list[Problem] = []
    notebook.cells = _known_once(notebook.cells, plan, problems)
    for cell in notebook.cells:
        _restore(cell, plan, problems)
    notebook.cells = _in_place(notebook.cells, plan, problems)
    notebook.metadata = _copy(assignment.notebook.metadata)
    notebook.nbformat_minor = 5
    _settle_ids(notebook, plan)
    return Sanitised(notebook, tuple(problems))


class _Plan:
    """The assignment's own cells by grade_id, in order."""

    def __init__(self, assignment: Assignment) -> None:
        self.cells: dict[str, NotebookNode] = {
            cell.metadata["nbgrader"]["grade_id"]: cell
            for cell in assignment.notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id")
        }
        self.order = {grade_id: index for index, grade_id in enumerate(self.cells)}

    def locked(self, grade_id: str) -> bool:
        mark = self.cells[grade_id].metadata["nbgrader"]
        return bool(mark.get("locked")) and not mark.get("solution")

    def needed(self, grade_id: str) -> bool:
        """Whether a missing cell is put back: all but explanations are."""
        mark = self.cells[grade_id].metadata["nbgrader"]
        return self.cells[grade_id].cell_type == "code" or bool(mark.get("grade"))


def _id(cell: NotebookNode) -> str | None:
    mark = cell.metadata.get("nbgrader")
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _known_once(
    cells: list[NotebookNode], plan: _Plan, problems: list[Problem]
) -> list[NotebookNode]:
    """Keep the last cell of each known grade_id; other copies become ordinary or go."""
    last = {_id(cell): index for index, cell in enumerate(cells) if _id(cell) in plan.cells}
    kept: list[NotebookNode] = []
    for index, cell in enumerate(cells):
        grade_id = _id(cell)
        if grade_id in plan.cells and last[grade_id] != index:
            problems.append(Problem("student", f"{grade_id} stood there more than once.", grade_id))
            if plan.locked(grade_id):
                continue
            grade_id = None
        if grade_id not in plan.cells:
            if cell.metadata.get("nbgrader", {}) and grade_id is not None:
                text = f"A graded cell {grade_id!r} is not part of the assignment: ignored."
                problems.append(Problem("student", text[:200]))
            cell.metadata = NotebookNode()
        kept.append(cell)
    return kept


def _restore(cell: NotebookNode, plan: _Plan, problems: list[Problem]) -> None:
    """Give one cell its type, flags and, where locked, its source back; clear its outputs."""
    grade_id = _id(cell)
    if grade_id is not None:
        original = plan.cells[grade_id]
        if plan.locked(grade_id) and cell.source.strip() != original.source.strip():
            problems.append(Problem("student", f"{grade_id} was changed: restored.", grade_id))
        if plan.locked(grade_id):
            cell.source = original.source
        cell.cell_type = original.cell_type
        cell.metadata = _copy(original.metadata)
    if cell.cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
        cell.pop("attachments", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _in_place(
    cells: list[NotebookNode], plan: _Plan, problems: list[Problem]
) -> list[NotebookNode]:
    """Put check cells behind their solution cells, and missing cells where they belong."""
    position = {_id(cell): index for index, cell in enumerate(cells)}
    moved = {
        grade_id
        for grade_id in plan.cells
        if grade_id in position
        and plan.locked(grade_id)
        and position[grade_id] < position.get(_solution_of(grade_id), -1)
    }
    for grade_id in moved:
        problems.append(Problem("student", f"{grade_id} was moved: put back.", grade_id))
    placed = [cell for cell in cells if _id(cell) not in moved]
    present = set(position) - moved
    for grade_id in plan.cells:
        if grade_id in present or not plan.needed(grade_id):
            continue
        if grade_id not in moved:
            text = f"{grade_id} was missing: put back."
            problems.append(Problem("student", text, grade_id))
        placed.insert(_place(grade_id, placed, plan), _missing(grade_id, plan))
        present.add(grade_id)
    return placed


def _place(grade_id: str, cells: list[NotebookNode], plan: _Plan) -> int:
    """The index right behind the nearest present cell that precedes `grade_id` in the source."""
    before = [
        (plan.order[known], index)
        for index, cell in enumerate(cells)
        if (known := _id(cell)) in plan.order and plan.order[known] < plan.order[grade_id]
    ]
    if not before:
        return 0 if plan.order[grade_id] == 0 else len(cells)
    return max(before)[1] + 1


def _missing(grade_id: str, plan: _Plan) -> NotebookNode:
    original = plan.cells[grade_id]
    if plan.locked(grade_id):
        source = original.source
    elif original.cell_type == "code":
        source = "# This cell was missing from the submission."
    else:
        source = ""
    make: Any = new_code_cell if original.cell_type == "code" else new_markdown_cell
    cell: NotebookNode = make(source=source, metadata=_copy(original.metadata))
    return cell


def _solution_of(grade_id: str) -> str:
    return grade_id.removesuffix("-check")


def _settle_ids(notebook: NotebookNode, plan: _Plan) -> None:
    """Give known cells their source's id and every other cell one that clashes with none."""
    taken = {cell.id for cell in plan.cells.values()}
    for number, cell in enumerate(notebook.cells):
        grade_id = _id(cell)
        if grade_id is not None:
            cell.id = plan.cells[grade_id].id
        elif cell.id in taken:
            cell.id = f"own-{number}"
        taken.add(cell.id)


def _copy(node: NotebookNode) -> NotebookNode:
    copied: NotebookNode = deepcopy(node)
    return copied
