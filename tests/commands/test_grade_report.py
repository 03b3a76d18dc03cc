import json
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from yourturn.classroom.keys import Keys
from yourturn.classroom.roster import Entry
from yourturn.classroom.run import Graded, Progress
from yourturn.classroom.work import Result
from yourturn.commands.grade_report import Report, minutes_and_seconds
from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.zone import Ending, Executed, Level


@pytest.fixture
def graded(smallest):
    """One submission's turn, with this verdict on every criterion."""

    def make(verdict=Verdict.PASSED, **changes):
        entry = Entry(smallest, "ada [1]", Path("a"), Path("a"), datetime.max)
        executed = Executed(None, {}, {}, Ending.FINISHED, "", Level.LANDLOCK, 1.234, 300)
        verdicts = tuple(
            CriterionResult(f"test_{cell}", "Sentence.", cell, 1, verdict)
            for cell in ("q1-check", "q2-check")
        )
        return replace(Graded(entry, Keys("a", "b"), Result(executed, verdicts)), **changes)

    return make


def told(*lines, terminal=False, as_json=False):
    """What is printed for these submissions."""
    written = StringIO()
    console = Console(file=written, force_terminal=terminal, width=200, color_system=None)
    with Report(console, as_json=as_json) as report:
        report.watch(Progress(total=4, running=2, done=1))
        for graded, failure in lines:
            report.tell(graded, failure)
        report.end(unchanged=3)
    return written.getvalue()


def test_plain_lines_without_a_terminal(graded):
    text = told(
        (graded(was_stored=True), ""),
        (graded(Verdict.NOT_JUDGED), ""),
        (graded(result=None, keys=None, refused=("'a' is a named pipe.",)), ""),
        (graded(), "the disk is full"),
    )
    assert text.splitlines()[:-1] == [
        "smallest  ada [1]  6 of 6 points",
        "smallest  ada [1]  0 of 6 points  q1-check, q2-check could not be judged",
        "smallest  ada [1]  ?  could not be read",
        "    'a' is a named pipe. It was set aside.",
        "smallest  ada [1]  could not be graded  the disk is full",
    ]
    ending = text.splitlines()[-1]
    assert ending.startswith("3 graded in 0 s, ")
    assert ending.endswith(
        "1 of them known before, 3 unchanged, 2 wait for a person, 1 could not be graded."
    )


def test_a_terminal_also_shows_how_it_goes_on(graded):
    text = told((graded(), ""), terminal=True)
    assert "smallest  ada [1]  6 of 6 points" in text
    assert "1 of 4 done, 2 running" in text
    assert "0 could not be judged" in text
    assert "left" in text


def test_lines_of_json_for_programs(graded, capsys):
    assert told((graded(), ""), (graded(), "the disk is full"), as_json=True) == ""
    first, second, done = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "event": "graded",
        "assignment": "smallest",
        "student": "ada [1]",
        "score": 6,
        "max_score": 6,
        "pending": False,
        "stored": False,
        "seconds": 1.23,
        "message": "",
    }
    assert second == {
        "event": "failed",
        "assignment": "smallest",
        "student": "ada [1]",
        "message": "the disk is full",
    }
    assert (done["event"], done["graded"], done["failed"], done["unchanged"]) == ("done", 1, 1, 3)


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (3605, "60:05")]
)
def test_time_is_written_in_minutes_and_seconds(seconds, written):
    assert minutes_and_seconds(seconds) == written
