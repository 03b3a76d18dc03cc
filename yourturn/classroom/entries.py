"""What the store holds as the bytes of a file: JSON, blobs and a digest, no pickle."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.zone import CallOutcome, Ending, Executed, Level
from yourturn.zone.frames import FrameError, FrameReader, encode

T = TypeVar("T")
Verdicts = tuple[CriterionResult, ...]

MAX_BYTES = 1 << 30
_DIGEST = hashlib.sha256().digest_size


class DamagedError(Exception):
    """A file that is not what was written: torn, flipped or foreign."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """One kind of entry: its folder's name, and how it becomes a header with blobs and back."""

    name: str
    pack: Callable[[T], tuple[dict[str, Any], Sequence[bytes]]]
    unpack: Callable[[dict[str, Any], Sequence[bytes]], T]

    def write(self, value: T) -> list[bytes]:
        """Return the chunks of the file."""
        header, blobs = self.pack(value)
        chunks = encode({"kind": self.name, **header}, blobs)
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
        return [digest.digest(), *chunks]

    def read(self, data: bytes) -> T:
        """Read a file's bytes; DamagedError unless they are exactly what was written."""
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            raise DamagedError("the digest does not fit")
        try:
            (frame,) = FrameReader(MAX_BYTES).feed(data[_DIGEST:])
            if frame.header.get("kind") != self.name:
                raise DamagedError("an entry of another kind")
            return self.unpack(frame.header, frame.blobs)
        except (FrameError, ValueError, KeyError, TypeError) as error:
            raise DamagedError(str(error)) from error


def _pack_execution(executed: Executed) -> tuple[dict[str, Any], Sequence[bytes]]:
    header = {
        "notebook": executed.notebook is not None,
        "hand_in": list(executed.hand_in),
        "calls": [
            {"id": key, "status": call.status, "message": call.message, "files": list(call.value)}
            for key, call in executed.calls.items()
        ],
        "ending": str(executed.ending),
        "message": executed.message,
        "level": int(executed.level),
        "duration_s": executed.duration_s,
        "peak_memory_mib": executed.peak_memory_mib,
    }
    results = [data for call in executed.calls.values() for data in call.value.values()]
    return header, [executed.notebook or b"", *executed.hand_in.values(), *results]


def _unpack_execution(header: dict[str, Any], blobs: Sequence[bytes]) -> Executed:
    notebook, *rest = blobs
    contents = iter(rest)
    hand_in = {name: next(contents) for name in header["hand_in"]}
    calls = {
        call["id"]: CallOutcome(
            call["status"], call["message"], {name: next(contents) for name in call["files"]}
        )
        for call in header["calls"]
    }
    return Executed(
        notebook=notebook if header["notebook"] else None,
        hand_in=hand_in,
        calls=calls,
        ending=Ending(header["ending"]),
        message=header["message"],
        level=Level(header["level"]),
        duration_s=header["duration_s"],
        peak_memory_mib=header["peak_memory_mib"],
    )


def _unpack_judgement(header: dict[str, Any], _: Sequence[bytes]) -> Verdicts:
    return tuple(
        CriterionResult(**{**verdict, "verdict": Verdict(verdict["verdict"])})
        for verdict in header["verdicts"]
    )


EXECUTION: Kind[Executed] = Kind("executions", _pack_execution, _unpack_execution)
JUDGEMENT: Kind[Verdicts] = Kind(
    "judgements",
    lambda verdicts: ({"verdicts": [asdict(verdict) for verdict in verdicts]}, ()),
    _unpack_judgement,
)
PREDICTIONS: Kind[dict[str, bytes]] = Kind(
    "predictions",
    lambda predictions: ({"names": list(predictions)}, list(predictions.values())),
    lambda header, blobs: dict(zip(header["names"], blobs, strict=True)),
)
"""What the models of an execution predicted, by the names that the judge gives."""
CALLS: Kind[str] = Kind("calls", lambda calls: ({"calls": calls}, ()), lambda h, _: str(h["calls"]))
"""The digest of the calls that an assignment's graders ask for."""
