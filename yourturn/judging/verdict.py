"""Verdicts: what a grader established about one submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How one criterion ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_JUDGED = "could not be judged"  # the grader's or the machine's fault; never costs marks


@dataclass(frozen=True)
class CriterionResult:
    """One criterion's verdict on one submission.

    `sentence` is the criterion in words and `message` why it failed, both for the student.
    `figures` are what the grader measured, for the class's report: no student's page shows them.
    """

    name: str
    sentence: str
    grade_id: str
    weight: float
    verdict: Verdict
    message: str = ""
    figures: Mapping[str, int | float | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class GradedCell:
    """A grade cell with the verdicts on its criteria."""

    grade_id: str
    max_points: float
    criteria: tuple[CriterionResult, ...]

    @property
    def points(self) -> float:
        """Points earned for certain: `max_points` times the share of weight that passed.

        Criteria that could not be judged earn nothing *yet*: `pending` tells that the cell
        waits for a person, and no caller may treat `points` as final while it does.
        """
        total = sum(result.weight for result in self.criteria)
        if not total:
            return 0.0
        passed = sum(r.weight for r in self.criteria if r.verdict is Verdict.PASSED)
        return self.max_points * passed / total

    @property
    def pending(self) -> bool:
        """Whether a person must look: some criterion, or the whole cell, was not judged."""
        return not self.criteria or any(r.verdict is Verdict.NOT_JUDGED for r in self.criteria)
