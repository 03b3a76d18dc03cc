"""One submission's piece of work: everything it needs travels with it, here or elsewhere."""

from dataclasses import dataclass, replace

from yourturn import engine
from yourturn.classroom.strain import Meter, hit_a_time_limit
from yourturn.classroom.trust import Variant, variants
from yourturn.engine import Settings, Submission
from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.zone import Executed


@dataclass(frozen=True)
class Result:
    """What grading one submission took: its execution and the verdicts on it.

    `strained` says that a limit was hit while the machine was loaded, so that another run might
    come out better. `beside` is a training in full, to compare with.
    """

    executed: Executed
    verdicts: tuple[CriterionResult, ...]
    strained: bool = False
    beside: "Result | None" = None

    @property
    def judged(self) -> bool:
        """Whether every criterion got its verdict."""
        return all(verdict.verdict is not Verdict.NOT_JUDGED for verdict in self.verdicts)


@dataclass(frozen=True)
class Work:
    """A submission to grade; what of its executions is `known` is only judged."""

    submission: Submission
    settings: Settings
    known: tuple[Executed | None, ...] = ()


def do(work: Work) -> Result:
    """Execute where that is not done yet, and judge; called in a worker.

    Raises `AuthorError` for faulty graders, `MachineError` where this machine cannot do it.
    """
    ways = variants(work.submission, work.settings)
    known = (*work.known, None, None)
    first, *others = [_do(way, executed) for way, executed in zip(ways, known, strict=False)]
    if not others:
        return first
    return replace(first, strained=first.strained or others[0].strained, beside=others[0])


def _do(way: Variant, executed: Executed | None) -> Result:
    strained = False
    if executed is None:
        meter = Meter()
        executed = engine.execute(way.submission, way.settings)
        strained = hit_a_time_limit(executed) and meter.short()
    return Result(executed, engine.judge(way.submission, executed, way.settings), strained)
