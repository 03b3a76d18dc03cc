"""Whether what was sent has arrived, and the receipts that say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from yourturn.errors import PlatformError
from yourturn.lms.destination import Delivery, Destination, Remote
from yourturn.lms.receipts import Receipt, Receipts, State
from yourturn.lms.sending import Patience
from yourturn.lms.table import Status

_TICK = timedelta(milliseconds=1)


@dataclass
class Result:
    """How a push ended: every delivery is in one of the three."""

    sent: list[Delivery] = field(default_factory=list)
    failed: list[tuple[Delivery, str]] = field(default_factory=list)
    open: list[Delivery] = field(default_factory=list)


def read_back(
    several: Sequence[Delivery],
    destination: Destination,
    patience: Patience,
    result: Result,
    told: str = "",
) -> list[Delivery]:
    """Give those of one item's scores that have arrived; the others have failed.

    A platform may need a moment to show them. `told` is what it said about the whole.
    """
    waiting, arrived = list(several), list[Delivery]()
    wait = patience.wait_s
    for number in range(1, patience.attempts + 1):
        try:
            now = destination.current(waiting[0].remote_item, waiting[0].maximum)
        except PlatformError as error:
            result.failed += [(d, f"It was sent, but not read back: {error}") for d in waiting]
            return arrived
        late = []
        for delivery in waiting:
            if _has_arrived(delivery, now):
                arrived.append(delivery)
            elif number < patience.attempts and now.get(delivery.person.key) == delivery.before:
                late.append(delivery)
            else:
                difference = _told_difference(delivery, now, destination.platform)
                result.failed.append((delivery, f"{difference} {told}".strip()))
        waiting = late
        if not waiting:
            break
        patience.pause(wait)
        wait = min(2 * wait, patience.longest_s)
    return arrived


def confirm(arrived: Iterable[Delivery], receipts: Receipts) -> None:
    """Write down that scores are on the platform."""
    for delivery in arrived:
        record(receipts, delivery, "confirmed", timestamp(receipts, delivery))


def record(receipts: Receipts, delivery: Delivery, state: State, at: str, note: str = "") -> None:
    """Write down one event of a score."""
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


def timestamp(receipts: Receipts, delivery: Delivery, step: timedelta = _TICK) -> str:
    """Now, and later than every receipt of this score: LTI wants strictly rising timestamps."""
    now = datetime.now(UTC)
    last = receipts.last(delivery.remote_item.id, delivery.person.key)
    if last is not None:
        now = max(now, datetime.fromisoformat(last.at) + step)
    return now.isoformat(timespec="milliseconds")


def _told_difference(delivery: Delivery, now: Mapping[str, Remote], platform: str) -> str:
    there = now.get(delivery.person.key, Remote())
    told = "nothing" if there.score is None else f"{there.score:g}"
    sent = str(delivery.status) if delivery.score is None else f"{delivery.score:g}"
    return f"{sent} was sent, but {platform} shows {told}."


def _has_arrived(delivery: Delivery, now: Mapping[str, Remote]) -> bool:
    if delivery.status is Status.PENDING:
        return True  # a platform shows no result of what has no score
    return delivery.is_there(now.get(delivery.person.key, Remote()))
