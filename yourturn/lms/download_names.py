"""What the names in a platform's download tell: who handed in which file, and when.

A platform puts its own words first and the student's file name last, so the outermost and
leftmost part that looks like the platform's is read; what a student named like another's file
changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

_CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?:LATE_)?(?P<user>\d+)_(?P<order>\d+)_(?P<file>.+)", re.IGNORECASE
)
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<participant>\d+)_assignsubmission_\w+?(?:_(?P<file>[^/]*))?"
)
_BLACKBOARD = re.compile(
    r"(?P<head>.+?)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+))?(?:\.txt)?"
)
_BRIGHTSPACE = re.compile(
    r"\d+-\d+ - (?P<name>.+?) ?- ?"
    r"(?P<when>[^-]*\b\d{4}\b,? +\d{1,2}[.:]?\d{2}(?: *[AP]M)?)",
    re.IGNORECASE,
)
_ENGLISH_DATE = re.compile(
    r"(?:(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})"
    r"|(?P<day2>\d{1,2}) (?P<month2>[A-Z][a-z]{2,8}))"
    r"\.?,? (?P<year>\d{4}),? +(?P<hour>\d{1,2})[.:]?(?P<minute>\d{2}) *(?P<half>[AP]M)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Named:
    """What a name tells; `when` is the platform's local time, `order` counts attempts.

    `ids` are all ids that the name may mean; a `name` stands for a person on platforms that
    write no id that we know; a `hint` only helps a person to look.
    """

    file: str
    ids: tuple[str, ...] = ()
    name: str = ""
    hint: str = ""
    when: datetime | None = None
    order: int = 0
    participant: str = ""


Parser = Callable[[PurePosixPath], Named | None]


def canvas(path: PurePosixPath) -> Named | None:
    """`bitdiddleben_LATE_102_3344_01-tensors-1.ipynb`: Canvas's ids of person and file."""
    for place, part in enumerate(path.parts):
        if found := _CANVAS.fullmatch(part):
            file = _innermost(path, place, found["file"])
            return Named(file, (found["user"],), hint=found["name"], order=int(found["order"]))
    return None


def moodle(path: PurePosixPath) -> Named | None:
    """`Ben Bitdiddle_3344_assignsubmission_file_/01-tensors.ipynb`, or all in one name."""
    for place, part in enumerate(path.parts):
        if found := _MOODLE.fullmatch(part):
            file = _innermost(path, place, found["file"] or "")
            return Named(file, name=found["name"], participant=found["participant"])
    return None


def blackboard(path: PurePosixPath) -> Named | None:
    """`Tensors_ben_attempt_2026-09-30-15-00-00_01-tensors.ipynb`.

    User names and titles may hold underscores, so every tail of what comes first may be the user.
    """
    for place, part in enumerate(path.parts):
        if (found := _BLACKBOARD.fullmatch(part)) is None:
            continue
        words = found["head"].split("_")
        tails = tuple("_".join(words[k:]) for k in range(1, len(words)))
        try:
            when = datetime.strptime(found["when"], "%Y-%m-%d-%H-%M-%S")
        except ValueError:
            when = None
        return Named(_innermost(path, place, found["file"] or ""), tails, when=when)
    return None


def brightspace(path: PurePosixPath) -> Named | None:
    """`102-3344 - Ben Bitdiddle - Sep 30, 2026 300 PM/01-tensors.ipynb`.

    The number is Brightspace's own, which no export shows; an OrgDefinedId may be equal to
    somebody else's, so it is passed over.
    """
    for place, part in enumerate(path.parts):
        if found := _BRIGHTSPACE.fullmatch(part):
            file = _innermost(path, place, "")
            return Named(file, name=found["name"], when=english_date(found["when"]))
    return None


def english_date(text: str) -> datetime | None:
    """A date as Brightspace and Moodle write it in English; None for another language's."""
    found = _ENGLISH_DATE.search(text)
    month = (found["month"] or found["month2"])[:3].casefold() if found else ""
    if found is None or month not in _MONTHS:
        return None
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].upper() == "PM" else 0)
    day = int(found["day"] or found["day2"])
    try:
        return datetime(
            int(found["year"]), _MONTHS.index(month) + 1, day, hour, int(found["minute"])
        )
    except ValueError:
        return None


def _innermost(path: PurePosixPath, place: int, file: str) -> str:
    """The student's own name of the file: in the platform's name, or inside its folder."""
    return file if place == len(path.parts) - 1 else path.name


PARSERS: Mapping[str, Parser] = {
    "canvas": canvas,
    "moodle": moodle,
    "blackboard": blackboard,
    "brightspace": brightspace,
}
