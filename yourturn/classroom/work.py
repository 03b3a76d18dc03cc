"""One submission's piece of work: everything it needs travels with it, here or elsewhere."""

from dataclasses import dataclass

from yourturn import engine
from yourturn.classroom.remember import Result
from yourturn.classroom.strain import Meter, hit_a_time_limit
from yourturn.engine import Settings, Submission
from yourturn.zone import Executed


@dataclass(frozen=True)
class Work:
    """A submission to grade; with `executed` only to judge."""

    submission: Submission
    settings: Settings
    executed: Executed | None = None


def do(work: Work) -> Result:
    """Execute where that is not done yet, and judge; called in a worker.

    Raises `AuthorError` for faulty graders, `MachineError` where this machine cannot do it.
    """
    executed, strained = work.executed, False
    if executed is None:
        meter = Meter()
        executed = engine.execute(work.submission, work.settings)
        strained = hit_a_time_limit(executed) and meter.short()
    return Result(executed, engine.judge(work.submission, executed, work.settings), strained)
