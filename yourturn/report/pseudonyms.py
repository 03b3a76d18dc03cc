"""Names under which students meet each other: the same all term, and known to the course alone.

They are drawn by chance and kept in the course folder, so that nothing on a page leads from a
pseudonym back to a student.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count, product
from pathlib import Path

from yourturn.errors import MachineError

PLACE = Path(".yourturn") / "pseudonyms.json"

_ADJECTIVES = """
    able agile amber ample azure bold brave brisk calm candid clever cosy crisp curious daring
    deft eager early fair fleet fond frank gentle glad golden grand hardy honest humble jolly
    keen kind light lively lucky mellow merry mild modest neat nimble noble patient placid
    plucky polite proud quick quiet ready serene silver sleek smart snug sound steady
    sunny swift tidy vivid warm wise
"""
_ANIMALS = """
    adder alpaca auk badger bear beaver bison bittern buzzard camel carp cod condor coot crane
    cricket curlew deer dingo dolphin dove duck eagle eel egret elk falcon ferret finch fox
    gecko gull hare heron hornet ibex jackdaw jay kestrel kite lark lemur linnet lynx magpie
    marten mole moose newt otter owl panda perch plover puffin raven robin salmon seal skua
    stoat swan tern wren
"""


def pseudonyms(course: Path, students: Iterable[str]) -> dict[str, str]:
    """Return each student's pseudonym; who has none yet is given one, which the course keeps.

    Raises `MachineError` where the course folder cannot be read or written.
    """
    path = course / PLACE
    wanted = sorted(set(students))
    try:
        known = _read(path)
        if not known.keys() >= {*wanted}:
            with _alone(path):
                known = _read(path)
                missing = [student for student in wanted if student not in known]
                drawn = _drawn(len(missing), set(known.values()))
                known.update(zip(missing, drawn, strict=True))
                _write(path, known)
    except (OSError, ValueError) as error:
        raise MachineError(
            f"The pseudonyms in {path} cannot be read or written ({error}). Mend the file, or "
            "remove it: everybody is given a new one then."
        ) from error
    return {student: known[student] for student in wanted}


def _read(path: Path) -> dict[str, str]:
    known: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return known


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others from drawing: a report and feedback pages may be written at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _drawn(number: int, taken: set[str]) -> list[str]:
    """Draw names that nobody has; numbers follow them when a course has used up all words."""
    drawn: list[str] = []
    for round_ in count(1):
        pairs = product(_ADJECTIVES.split(), _ANIMALS.split())
        names = [f"{a} {b}" if round_ == 1 else f"{a} {b} {round_}" for a, b in pairs]
        free = [name for name in names if name not in taken]
        drawn += secrets.SystemRandom().sample(free, min(len(free), number - len(drawn)))
        if len(drawn) == number:
            break
    return drawn


def _write(path: Path, known: dict[str, str]) -> None:
    scrap = path.with_suffix(".new")
    descriptor = os.open(scrap, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(sorted(known.items())), file, indent=1, ensure_ascii=False)
    scrap.replace(path)
