"""What was sent, written down before and after: a push that is cut off goes on where it was.

One file a course on a platform, one line an event, in `.yourturn/receipts/` of the course
folder. Each line is on the disk before the next thing happens.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import IO, Literal

from yourturn.errors import PlatformError

FOLDER = Path(".yourturn") / "receipts"

State = Literal["sending", "confirmed", "refused"]


@dataclass(frozen=True)
class Receipt:
    """One event: a score about to be sent, seen on the platform, or refused.

    `score` is None for a pending or excused student; `at` is in UTC with fractions of seconds,
    and for LTI the very timestamp that went out.
    """

    item: str
    person: str
    student: str
    state: State
    status: str
    score: float | None
    maximum: float
    at: str
    note: str = ""


class Receipts:
    """The receipts of one course on one platform; open them by `open_receipts`."""

    def __init__(self, file: IO[bytes], found: list[Receipt]) -> None:
        self._file = file
        self._last: dict[tuple[str, str], Receipt] = {}
        self._confirmed: dict[tuple[str, str], Receipt] = {}
        for receipt in found:
            self._keep(receipt)

    def last(self, item: str, person: str) -> Receipt | None:
        """The latest event of a person's score."""
        return self._last.get((item, person))

    def confirmed(self, item: str, person: str) -> Receipt | None:
        """The latest score of a person that was seen on the platform."""
        return self._confirmed.get((item, person))

    def record(self, receipt: Receipt) -> None:
        """Write an event to the disk."""
        line = json.dumps(asdict(receipt), ensure_ascii=False).encode() + b"\n"
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._keep(receipt)

    def _keep(self, receipt: Receipt) -> None:
        key = receipt.item, receipt.person
        self._last[key] = receipt
        if receipt.state == "confirmed":
            self._confirmed[key] = receipt


@contextmanager
def open_receipts(course: Path, platform: str, place: str) -> Iterator[Receipts]:
    """Open the receipts of a course on a platform; one push at a time has them.

    A last line that was cut off in the middle is dropped: its event did not happen yet.
    """
    folder = course / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{platform.casefold()}-{sha256(place.encode()).hexdigest()[:16]}.jsonl"
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PlatformError(
                f"Another push to this course on {platform} is running; wait until it has ended."
            ) from None
        data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            file.truncate(len(whole))
        yield Receipts(file, [_parse(line, folder / name) for line in whole.splitlines()])


def _parse(line: bytes, path: Path) -> Receipt:
    try:
        event = json.loads(line)
        return Receipt(**{field.name: event[field.name] for field in fields(Receipt)})
    except (ValueError, KeyError, TypeError) as error:
        raise PlatformError(
            f"{path} holds a line that is no receipt ({error}). Move the file away; then every "
            "score that the platform has not got already is sent anew."
        ) from None
