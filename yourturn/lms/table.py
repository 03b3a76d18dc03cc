"""Scores as one table: every student against every item, and what is to be said of each.

The table is built once from the gradebook (`scores`); files and requests are functions of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

TOTAL = "total"


class Status(StrEnum):
    """What a student's score on an item is worth; only `GRADED` is a number to send."""

    GRADED = "graded"
    PENDING = "pending"  # handed in, but a person or the autograder has still to look
    EXCUSED = "excused"
    MISSING = "missing"


@dataclass(frozen=True)
class Learner:
    """A student as the gradebook knows them; what is unknown is empty.

    `lms_user_id` is the id on the learning platform that `yourturn roster import` stored.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id of a student without a name."""
        return f"{self.first_name} {self.last_name}".strip() or self.id

    @property
    def sortable_name(self) -> str:
        """Last name, comma, first name, as platforms list people."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part) or self.id

    def __str__(self) -> str:
        return self.id if self.name == self.id else f"{self.name} ({self.id})"


@dataclass(frozen=True)
class Item:
    """What is scored, an assignment or the total, and the points it is out of."""

    name: str
    max_score: float


@dataclass(frozen=True)
class Score:
    """One student's result on one item, in points; `max_score` is what it is out of.

    The maximum is the item's, but for a total from which excused assignments are left out.
    """

    status: Status
    max_score: float
    raw: float = 0.0
    penalty: float = 0.0

    @property
    def after_penalty(self) -> float:
        """The raw score less the late penalty, at least 0."""
        return max(0.0, self.raw - self.penalty)


@dataclass(frozen=True)
class Reckoning:
    """How a score becomes the number that is sent."""

    after_penalty: bool = True
    percent: bool = False
    missing_is_zero: bool = False

    def status(self, score: Score) -> Status:
        """The status under these rules: where missing work counts 0 it is graded."""
        if score.status is Status.MISSING and self.missing_is_zero:
            return Status.GRADED
        return score.status

    def value(self, score: Score, item: Item) -> float | None:
        """The number to send, None unless graded.

        A total without excused assignments is brought to the item's maximum, so that a
        student who was excused can still reach all of it.
        """
        if self.status(score) is not Status.GRADED:
            return None
        points = score.after_penalty if self.after_penalty else score.raw
        if not score.max_score:
            return points
        if self.percent:
            return 100 * points / score.max_score
        return points * (item.max_score / score.max_score)

    def maximum(self, item: Item) -> float:
        """What the sent number is out of."""
        return 100.0 if self.percent else item.max_score


@dataclass(frozen=True)
class Table:
    """Every learner's score on every item, by `(learner.id, item.name)`."""

    learners: tuple[Learner, ...]
    items: tuple[Item, ...]
    scores: Mapping[tuple[str, str], Score]

    def score(self, learner: Learner, item: Item) -> Score:
        """The score of a learner on an item of this table."""
        return self.scores[learner.id, item.name]

    def with_total(self, only: bool = False) -> "Table":
        """Add the total over all items, or keep nothing else."""
        total = Item(TOTAL, sum(item.max_score for item in self.items))
        totals = {
            (learner.id, TOTAL): _total([self.score(learner, item) for item in self.items])
            for learner in self.learners
        }
        items = (total,) if only else (*self.items, total)
        return replace(self, items=items, scores={**self.scores, **totals})


def _total(scores: list[Score]) -> Score:
    """Add up; an excused assignment counts for nothing, a missing one for 0 of its maximum."""
    counted = [score for score in scores if score.status is not Status.EXCUSED]
    handed_in = [score for score in counted if score.status is not Status.MISSING]
    if not counted:
        status = Status.EXCUSED
    elif not handed_in:
        status = Status.MISSING
    elif any(score.status is Status.PENDING for score in handed_in):
        status = Status.PENDING
    else:
        status = Status.GRADED
    # A penalty never takes points from another assignment.
    penalty = sum(score.raw - score.after_penalty for score in handed_in)
    raw = sum(score.raw for score in handed_in)
    return Score(status, sum(score.max_score for score in counted), raw, penalty)
