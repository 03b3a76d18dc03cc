"""What `yourturn grade` tells while it works: a live display, plain lines, or JSON lines."""

import json
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

if TYPE_CHECKING:
    from yourturn.classroom.run import Graded, Progress
    from yourturn.classroom.work import Result


class Counts:
    """What a run has come to so far."""

    def __init__(self) -> None:
        self.graded = self.stored = self.waiting = self.failed = 0
        self._began = time.monotonic()

    def add(self, line: dict[str, Any]) -> None:
        """Count one submission, as `line_of` describes it."""
        self.failed += line["event"] == "failed"
        self.graded += line["event"] == "graded"
        self.stored += line.get("stored", False)
        self.waiting += line.get("pending", False)

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    @property
    def per_minute(self) -> float:
        """Submissions graded a minute."""
        return 60 * self.graded / max(self.seconds, 1e-3)


class Report(AbstractContextManager["Report"]):
    """Shows every submission when its turn is over; on a terminal also how the run goes on."""

    def __init__(self, out: Console, *, as_json: bool) -> None:
        self.counts = Counts()
        self._out, self.as_json = out, as_json
        self._live: Live | None = None
        self._progress: Progress | None = None

    def watch(self, progress: "Progress") -> None:
        """Show this run's progress from now on."""
        self._progress = progress
        if self._out.is_terminal and not self.as_json and self._live is None:
            self._live = Live(
                get_renderable=self._bar, console=self._out, refresh_per_second=4, transient=True
            )
            self._live.start()

    def tell(self, graded: "Graded", failure: str) -> None:
        """Say how one submission came out; `failure` is why it is not in the gradebook."""
        line = line_of(graded, failure)
        self.counts.add(line)
        if self.as_json:
            typer.echo(json.dumps(line, ensure_ascii=False))
        else:
            self._out.print(_in_words(line), highlight=False, soft_wrap=True)

    def announce(self, waiting: list[tuple[str, str]]) -> None:
        """Say what would be graded: assignments and students."""
        for assignment, student in waiting:
            if self.as_json:
                line = {"event": "waiting", "assignment": assignment, "student": student}
                typer.echo(json.dumps(line))
            else:
                self._out.print(f"{assignment}  {escape(student)}", highlight=False)
        if not self.as_json:
            self._out.print(f"{len(waiting)} would be graded.", highlight=False)

    def end(self, unchanged: int) -> None:
        """Say what the run came to."""
        counts = self.counts
        if self.as_json:
            summary = {
                "event": "done",
                "graded": counts.graded,
                "stored": counts.stored,
                "unchanged": unchanged,
                "pending": counts.waiting,
                "failed": counts.failed,
                "seconds": round(counts.seconds, 1),
            }
            typer.echo(json.dumps(summary))
            return
        parts = [f"{counts.graded} graded in {counts.seconds:.0f} s"]
        parts += [f"{counts.per_minute:.1f} a minute"] if counts.graded else []
        parts += [f"{counts.stored} of them known before"] if counts.stored else []
        parts += [f"{unchanged} unchanged"] if unchanged else []
        parts += [f"[yellow]{counts.waiting} wait for a person[/]"] if counts.waiting else []
        parts += [f"[red]{counts.failed} could not be graded[/]"] if counts.failed else []
        self._out.print(", ".join(parts) + ".", highlight=False)

    def pause(self) -> None:
        """Take the live display away, so that a person can be asked or told something."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.pause()

    def _bar(self) -> Table:
        progress, counts = self._progress, self.counts
        row = Table.grid(padding=(0, 1))
        if progress is None:
            return row
        rate = progress.done / max(counts.seconds, 1e-3)
        left = (progress.total - progress.done) / rate if progress.done else 0
        row.add_row(
            ProgressBar(total=progress.total, completed=progress.done, width=30),
            f"{progress.done} of {progress.total} done, {progress.running} running",
            f"{counts.waiting + counts.failed} could not be judged",
            f"{60 * rate:.1f} a minute",
            f"{minutes_and_seconds(left)} left" if progress.done else "",
        )
        return row


def minutes_and_seconds(seconds: float) -> str:
    """Write a duration as 2:05."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def line_of(graded: "Graded", failure: str) -> dict[str, Any]:
    """Describe one submission's outcome in JSON's types."""
    from yourturn.engine import graded_cells

    entry = graded.entry
    line: dict[str, Any] = {
        "event": "failed" if failure else "graded",
        "assignment": entry.assignment.name,
        "student": entry.student,
    }
    if graded.refused:
        line["refused"] = list(graded.refused)
    if failure:
        return {**line, "message": failure}
    if graded.result is None:
        told = "could not be read" if graded.keys is None else ""
        return {**line, "score": None, "pending": bool(told), "message": told}
    line |= _trainings(graded.result)
    cells = graded_cells(entry.assignment, graded.result.verdicts)
    pending = [cell.grade_id for cell in cells if cell.pending]
    return {
        **line,
        "score": round(sum(cell.points for cell in cells), 4),
        "max_score": sum(cell.max_points for cell in cells),
        "pending": bool(pending),
        "stored": graded.was_stored,
        "seconds": round(graded.result.executed.duration_s, 2),
        "message": f"{', '.join(pending)} could not be judged" if pending else "",
    }


def _trainings(result: "Result") -> dict[str, Any]:
    """Whose training the marks rest on, where it is the student's, and what differs from ours."""
    from yourturn.classroom.trust import differences, rests_on

    found: dict[str, Any] = {}
    whose = rests_on(result.executed)
    if whose.startswith("the student's"):
        found["rests_on"] = whose
    if result.beside is not None:
        mine = (result.executed, result.verdicts)
        told = differences(mine, (result.beside.executed, result.beside.verdicts))
        found["differences"] = [problem.message for problem in told]
    return found


def _in_words(line: dict[str, Any]) -> str:
    words = f"{line['assignment']}  {escape(line['student'])}  "
    if line["event"] == "failed":
        words += "[red]could not be graded[/]"
    elif line["score"] is None:
        words += "[yellow]?[/]"
    else:
        words += f"{line['score']:g} of {line['max_score']:g} points"
    if line["message"]:
        words += f"  [yellow]{escape(line['message'])}[/]"
    if "rests_on" in line:
        words += f"  [dim]rests on {line['rests_on']}[/]"
    for difference in line.get("differences", ()):
        words += f"\n    [yellow]{escape(difference)}[/]"
    for refused in line.get("refused", ()):
        words += f"\n    [yellow]{escape(refused)} It was set aside.[/]"
    return words
