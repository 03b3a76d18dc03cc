"""Scores over the network: sent, read back, and written down.

Each score arrives exactly once. Before a request its receipt says *sending*; what nobody knows
the end of, because the connection or this program was cut off, is looked up on the platform
before anything is sent again.
"""

from collections.abc import Callable
from datetime import timedelta

from yourturn.errors import PlatformError
from yourturn.lms.bulk import is_unfinished, send_in_bulk
from yourturn.lms.confirming import Result, confirm, read_back, record, timestamp
from yourturn.lms.destination import BulkDestination, Delivery, Destination, Remote
from yourturn.lms.push_planning import Push
from yourturn.lms.receipts import Receipts
from yourturn.lms.sending import ConflictError, Patience, RefusedError, UnclearError

# Moodle compares the timestamps of scores in whole seconds.
_AFTER_CONFLICT = timedelta(seconds=1)


def run_push(
    push: Push,
    destination: Destination,
    receipts: Receipts,
    patience: Patience,
    progress: Callable[[Delivery], None] = lambda delivery: None,
    *,
    bulk: bool = False,
) -> Result:
    """Send everything, read it back, write receipts.

    One student's refusal does not stop the others. Where the platform cannot be reached any
    more, what is not sent stays `open`, for the next push. With `bulk` many scores go in one
    request; what an earlier push began so and did not end is ended so in any case.
    """
    result = Result(open=list(push.deliveries))
    together: list[Delivery] = []
    if isinstance(destination, BulkDestination):
        begun = [d for d in push.settled if d.comment and is_unfinished(d, receipts)]
        chosen = [d for d in push.deliveries if bulk or is_unfinished(d, receipts)]
        together = [*begun, *chosen]
        result.open = [*begun, *push.deliveries]
    confirm([d for d in push.settled if d not in together], receipts)
    if isinstance(destination, BulkDestination) and not send_in_bulk(
        together, destination, receipts, patience, result, progress
    ):
        return result
    _send_singly(destination, receipts, patience, result, progress)
    return result


def _send_singly(
    destination: Destination,
    receipts: Receipts,
    patience: Patience,
    result: Result,
    progress: Callable[[Delivery], None],
) -> None:
    """Send what is open, one score a request."""
    sent: dict[tuple[str, float], list[Delivery]] = {}
    while result.open:
        delivery = result.open.pop(0)
        try:
            _send(delivery, destination, receipts, patience)
        except RefusedError as error:
            record(receipts, delivery, "refused", timestamp(receipts, delivery), str(error))
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
        arrived = read_back(several, destination, patience, result)
        confirm(arrived, receipts)
        result.sent += arrived


def _send(
    delivery: Delivery, destination: Destination, receipts: Receipts, patience: Patience
) -> None:
    """One score until it is there.

    All attempts carry one timestamp, by which a platform knows a repetition; a new one is taken
    only where the platform has a later one of somebody else's.
    """
    at = timestamp(receipts, delivery)
    record(receipts, delivery, "sending", at)
    conflict = False

    def attempt() -> bool:
        nonlocal at, conflict
        if conflict:
            at, conflict = timestamp(receipts, delivery, _AFTER_CONFLICT), False
            record(receipts, delivery, "sending", at)
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
