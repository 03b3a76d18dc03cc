"""Whether a limit was hit only because the machine was loaded."""

import json
import os
import re
import time
from pathlib import Path

from yourturn.zone import Ending, Executed

PRESSURE = Path("/proc/pressure/cpu")
SHORT = 0.1
"""Share of the time in which something waited for a processor, from which on time limits are
not fair: a submission that got nine tenths of what it asked for is 10 % slower, limits are
several times what the reference needs."""

_STOPPED = {"KeyboardInterrupt", "TimeoutError", "DeadKernel"}


class Meter:
    """Tells whether processors were short since it was made."""

    def __init__(self) -> None:
        self._began, self._waited = time.monotonic(), _waited_s()

    def short(self) -> bool:
        """Say whether something had to wait for a processor for a tenth of the time."""
        waited = _waited_s()
        if self._waited is None or waited is None:  # a kernel without pressure information
            return os.getloadavg()[0] > (os.cpu_count() or 1)
        return waited - self._waited > SHORT * (time.monotonic() - self._began)


def hit_a_time_limit(executed: Executed) -> bool:
    """Say whether a run may have been cut short by the clock.

    A student can pretend so; all it brings them is to be run once more.
    """
    return (
        executed.ending in (Ending.WALL_TIME, Ending.DEAD_RUNNER)
        or any(call.status in ("timed out", "kernel died") for call in executed.calls.values())
        or bool(_stopped_cells(executed.notebook or b""))
    )


def _stopped_cells(notebook: bytes) -> list[str]:
    """The errors in a notebook's outputs that a limit leaves; what is no notebook has none."""
    try:
        cells = json.loads(notebook)["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", ())]
        return [o["ename"] for o in outputs if o.get("ename") in _STOPPED]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def _waited_s() -> float | None:
    """Seconds since the start in which at least one task waited for a processor."""
    try:
        found = re.search(r"^some .*total=(\d+)", PRESSURE.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) / 1e6 if found else None
