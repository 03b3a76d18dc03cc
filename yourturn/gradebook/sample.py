"""A sample class: made-up students who hand in what students hand in."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from yourturn.notebooks import (
    Assignment,
    apply_patch,
    find_assignments,
    read_patch,
    release_notebook,
    write_notebook,
)

_MARKERS = re.compile(
    r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n?"
    r"|\s*=== BEGIN MARK SCHEME ===.*?=== END MARK SCHEME ===",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class HandedIn:
    """One submission of the sample class; `how` says in a few words what is in it.

    `cell_s` is the time a cell gets, where the course's own would make everybody wait.
    """

    student: str
    assignment: str
    how: str
    notebook: bytes
    cell_s: float | None = None


def sample_class(course: Path, assignments: Iterable[str]) -> list[HandedIn]:
    """Make the class's submissions for those of the assignments that have graders to show."""
    made = []
    for name in assignments:
        folder = course / "graders" / name / "submissions" / "mutants"
        if name not in find_assignments(course) or not any(folder.glob("*.py")):
            continue
        assignment = Assignment.load(course, name)
        for student, how, make in _CLASS[name]:
            cell_s = 5.0 if how.startswith("loops") else None
            made.append(HandedIn(student, name, how, make(assignment, folder), cell_s))
    return made


def _right(assignment: Assignment, _: Path) -> bytes:
    return _written(apply_patch(assignment, []))


def _blank(assignment: Assignment, _: Path) -> bytes:
    return _written(release_notebook(assignment))


def _half(assignment: Assignment, _: Path) -> bytes:
    """The first half of the questions solved, the rest as it was released."""
    solved, released = apply_patch(assignment, []), release_notebook(assignment)
    asked = [cell.id for cell in solved.cells if _is_solution(cell)]
    kept = set(asked[: (len(asked) + 1) // 2])
    blank = {cell.id: cell.source for cell in released.cells}
    for cell in solved.cells:
        if _is_solution(cell) and cell.id not in kept:
            cell.source = blank[cell.id]
    return _written(solved)


def _mutant(name: str) -> Callable[[Assignment, Path], bytes]:
    """A mistake that the graders are proven to find; the first one if that name is gone."""

    def make(assignment: Assignment, folder: Path) -> bytes:
        path = folder / f"{name}.py"
        known = sorted(folder.glob("*.py"))
        return _written(apply_patch(assignment, [read_patch(path if path in known else known[0])]))

    return make


def _second_cell(code: str) -> Callable[[Assignment, Path], bytes]:
    """Right but for the second question, whose cell is this code."""

    def make(assignment: Assignment, _: Path) -> bytes:
        notebook = apply_patch(assignment, [])
        [cell for cell in notebook.cells if _is_solution(cell)][1].source = code
        return _written(notebook)

    return make


def _no_json(assignment: Assignment, _: Path) -> bytes:
    """A file whose upload broke off."""
    whole = _right(assignment, _)
    return whole[: len(whole) // 2]


def _is_solution(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _written(notebook: NotebookNode) -> bytes:
    for cell in notebook.cells:
        cell.source = _MARKERS.sub("", cell.source)
    return write_notebook(notebook)


_CLASS: dict[str, list[tuple[str, str, Callable[[Assignment, Path], bytes]]]] = {
    "01-tensors": [
        ("ada", "right", _right),
        ("bruno", "decimal logarithm", _mutant("log_base_10")),
        ("chiara", "half done", _half),
        ("dmitri", "blank", _blank),
        ("elif", "loops for ever", _second_cell("while True:\n    pass")),
        ("farid", "kills its kernel", _second_cell("import os\n\nos._exit(1)")),
        ("greta", "no JSON", _no_json),
    ],
    "04-claim-frequency": [
        ("ada", "right", _right),
        ("bruno", "forgets the exposure", _mutant("exposure_forgotten")),
        ("chiara", "half done", _half),
    ],
    "07-cnn": [
        ("ada", "right", _right),
        ("chiara", "a slip in the network", _mutant("padding_same")),
    ],
}
