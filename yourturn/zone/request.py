"""What crosses into a zone and what comes back; everything that comes back is unproven."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from .limits import Level

CallStatus = Literal["returned", "raised", "timed out", "kernel died", "not handed in"]


@dataclass(frozen=True)
class Argument:
    """One argument of a call.

    `value` is the bytes of an `.npy` file (kind `array` or `tensor`), JSON text (`json`), the
    name of another answer (`handed`), or of a function that
    `yourturn.answers.calls.NAMED_FUNCTIONS` lists (`function`).
    """

    kind: Literal["array", "tensor", "json", "handed", "function"]
    value: bytes | str


@dataclass(frozen=True)
class Call:
    """One call of a handed-in function with an input that the student never saw.

    `id` is a hex digest. With `gradient_of` the gradient with respect to that argument is
    asked for instead of the result.
    """

    id: str
    function: str
    arguments: tuple[Argument, ...] = ()
    gradient_of: int | None = None


@dataclass(frozen=True)
class CallOutcome:
    """How a call ended; `value` is a hand-in folder with the one answer `result`."""

    status: CallStatus
    message: str = ""
    value: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Execution:
    """A notebook to run in zone 1: sanitised JSON, the files beside it, the calls to follow.

    `course_data` is a folder that the kernel sees read-only and finds by the environment
    variable YOURTURN_COURSE_DATA. With `replay` trainings that lie among the files are taken
    instead of training again (`yourturn.answers.trained`).
    """

    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    course_data: Path | None = None
    seed: int = 0
    replay: bool = False


class Ending(StrEnum):
    """Why a run ended."""

    FINISHED = "finished"
    WALL_TIME = "wall time"
    MEMORY = "memory"
    OUTPUT = "output"
    """Finished, but the outputs beyond the limit were cut."""
    DISK = "disk"
    DEAD_KERNEL = "dead kernel"
    """The kernel died in some cell; the rest of the notebook was run without it."""
    DEAD_RUNNER = "dead runner"


@dataclass(frozen=True)
class Executed:
    """What came back from zone 1; nothing in it is proven but `ending` to `peak_memory_mib`.

    `notebook` is None where the run ended before any part of it was recorded. `message` is a
    sentence for the student about the ending, empty when there is nothing to say.
    """

    notebook: bytes | None
    hand_in: Mapping[str, bytes]
    calls: Mapping[str, CallOutcome]
    ending: Ending
    message: str
    level: Level
    duration_s: float
    peak_memory_mib: float


@dataclass(frozen=True)
class Prediction:
    """A handed-in model (one answer's files) to rebuild in zone 2, and inputs to predict on.

    Each input maps the model's input names to the bytes of `.npy` files; a model with one
    input takes it under the empty name.
    """

    model: Mapping[str, bytes]
    inputs: tuple[Mapping[str, bytes], ...]


@dataclass(frozen=True)
class Predicted:
    """The `.npy` bytes of each prediction, or None and the sentence why there are none."""

    outputs: tuple[bytes, ...] | None
    refusal: str | None
    ending: Ending
    message: str
    level: Level
    duration_s: float
    peak_memory_mib: float
