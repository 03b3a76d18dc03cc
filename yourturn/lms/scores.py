"""Read the table of scores out of nbgrader's gradebook, in a handful of queries."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import case, func, or_, select

from yourturn.errors import AuthorError
from yourturn.lms.table import Item, Learner, Score, Status, Table


def read_table(
    gradebook: Gradebook,
    *,
    assignments: Sequence[str] = (),
    students: Sequence[str] = (),
    excused: Mapping[str, Iterable[str]] | None = None,
    submitted: Path | None = None,
) -> Table:
    """Build the table for the named assignments and students, by default all of them.

    A submission in the folder `submitted` that the gradebook does not know yet is pending,
    not missing. Raises `AuthorError` for a name that the gradebook does not have.
    """
    learners = read_learners(gradebook, students)
    found = {a.name: Item(a.name, float(a.max_score)) for a in gradebook.assignments}
    _check("assignment", assignments, found)
    items = [found[name] for name in (dict.fromkeys(assignments) or found)]
    excuses = {name: set(ids) for name, ids in (excused or {}).items()}
    _check("assignment", excuses, found)
    known = set(gradebook.db.scalars(select(Student.id)))
    for name, ids in excuses.items():
        _check("student", ids, known, f", who is excused from {name}")
    results = _results(gradebook)
    scores = {}
    for learner in learners:
        for item in items:
            key = learner.id, item.name
            score = results.get(key, Score(Status.MISSING, item.max_score))
            if learner.id in excuses.get(item.name, ()):
                score = Score(Status.EXCUSED, item.max_score)
            elif score.status is Status.MISSING and _is_waiting(submitted, *key):
                score = Score(Status.PENDING, item.max_score)
            scores[key] = score
    return Table(tuple(learners), tuple(items), scores)


def read_learners(gradebook: Gradebook, students: Sequence[str] = ()) -> list[Learner]:
    """The named students, by default all, ordered by name as the gradebook orders them."""
    every = {
        s.id: Learner(
            s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or ""
        )
        for s in gradebook.students
    }
    _check("student", students, every)
    return [learner for learner in every.values() if not students or learner.id in set(students)]


def _results(gradebook: Gradebook) -> dict[tuple[str, str], Score]:
    """Every submission's score by student and assignment."""
    maxima = {a.name: float(a.max_score) for a in gradebook.assignments}
    ungraded = Grade.auto_score.is_(None) & Grade.manual_score.is_(None)
    waits = case((or_(Grade.needs_manual_grade, ungraded), 1), else_=0)
    graded = (
        select(
            SubmittedAssignment.student_id,
            Assignment.name,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.max(waits),  # 1 as well for a submission without any grade
        )
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedAssignment.id)
    )
    late = (
        select(
            SubmittedAssignment.student_id,
            Assignment.name,
            func.sum(SubmittedNotebook.late_submission_penalty),
        )
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .group_by(SubmittedAssignment.id)
    )
    penalties = {(who, name): penalty or 0.0 for who, name, penalty in gradebook.db.execute(late)}
    return {
        (who, name): Score(
            Status.PENDING if waiting else Status.GRADED,
            maxima[name],
            float(points),
            float(penalties.get((who, name), 0.0)),
        )
        for who, name, points, waiting in gradebook.db.execute(graded)
    }


def _is_waiting(submitted: Path | None, student: str, assignment: str) -> bool:
    if submitted is None:
        return False
    return any((submitted / student / assignment).glob("*.ipynb"))


def _check(kind: str, names: Iterable[str], known: Any, about: str = "") -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(sorted(known)[:10]) or "none"
        raise AuthorError(
            f"The gradebook has no {kind} {unknown[0]!r}{about}; it has {listed}"
            f"{', ...' if len(known) > 10 else ''}."
        )
