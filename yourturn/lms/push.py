"""Scores over the network: sent, read back, and written down.

Each score arrives exactly once. Before a request its receipt says *sending*; what nobody knows
the end of, because the connection or this program was cut off, is looked up on the platform
before anything is sent again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from yourturn.errors import PlatformError
from yourturn.lms.destination import Delivery, Destination, Remote
from yourturn.lms.push_planning import Push
from yourturn.lms.receipts import Receipt, Receipts, State
from yourturn.lms.sending import ConflictError, Patience, RefusedError, UnclearError
from yourturn.lms.table import Status


@dataclass
class Result:
    """How a push ended: every delivery is in one of the three."""

    sent: list[Delivery] = field(default_factory=list)
    failed: list[tuple[Delivery, str]] = field(default_factory=list)
    open: list[Delivery] = field(default_factory=list)


def run_push(
    push: Push,
    destination: Destination,
    receipts: Receipts,
    patience: Patience,
    progress: Callable[[Delivery], None] = lambda delivery: None,
) -> Result:
    """Send everything, read it back, write receipts.

    One student's refusal does not stop the others. Where the platform cannot be reached any
    more, what is not sent stays `open`, for the next push.
    """
    result = Result(open=list(push.deliveries))
    for delivery in push.settled:
        _record(receipts, delivery, "confirmed", _now(receipts, delivery))
    sent: dict[tuple[str, float], list[Delivery]] = {}
    while result.open:
        delivery = result.open.pop(0)
        try:
            _send(delivery, destination, receipts, patience)
        except RefusedError as error:
            _record(receipts, delivery, "refused", _now(receipts, delivery), str(error))
            result.failed.append((delivery, str(error)))
            if error.status == 401:
                break
        except PlatformError as error:
            result.failed.append((delivery, str(error)))
            break
        else:
            sent.setdefault((delivery.remote_item.id, delivery.maximum), []).append(delivery)
            progress(delivery)
    for several in sent.values():
        _read_back(several, destination, receipts, patience, result)
    return result


def _send(
    delivery: Delivery, destination: Destination, receipts: Receipts, patience: Patience
) -> None:
    """One score until it is there.

    All attempts carry one timestamp, by which a platform knows a repetition; a new one is taken
    only where the platform has a later one of somebody else's.
    """
    at = _now(receipts, delivery)
    _record(receipts, delivery, "sending", at)
    conflict = False

    def attempt() -> bool:
        nonlocal at, conflict
        if conflict:
            at, conflict = _now(receipts, delivery), False
            _record(receipts, delivery, "sending", at)
        try:
            destination.send(delivery, at)
        except ConflictError:
            conflict = True
            raise
        return True

    def done() -> bool | None:
        now = destination.current(delivery.remote_item, delivery.maximum)
        return True if delivery.is_there(now.get(delivery.person.key, Remote())) else None

    try:
        patience.insist(attempt, done)
    except UnclearError as error:
        if not conflict:
            raise
        # The platform answers, and will take the other students' scores.
        raise RefusedError(f"{error} Is this machine's clock right?", 409) from None


def _read_back(
    several: Sequence[Delivery],
    destination: Destination,
    receipts: Receipts,
    patience: Patience,
    result: Result,
) -> None:
    """Compare one item's scores with what was sent; a platform may need a moment to show them."""
    waiting = list(several)
    wait = patience.wait_s
    for number in range(1, patience.attempts + 1):
        try:
            now = destination.current(waiting[0].remote_item, waiting[0].maximum)
        except PlatformError as error:
            result.failed += [(d, f"It was sent, but not read back: {error}") for d in waiting]
            return
        late = []
        for delivery in waiting:
            if _has_arrived(delivery, now):
                _record(receipts, delivery, "confirmed", _now(receipts, delivery))
                result.sent.append(delivery)
            elif number < patience.attempts and now.get(delivery.person.key) == delivery.before:
                late.append(delivery)
            else:
                told = _told_difference(delivery, now, destination.platform)
                result.failed.append((delivery, told))
        waiting = late
        if not waiting:
            return
        patience.pause(wait)
        wait = min(2 * wait, patience.longest_s)


def _told_difference(delivery: Delivery, now: Mapping[str, Remote], platform: str) -> str:
    there = now.get(delivery.person.key, Remote())
    told = "nothing" if there.score is None else f"{there.score:g}"
    sent = str(delivery.status) if delivery.score is None else f"{delivery.score:g}"
    return f"{sent} was sent, but {platform} shows {told}."


def _has_arrived(delivery: Delivery, now: Mapping[str, Remote]) -> bool:
    if delivery.status is Status.PENDING:
        return True  # a platform shows no result of what has no score
    return delivery.is_there(now.get(delivery.person.key, Remote()))


def _record(receipts: Receipts, delivery: Delivery, state: State, at: str, note: str = "") -> None:
    receipts.record(
        Receipt(
            item=delivery.remote_item.id,
            person=delivery.person.key,
            student=delivery.learner.id,
            state=state,
            status=str(delivery.status),
            score=delivery.score,
            maximum=delivery.maximum,
            at=at,
            note=note,
        )
    )


def _now(receipts: Receipts, delivery: Delivery) -> str:
    """Now, and later than every receipt of this score: LTI wants strictly rising timestamps."""
    now = datetime.now(UTC)
    last = receipts.last(delivery.remote_item.id, delivery.person.key)
    if last is not None:
        now = max(now, datetime.fromisoformat(last.at) + timedelta(milliseconds=1))
    return now.isoformat(timespec="milliseconds")
