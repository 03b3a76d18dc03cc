"""A grade cell's verdict as a notebook output, which formgrader and feedback show."""

from html import escape

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict

MIME = "application/vnd.yourturn.verdict+json"

_MARKS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.NOT_JUDGED: "?"}
_WAITING = "This criterion could not be judged automatically; your lecturer will look at it."


def verdict_output(cell: GradedCell, *, confined: bool = True) -> NotebookNode:
    """Render a graded cell as one display output: JSON for our pages, HTML, plain text.

    Where the submission was not `confined`, what people read says so.
    """
    output: NotebookNode = new_output(
        "display_data",
        data={
            MIME: _json(cell),
            "text/html": _html(cell, confined),
            "text/plain": _text(cell, confined),
        },
    )
    return output


def _json(cell: GradedCell) -> dict[str, object]:
    return {
        "grade_id": cell.grade_id,
        "points": round(cell.points, 4),
        "max_points": cell.max_points,
        "pending": cell.pending,
        "criteria": [
            {
                "name": result.name,
                "sentence": result.sentence,
                "verdict": str(result.verdict),
                "message": _message(result),
                "weight": result.weight,
            }
            for result in cell.criteria
        ],
    }


def _message(result: CriterionResult) -> str:
    """What the student reads; a fault that is not theirs is told without its details."""
    return _WAITING if result.verdict is Verdict.NOT_JUDGED else result.message


def _html(cell: GradedCell, confined: bool) -> str:
    items = "".join(
        f"<li><span aria-hidden='true'>{_MARKS[r.verdict]}</span> "
        f"<b>{r.verdict}</b>: {escape(r.sentence)}"
        + (f"<br>{escape(_message(r))}" if _message(r) else "")
        + "</li>"
        for r in cell.criteria
    )
    return f"<p><b>{_points(cell, confined)}</b></p><ul style='list-style: none'>{items}</ul>"


def _text(cell: GradedCell, confined: bool) -> str:
    lines = [_points(cell, confined)]
    for result in cell.criteria:
        lines.append(f"{_MARKS[result.verdict]} {result.sentence}")
        if _message(result):
            lines.append(f"    {_message(result)}")
    return "\n".join(lines)


def _points(cell: GradedCell, confined: bool) -> str:
    waiting = ", waiting for your lecturer" if cell.pending else ""
    walls = "" if confined else " (not confined)"
    return f"{cell.points:g} of {cell.max_points:g} points{waiting}{walls}"
