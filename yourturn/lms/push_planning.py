"""What a push would send: the table compared with what the platform has now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yourturn.errors import PlatformError
from yourturn.lms import sentences
from yourturn.lms.destination import TOLERANCE, Delivery, Destination, Remote, RemoteItem
from yourturn.lms.people import Person, match
from yourturn.lms.receipts import Receipts
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.table import Item, Learner, Status, Table


@dataclass(frozen=True)
class Push:
    """What would be sent; `settled` was under way when a push was cut off, and has arrived."""

    deliveries: tuple[Delivery, ...]
    unchanged: int
    settled: tuple[Delivery, ...] = ()
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    new_items: tuple[str, ...] = ()


def plan_push(
    table: Table,
    destination: Destination,
    settings: LearningPlatform,
    receipts: Receipts,
    comments: Mapping[tuple[str, str], str] | None = None,
    *,
    create: bool = False,
) -> Push:
    """Compare the table with what the platform has. Items are made only with `create`.

    Raises `PlatformError` with everything that does not fit, unless it is to be left out.
    """
    return _Planning(table, destination, settings, receipts, comments or {}, create).run()


@dataclass
class _Planning:
    table: Table
    destination: Destination
    settings: LearningPlatform
    receipts: Receipts
    comments: Mapping[tuple[str, str], str]
    create: bool
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    new_items: list[str] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    settled: list[Delivery] = field(default_factory=list)
    unchanged: int = 0

    def run(self) -> Push:
        known = self.destination.items()
        found = {}
        for item in self.table.items:
            try:
                found[item.name] = self._item(item, known)
            except PlatformError as error:
                self.problems.append(str(error))
        wanted = [lr for lr in self.table.learners if self._has_something(lr)]
        matching = match(wanted, self.destination.people(), self.destination.platform)
        self.problems += [matching.unmatched[who] for who in sorted(matching.unmatched)]
        if self.problems and not self.settings.leave_out:
            raise PlatformError(sentences.stopped("Nothing was sent.", self.problems))
        for item in self.table.items:
            if item.name in found:
                self._plan_item(item, found[item.name], wanted, matching.people)
        return Push(
            tuple(self.deliveries),
            self.unchanged,
            tuple(self.settled),
            tuple(self.problems),
            tuple(self.remarks),
            tuple(self.new_items),
        )

    def _item(self, item: Item, known: Sequence[RemoteItem]) -> RemoteItem | None:
        """The item on the platform; None for one that is still to be made."""
        title = self.settings.title(item.name)
        platform = self.destination.platform
        maximum = self.settings.reckoning().maximum(item)
        found = [one for one in known if title == one.names[0]]
        found = found or [one for one in known if title in one.names]
        if len(found) > 1:
            names = [one.names[0] for one in found]
            raise PlatformError(sentences.several_items(item, names, platform))
        if not found:
            if self.settings.create:
                self.new_items.append(f"{title} (out of {maximum:g})")
                return self.destination.create(item, title, maximum) if self.create else None
            listed = ", ".join(repr(one.names[0]) for one in known)
            raise PlatformError(
                f"{platform} has no item {title!r}, only {listed or 'none'}. Make it there, let it "
                f"be made (--create), or say what {item.name} is called in "
                "c.LearningPlatform.titles."
            )
        there = found[0]
        if there.locked:
            raise PlatformError(f"{there.names[0]!r} takes no scores: {there.locked}.")
        out_of = maximum if there.maximum is None else there.maximum
        if abs(out_of - maximum) > 0.005 and not self.destination.scales:
            raise PlatformError(
                sentences.other_maximum(item, maximum, there.names[0], out_of, platform)
            )
        return there

    def _has_something(self, learner: Learner) -> bool:
        return any(self._is_told(self._status(learner, item)) for item in self.table.items)

    def _status(self, learner: Learner, item: Item) -> Status:
        return self.settings.reckoning().status(self.table.score(learner, item))

    def _is_told(self, status: Status) -> bool:
        return status is Status.GRADED or (
            (status is Status.EXCUSED and self.destination.excuses)
            or (status is Status.PENDING and self.destination.tells_pending)
        )

    def _plan_item(
        self,
        item: Item,
        remote_item: RemoteItem | None,
        learners: Sequence[Learner],
        people: Mapping[str, Person],
    ) -> None:
        maximum = self.settings.reckoning().maximum(item)
        now = self.destination.current(remote_item, maximum) if remote_item else {}
        target = remote_item or RemoteItem("", (self.settings.title(item.name),))
        self._tell_what_is_not_sent(item)
        for learner in learners:
            status = self._status(learner, item)
            if learner.id not in people or not self._is_told(status):
                continue
            person = people[learner.id]
            delivery = Delivery(
                learner,
                person,
                item,
                target,
                status,
                self.settings.reckoning().value(self.table.score(learner, item), item),
                maximum,
                now.get(person.key, Remote()),
                self.comments.get((learner.id, item.name), "") if status is Status.GRADED else "",
            )
            self._decide(delivery)

    def _decide(self, delivery: Delivery) -> None:
        """Send it, or not: it is there already, or somebody changed it on the platform."""
        item, person = delivery.remote_item.id, delivery.person.key
        last = self.receipts.last(item, person)
        if delivery.status is Status.PENDING:
            told = last is not None and last.status == str(Status.PENDING)
            told = told and last is not None and last.state == "confirmed"
            if told or delivery.before.score is not None:
                self.unchanged += 1
            else:
                self.deliveries.append(delivery)
            return
        if delivery.is_there(delivery.before):
            under_way = last is not None and last.state == "sending"
            self.settled += [delivery] if under_way else []
            self.unchanged += 1
            return
        if self._was_changed_there(delivery) and not self.settings.overwrite:
            before = self.receipts.confirmed(item, person)
            was = "excused" if before is None or before.score is None else f"{before.score:g}"
            now = "nothing" if delivery.before.score is None else f"{delivery.before.score:g}"
            self.remarks.append(
                f"{delivery.learner}, {delivery.item.name}: changed on "
                f"{self.destination.platform} since the last push, from {was} to {now}; it is "
                "left as it is there. Send it all the same: --overwrite."
            )
            return
        self.deliveries.append(delivery)

    def _was_changed_there(self, delivery: Delivery) -> bool:
        """Whether the platform has something else than the last push left there."""
        item, person = delivery.remote_item.id, delivery.person.key
        before = self.receipts.confirmed(item, person)
        last = self.receipts.last(item, person)
        if before is None or before.status == str(Status.PENDING):
            return False
        for known in (before, last):
            if known is None or known.state == "refused":
                continue
            if known.score is None and delivery.before.excused:
                return False
            if known.score is not None and delivery.before.score is not None:
                share = delivery.maximum / known.maximum if known.maximum else 1.0
                if abs(known.score * share - delivery.before.score) <= TOLERANCE:
                    return False
        return True

    def _tell_what_is_not_sent(self, item: Item) -> None:
        missing = []
        for learner in self.table.learners:
            status = self._status(learner, item)
            if status is Status.PENDING and not self.destination.tells_pending:
                self.remarks.append(sentences.waits(learner, item))
            if status is Status.EXCUSED and not self.destination.excuses:
                platform = self.destination.platform
                self.remarks.append(sentences.is_excused(learner, item, platform, "this way"))
            if status is Status.MISSING:
                missing.append(learner)
        self.remarks += sentences.handed_in_nothing(missing, item)
