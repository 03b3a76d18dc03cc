"""`yourturn roster import`: a platform's people into nbgrader's students."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from yourturn.commands.console import CourseOption, err, errors_as_exit_codes, find_course, out
from yourturn.errors import PlatformError

if TYPE_CHECKING:
    from yourturn.lms.roster import Doubt, Roster

roster = typer.Typer(
    name="roster", help="Students and their ids, from a learning platform.", no_args_is_help=True
)


@roster.callback()
def _roster() -> None:
    """Students and their ids, from a learning platform."""


@roster.command("import")
def import_roster(
    file: Annotated[Path, typer.Argument(help="The platform's export, or a CSV.")],
    platform: Annotated[
        str | None,
        typer.Option(
            help="canvas, moodle, blackboard, brightspace or csv; recognised if left out."
        ),
    ] = None,
    id_column: Annotated[
        str, typer.Option(help="The column that holds new students' ids; their login by default.")
    ] = "",
    match: Annotated[
        list[str] | None,
        typer.Option(help="The answer to a doubt: PERSON=STUDENT, PERSON=new or PERSON=skip."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change.")] = False,
    course: CourseOption = None,
) -> None:
    """Add and update students; nobody is deleted, and doubts about names are asked."""
    folder = find_course(course)
    with errors_as_exit_codes():
        from yourturn.lms.course import course_directory, load_config, open_gradebook
        from yourturn.lms.roster import plan_roster, write_roster
        from yourturn.lms.scores import read_learners
        from yourturn.lms.sheet import Platform
        from yourturn.lms.sheet_reading import read_sheet

        known = {member.value.casefold(): member for member in Platform}
        if platform is not None and platform.casefold() not in known:
            raise PlatformError(f"There is no platform {platform!r}; known are {', '.join(known)}.")
        sheet = read_sheet(file, known[platform.casefold()] if platform else None)
        answers = _answers(match or [])
        places = course_directory(folder, load_config(folder))
        with open_gradebook(places, new=True) as gradebook:
            learners = read_learners(gradebook)
            plan = plan_roster(learners, sheet.people, sheet.platform, answers, id_column)
            if plan.doubts and sys.stdin.isatty():
                answers |= {doubt.person.key: _ask(doubt) for doubt in plan.doubts}
                plan = plan_roster(learners, sheet.people, sheet.platform, answers, id_column)
            _print(plan)
            _stop_at_doubts(plan)
            if dry_run:
                out.print("Nothing was written: this was a dry run.")
                return
            write_roster(gradebook, plan)
    out.print(f"The gradebook knows {len(plan.entries)} people of {file.name}.", highlight=False)


def _answers(given: list[str]) -> dict[str, str]:
    answers = {}
    for text in given:
        person, equals, student = text.rpartition("=")
        if not equals or not person or not student:
            raise PlatformError(f"--match {text}: write PERSON=STUDENT, PERSON=new or PERSON=skip.")
        answers[person] = student
    return answers


def _ask(doubt: "Doubt") -> str:
    """Ask until the answer is one of those offered."""
    from yourturn.lms.roster import NEW, SKIP

    offered = [*(learner.id for learner in doubt.candidates), NEW, SKIP]
    out.print(f"{escape(str(doubt))}.", highlight=False)
    while (answer := typer.prompt(f"Which ({', '.join(offered)})")) not in offered:
        pass
    return str(answer)


def _stop_at_doubts(plan: "Roster") -> None:
    lines = [*plan.problems]
    for doubt in plan.doubts:
        key = doubt.person.key
        choices = " or ".join(f"--match '{key}={lr.id}'" for lr in doubt.candidates)
        lines.append(f"{doubt}. Say which: {choices}, --match '{key}=new' or --match '{key}=skip'.")
    if lines:
        raise PlatformError("Nothing was written.\n" + "\n".join(f"- {line}" for line in lines))


def _print(plan: "Roster") -> None:
    changed = [entry for entry in plan.entries if entry.is_new or entry.changes]
    table = Table(title=f"{len(changed)} of {len(plan.entries)} students change")
    for heading in ("student", "what", "now", "then"):
        table.add_column(heading)
    for entry in changed:
        for k, (name, (before, after)) in enumerate(entry.changes.items()):
            who = f"{entry.student_id}{' (new)' if entry.is_new else ''}" if k == 0 else ""
            table.add_row(*(escape(text) for text in (who, name, before or "-", after)))
    if changed:
        out.print(table)
    for person in plan.skipped:
        err.print(f"[yellow]Skipped:[/] {escape(person)}", highlight=False)
