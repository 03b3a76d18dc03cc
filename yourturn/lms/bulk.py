"""Many scores in one request, on which the platform works afterwards: for large classes.

The platform answers with a job, and nobody sees whether a job whose answer was lost is still to
come. Scores can be handed over again all the same: they say what is to be there, not what is
to be added. Comments cannot, so they go after their scores, in jobs of their own; and before any
is repeated, scores are handed over once more. The platform does a course's jobs in the order in
which they came, so when that harmless one has ended, nothing older is under way, and what stands
there can be trusted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape

from yourturn.errors import PlatformError
from yourturn.lms.confirming import Result, confirm, read_back, record, timestamp
from yourturn.lms.destination import BulkDestination, Delivery
from yourturn.lms.receipts import Receipts
from yourturn.lms.sending import Patience, RefusedError

AT_ONCE = 100  # students in one request
_NOTE = "in bulk"
_LEAST_WAIT_S = 0.1  # between two looks at a job


def is_unfinished(delivery: Delivery, receipts: Receipts) -> bool:
    """Whether a push began to send this score in bulk and did not get to the end."""
    last = receipts.last(delivery.remote_item.id, delivery.person.key)
    return last is not None and last.state == "sending" and last.note == _NOTE


def send_in_bulk(
    deliveries: Sequence[Delivery],
    destination: BulkDestination,
    receipts: Receipts,
    patience: Patience,
    result: Result,
    progress: Callable[[Delivery], None],
) -> bool:
    """Send scores, then comments, item by item; False where a job was not taken or did not end.

    What was not begun stays `open` in the result.
    """
    jobs = _Jobs(destination, patience)
    for several in _by_item(deliveries):
        result.open = [delivery for delivery in result.open if delivery not in several]
        fresh = [delivery for delivery in several if not is_unfinished(delivery, receipts)]
        for delivery in several:
            record(receipts, delivery, "sending", timestamp(receipts, delivery), _NOTE)
        try:
            told = jobs.scores(several, progress)
        except PlatformError as error:
            if isinstance(error, RefusedError):
                for delivery in fresh:
                    at = timestamp(receipts, delivery)
                    record(receipts, delivery, "refused", at, str(error))
            result.failed += [(delivery, str(error)) for delivery in several]
            return False
        arrived = read_back(several, destination, patience, result, told)
        try:
            silent = jobs.comments([delivery for delivery in arrived if delivery.comment])
        except PlatformError as error:
            silent = {d.person.key: str(error) for d in arrived if d.comment}
        done = [delivery for delivery in arrived if delivery.person.key not in silent]
        confirm(done, receipts)
        result.sent += done
        result.failed += [
            (delivery, f"The score is there, its comment not: {silent[delivery.person.key]}")
            for delivery in arrived
            if delivery not in done
        ]
    return True


class _Jobs:
    """Hands over, and waits until the platform has done it."""

    def __init__(self, destination: BulkDestination, patience: Patience) -> None:
        self._destination = destination
        self._patience = patience

    def scores(
        self,
        several: Sequence[Delivery],
        progress: Callable[[Delivery], None] = lambda delivery: None,
    ) -> str:
        """Hand over scores; gives what the platform said against some of them."""
        told: dict[str, None] = {}
        for batch in _batches(several):

            def attempt(batch: Sequence[Delivery] = batch) -> str:
                return self._end(self._destination.send_many(batch))

            told[self._patience.insist(attempt)] = None
            for delivery in batch:
                progress(delivery)
        return " ".join(filter(None, told))

    def comments(self, several: Sequence[Delivery]) -> dict[str, str]:
        """Hand over the comments that are not there; gives people left without, and why."""
        told = ""
        for batch in _batches(self._silent(several)):
            waiting = list(batch)

            def attempt(waiting: list[Delivery] = waiting) -> str:
                return self._end(self._destination.comment_many(waiting))

            def done(waiting: list[Delivery] = waiting) -> str | None:
                self.scores(waiting)
                waiting[:] = self._silent(waiting)
                return None if waiting else ""

            told = self._patience.insist(attempt, done) or told
        why = told or f"{self._destination.platform} does not show it."
        return {delivery.person.key: why for delivery in self._silent(several)}

    def _silent(self, several: Sequence[Delivery]) -> list[Delivery]:
        """Those whose comment is not on the platform."""
        if not several:
            return []
        there = self._destination.comments(several[0].remote_item)
        shown = {who: {_words(text) for text in texts} for who, texts in there.items()}
        return [d for d in several if _words(d.comment) not in shown.get(d.person.key, ())]

    def _end(self, number: str) -> str:
        """Wait for a job; gives what the platform says of one that failed."""
        waited, wait = 0.0, max(self._patience.wait_s, _LEAST_WAIT_S)
        while True:
            job = self._destination.job(number)
            if job.ended:
                return job.told
            if waited >= self._patience.job_s:
                raise PlatformError(
                    f"{self._destination.platform} has not ended job {number} after "
                    f"{waited:.0f} seconds; it may yet."
                )
            self._patience.pause(wait)
            waited += wait
            wait = min(2 * wait, max(self._patience.longest_s, _LEAST_WAIT_S))


def _by_item(deliveries: Iterable[Delivery]) -> list[list[Delivery]]:
    items: dict[tuple[str, float], list[Delivery]] = {}
    for delivery in deliveries:
        items.setdefault((delivery.remote_item.id, delivery.maximum), []).append(delivery)
    return list(items.values())


def _batches(several: Sequence[Delivery]) -> Iterator[Sequence[Delivery]]:
    for start in range(0, len(several), AT_ONCE):
        yield several[start : start + AT_ONCE]


def _words(text: str) -> str:
    """A comment however a platform stored it: as text or as HTML."""
    return " ".join(re.sub(r"<[^<>]*>", " ", unescape(text)).split())
