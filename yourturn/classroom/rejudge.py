"""What a corrected grader changes: the verdicts in `autograded/` beside those of today."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yourturn.classroom.run import Graded
from yourturn.engine import graded_cells
from yourturn.judging.verdict_output import MIME, verdict_output

Verdict = Mapping[str, Any]  # a grade cell's, as `verdict_output` writes it


@dataclass(frozen=True)
class Change:
    """One criterion that comes out otherwise; None where it did not exist."""

    grade_id: str
    criterion: str
    before: str | None
    after: str | None
    message: str


@dataclass(frozen=True)
class Rejudged:
    """One submission's points before and after, and the criteria that made the difference.

    `changed` is also true where only a message is another one, so that the page differs.
    """

    graded: Graded
    before: float
    after: float
    changes: tuple[Change, ...]
    changed: bool


def compare(graded: Graded) -> Rejudged | None:
    """Compare a result with what is recorded; None where nothing was, as for a broken file."""
    if graded.result is None:
        return None
    before = recorded(graded.entry.autograded)
    cells = graded_cells(graded.entry.assignment, graded.result.verdicts)
    after = {cell.grade_id: verdict_output(cell).data[MIME] for cell in cells}
    if not before:
        return None
    # What the store has need not wait in memory until somebody says that it is to be written.
    kept = replace(graded, result=None) if graded.result.judged else graded
    return Rejudged(
        kept,
        sum(cell["points"] for cell in before.values()),
        sum(cell["points"] for cell in after.values()),
        tuple(_changes(before, after)),
        before != after,
    )


def recorded(path: Path) -> dict[str, Verdict]:
    """Read the verdicts in an autograded notebook by grade_id; none where it has none."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    found: dict[str, Verdict] = {}
    for cell in cells:
        for output in cell.get("outputs", ()):
            verdict = output.get("data", {}).get(MIME)
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            # The last one is ours: a student's own stand before it.
            if isinstance(verdict, dict) and verdict.get("grade_id") == grade_id:
                found[grade_id] = verdict
    return found


def _changes(before: Mapping[str, Verdict], after: Mapping[str, Verdict]) -> list[Change]:
    changes = []
    for grade_id in dict.fromkeys((*before, *after)):
        old, new = _criteria(before.get(grade_id)), _criteria(after.get(grade_id))
        for name in dict.fromkeys((*old, *new)):
            was, now = old.get(name, {}), new.get(name, {})
            if was.get("verdict") != now.get("verdict"):
                message = now.get("message") or was.get("message") or ""
                changes.append(
                    Change(grade_id, name, was.get("verdict"), now.get("verdict"), message)
                )
    return changes


def _criteria(verdict: Verdict | None) -> dict[str, Verdict]:
    return {criterion["name"]: criterion for criterion in (verdict or {}).get("criteria", ())}
