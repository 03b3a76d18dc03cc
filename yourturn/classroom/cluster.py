"""Workers on a Dask cluster, each of which is asked before it is given anything.

A worker needs this package and the data, not the course folder: graders travel with the work.
It must run the same versions, have the same data and confine as this machine would, or the same
submission could be graded otherwise there; one that does not is refused by name.
"""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from distributed import Client, KilledWorker

from yourturn import engine
from yourturn.classroom.keys import versions
from yourturn.classroom.work import Result
from yourturn.data import unseen
from yourturn.errors import MachineError, YourTurnError
from yourturn.zone import ZoneSettings
from yourturn.zone.launch import connect

CONNECT_S = 20
GREET_S = 120  # a first template imports TensorFlow, on a machine that may be busy
PATIENCE_S = 120  # a cluster that grows on demand needs a while for its first worker


@dataclass(frozen=True)
class Greeting:
    """What a worker must agree with."""

    versions: dict[str, str]
    data: str
    zone: ZoneSettings


def greet(greeting: Greeting) -> str:
    """Say why this process is unfit for the work, nothing if it is fit; runs in a worker."""
    other = [
        f"{name} {mine} there, {theirs} here"
        for name, theirs in greeting.versions.items()
        if (mine := versions().get(name, "none")) != theirs
    ]
    if other:
        return f"it runs other versions ({'; '.join(other)})"
    try:
        source = unseen.data_source()
        if source["digest"] != greeting.data:
            told = " ".join(source[name]["sentence"] for name in ("mnist", "mtpl"))
            return f"it has other data ({told})"
        engine.start_judge()
        connect(greeting.zone)[0].close()
    except MachineError as error:
        return str(error)
    return ""


class Cluster:
    """The workers of a Dask scheduler; close it when the run is over.

    `note` is told in a sentence about every worker that is refused. Raises `MachineError` when
    nobody answers at `address`, and from `room` when no worker is left that is fit.
    """

    def __init__(self, address: str, zone: ZoneSettings, note: Callable[[str], None]) -> None:
        client: Any = Client  # half typed
        try:
            self._client = client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise MachineError(f"No Dask scheduler answers at {address} ({error}).") from error
        engine.start_judge()  # which says what the graders ask for, while workers are greeted
        self._address, self._note = address, note
        self._greeting = Greeting(dict(versions()), unseen.data_source()["digest"], zone)
        self._refused: dict[str, str] = {}
        self._fit: set[str] = set()
        self._asked: dict[str, tuple[Any, float]] = {}
        self._alone_since = time.monotonic()
        self._members = _Members(self._client.get_executor(pure=False))
        self.executor: Executor = self._members

    def room(self) -> int:
        """Say how much work may be under way: one piece a thread, and one waiting a worker."""
        try:
            present: dict[str, int] = self._client.nthreads()
        except OSError as error:
            raise MachineError(f"The Dask scheduler at {self._address} is gone.") from error
        self._greet(set(present))
        fit = {one: n for one, n in present.items() if one in self._fit}
        self._members.are(set(fit))
        if fit:
            self._alone_since = time.monotonic()
            return sum(fit.values()) + len(fit)
        refused = [f"{one}: {self._refused[one]}" for one in present if one in self._refused]
        waited = time.monotonic() - self._alone_since > PATIENCE_S
        if (refused or waited) and not self._asked:
            told = "; ".join(refused) or "none is there"
            raise MachineError(f"No worker of {self._address} can grade. {told}")
        return 0

    def saw(self, result: Result) -> None:
        """Take no note: each worker of a cluster has the memory that its owner gave it."""

    def close(self) -> None:
        """Leave the cluster; what still waits there is dropped."""
        with suppress(OSError):
            self._client.close()

    def _greet(self, present: set[str]) -> None:
        """Ask newcomers, and hear those who answered; nobody is waited for."""
        now = time.monotonic()
        for one in present - self._fit - self._refused.keys() - self._asked.keys():
            answer = self._client.submit(
                greet, self._greeting, workers=[one], allow_other_workers=False, pure=False
            )
            self._asked[one] = answer, now
        for one, (answer, since) in list(self._asked.items()):
            if one not in present:
                del self._asked[one]  # it left before it answered
            elif answer.done() or now - since > GREET_S:
                del self._asked[one]
                reason = _reason(answer)
                if reason:
                    self._refused[one] = reason
                    self._note(f"The worker {one} is refused: {reason}.")
                else:
                    self._fit.add(one)


class _Members(Executor):
    """Gives work to the fit workers alone, and takes it back when all who had it are gone."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._fit: set[str] = set()
        self._given: dict[Future[Any], tuple[frozenset[str], Future[Any]]] = {}

    def are(self, fit: set[str]) -> None:
        """Take note of who is there."""
        self._fit = fit
        for inner, (had, _) in list(self._given.items()):
            if not had & fit:
                gone = self._given.pop(inner, None)
                if gone is not None:
                    gone[1].set_exception(MachineError("Every worker that had this work is gone."))
                inner.cancel()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out work; what a cluster can go wrong with ends as `MachineError`."""
        if not self._fit:  # without a name Dask would take any worker
            raise MachineError("No worker is left.")
        workers = {"workers": sorted(self._fit), "allow_other_workers": False}
        inner = self._executor.submit(fn, *args, **workers, **kwargs)
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()
        self._given[inner] = (frozenset(self._fit), outer)
        inner.add_done_callback(self._pass_on)
        return outer

    def _pass_on(self, inner: Future[Any]) -> None:
        given = self._given.pop(inner, None)
        if given is None:
            return
        outer = given[1]
        try:
            outer.set_result(inner.result())
        except YourTurnError as error:
            outer.set_exception(error)
        except KilledWorker:
            outer.set_exception(MachineError("One worker after the other ended under this work."))
        except BaseException as error:
            outer.set_exception(MachineError(f"{type(error).__name__}: {error}"))


def _reason(answer: Any) -> str:
    """Why a worker is refused; a worker that cannot even be asked says why by its error."""
    if not answer.done():
        return f"it gave no answer within {GREET_S} s"
    try:
        return " ".join(str(answer.result()).split()).rstrip(".")
    except ImportError as error:
        return f"it has another yourturn or none ({error})"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
