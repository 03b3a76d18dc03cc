"""Judge a class again by corrected graders: show what changes, write it when told."""

import json
import sys
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape

from yourturn.commands.console import out
from yourturn.commands.grade_report import Report
from yourturn.errors import MachineError

if TYPE_CHECKING:
    from yourturn.classroom.record import Recorder
    from yourturn.classroom.rejudge import Rejudged
    from yourturn.classroom.run import Run


def rejudge(run: "Run", recorder: "Recorder", report: Report, *, ask: bool, write: bool) -> None:
    """Run through a class and print who changes from what to what and why.

    Writes the changes if `write`, or if a person at a terminal says so when asked.
    """
    from yourturn.classroom.rejudge import compare
    from yourturn.gradebook.writing import CannotWriteError

    found: list[Rejudged] = []
    for graded in run:
        if graded.failure:
            report.tell(graded, graded.failure)
            continue
        compared = compare(graded)
        if compared is not None and compared.changed:
            found.append(compared)
            _tell(compared, report)
    report.pause()
    if found and (write or (ask and _confirmed(len(found)))):
        failed = 0
        for compared in found:
            try:
                recorder.record(compared.graded)
            except CannotWriteError:
                raise
            except MachineError as error:
                failed += 1
                report.tell(compared.graded, str(error))
        changed = len(found) - failed
        _conclude(f"{changed} changed and written.", report, changed, written=True)
    elif found:
        text = f"{len(found)} would change; nothing was written. Write them with --yes."
        _conclude(text, report, len(found), written=False)
    else:
        _conclude("Nothing changes.", report, 0, written=False)


def _tell(compared: "Rejudged", report: Report) -> None:
    entry = compared.graded.entry
    if report.as_json:
        line: dict[str, Any] = {
            "event": "rejudged",
            "assignment": entry.assignment.name,
            "student": entry.student,
            "before": compared.before,
            "after": compared.after,
            "changes": [vars(change) for change in compared.changes],
        }
        typer.echo(json.dumps(line, ensure_ascii=False))
        return
    points = f"{compared.before:g} → {compared.after:g} points"
    lines = [f"{entry.assignment.name}  {escape(entry.student)}  {points}"]
    for change in compared.changes:
        verdicts = f"{change.before or 'new'} → {change.after or 'gone'}"
        lines.append(f"    {change.criterion}: {verdicts}  [dim]{escape(change.message)}[/]")
    if not compared.changes:
        lines.append("    [dim]what is told about it is another text[/]")
    out.print("\n".join(lines), highlight=False, soft_wrap=True)


def _confirmed(number: int) -> bool:
    if not (sys.stdin.isatty() and out.is_terminal):
        return False
    return typer.confirm(f"Write {number} changed submissions to the gradebook?")


def _conclude(text: str, report: Report, number: int, *, written: bool) -> None:
    if report.as_json:
        typer.echo(json.dumps({"event": "done", "changed": number, "written": written}))
    else:
        out.print(text, highlight=False)
