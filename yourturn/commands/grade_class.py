"""Grade what a class handed in, into the gradebook."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.markup import escape

from yourturn.commands.console import err, errors_as_exit_codes, out
from yourturn.commands.grade_rejudge import rejudge
from yourturn.commands.grade_report import Report
from yourturn.errors import AuthorError, MachineError
from yourturn.importing import importing

if TYPE_CHECKING:
    from yourturn.classroom.record import Recorder
    from yourturn.classroom.roster import Entry
    from yourturn.classroom.run import Mode, Run, Workers
    from yourturn.settings import Settings

INTERRUPTED = 130  # what a shell expects of a command that Ctrl-C ended


@dataclass(frozen=True)
class Wish:
    """What the command line asks for."""

    assignments: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    notebook: str | None = None
    force: bool = False
    rejudge: bool = False
    yes: bool = False
    dry_run: bool = False
    workers: int | None = None
    scheduler: str | None = None


def grade_class(course: Path, wish: Wish, *, as_json: bool) -> None:
    """Grade, print, and end with 1 when something could not be graded."""
    with errors_as_exit_codes(), Report(out, as_json=as_json) as report:
        with importing():
            _warm(course, wish)
            from yourturn.classroom.record import LOG, Recorder
            from yourturn.gradebook.scratch import steps_in
        try:
            with steps_in(course, LOG) as steps:
                _do(course, wish, Recorder(steps, wish.notebook), report)
        except KeyboardInterrupt:
            _stop(report)
    if report.counts.failed or report.counts.waiting:
        raise typer.Exit(1)


def _do(course: Path, wish: Wish, recorder: "Recorder", report: Report) -> None:
    entries = _entries(course, wish, recorder)
    is_graded = {id(entry): recorder.roster.is_graded(entry) for entry in entries}
    if wish.rejudge:
        graded = [entry for entry in entries if is_graded[id(entry)]]
        run = _run(course, wish, recorder, graded, "judge only")
        report.watch(run.progress)
        rejudge(run, recorder, report, ask=not wish.dry_run, write=wish.yes and not wish.dry_run)
        return
    waiting = [entry for entry in entries if wish.force or not is_graded[id(entry)]]
    if wish.dry_run:
        report.announce([(entry.assignment.name, entry.student) for entry in waiting])
        return
    if waiting:
        mode: Mode = "everything anew" if wish.force else "what is new"
        _grade(_run(course, wish, recorder, waiting, mode), recorder, report)
    report.end(unchanged=len(entries) - len(waiting))


def _warm(course: Path, wish: Wish) -> None:
    """Start what will be needed and imports for seconds, before this process does so itself.

    That is a judge where it judges again, and a template where something waits to be executed.
    Where a course names its folders otherwise, the template is started when it is needed.
    """
    from yourturn.gradebook.confinement import course_settings
    from yourturn.zone import warm

    settings = course_settings(course)
    if wish.scheduler is not None:
        return
    if wish.rejudge:
        from yourturn.engine import start_judge

        start_judge()
        return
    if wish.dry_run:
        return
    for submitted in course.glob("submitted/*/*"):
        graded = course / "autograded" / submitted.relative_to(course / "submitted")
        asked = not wish.assignments or submitted.name in wish.assignments
        if asked and (wish.force or _is_newer(submitted, graded)):
            warm(settings.zone)
            return


def _is_newer(one: Path, other: Path) -> bool:
    # Not followed: whoever handed in may have put a link in the folder's place.
    return not other.exists() or one.lstat().st_mtime_ns > other.lstat().st_mtime_ns


def _entries(course: Path, wish: Wish, recorder: "Recorder") -> list["Entry"]:
    """The submissions that the command is about, in order of assignment and submission."""
    from yourturn.classroom.roster import named
    from yourturn.notebooks import Assignment, find_assignments

    known = find_assignments(course)
    for name in wish.assignments:
        if name not in known:
            raise AuthorError(
                f"source/{name}/{name}.ipynb does not exist; assignments: {', '.join(known)}."
            )
    names = [name for name in known if not wish.assignments or name in wish.assignments]
    if wish.notebook is not None:
        names = [name for name in names if name == wish.notebook]
    found: list[Entry] = []
    for name in names:
        if recorder.roster.is_handed_in(name):
            recorder.check(name)
            found += recorder.roster.entries(Assignment.load(course, name))
    return named(found, wish.students) if wish.students else found


def _grade(run: "Run", recorder: "Recorder", report: Report) -> None:
    from yourturn.gradebook.writing import CannotWriteError

    report.watch(run.progress)
    for graded in run:
        failure = graded.failure
        if not failure:
            try:
                recorder.record(graded)
            except CannotWriteError:
                raise
            except MachineError as error:
                failure = str(error)
        report.tell(graded, failure)


def _run(
    course: Path, wish: Wish, recorder: "Recorder", entries: list["Entry"], mode: "Mode"
) -> "Run":
    from yourturn.classroom.run import Folder, Run
    from yourturn.classroom.store import Store

    settings = recorder.settings
    folder = Folder(recorder.roster.clear, recorder.roster.read)
    return Run(entries, folder, _workers(wish, settings), Store(course), settings, mode)


def _workers(wish: Wish, settings: "Settings") -> "Workers":
    if wish.scheduler is None:
        from yourturn.classroom.local import Local

        return Local(settings.limits, wish.workers)
    from yourturn.classroom.cluster import Cluster

    def note(text: str) -> None:
        err.print(escape(text), highlight=False, soft_wrap=True)

    return Cluster(wish.scheduler, settings.zone, note)


def _stop(report: Report) -> NoReturn:
    """End at once: what was graded is kept, and what runs in zones ends with this process."""
    report.pause()
    err.print("Stopped. What is graded is kept; the same command goes on from here.")
    sys.stdout.flush()
    os._exit(INTERRUPTED)
