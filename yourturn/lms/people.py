"""Which student of the gradebook is which person on the platform: by ids, never by guessing."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from yourturn.lms.table import Learner


@dataclass(frozen=True)
class Person:
    """Somebody whom the platform knows.

    `key` is the id that the platform goes by first; `ids` are others of theirs, `columns` the
    cells that its files identify them with.
    """

    key: str
    ids: tuple[str, ...] = ()
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """First and last name, or the key of somebody without a name."""
        return f"{self.first_name} {self.last_name}".strip() or self.key

    def __str__(self) -> str:
        return self.key if self.name == self.key else f"{self.name} ({self.key})"


@dataclass(frozen=True)
class Matching:
    """Who is who: people by learner id; for everybody without one, why."""

    people: Mapping[str, Person]
    unmatched: Mapping[str, str]


def match(learners: Sequence[Learner], people: Iterable[Person], platform: str) -> Matching:
    """Find each learner's person by the first of these that anybody has.

    `lms_user_id` as a key, then among the other ids; the student id likewise; the e-mail
    address, without regard to case. Names only ever serve as a hint in the message.
    """
    index = _Index(people)
    found: dict[str, Person] = {}
    unmatched: dict[str, str] = {}
    for learner in learners:
        candidates = index.candidates(learner)
        if len(candidates) == 1:
            found[learner.id] = candidates[0]
        elif candidates:
            several = " and ".join(str(person) for person in candidates[:3])
            unmatched[learner.id] = (
                f"{learner} could be {several} on {platform}; give the right id in the "
                "gradebook: yourturn roster import."
            )
        else:
            hint = "".join(f" Perhaps {person}?" for person in index.namesakes(learner)[:3])
            unmatched[learner.id] = (
                f"{learner} is not on {platform}: nobody there goes by {_known_by(learner)}.{hint} "
                "Store the right id: yourturn roster import."
            )
    _drop_shared(learners, found, unmatched, platform)
    return Matching(found, unmatched)


def same_name(a: str, b: str) -> bool:
    """Whether two full names are written with the same letters, whatever case or order.

    `Bitdiddle, Ben` is `Ben Bitdiddle`; accents count.
    """
    return name_words(a) == name_words(b)


def name_words(name: str) -> tuple[str, ...]:
    """A name's words without case and punctuation, sorted: equal for the same name."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return tuple(sorted("".join(c if c.isalnum() else " " for c in letters).split()))


class _Index:
    """People by every id that they can be found with."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = list(people)
        self._keys: dict[str, list[Person]] = {}
        self._ids: dict[str, list[Person]] = {}
        self._emails: dict[str, list[Person]] = {}
        self._names: dict[tuple[str, ...], list[Person]] = {}
        for person in self.people:
            self._keys.setdefault(person.key, []).append(person)
            for other in set(person.ids) - {"", person.key}:
                self._ids.setdefault(other, []).append(person)
            if person.email:
                self._emails.setdefault(person.email.casefold(), []).append(person)
            self._names.setdefault(name_words(person.name), []).append(person)

    def candidates(self, learner: Learner) -> list[Person]:
        for known in (learner.lms_user_id, learner.id):
            for index in (self._keys, self._ids):
                if known and known in index:
                    return index[known]
        return self._emails.get(learner.email.casefold(), []) if learner.email else []

    def namesakes(self, learner: Learner) -> list[Person]:
        return self._names.get(name_words(learner.name), [])


def _known_by(learner: Learner) -> str:
    known = dict.fromkeys((learner.id, learner.lms_user_id, learner.email))
    return " or ".join(repr(value) for value in known if value)


def _drop_shared(
    learners: Sequence[Learner],
    found: dict[str, Person],
    unmatched: dict[str, str],
    platform: str,
) -> None:
    """Two students must not be sent to one person: neither of them is matched then."""
    owners: dict[str, list[Learner]] = {}
    for learner in learners:
        if learner.id in found:
            owners.setdefault(found[learner.id].key, []).append(learner)
    for key, several in owners.items():
        if len(several) == 1:
            continue
        for learner in several:
            others = ", ".join(str(other) for other in several if other is not learner)
            unmatched[learner.id] = (
                f"{learner} and {others} would both be {key!r} on {platform}; correct one's "
                "lms_user_id: yourturn roster import."
            )
            del found[learner.id]
