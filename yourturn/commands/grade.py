"""`yourturn grade`: a class's submissions into the gradebook, or one notebook file without it."""

from pathlib import Path
from typing import Annotated

import typer

from yourturn.commands.console import CourseOption, err, find_course


def grade(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ASSIGNMENT]... | NOTEBOOK",
            help="Assignments, all by default; or one notebook file to grade by itself.",
        ),
    ] = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Grade this student alone; may be repeated.")
    ] = None,
    notebook: Annotated[
        str | None, typer.Option(help="Grade notebooks of this name alone, as nbgrader does.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade what is graded already; execute everything anew.")
    ] = False,
    rejudge: Annotated[
        bool,
        typer.Option(
            "--rejudge", help="Judge what is graded already again, without executing anything."
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --rejudge: write the changes without asking.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Submissions executed at the same time; by default what fits."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="A Dask cluster to work on: tcp://host:port.")
    ] = None,
    assignment: Annotated[
        str | None,
        typer.Option(help="For a notebook file whose name does not say its assignment."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    course: CourseOption = None,
) -> None:
    """Grade everything handed in and not graded yet; or print how one notebook file does."""
    from yourturn.commands.grade_class import Wish, grade_class
    from yourturn.commands.grade_notebook import grade_notebook

    folder = find_course(course)
    names = what or []
    if any(name.endswith(".ipynb") for name in names):
        if len(names) > 1:
            err.print("Name one notebook file, or assignments; not both.")
            raise typer.Exit(2)
        grade_notebook(folder, Path(names[0]), assignment, as_json=as_json)
        return
    wish = Wish(
        assignments=tuple(names),
        students=tuple(student or ()),
        notebook=notebook,
        force=force,
        rejudge=rejudge,
        yes=yes,
        dry_run=dry_run,
        workers=workers,
        scheduler=scheduler,
    )
    grade_class(folder, wish, as_json=as_json)
