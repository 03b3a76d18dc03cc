"""Grade through the store: what was executed or judged before is not done again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from yourturn import engine
from yourturn.classroom.entries import CALLS, EXECUTION, JUDGEMENT, PREDICTIONS, Verdicts
from yourturn.classroom.keys import Keys, calls_digest, keys_of, plan_key
from yourturn.classroom.store import Store
from yourturn.classroom.trust import (
    differences,
    is_doubtful,
    is_drawn,
    rests_on,
    unusable,
    variants,
)
from yourturn.classroom.work import Result, Work, do
from yourturn.engine import GradedSubmission, Submission
from yourturn.notebooks import Assignment
from yourturn.settings import Settings
from yourturn.zone import Ending, Executed


@dataclass(frozen=True)
class Recalled:
    """What the store has of one submission."""

    keys: Keys
    executed: Executed | None
    verdicts: Verdicts | None
    predictions: Mapping[str, bytes]
    beside: "Recalled | None" = None

    @property
    def result(self) -> Result | None:
        """The result, where nothing is left to do."""
        if self.executed is None or self.verdicts is None:
            return None
        if self.beside is None:
            return Result(self.executed, self.verdicts)
        beside = self.beside.result
        return beside and Result(self.executed, self.verdicts, beside=beside)

    @property
    def known(self) -> tuple[Executed | None, ...]:
        """The executions, in the order in which `Work` takes them."""
        return (self.executed, *(self.beside.known if self.beside else ()))

    def work(self, submission: Submission, settings: Settings) -> Work:
        """Say what is left to do: to judge, or to execute and judge."""
        others = self.beside.predictions if self.beside else {}
        return Work(submission, settings, self.known, {**self.predictions, **others})


def grade(submission: Submission, settings: Settings, store: Store) -> GradedSubmission:
    """Grade as `engine.grade` does, executing and judging only what is not known yet.

    Called by nbgrader's executing step. A result that a class's run has at hand is taken.
    """
    keys = name(submission, settings, store)
    result = _at_hand.get().get(keys.judgement)
    if result is None:
        recalled = _recall(keys, store)
        result = recalled.result or do(recalled.work(submission, settings))
        if result.strained:  # nothing else of ours runs beside it, so this is a fair try
            result = do(Work(submission, settings))
        keep(store, keys, result)
    return _present(submission, settings, result)


def recall(submission: Submission, settings: Settings, store: Store) -> Recalled:
    """Look up what is stored of a submission; StudentError when it is no notebook."""
    return _recall(name(submission, settings, store), store)


def name(submission: Submission, settings: Settings, store: Store) -> Keys:
    """Name a submission's results; the graders are only asked when they are new."""
    calls = _calls(submission.assignment, store)
    first, *others = [
        keys_of(way.submission, calls, way.settings) for way in variants(submission, settings)
    ]
    if not others:
        return first
    return replace(first, beside=others[0], is_drawn=is_drawn(submission, settings))


def fetch(keys: Keys, store: Store) -> Result | None:
    """Return a stored result by its names, None when it is not complete."""
    return _recall(keys, store).result


def keep(store: Store, keys: Keys, result: Result) -> bool:
    """Store a result, but nothing that another run might better; say whether all was stored."""
    if result.strained or result.executed.ending is Ending.DEAD_RUNNER:
        return False
    store.put(EXECUTION, keys.execution, result.executed)
    if result.predictions:
        store.put(PREDICTIONS, keys.execution, dict(result.predictions))
    if result.judged:
        store.put(JUDGEMENT, keys.judgement, result.verdicts)
    if keys.beside is None or result.beside is None:
        return result.judged
    return keep(store, keys.beside, result.beside) and result.judged


@contextmanager
def at_hand(keys: Keys, result: Result) -> Iterator[None]:
    """Let `grade` in this context take this result, be it fit for the store or not."""
    token = _at_hand.set({keys.judgement: result})
    try:
        yield
    finally:
        _at_hand.reset(token)


_at_hand: ContextVar[dict[str, Result]] = ContextVar("at_hand", default={})  # noqa: B039


def _calls(assignment: Assignment, store: Store) -> str:
    key = plan_key(assignment)
    known = store.get(CALLS, key)
    if known is None:
        known = calls_digest(engine.plan(assignment))
        store.put(CALLS, key, known)
    return known


def _recall(keys: Keys, store: Store) -> Recalled:
    executed = store.get(EXECUTION, keys.execution)
    verdicts = store.get(JUDGEMENT, keys.judgement) if executed else None
    # Only a new judgement asks for them.
    judge_anew = executed is not None and verdicts is None
    predictions = (store.get(PREDICTIONS, keys.execution) or {}) if judge_anew else {}
    beside = None
    if keys.beside and (keys.is_drawn or (executed and is_doubtful(executed))):
        beside = _recall(keys.beside, store)
    return Recalled(keys, executed, verdicts, predictions, beside)


def _present(submission: Submission, settings: Settings, result: Result) -> GradedSubmission:
    graded = engine.present(submission, result.executed, result.verdicts)
    if settings.trust is None:
        return graded
    told = [*graded.problems, *unusable(result.executed)]
    if result.beside is not None:
        mine = (result.executed, result.verdicts)
        told += differences(mine, (result.beside.executed, result.beside.verdicts))
    return replace(graded, problems=tuple(told), rests_on=rests_on(result.executed))
