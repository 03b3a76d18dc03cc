"""What a push needs of a platform's interface, whichever it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from yourturn.lms.people import Person
from yourturn.lms.table import Item, Learner, Status

TOLERANCE = 0.01  # platforms keep two decimals


@dataclass(frozen=True)
class RemoteItem:
    """An item on the platform; `maximum` is None where any is taken, `locked` says why not."""

    id: str
    names: tuple[str, ...]
    maximum: float | None = None
    locked: str = ""


@dataclass(frozen=True)
class Remote:
    """What the platform has of one person; a score is out of the maximum that was asked for."""

    score: float | None = None
    excused: bool = False


@dataclass(frozen=True)
class Delivery:
    """One score on its way; `score` is None for a pending or excused student."""

    learner: Learner
    person: Person
    item: Item
    remote_item: RemoteItem
    status: Status
    score: float | None
    maximum: float
    before: Remote
    comment: str = ""

    def is_there(self, remote: Remote) -> bool:
        """Whether the platform has what is to be sent."""
        if self.status is Status.EXCUSED:
            return remote.excused
        if self.score is None or remote.score is None or remote.excused:
            return False
        return abs(self.score - remote.score) <= TOLERANCE


class Destination(Protocol):
    """A platform's interface; every method raises `PlatformError` only."""

    platform: str
    place: str  # tells one course on one platform from all others
    excuses: bool  # whether it can be told that a student is excused
    tells_pending: bool  # whether it can be told that a student's work waits for a person
    scales: bool  # whether it brings scores to its own maximum

    def people(self) -> list[Person]:
        """Everybody who can have a score."""

    def items(self) -> list[RemoteItem]:
        """Everything that can be scored."""

    def create(self, item: Item, title: str, maximum: float) -> RemoteItem:
        """Make an item."""

    def current(self, item: RemoteItem, maximum: float) -> Mapping[str, Remote]:
        """What the platform has, by person, scores brought to `maximum`."""

    def send(self, delivery: Delivery, at: str) -> None:
        """Make one attempt; how it ended is told by the errors of `sending`."""


@dataclass(frozen=True)
class Job:
    """Where the platform is with many scores at once; `told` is what it could not do."""

    ended: bool
    told: str = ""


@runtime_checkable
class BulkDestination(Destination, Protocol):
    """A platform that takes many scores of one item in a request and works on them afterwards.

    It does the jobs of a course one after the other, in the order in which they came.
    """

    def send_many(self, deliveries: Sequence[Delivery]) -> str:
        """Hand over scores without comments; gives the job's number."""

    def comment_many(self, deliveries: Sequence[Delivery]) -> str:
        """Hand over comments on scores that are there; gives the job's number."""

    def job(self, number: str) -> Job:
        """Where a job is."""

    def comments(self, item: RemoteItem) -> Mapping[str, Sequence[str]]:
        """Every comment on an item, by person."""
