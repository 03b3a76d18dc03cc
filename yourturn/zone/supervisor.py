"""The first process of a zone: forks what runs in it, watches it, sends what is left of it.

The supervisor is a fork of the warm template that runs no student code. It forks the runner
at once and a kernel whenever the runner asks for one, so that both start with everything
imported. When the run ends, for whatever reason, it kills every other process of the zone and
only then reads the folders that they wrote.
"""

import contextlib
import math
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from . import frames, kernel, processes, runner, walls
from .job import Job
from .limits import Level
from .packing import exceeds, pack, unpack
from .request import Ending

TICK_S = 0.25
MIB = 1 << 20
MAX_NOTEBOOK_BYTES = 64 * MIB
MAX_CALL_FILES = 200


def supervise(job: Job, client: socket.socket) -> None:
    """Carry a job out and send the result to the client; called once the walls stand."""
    if job.kind == "execute":
        job.places.make()
        unpack(dict(zip(job.header["files"], job.blobs[1:], strict=True)), job.places.work)
    supervisor = _Supervisor(job)
    supervisor.watch()
    supervisor.sweep()
    header, blobs = supervisor.result()
    client.settimeout(None)
    frames.send(client, header, blobs)


def fork(child: Callable[[], object]) -> int:
    """Fork a process that calls `child` and ends, whatever happens in it."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            child()
            status = 0
        finally:
            os._exit(status)
    return pid


class _Supervisor:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.started = time.monotonic()
        self.ending = Ending.DEAD_RUNNER
        self.message = "The process that ran the notebook was killed."
        self.shared_bytes = processes.own_resident_bytes()
        self.peak_resident = 2 * self.shared_bytes  # a runner and a kernel that did nothing yet
        self.peak_bytes = 0
        self.finished: frames.Frame | None = None
        self.kernel_fd: int | None = None
        self.notebook: bytes | None = None
        self.outcomes: dict[str, dict[str, str]] = {}
        self.channel, self.remote = socket.socketpair()
        self.runner_pid = fork(self._run)
        self.remote.close()

    def watch(self) -> None:
        """Serve the runner until it has finished or a limit is reached."""
        limits = self.job.limits
        reader = frames.FrameReader(limits.hand_in_mib * MIB + MAX_NOTEBOOK_BYTES)
        deadline = self.started + limits.wall_s
        next_tick = self.started + TICK_S
        with selectors.DefaultSelector() as selector:
            selector.register(self.channel, selectors.EVENT_READ)
            while self.finished is None:
                now = time.monotonic()
                if now >= next_tick:
                    processes.reap()
                    if not self._within_limits(now, deadline):
                        return
                    next_tick = time.monotonic() + TICK_S
                if not selector.select(min(next_tick, deadline) - now):
                    continue
                try:
                    data = self.channel.recv(frames.CHUNK)
                    for frame in reader.feed(data):
                        self._serve(frame)
                except (frames.FrameError, OSError):
                    return
                if not data:
                    return

    def sweep(self, keep: tuple[int, ...] = ()) -> None:
        """Kill every process of the zone but this one and those to keep."""
        processes.kill_all(keep)

    def result(self) -> tuple[dict[str, Any], list[bytes]]:
        """Gather what the zone's processes left behind, bounded."""
        limits = self.job.limits
        header: dict[str, Any] = {
            "ending": self.ending,
            "message": self.message,
            "peak_memory_mib": round(self.peak_bytes / MIB, 1),
            "outcomes": self.outcomes,
        }
        if self.job.kind == "predict":
            done = self.finished or frames.Frame({})
            return {**header, "refusal": done.header.get("refusal")}, list(done.blobs)
        room = limits.hand_in_mib * MIB
        hand_in = pack(self.job.places.hand_in, max_files=limits.files, max_bytes=room)
        room -= sum(map(len, hand_in.values()))
        calls = pack(self.job.places.calls, max_files=limits.files, max_bytes=room)
        header |= {
            "notebook": self.notebook is not None,
            "hand_in": list(hand_in),
            "calls": list(calls),
        }
        return header, [self.notebook or b"", *hand_in.values(), *calls.values()]

    def _within_limits(self, now: float, deadline: float) -> bool:
        limits = self.job.limits
        sizes = processes.resident_bytes()
        processes.share_fairly(sizes.keys() - {self.runner_pid})
        if now >= deadline:
            self.ending = Ending.WALL_TIME
            self.message = f"The run took longer than {limits.wall_s:g} s and was stopped."
        elif self._memory_bytes(sizes, until=deadline) > limits.memory_mib * MIB:
            self.ending = Ending.MEMORY
            self.message = f"The run used more than {limits.memory_mib} MiB and was stopped."
        elif self._disk_full():
            self.ending = Ending.DISK
            self.message = f"The run wrote more than {limits.disk_mib} MiB and was stopped."
        else:
            return True
        return False

    def _disk_full(self) -> bool:
        if self.job.level is Level.BUBBLEWRAP:
            return False  # every place that can be written is a tmpfs with a size
        limits = self.job.limits
        room = (limits.disk_mib + limits.hand_in_mib) * MIB
        return exceeds(self.job.places.root, room, limits.files * 10)

    def _memory_bytes(
        self, sizes: Mapping[int, int], *, until: float = math.inf, exactly: bool = False
    ) -> int:
        """Return the memory of the tree, an upper bound where that is small enough.

        Takes the resident sizes of its processes. The exact value takes a walk over every page
        table, some ten milliseconds: only at the end and where it could be too much or a maximum
        a tenth above the last.
        """
        resident = sum(sizes.values())
        enough = min(self.peak_resident * 1.1, self.job.limits.memory_mib * MIB)
        if resident <= enough and not exactly:
            return resident
        self.peak_resident = max(self.peak_resident, resident)
        unreadable = {self.runner_pid: self.shared_bytes}
        used = processes.proportional_bytes(sizes, unreadable, until)
        self.peak_bytes = max(self.peak_bytes, used)
        return used

    def _serve(self, frame: frames.Frame) -> None:
        match frame.header.get("do"):
            case "kernel":
                self._fork_kernel(str(frame.header["connection_file"]))
            case "signal":
                self._signal_kernel(int(frame.header["number"]))
            case "record":
                self.notebook = frame.blobs[0][:MAX_NOTEBOOK_BYTES]
            case "outcome":
                self.outcomes[str(frame.header["id"])] = frame.header["outcome"]
            case "finished":
                self._memory_bytes(processes.resident_bytes(), exactly=True)
                self.finished = frame
                self.ending = Ending(frame.header["ending"])
                self.message = str(frame.header["message"])

    def _fork_kernel(self, connection_file: str) -> None:
        # What an earlier kernel left running would count against the new one's limits.
        self.sweep(keep=(self.runner_pid,))
        pid = fork(lambda: self._enter("kernel", kernel.run, self.job, connection_file))
        if self.kernel_fd is not None:
            os.close(self.kernel_fd)
        self.kernel_fd = os.pidfd_open(pid)
        frames.send(self.channel, {"pid": pid}, fds=[self.kernel_fd])

    def _signal_kernel(self, number: int) -> None:
        if self.kernel_fd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.kernel_fd, number)

    def _run(self) -> None:
        run = runner.run if self.job.kind == "execute" else runner.predict
        keep = (self.remote.fileno(), self.job.calls_fd)
        self._enter("runner", run, self.job, self.remote, keep=keep)

    def _enter(
        self,
        kind: Literal["runner", "kernel"],
        run: Callable[..., object],
        *arguments: object,
        keep: tuple[int | None, ...] = (),
    ) -> None:
        # The objects that own the closed descriptors stay alive on this stack, so none of
        # them can close a number that was given out again.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        processes.close_all_but(keep)
        walls.enter(self.job, kind)
        run(*arguments)
