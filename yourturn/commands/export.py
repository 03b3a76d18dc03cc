"""`yourturn export`: scores as a file for a learning platform, compared before it is written."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from yourturn.commands.console import CourseOption, err, errors_as_exit_codes, find_course, out

if TYPE_CHECKING:
    from yourturn.lms.outgoing import Outgoing


class Format(StrEnum):
    """The names of the formats on the command line."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    MOODLE_XML = "moodle-xml"
    BLACKBOARD = "blackboard"
    BRIGHTSPACE = "brightspace"
    CSV = "csv"
    JSON = "json"


class ScoresOf(StrEnum):
    """What is scored."""

    ASSIGNMENTS = "assignments"
    TOTAL = "total"
    BOTH = "both"


class Unit(StrEnum):
    """What scores are in."""

    POINTS = "points"
    PERCENT = "percent"


class Feedback(StrEnum):
    """What goes along with a score."""

    NONE = "none"
    SUMMARY = "summary"
    LINK = "link"


AssignmentOption = Annotated[
    list[str] | None, typer.Option("--assignment", help="Only this one; may be repeated.")
]
StudentOption = Annotated[
    list[str] | None, typer.Option("--student", help="Only this one; may be repeated.")
]
ScoresOption = Annotated[
    ScoresOf | None, typer.Option("--scores-of", help="One score an assignment, the total, both.")
]
UnitOption = Annotated[Unit | None, typer.Option(help="What scores are in.")]
RawOption = Annotated[
    bool | None, typer.Option("--raw/--after-penalty", help="Whether late penalties count.")
]
FeedbackOption = Annotated[Feedback | None, typer.Option(help="What goes along with a score.")]
LeaveOutOption = Annotated[
    bool | None,
    typer.Option("--leave-out", help="Leave out what cannot be matched, and list it."),
]
CreateOption = Annotated[
    bool | None, typer.Option("--create", help="Let items be made that are not there yet.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show who would change from what to what, and stop.")
]


def export(
    platform: Annotated[Format, typer.Argument(help="The platform, or csv or json.")],
    to: Annotated[
        Path | None, typer.Option(help="The file; named after the platform by default.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="The platform's own export, to match ids and items and to compare."),
    ] = None,
    assignment: AssignmentOption = None,
    student: StudentOption = None,
    scores_of: ScoresOption = None,
    unit: UnitOption = None,
    raw: RawOption = None,
    feedback: FeedbackOption = None,
    leave_out: LeaveOutOption = None,
    create: CreateOption = None,
    cap: Annotated[
        bool | None, typer.Option("--cap", help="Bring scores above a maximum down to it.")
    ] = None,
    dry_run: DryRunOption = False,
    course: CourseOption = None,
) -> None:
    """Write the scores as a file that a learning platform imports."""
    folder = find_course(course)
    with errors_as_exit_codes():
        from yourturn.lms.course import course_directory, load_config, open_gradebook
        from yourturn.lms.exporter import ScoresExport, format_named, write_whole

        config = load_config(folder)
        places = course_directory(folder, config)
        config.CourseDirectory.root = places.root
        settings = platform_settings(
            config,
            against=str(against) if against else None,
            scores_of=scores_of,
            unit=unit,
            score=score_trait(raw),
            feedback=feedback,
            leave_out=leave_out,
            create=create,
            cap=cap,
        )
        plugin = format_named(platform.value)(
            config=config,
            to=str(to) if to else "",
            assignment=assignment or [],
            student=student or [],
        )
        with open_gradebook(places) as gradebook:
            if not isinstance(plugin, ScoresExport):
                if dry_run:
                    out.print(f"Would write {plugin.path}.")
                    return
                out.print(f"Wrote {plugin.run(gradebook, settings)}.", highlight=False)
                return
            outgoing = plugin.plan(gradebook, settings)
            print_outgoing(outgoing)
            data = plugin.data(outgoing, settings)
        if dry_run:
            out.print("Nothing was written: this was a dry run.")
            return
        path = write_whole(plugin.path, data)
        out.print(f"Wrote {path}.", highlight=False, soft_wrap=True)


def score_trait(raw: bool | None) -> str | None:
    """The setting `score` for the option `--raw`."""
    return None if raw is None else "raw" if raw else "after penalty"


def platform_settings(config: Any, **given: Any) -> Any:
    """The course's settings, with what was given on the command line in their place."""
    from yourturn.lms.settings import LearningPlatform

    settings = LearningPlatform(config=config)
    for name, value in given.items():
        if value is not None:
            setattr(settings, name, str(value) if isinstance(value, StrEnum) else value)
    return settings


def print_outgoing(outgoing: "Outgoing") -> None:
    """Show what changes, and what is not sent, by name."""
    title = f"{len(outgoing.changed)} scores change"
    table = Table(title=title)
    for heading in ("student", "item"):
        table.add_column(heading)
    for heading in ("now", "then"):
        table.add_column(heading, justify="right")
    for row, column, cell in outgoing.changed:
        before = "?" if cell.before is None else cell.before or "-"
        name = f"{column.header} (new)" if column.new else column.header
        table.add_row(*(escape(text) for text in (str(row.learner), name, before, cell.text)))
    out.print(table if outgoing.changed else f"{title}.", highlight=False)
    if any(cell.before is None and not column.new for _, column, cell in outgoing.changed):
        out.print("What is there now is not known (?): give the platform's export, --against.")
    for line in outgoing.remarks:
        err.print(escape(line), highlight=False)
    for line in outgoing.left_out:
        err.print(f"[yellow]Left out:[/] {escape(line)}", highlight=False)
