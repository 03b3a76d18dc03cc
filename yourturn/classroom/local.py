"""Workers of this machine."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from yourturn.classroom.capacity import Room, available_mib, processors
from yourturn.classroom.work import Result
from yourturn.zone import Limits


class Threads(Executor):
    """Runs each piece of work in a thread, since all that it does is wait for other processes.

    Measured: of 0.4 s of processor time that a submission of 01-tensors takes, 0.01 s are spent in
    these threads; a process for each worker would import for a second. The threads are daemons,
    so that nothing waits for a notebook that runs for minutes when a run is stopped: the zones
    end with this process. Every piece of work is given `turn` as a keyword argument.
    """

    def __init__(self, turn: "Turn") -> None:
        self._turn = turn

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Start a thread; the caller sees to it that there are not too many."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()

        def work() -> None:
            try:
                future.set_result(fn(*args, turn=self._turn, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        return future


class Turn:
    """Lets only so many threads in at the same time; `most` may change and is asked each time."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._most, self._in = most, 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._in < self._most())
            self._in += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._in -= 1
            self._changed.notify_all()


class Local:
    """As many workers as this machine holds, or exactly `workers`.

    So many submissions are executed at the same time. One more may be under way, so that the
    next is executed while one is judged, which takes another process and little memory.
    """

    def __init__(self, limits: Limits, workers: int | None = None) -> None:
        self._workers = workers
        self._room = Room(limits, processors(), available_mib())
        self.executor: Executor = Threads(Turn(self._executing))

    def room(self) -> int:
        """Say how much work may be under way now."""
        return self._executing() + 1

    def saw(self, result: Result) -> None:
        """Take note of what a submission used."""
        self._room.saw(result.executed.peak_memory_mib)

    def close(self) -> None:
        """Do nothing: what still runs ends with this process."""

    def _executing(self) -> int:
        return self._workers or self._room.workers()
