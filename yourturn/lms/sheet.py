"""A platform's own export: its people, its items and the scores that it has now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yourturn.lms.people import Person

_NUMBER = re.compile(r"(?P<whole>-?\d[\d.,]*?)(?:[.,](?P<decimals>\d*))?\s*%?")


class Platform(StrEnum):
    """The platforms whose files are read and written."""

    CANVAS = "Canvas"
    MOODLE = "Moodle"
    BLACKBOARD = "Blackboard"
    BRIGHTSPACE = "Brightspace"
    PLAIN = "CSV"


@dataclass(frozen=True)
class SheetItem:
    """A score column: its header as it stands in the file and the names it answers to.

    `maximum` is None where the file does not tell; a `locked` item takes no scores.
    """

    header: str
    names: tuple[str, ...]
    maximum: float | None = None
    locked: bool = False


@dataclass(frozen=True)
class Sheet:
    """What a file says; scores are the cells as they stand, by `(person.key, item.header)`."""

    platform: Platform
    people: tuple[Person, ...]
    items: tuple[SheetItem, ...]
    scores: Mapping[tuple[str, str], str]

    def find(self, title: str) -> list[SheetItem]:
        """The items that go by this title."""
        exact = [item for item in self.items if item.header == title]
        return exact or [item for item in self.items if title in item.names]


def as_number(text: str) -> float | None:
    """A score as a platform writes it, with a point or a decimal comma; None for no number.

    The last of several points and commas is the decimal one, as Canvas reads them.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    whole = re.sub("[.,]", "", found["whole"])
    return float(f"{whole}.{found['decimals'] or 0}")
