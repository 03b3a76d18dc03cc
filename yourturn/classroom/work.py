"""One submission's piece of work: everything it needs travels with it, here or elsewhere."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from yourturn import engine
from yourturn.classroom.strain import Meter, hit_a_time_limit
from yourturn.classroom.trust import Variant, is_doubtful, is_drawn, variants
from yourturn.engine import Submission
from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.settings import Settings
from yourturn.zone import Ending, Executed

NO_TURN = nullcontext()


@dataclass(frozen=True)
class Result:
    """What grading one submission took: its execution and the verdicts on it.

    `strained` says that another run might come out better: a limit was hit while the machine was
    loaded, or the zone was killed, by its submission or from outside. `beside` is a training in
    full, to compare with.
    """

    executed: Executed
    verdicts: tuple[CriterionResult, ...]
    strained: bool = False
    beside: "Result | None" = None
    predictions: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Whether every criterion got its verdict."""
        return all(verdict.verdict is not Verdict.NOT_JUDGED for verdict in self.verdicts)


@dataclass(frozen=True)
class Work:
    """A submission to grade; what of its executions is `known` is only judged.

    `predictions` are those that its models made for an earlier judgement.
    """

    submission: Submission
    settings: Settings
    known: tuple[Executed | None, ...] = ()
    predictions: Mapping[str, bytes] = field(default_factory=dict)


def do(work: Work, turn: AbstractContextManager[object] = NO_TURN) -> Result:
    """Execute where that is not done yet, and judge; called in a worker.

    It executes within `turn`, for which it may have to wait. Raises `AuthorError` for faulty
    graders, `MachineError` where this machine cannot do it.
    """
    way, *others = variants(work.submission, work.settings)
    known, in_full, *_ = (*work.known, None, None)
    first = _do(way, known, dict(work.predictions), turn)
    wanted = is_drawn(work.submission, work.settings) or is_doubtful(first.executed)
    if not others or not wanted:
        return first
    beside = _do(others[0], in_full, dict(work.predictions), turn)
    return replace(first, strained=first.strained or beside.strained, beside=beside)


def _do(
    way: Variant,
    executed: Executed | None,
    predictions: dict[str, bytes],
    turn: AbstractContextManager[object],
) -> Result:
    strained = False
    if executed is None:
        with turn:
            meter = Meter()
            executed = engine.execute(way.submission, way.settings)
            killed = executed.ending is Ending.DEAD_RUNNER
            strained = killed or (hit_a_time_limit(executed) and meter.short())
    verdicts = engine.judge(way.submission, executed, way.settings, predictions)
    return Result(executed, verdicts, strained, predictions=predictions)
