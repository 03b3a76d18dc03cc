"""Keep the workers busy, and give results in order of submission whatever order they come in.

A thread hands out work and stores what comes back; whoever iterates over a run, the one writer
to the gradebook, waits for no worker but the next in order. So the number of workers never
shows in a result, and a run that is killed has lost only what was being executed.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from yourturn.classroom.keys import Keys
from yourturn.classroom.remember import fetch, keep, recall
from yourturn.classroom.roster import Entry
from yourturn.classroom.store import Store
from yourturn.classroom.work import Result, Work, do
from yourturn.engine import Submission
from yourturn.errors import MachineError, StudentError, YourTurnError
from yourturn.settings import Settings

MAX_FAILURES = 3
"""So many submissions in a row that no worker could grade: then it is not the submissions."""

LOOK_S = 1  # how often to look whether there is room for more


NOT_STORED = "Its execution is not stored any more; grade it with --force."


class Workers(Protocol):
    """Where work is done, and how much of it at the same time."""

    executor: Executor

    def room(self) -> int:
        """Say how much work may be under way now; asked before each piece is handed out."""

    def saw(self, result: Result) -> None:
        """Take note of what a submission used; called for every result."""

    def close(self) -> None:
        """Let go of the workers; called when a run is over or left."""


@dataclass(frozen=True)
class Graded:
    """One submission's turn: its result, or the reason why no worker could grade it.

    With neither it could not be read, which nbgrader's own steps record and report.
    """

    entry: Entry
    keys: Keys | None = None
    result: Result | None = None
    failure: str = ""
    was_stored: bool = False
    refused: tuple[str, ...] = ()


Mode = Literal["what is new", "everything anew", "judge only"]
"""Take from the store what is there; take nothing; or execute nothing."""


@dataclass
class Progress:
    """What a display shows while a run goes on; the numbers change at any moment."""

    total: int
    running: int = 0
    done: int = 0


@dataclass(frozen=True)
class Folder:
    """How submissions are opened: `clear` sets aside what may not come in, then `read`."""

    clear: Callable[[Entry], list[str]]
    read: Callable[[Entry], Submission]


@dataclass
class _Task:
    """A submission that workers have to do with."""

    index: int
    graded: Graded
    work: Work
    keys: Keys
    tries: int = 0


class Run:
    """Grades submissions; iterate over it once, for `Graded` in the order of `entries`.

    Iterating raises `MachineError` when the store cannot be written or nothing can be graded.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        folder: Folder,
        workers: Workers,
        store: Store,
        settings: Settings,
        mode: Mode = "what is new",
    ) -> None:
        self.progress = Progress(len(entries))
        self._entries, self._folder, self._workers = entries, folder, workers
        self._store, self._settings, self._mode = store, settings, mode
        self._finished: queue.Queue[tuple[int, Graded] | BaseException] = queue.Queue()
        self._stop = threading.Event()
        self._under_way: dict[Future[Result], _Task] = {}
        self._alone: deque[_Task] = deque()
        self._failures = 0

    def __iter__(self) -> Iterator[Graded]:
        """Start the run; leaving the loop early stops it."""
        threading.Thread(target=self._hand_out_all, daemon=True).start()
        early: dict[int, Graded] = {}
        try:
            for index in range(len(self._entries)):
                while index not in early:
                    finished = self._finished.get()
                    if isinstance(finished, BaseException):
                        raise finished
                    early[finished[0]] = finished[1]
                yield self._with_result(early.pop(index))
        finally:
            self._stop.set()
            for future in list(self._under_way):
                future.cancel()
            self._workers.close()

    def _hand_out_all(self) -> None:
        try:
            for index, entry in enumerate(self._entries):
                self._wait_for_room()
                if self._stop.is_set():
                    return
                self._open(index, entry)
            while (self._under_way or self._alone) and not self._stop.is_set():
                # What the machine may be to blame for, and nothing else beside it.
                if not self._under_way:
                    self._wait_for_room()
                    self._hand_out(self._alone.popleft())
                self._take_in()
                self._workers.room()  # notices workers that have left
        except BaseException as error:
            self._finished.put(error)

    def _wait_for_room(self) -> None:
        while len(self._under_way) >= self._workers.room() and not self._stop.is_set():
            self._take_in()

    def _open(self, index: int, entry: Entry) -> None:
        """Look at one submission: what is known of it needs no worker."""
        graded = Graded(entry)
        try:
            graded = replace(graded, refused=tuple(self._folder.clear(entry)))
            submission = self._folder.read(entry)
            recalled = recall(submission, self._settings, self._store)
        except StudentError:
            self._finish(index, graded)
            return
        except OSError as error:
            message = f"{entry.folder} cannot be read ({error.strerror})."
            self._finish(index, replace(graded, failure=message))
            return
        graded = replace(graded, keys=recalled.keys)
        anew = self._mode == "everything anew"
        if recalled.result is not None and not anew:
            self._finish(index, replace(graded, was_stored=True))
            return
        if None in recalled.known and self._mode == "judge only":
            self._finish(index, replace(graded, failure=NOT_STORED))
            return
        work = (
            Work(submission, self._settings) if anew else recalled.work(submission, self._settings)
        )
        self._hand_out(_Task(index, graded, work, recalled.keys))

    def _hand_out(self, task: _Task) -> None:
        task.tries += 1
        self._under_way[self._workers.executor.submit(do, task.work)] = task
        self.progress.running = len(self._under_way)

    def _take_in(self) -> None:
        """Wait for results, at most for a moment, and store them."""
        if not self._under_way:
            self._stop.wait(LOOK_S)
            return
        ended, _ = wait(self._under_way, timeout=LOOK_S, return_when=FIRST_COMPLETED)
        for future in ended:
            task = self._under_way.pop(future)
            self.progress.running = len(self._under_way)
            self._settle(task, future)

    def _settle(self, task: _Task, future: Future[Result]) -> None:
        try:
            result = future.result()
        except MachineError as error:
            if task.tries > 1:
                self._fail(task, str(error))
            else:
                self._alone.append(task)
            return
        except YourTurnError as error:
            self._fail(task, str(error))
            return
        self._failures = 0
        self._workers.saw(result)
        if result.strained and task.tries == 1:
            self._alone.append(replace(task, work=replace(task.work, known=())))
            return
        kept = keep(self._store, task.keys, result)
        # What the store has need not wait for its turn in memory.
        self._finish(task.index, replace(task.graded, result=None if kept else result))

    def _fail(self, task: _Task, message: str) -> None:
        self._failures += 1
        if self._failures >= MAX_FAILURES:
            raise MachineError(message)
        self._finish(task.index, replace(task.graded, failure=message))

    def _finish(self, index: int, graded: Graded) -> None:
        self.progress.done += 1
        self._finished.put((index, graded))

    def _with_result(self, graded: Graded) -> Graded:
        if graded.result is not None or graded.keys is None or graded.failure:
            return graded
        return replace(graded, result=fetch(graded.keys, self._store))
