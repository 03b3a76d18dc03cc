"""An assignment: its source notebook and its graders, everything that grading needs."""

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from yourturn.errors import AuthorError, StudentError
from yourturn.notebooks.read import read_notebook


@dataclass(frozen=True)
class GradeCell:
    """A cell that earns points: `answers` are the names its `hand_in(...)` hands in."""

    grade_id: str
    points: float
    answers: tuple[str, ...]
    essay: bool


@dataclass(frozen=True)
class Assignment:
    """An assignment by value: it may travel to another machine, which needs no course folder.

    `source` is the source notebook's file; `graders` maps paths below `graders/` to contents.
    """

    name: str
    source: bytes
    graders: Mapping[str, bytes]

    @classmethod
    def load(cls, course: Path, name: str) -> "Assignment":
        """Load `source/<name>/<name>.ipynb` and `graders/<name>/` of a course folder.

        Raises `AuthorError` where one is missing or breaks the contract of grade cells.
        """
        source = course / "source" / name / f"{name}.ipynb"
        if not source.is_file():
            known = ", ".join(find_assignments(course)) or "none"
            raise AuthorError(f"source/{name}/{name}.ipynb does not exist; assignments: {known}.")
        folder = course / "graders"
        paths = [folder / "conftest.py", *sorted((folder / name).glob("*.py"))]
        graders = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in paths
            if path.is_file()
        }
        if not any(path.startswith(f"{name}/test_") for path in graders):
            raise AuthorError(
                f"graders/{name}/ holds no test_*.py; write graders/{name}/"
                f"test_{name.replace('-', '_')}.py with a criterion for each grade cell."
            )
        return _read(name, source.read_bytes(), tuple(graders.items()))

    @cached_property
    def notebook(self) -> NotebookNode:
        """The source notebook, with solutions; treat it as read-only."""
        try:
            return read_notebook(self.source)
        except StudentError as error:
            raise AuthorError(f"source/{self.name}/{self.name}.ipynb: {error}") from None

    @cached_property
    def cells(self) -> tuple[GradeCell, ...]:
        """The cells that earn points, in the notebook's order."""
        found: list[GradeCell] = []
        for cell in self.notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            if not mark.get("grade"):
                continue
            essay = bool(mark.get("solution"))
            answers = () if essay else self._answers(cell, mark["grade_id"])
            found.append(GradeCell(mark["grade_id"], float(mark["points"]), answers, essay))
        self._check_unique(found)
        return tuple(found)

    @property
    def max_score(self) -> float:
        """Points for everything, essays included."""
        return sum(cell.points for cell in self.cells)

    @property
    def digest(self) -> str:
        """Name this version of source and graders by content (hex)."""
        digest = hashlib.sha256(self.source)
        for path, content in sorted(self.graders.items()):
            digest.update(f"\0{path}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def _answers(self, cell: NotebookNode, grade_id: str) -> tuple[str, ...]:
        """The keyword names of the cell's `hand_in(...)` calls."""
        names: list[str] = []
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and _called(node) == "hand_in":
                names += [keyword.arg for keyword in node.keywords if keyword.arg]
        if not names:
            raise AuthorError(
                f"source/{self.name}/{self.name}.ipynb: grade cell {grade_id!r} hands nothing in; "
                "start it with hand_in(name=name)."
            )
        return tuple(names)

    def _check_unique(self, cells: list[GradeCell]) -> None:
        where = f"source/{self.name}/{self.name}.ipynb"
        seen: dict[str, str] = {}
        for cell in cells:
            for name in (cell.grade_id, *cell.answers):
                if name in seen:
                    raise AuthorError(
                        f"{where}: {name!r} stands in {seen[name]!r} and in {cell.grade_id!r}; "
                        "grade_ids and answer names are used once in a notebook."
                    )
                seen[name] = cell.grade_id


@lru_cache(maxsize=16)
def _read(name: str, source: bytes, graders: tuple[tuple[str, bytes], ...]) -> Assignment:
    """Read an assignment's cells, so that mistakes show at loading; files that stay, once."""
    assignment = Assignment(name, source, dict(graders))
    assignment.cells  # noqa: B018  (kept by the assignment)
    return assignment


def find_assignments(course: Path) -> list[str]:
    """List the assignments of a course folder by name, in order."""
    return sorted(
        folder.name
        for folder in (course / "source").glob("*")
        if (folder / f"{folder.name}.ipynb").is_file()
    )


def _called(call: ast.Call) -> Any:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", None)
