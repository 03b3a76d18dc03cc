"""The trusted side: hands a job to a zone and reads back one bounded, unproven result."""

import hashlib
import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from yourturn.errors import MachineError

from . import frames, launch
from .limits import Level, Limits, ZoneSettings
from .packing import well_formed
from .request import (
    Call,
    CallOutcome,
    CallStatus,
    Ending,
    Executed,
    Execution,
    Predicted,
    Prediction,
)

MIB = 1 << 20
GRACE_S = 90  # longer than the guardian's
MAX_MESSAGE = 2000
ATTEMPTS = 3  # a fork that has not let go of a killed template's socket takes another one with it
MAX_COURSE_FILES = 200
NO_SETTINGS = ZoneSettings()


def execute(
    request: Execution, limits: Limits | None = None, *, settings: ZoneSettings = NO_SETTINGS
) -> Executed:
    """Run a notebook and its calls in zone 1; blocks, and may be called from many threads.

    Files beside the notebook whose names are no plain relative paths are left out.
    Raises MachineError when this machine could not do it, never for what a student did.
    """
    limits = limits or Limits()
    beside = {name: data for name, data in request.files.items() if well_formed(name)}
    header: dict[str, Any] = {"kind": "execute", "seed": request.seed, "files": list(beside)}
    fds: list[int] = []
    try:
        if request.replay:
            header["replay"] = True
        if request.calls:
            header["calls"] = True
            fds.append(_calls_file(request.calls))
        if request.course_data is not None:
            header["course"], files = _course(request.course_data)
            fds += files
        blobs = [request.notebook, *beside.values()]
        answer = _ask(header, blobs, fds, limits, settings)
    finally:
        for descriptor in fds:
            os.close(descriptor)
    return _executed(answer, request.calls, limits)


def predict(
    request: Prediction, limits: Limits | None = None, *, settings: ZoneSettings = NO_SETTINGS
) -> Predicted:
    """Rebuild a handed-in model in zone 2 and predict; raises as `execute` does."""
    limits = limits or Limits()
    header = {
        "kind": "predict",
        "model": list(request.model),
        "inputs": [list(one) for one in request.inputs],
    }
    blobs = [*request.model.values(), *(blob for one in request.inputs for blob in one.values())]
    answer = _ask(header, blobs, [], limits, settings)
    refusal = answer.header.get("refusal")
    done = answer.ending is Ending.FINISHED
    complete = done and refusal is None and len(answer.blobs) == len(request.inputs)
    return Predicted(
        outputs=answer.blobs if complete else None,
        refusal=None if refusal is None else str(refusal)[:MAX_MESSAGE],
        ending=answer.ending,
        message=answer.message,
        level=answer.level,
        duration_s=answer.duration_s,
        peak_memory_mib=answer.peak_memory_mib,
    )


class _Answer:
    """A frame from a zone with what the trusted side knows about it."""

    def __init__(self, frame: frames.Frame, level: Level, duration_s: float) -> None:
        self.header, self.blobs = frame.header, frame.blobs
        self.level, self.duration_s = level, duration_s
        try:
            self.ending = Ending(self.header.get("ending", Ending.DEAD_RUNNER))
            self.peak_memory_mib = float(self.header.get("peak_memory_mib", 0))
        except (ValueError, TypeError):
            self.ending, self.peak_memory_mib = Ending.DEAD_RUNNER, 0.0
        lost = "The run ended without a result."
        self.message = str(self.header.get("message", lost))[:MAX_MESSAGE]


def _ask(
    header: dict[str, Any],
    blobs: list[bytes],
    fds: list[int],
    limits: Limits,
    settings: ZoneSettings,
) -> _Answer:
    header = {**header, "limits": asdict(limits)}
    max_bytes = (limits.hand_in_mib + 64) * MIB
    for _ in range(ATTEMPTS):
        started = time.monotonic()
        try:
            connection, level = launch.connect(settings)
            with connection:
                frames.send(connection, header, blobs, fds)
                deadline = time.monotonic() + limits.wall_s + GRACE_S
                frame = frames.receive(connection, max_bytes, deadline)
        except (TimeoutError, frames.FrameError):
            frame = frames.Frame({"lost": True})
        except (BrokenPipeError, ConnectionError):
            frame = None
        if frame is None:
            continue  # the template was killed under this request
        if "machine_error" in frame.header:
            raise MachineError(str(frame.header["machine_error"])[:MAX_MESSAGE])
        return _Answer(frame, level, time.monotonic() - started)
    raise MachineError(
        "The warm template of the zone was killed again and again under one request."
    )


def _executed(answer: _Answer, calls: tuple[Call, ...], limits: Limits) -> Executed:
    names = [answer.header.get(key, []) for key in ("hand_in", "calls")]
    try:
        notebook, *contents = answer.blobs or (b"",)
        hand_in = dict(zip(names[0], contents, strict=False))
        files = dict(zip(names[1], contents[len(names[0]) :], strict=True))
        if not all(well_formed(name) for name in (*hand_in, *files)):
            raise ValueError
    except (ValueError, TypeError, AttributeError):
        notebook, hand_in, files = b"", {}, {}
    outcomes = answer.header.get("outcomes")
    outcomes = outcomes if isinstance(outcomes, dict) else {}
    return Executed(
        notebook=notebook or None,
        hand_in=hand_in,
        calls={call.id: _outcome(call, outcomes.get(call.id), files, answer) for call in calls},
        ending=answer.ending,
        message=answer.message,
        level=answer.level,
        duration_s=answer.duration_s,
        peak_memory_mib=answer.peak_memory_mib,
    )


def _outcome(call: Call, said: object, files: dict[str, bytes], answer: _Answer) -> CallOutcome:
    prefix = f"{call.id}/"
    value = {
        name.removeprefix(prefix): content
        for name, content in files.items()
        if name.startswith(f"{prefix}result/")
    }
    if said is None:
        try:
            said = json.loads(files[f"{prefix}outcome.json"][:100_000])
        except (KeyError, ValueError, RecursionError):
            status: CallStatus = "timed out" if answer.ending is Ending.WALL_TIME else "kernel died"
            return CallOutcome(status, answer.message or "The call left no result.")
    if not isinstance(said, dict) or said.get("status") not in get_args(CallStatus):
        return CallOutcome("kernel died", "The call left no readable result.")
    returned = said["status"] == "returned"
    return CallOutcome(
        said["status"], str(said.get("message", ""))[:MAX_MESSAGE], value if returned else {}
    )


def _calls_file(calls: tuple[Call, ...]) -> int:
    """Put the calls into a memory file: nothing in the zone reads it before they are due."""
    from yourturn.answers.calls import call_files  # imports NumPy: not at every command's start

    described: list[dict[str, Any]] = []
    blobs: list[bytes] = []
    for call in calls:
        files = call_files(call)
        described.append({"id": call.id, "function": call.function, "files": list(files)})
        blobs += files.values()
    descriptor = os.memfd_create("calls")
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.writelines(frames.encode({"calls": described}, blobs))
    return descriptor


def _course(folder: Path) -> tuple[dict[str, Any], list[int]]:
    """Open the course's data; the key changes with any file of it."""
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    if len(names) > MAX_COURSE_FILES:
        raise MachineError(f"{folder} holds more than {MAX_COURSE_FILES} files.")
    digest = hashlib.sha256(str(folder.resolve()).encode())
    descriptors = []
    for name in names:
        descriptors.append(os.open(folder / name, os.O_RDONLY))
        status = os.fstat(descriptors[-1])
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns} {status.st_ino}".encode())
    return {"key": digest.hexdigest()[:32], "names": names}, descriptors
