"""Submission patches: a percent-format file that holds only the cells it changes.

    # Reads the file's first line as the misconception (or what is different).
    # fails: test_shape, test_values
    # %% q1
    x = tf.reshape(tf.range(1.0, 13.0), (3, 2, 2))

The `fails:` line makes it a mutant: exactly those criteria must fail.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from yourturn.errors import AuthorError
from yourturn.notebooks.assignment import Assignment
from yourturn.notebooks.read import read_notebook

_CELL = re.compile(r"^# %%\s+(?P<grade_id>[\w-]+)(?P<kind>\s+\[markdown\])?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Patch:
    """New sources for some cells of an assignment, by grade_id."""

    name: str
    title: str
    fails: frozenset[str]
    cells: Mapping[str, str]


def read_patch(path: Path) -> Patch:
    """Read one file below `graders/<assignment>/submissions/`; `AuthorError` if malformed."""
    text = path.read_text(encoding="utf-8")
    header, *rest = _CELL.split(text)
    lines = [line.removeprefix("#").strip() for line in header.splitlines() if line.strip()]
    where = "/".join(path.parts[-5:])
    if not lines or not header.startswith("#"):
        raise AuthorError(f"{where}: the first line must be a comment that says what is different.")
    if not rest:
        raise AuthorError(f"{where} changes no cell; write '# %% q1' and the cell's new source.")
    cells = {
        grade_id: _uncomment(source) if kind else source.strip("\n")
        for grade_id, kind, source in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    }
    fails = [line for line in lines if line.startswith("fails:")]
    names = {name.strip() for line in fails for name in line[6:].split(",") if name.strip()}
    if path.parent.name == "mutants" and not names:
        raise AuthorError(f"{where} names no criterion; write '# fails: test_...' in its header.")
    return Patch(path.stem, lines[0], frozenset(names), cells)


def apply_patch(assignment: Assignment, patches: Iterable[Patch]) -> NotebookNode:
    """Lay patches over the source notebook: the notebook such a student would hand in.

    Raises `AuthorError` when a patch names a cell that is not there, or two change the same.
    """
    notebook = read_notebook(assignment.source)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    changed: dict[str, str] = {}
    for patch in patches:
        for grade_id, source in patch.cells.items():
            if grade_id not in cells:
                raise AuthorError(
                    f"graders/{assignment.name}/submissions: {patch.name}.py changes {grade_id!r}; "
                    f"source/{assignment.name}/{assignment.name}.ipynb has no such cell."
                )
            if grade_id in changed:
                raise AuthorError(f"{patch.name} and {changed[grade_id]} both change {grade_id!r}.")
            changed[grade_id] = patch.name
            cells[grade_id].source = source
    return notebook


def _uncomment(source: str) -> str:
    lines = [re.sub(r"^# ?", "", line) for line in source.strip("\n").splitlines()]
    return "\n".join(lines)
