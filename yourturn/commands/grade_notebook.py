"""Grade one notebook file without any gradebook."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape
from rich.table import Table

from yourturn.commands.console import err, errors_as_exit_codes, out
from yourturn.errors import AuthorError

if TYPE_CHECKING:
    from yourturn.engine import GradedSubmission

_MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "could not be judged": "[yellow]?[/]"}


def grade_notebook(course: Path, notebook: Path, assignment: str | None, *, as_json: bool) -> None:
    """Grade a notebook and print its criteria; exit code 1 when some could not be judged."""
    from yourturn import engine
    from yourturn.gradebook.confinement import course_settings
    from yourturn.notebooks import Assignment

    if not notebook.is_file():
        err.print(f"{notebook} is not a file.")
        raise typer.Exit(2)
    with errors_as_exit_codes():
        name = assignment or _assignment_of(notebook, course)
        submission = engine.Submission(Assignment.load(course, name), notebook.read_bytes())
        graded = engine.grade(submission, course_settings(course))
    if as_json:
        typer.echo(json.dumps(as_dict(graded), indent=2, ensure_ascii=False))
    else:
        _print(graded)
    if any(cell.pending for cell in graded.cells):
        raise typer.Exit(1)


def as_dict(graded: "GradedSubmission") -> dict[str, Any]:
    """Say a graded submission in JSON's types, for `--json`."""
    return {
        "assignment": graded.assignment,
        "score": graded.score,
        "max_score": graded.max_score,
        "data_source": graded.data_source,
        "confined": graded.confined,
        "duration_s": round(graded.duration_s, 3),
        "cells": [
            {
                "grade_id": cell.grade_id,
                "points": cell.points,
                "max_points": cell.max_points,
                "criteria": [
                    {
                        "name": c.name,
                        "sentence": c.sentence,
                        "verdict": str(c.verdict),
                        "message": c.message,
                        "weight": c.weight,
                    }
                    for c in cell.criteria
                ],
            }
            for cell in graded.cells
        ],
        "problems": [
            {"kind": p.kind, "message": p.message, "grade_id": p.grade_id} for p in graded.problems
        ],
    }


def _assignment_of(notebook: Path, course: Path) -> str:
    """The assignment whose name the file's name is, browser's and student's additions aside."""
    from yourturn.notebooks import find_assignments

    names = [
        name
        for name in find_assignments(course)
        if re.match(rf"{re.escape(name)}(?![0-9a-z])", notebook.stem, re.IGNORECASE)
    ]
    if names:
        return max(names, key=len)
    known = ", ".join(find_assignments(course)) or "none"
    raise AuthorError(
        f"{notebook.name} does not say which assignment it is; name it with --assignment ({known})."
    )


def _print(graded: "GradedSubmission") -> None:
    table = Table(title=f"{graded.assignment}: {graded.score:g} of {graded.max_score:g} points")
    table.add_column("cell")
    table.add_column("points", justify="right")
    table.add_column("criterion", ratio=1)
    for cell in graded.cells:
        lines = []
        for c in cell.criteria:
            lines.append(f"{_MARKS[c.verdict]} {escape(c.sentence)}")
            if c.message:
                lines.append(f"  [dim]{escape(c.message)}[/]")
        points = f"{cell.points:g} / {cell.max_points:g}" + (" ?" if cell.pending else "")
        table.add_row(cell.grade_id, points, "\n".join(lines), end_section=True)
    out.print(table)
    for problem in graded.problems:
        out.print(f"[yellow]{problem.kind}:[/] {escape(problem.message)}", highlight=False)
    confined = "confined" if graded.confined else "[bold red]not confined[/]"
    out.print(f"data: {graded.data_source}, {confined}, {graded.duration_s:.1f} s")
