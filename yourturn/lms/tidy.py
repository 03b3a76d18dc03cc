"""Scores for a program or a statistician: one row a student and criterion, or nested."""

from collections.abc import Iterator, Mapping
from typing import Any

from yourturn.lms.criteria import Question, Questions
from yourturn.lms.table import Item, Learner, Reckoning, Table

COLUMNS = (
    "student_id", "last_name", "first_name", "email", "lms_user_id",
    "item", "status", "raw_score", "late_penalty", "score", "max_score",
    "question", "question_score", "question_max_score", "question_pending", "question_manual",
    "criterion", "sentence", "weight", "verdict", "message",
)  # fmt: skip


def tidy_rows(table: Table, questions: Questions, reckoning: Reckoning) -> Iterator[dict[str, Any]]:
    """One row a criterion, in `COLUMNS`; cells that have no meaning in a row are missing.

    A question without criteria (an essay) and an item without questions (a total, missing
    work) keep one row each, so that nobody is lost.
    """
    for student in nested(table, questions, reckoning):
        person = {key: student[key] for key in COLUMNS[:5]}
        for item in student["items"]:
            scored = {key: item[key] for key in COLUMNS[5:11]}
            for question in item["questions"] or [{}]:
                asked = {key: question[key] for key in COLUMNS[11:16] if key in question}
                for criterion in question.get("criteria") or [{}]:
                    yield {**person, **scored, **asked, **criterion}


def nested(table: Table, questions: Questions, reckoning: Reckoning) -> list[dict[str, Any]]:
    """Students with their items, questions and criteria, ready for JSON."""
    return [
        {
            "student_id": learner.id,
            "last_name": learner.last_name,
            "first_name": learner.first_name,
            "email": learner.email,
            "lms_user_id": learner.lms_user_id,
            "items": [_item(table, learner, item, questions, reckoning) for item in table.items],
        }
        for learner in table.learners
    ]


def _item(
    table: Table, learner: Learner, item: Item, questions: Questions, reckoning: Reckoning
) -> Mapping[str, Any]:
    score = table.score(learner, item)
    value = reckoning.value(score, item)
    return {
        "item": item.name,
        "status": str(score.status),
        "raw_score": round(score.raw, 6),
        "late_penalty": round(score.penalty, 6),
        "score": None if value is None else round(value, 6),
        "max_score": reckoning.maximum(item),
        "questions": [_question(q) for q in questions.get((learner.id, item.name), [])],
    }


def _question(question: Question) -> Mapping[str, Any]:
    return {
        "question": question.grade_id,
        "question_score": round(question.score, 6),
        "question_max_score": question.max_score,
        "question_pending": question.pending,
        "question_manual": question.manual,
        "criteria": [
            {
                "criterion": criterion.name,
                "sentence": criterion.sentence,
                "weight": criterion.weight,
                "verdict": criterion.verdict,
                "message": criterion.message,
            }
            for criterion in question.criteria
        ],
    }
