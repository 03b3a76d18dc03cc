"""`yourturn demo`: a sample class goes the whole way through nbgrader, in a scratch folder."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yourturn.commands.console import CourseOption, err, errors_as_exit_codes, find_course, out
from yourturn.errors import MachineError

if TYPE_CHECKING:
    from yourturn.gradebook.sample import HandedIn
    from yourturn.gradebook.scratch import Steps

ASSIGNMENTS = ("01-tensors", "04-claim-frequency", "07-cnn")


def demo(
    folder: Annotated[
        Path | None,
        typer.Option(help="The scratch folder; build/demo of the course by default."),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Take a sample class from release to feedback, in a scratch folder; needs no network."""
    started = time.monotonic()
    found = find_course(course)
    # The same result on every machine, without asking anybody for data.
    os.environ.setdefault("YOURTURN_DATA", "stand-in")
    from yourturn.gradebook.sample import sample_class
    from yourturn.gradebook.scratch import make_scratch, steps_in

    with errors_as_exit_codes():
        scratch = make_scratch(found, (folder or found / "build" / "demo").resolve())
        handed_in = sample_class(scratch, ASSIGNMENTS)
        with steps_in(scratch) as steps:
            failed = _run(steps, scratch, handed_in)
            _print_scores(steps, handed_in)
    _print_places(scratch, handed_in, time.monotonic() - started)
    for line in failed:
        err.print(f"[bold red]Could not be graded:[/] {escape(line)}", highlight=False)
    raise typer.Exit(1 if failed else 0)


def _run(steps: "Steps", scratch: Path, handed_in: Sequence["HandedIn"]) -> list[str]:
    """Every step in nbgrader's order; returns what could not be graded."""
    names = list(dict.fromkeys(entry.assignment for entry in handed_in))
    failed = []
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
    )
    with progress:
        bar = progress.add_task("", total=4 * len(names) + 2 * len(handed_in) + 1)

        def now(command: str) -> None:
            progress.update(bar, description=f"nbgrader {command}".ljust(44))

        for name in names:
            now(f"generate_assignment {name}")
            steps.generate(name)
            progress.advance(bar)
            now(f"release_assignment {name}")
            steps.release(name)
            progress.advance(bar)
        for entry in handed_in:
            now(f"submit {entry.assignment}")
            home = scratch / "students" / entry.student
            (home / entry.assignment).mkdir(parents=True)
            (home / entry.assignment / f"{entry.assignment}.ipynb").write_bytes(entry.notebook)
            steps.submit(entry.assignment, entry.student, home)
            progress.advance(bar)
        for name in names:
            now(f"collect {name}")
            steps.collect(name)
            progress.advance(bar)
        default = steps.api.config.Confinement.cell_s
        for entry in handed_in:
            now(f"autograde {entry.assignment} --student {entry.student}")
            try:
                steps.autograde(
                    entry.assignment, entry.student, {"cell_s": entry.cell_s or default}
                )
            except MachineError as error:
                failed.append(f"{entry.student}, {entry.assignment}: {error}")
            progress.advance(bar)
        for name in names:
            now(f"generate_feedback {name}")
            steps.feedback(name)
            progress.advance(bar)
        now("export")
        steps.export(scratch / "grades.csv")
        progress.advance(bar)
        progress.update(bar, description="done".ljust(44))
    return failed


def _print_scores(steps: "Steps", handed_in: Sequence["HandedIn"]) -> None:
    """A table of students and assignments, the words saying what each handed in."""
    names = list(dict.fromkeys(entry.assignment for entry in handed_in))
    table = Table(title="Scores in the gradebook")
    table.add_column("student")
    for name in names:
        table.add_column(name)
    cells = {(e.student, e.assignment): _cell(steps, e) for e in handed_in}
    for student in dict.fromkeys(entry.student for entry in handed_in):
        table.add_row(student, *(cells.get((student, name), "") for name in names))
    out.print(table)
    for entry in handed_in:
        if reason := steps.unreadable(entry.assignment, entry.student):
            out.print(
                f"[yellow]{entry.student}'s {entry.assignment} has no score, and waits for you:[/] "
                f"{escape(reason)}",
                highlight=False,
                soft_wrap=True,
            )


def _cell(steps: "Steps", entry: "HandedIn") -> str:
    from nbgrader.api import MissingEntry

    from yourturn.gradebook.page import format_points

    try:
        with steps.gradebook() as gradebook:
            found = gradebook.find_submission(entry.assignment, entry.student)
            score, most, waits = found.score, found.max_score, found.needs_manual_grade
    except MissingEntry:
        return f"[red]not graded[/]\n[dim]{entry.how}[/]"
    points = f"{format_points(score)} of {format_points(most)}"
    if steps.unreadable(entry.assignment, entry.student):
        points = "[yellow]unreadable[/]"
    elif waits:
        points += "\n[yellow]and essays to read[/]"
    return f"{points}\n[dim]{entry.how}[/]"


def _print_places(scratch: Path, handed_in: Sequence["HandedIn"], seconds: float) -> None:
    shown = Path(os.path.relpath(scratch))
    if shown.parts[:1] == ("..",):
        shown = scratch
    one = handed_in[1]  # something to tell, unlike a right answer
    page = Path(one.student, one.assignment, f"{one.assignment}.html")
    places = {
        "a feedback page": shown / "feedback" / page,
        "all of them": shown / "feedback" / "<student>" / "<assignment>",
        "submissions": shown / "submitted",
        "graded notebooks": shown / "autograded",
        "gradebook": shown / "gradebook.db",
        "scores as CSV": shown / "grades.csv",
        "nbgrader's log": shown / "nbgrader.log",
    }
    for what, place in places.items():
        out.print(f"{what:>18}  {place}", highlight=False, soft_wrap=True)
    out.print(f"{len(handed_in)} submissions, from release to feedback: {seconds:.0f} s")
