"""The one writer: results into gradebook and `autograded/`, by nbgrader's own steps."""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.apps.api import Autograde

from yourturn.classroom.remember import at_hand
from yourturn.classroom.roster import Roster
from yourturn.classroom.run import Graded
from yourturn.errors import AuthorError, MachineError
from yourturn.gradebook.compiled import compiled_once
from yourturn.gradebook.confinement import Confinement
from yourturn.gradebook.scratch import Steps
from yourturn.gradebook.writing import check_gradebook, explained
from yourturn.settings import Settings

LOG = Path(".yourturn") / "nbgrader.log"

_OURS = re.compile(r"^\s*yourturn\.errors\.\w+: (.*)$", re.MULTILINE)
_RAISED = re.compile(r"^\s*([A-Za-z_][\w.]*(?:Error|Entry|Exception): .*)$", re.MULTILINE)


class Recorder:
    """Writes one submission after the other, as `nbgrader autograde --force` does.

    The executing step finds the result at hand, so that what is written is what nbgrader's
    command would write, to the byte.
    """

    def __init__(self, steps: Steps, notebook: str | None = None) -> None:
        self._steps = steps
        self._coursedir: Any = steps.api.coursedir
        self._coursedir.db_url = compiled_once(self._coursedir.db_url)
        if notebook is not None:
            self._coursedir.notebook_id = notebook

    @property
    def settings(self) -> Settings:
        """The course's settings, as nbgrader's command would use them."""
        return Confinement(parent=self._steps.api).settings()

    @cached_property
    def roster(self) -> Roster:
        """The submissions of the course folder."""
        autograde = Autograde(coursedir=self._coursedir, parent=self._steps.api)
        return Roster(
            self._coursedir,
            permissions=autograde.permissions,
            kept_files=autograde.exclude_overwriting,
        )

    def check(self, assignment: str) -> None:
        """Raise `AuthorError` for an assignment that the gradebook does not know.

        Raises `MachineError` where the gradebook cannot be written, before anything is executed.
        """
        check_gradebook(self._coursedir.db_url)
        with self._steps.gradebook() as gradebook:
            try:
                gradebook.find_assignment(assignment)
            except MissingEntry:
                raise AuthorError(
                    f"The gradebook has no assignment {assignment}; run nbgrader "
                    f"generate_assignment {assignment} first."
                ) from None

    def record(self, graded: Graded) -> None:
        """Write a submission's result, or that it could not be read.

        An interruption waits until the submission is written. Raises `MachineError` with
        nbgrader's reason when it is not; the gradebook then keeps what it had. It is a
        `CannotWriteError` where the next one would fare no better.
        """
        check_gradebook(self._coursedir.db_url)
        with ExitStack() as stack:
            stack.enter_context(_interrupted_later())
            if graded.keys is not None and graded.result is not None:
                stack.enter_context(at_hand(graded.keys, graded.result))
            name, student = graded.entry.assignment.name, graded.entry.student
            answer = self._steps.api.autograde(name, student)
        if not answer["success"]:
            log = answer.get("log") or answer.get("error") or ""
            raise explained(log) or MachineError(_reason(log))


def _reason(log: str) -> str:
    """What stopped nbgrader, in our own words where they are ours."""
    lines = [line for line in log.strip().splitlines() if line.strip()]
    found = _OURS.findall(log) or _RAISED.findall(log)[-1:] or lines[-1:]
    return str(found[0]) if found else "nbgrader gave no reason."


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Keep Ctrl-C waiting: nbgrader would take it for a fault of the submission."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        pressed.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
