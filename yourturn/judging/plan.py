"""What an assignment's graders will establish, known before anything is executed."""

from dataclasses import dataclass

from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.zone import Call


@dataclass(frozen=True)
class Criterion:
    """A criterion before judgement: `weight` is its share of the cell's points."""

    name: str
    sentence: str
    grade_id: str
    weight: float

    def not_judged(self, message: str) -> CriterionResult:
        """The verdict when nothing could be established; `message` is for the instructor."""
        return CriterionResult(
            self.name, self.sentence, self.grade_id, self.weight, Verdict.NOT_JUDGED, message
        )


@dataclass(frozen=True)
class Plan:
    """The criteria of an assignment in file order, and the calls its probes ask for."""

    criteria: tuple[Criterion, ...]
    calls: tuple[Call, ...]
