"""Questions and criteria behind a score: the gradebook's grades, the notebooks' verdicts."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Select, func, select

from yourturn.gradebook.clean import VERDICT


@dataclass(frozen=True)
class Criterion:
    """One criterion's verdict, as the engine wrote it into the autograded notebook."""

    name: str
    sentence: str
    verdict: str
    weight: float
    message: str


@dataclass(frozen=True)
class Question:
    """One graded cell: the gradebook's points, and its criteria if it was judged by any.

    `comment` is what a person wrote about the student's answer.
    """

    grade_id: str
    score: float
    max_score: float
    pending: bool
    manual: bool
    criteria: tuple[Criterion, ...] = ()
    comment: str = ""


Questions = dict[tuple[str, str], list[Question]]


def read_questions(
    gradebook: Gradebook, autograded: Path, assignments: Iterable[str] = ()
) -> Questions:
    """Every submission's questions by student and assignment, in the notebook's order.

    Points come from the gradebook alone; `autograded` is nbgrader's folder of that name.
    """
    wanted = set(assignments)
    questions: Questions = {}
    comments = _comments(gradebook)
    verdicts: dict[tuple[str, str], dict[str, tuple[int, tuple[Criterion, ...]]]] = {}
    order: dict[tuple[str, str], dict[str, int]] = {}
    for student, name, grade_id, score, maximum, auto, manual, waits in gradebook.db.execute(
        _grades()
    ):
        if wanted and name not in wanted:
            continue
        key = student, name
        if key not in questions:
            questions[key] = []
            verdicts[key] = dict(_verdicts(autograded / student / name))
            order[key] = {cell: place for cell, (place, _) in verdicts[key].items()}
        criteria = verdicts[key][grade_id][1] if grade_id in verdicts[key] else ()
        questions[key].append(
            Question(
                grade_id,
                float(score),
                float(maximum),
                pending=bool(waits) or (auto is None and manual is None),
                manual=manual is not None,
                criteria=criteria,
                comment=_comment(comments, student, name, grade_id),
            )
        )
    for key, asked in questions.items():
        places = order[key]
        asked.sort(key=lambda q: (places.get(q.grade_id, len(places)), q.grade_id))
    return questions


def feedback_text(questions: Iterable[Question]) -> str:
    """Say in a few plain lines what was earned and which criteria failed, for a comment."""
    lines = []
    for question in questions:
        lines.append(f"{question.grade_id}: {question.score:g} of {question.max_score:g} points")
        for criterion in question.criteria:
            if criterion.verdict == "failed":
                told = f" {criterion.message}" if criterion.message else ""
                lines.append(f"  not met: {criterion.sentence}{told}")
        if question.comment:
            lines.append(f"  {question.comment}")
    return "\n".join(lines)


def _grades() -> Select[Any]:
    points = func.coalesce(GradeCell.max_score, TaskCell.max_score, 0.0)
    return (
        select(
            SubmittedAssignment.student_id,
            Assignment.name,
            BaseCell.name,
            Grade.score,
            points,
            Grade.auto_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .outerjoin(GradeCell.__table__, GradeCell.__table__.c.id == Grade.cell_id)
        .outerjoin(TaskCell.__table__, TaskCell.__table__.c.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .order_by(SubmittedAssignment.student_id, Assignment.name, Notebook.name, BaseCell.name)
    )


def _comments(gradebook: Gradebook) -> dict[tuple[str, str, str], str]:
    """What persons wrote, by student, assignment and cell."""
    written = (
        select(
            SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Comment.manual_comment
        )
        .select_from(Comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Comment.manual_comment.is_not(None))
    )
    return {(who, name, cell): text for who, name, cell, text in gradebook.db.execute(written)}


def _comment(
    comments: dict[tuple[str, str, str], str], student: str, name: str, grade_id: str
) -> str:
    """The comment on the cell that a question is answered in: `q1` for `q1-check`."""
    answered = grade_id.removesuffix("-check")
    return comments.get((student, name, answered)) or comments.get((student, name, grade_id), "")


def _verdicts(folder: Path) -> Iterator[tuple[str, tuple[int, tuple[Criterion, ...]]]]:
    """Each graded cell's place in its notebook and the criteria in its last verdict.

    Only grade cells are read: their source is the course's, and the engine replaces what
    they output.
    """
    place = 0
    for path in sorted(folder.glob("*.ipynb")):
        notebook = json.loads(path.read_bytes())
        for cell in notebook.get("cells", []):
            about = cell.get("metadata", {}).get("nbgrader", {})
            if not about.get("grade"):
                continue
            place += 1
            found = [
                output["data"][VERDICT]
                for output in cell.get("outputs", [])
                if VERDICT in output.get("data", {})
            ]
            yield about["grade_id"], (place, _criteria(found[-1]) if found else ())


def _criteria(verdict: dict[str, Any]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(c["name"], c["sentence"], c["verdict"], float(c["weight"]), c["message"])
        for c in verdict["criteria"]
    )
