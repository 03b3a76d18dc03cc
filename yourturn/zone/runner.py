"""Run a notebook with nbclient, then make the calls; the counterpart of the kernel in a zone.

The runner sees what the kernel sends, so it counts as hostile as the kernel: it reports to
the supervisor over one socket, and nothing it says is believed outside.
"""

import asyncio
import json
import socket
import time
from typing import Any

import nbformat
from nbformat import NotebookNode

from . import frames
from .cells import BoundedClient, Ended
from .job import Job
from .packing import unpack
from .provisioner import ForkKernelManager
from .request import Ending

MAX_REPLAYS = 2
GRACE_S = 3
MAX_MESSAGE = 2000


def run(job: Job, channel: socket.socket) -> None:
    """Execute the job's notebook and calls, reporting over `channel`; then return."""
    asyncio.run(_Run(job, channel).all())


def predict(job: Job, channel: socket.socket) -> None:
    """Rebuild a model and predict, reporting over `channel`; no student code is involved."""
    from yourturn.errors import StudentError
    from yourturn.prediction.serve import predict as serve

    from .kernel import prepare

    prepare(job)
    model, inputs = job.header["model"], job.header["inputs"]
    blobs = iter(job.blobs)
    files = {name: next(blobs) for name in model}
    header: dict[str, Any] = {"do": "finished", "ending": Ending.FINISHED, "message": ""}
    outputs: list[bytes] = []
    try:
        outputs = serve(files, [{name: next(blobs) for name in names} for names in inputs])
    except StudentError as error:
        header["refusal"] = str(error)[:MAX_MESSAGE]
    except MemoryError:
        header["refusal"] = "The model needs more memory than a prediction may use."
    frames.send(channel, header, outputs)


class _DeadKernelError(Exception):
    """The kernel ended while a cell ran; `index` is the cell to blame."""

    def __init__(self, index: int) -> None:
        self.index = index


class _Run:
    def __init__(self, job: Job, channel: socket.socket) -> None:
        self.job = job
        self.channel = channel
        self.notebook: NotebookNode = nbformat.reads(job.blobs[0].decode(), as_version=4)
        self.dead: dict[int, NotebookNode] = {}
        self.kernels = 0
        self.restarts = 0
        self.was_cut = False
        self.client: BoundedClient

    async def all(self) -> None:
        await self._start()
        for call in self._calls():
            await self._call(call)
        ending, message = Ending.FINISHED, ""
        if self.was_cut:
            ending = Ending.OUTPUT
            message = f"Outputs beyond {self.job.limits.output_mib:g} MB were cut."
        if self.dead:
            ending, message = Ending.DEAD_KERNEL, "The kernel died and was started again."
        frames.send(self.channel, {"do": "finished", "ending": ending, "message": message})

    async def _start(self) -> bool:
        """Run the notebook in a fresh kernel, again without the cells that killed one."""
        for _ in range(1 + MAX_REPLAYS):
            self.kernels += 1
            await self._start_kernel()
            try:
                await self._run_cells()
            except _DeadKernelError as death:
                self._blame(death.index)
            else:
                self._record()
                return True
        self._record()
        return False

    async def _start_kernel(self) -> None:
        if self.kernels > 1:
            self.client.disconnect()
        manager = ForkKernelManager(self.job, self.channel, self.kernels)
        await manager.start_kernel()
        self.client = BoundedClient(
            self.notebook, manager, output_bytes=int(self.job.limits.output_mib * 1e6)
        )
        await self.client.connect()

    async def _run_cells(self) -> None:
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type != "code":
                continue
            if index in self.dead:
                cell.outputs = [self.dead[index]]
                continue
            cell.outputs = []
            if not await self.client.manager.fork.lives():
                raise _DeadKernelError(_previous_code(self.notebook, index))
            ended = await self.client.run_cell(cell, index, self.job.limits.cell_s, GRACE_S)
            self.was_cut |= self.client.was_cut
            if ended in ("interrupted", "killed"):
                # Where an interrupt hits is chance, and "KeyboardInterrupt" tells nobody why.
                cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
                cell.outputs.append(_timed_out(self.job.limits.cell_s, ended))
            if ended in ("died", "killed"):
                raise _DeadKernelError(index)
            if cell.metadata.get("nbgrader", {}).get("grade"):
                self._record()

    def _blame(self, index: int) -> None:
        cell = self.notebook.cells[index]
        if not (cell.outputs and cell.outputs[-1].get("ename") == "TimeoutError"):
            cell.outputs.append(_died())
        self.dead[index] = cell.outputs[-1]
        # Whether the number and the outputs of a dying kernel still arrive is chance.
        cell.outputs, cell.execution_count = [self.dead[index]], None
        self._record()

    def _record(self) -> None:
        # Not `nbformat.writes`, which checks it against the schema each time: the engine does.
        text = json.dumps(self.notebook, ensure_ascii=False)
        frames.send(self.channel, {"do": "record"}, [text.encode(errors="replace")])

    def _calls(self) -> list[dict[str, Any]]:
        # Only now: until the notebook has run, nothing in the zone has read the hidden inputs.
        if self.job.calls_fd is None:
            return []
        frame = frames.read_file(self.job.calls_fd)
        blobs = iter(frame.blobs)
        calls: list[dict[str, Any]] = frame.header["calls"]
        for call in calls:
            call["files"] = {name: next(blobs) for name in call["files"]}
        return calls

    async def _call(self, call: dict[str, Any]) -> None:
        folder = self.job.places.calls / call["id"]
        folder.mkdir()
        unpack(call["files"], folder)
        if not await self.client.manager.fork.lives():
            self.restarts += 1
            if self.restarts > MAX_REPLAYS or not await self._start():
                text = "The kernel had died before this call."
                self._outcome(call["id"], "kernel died", text)
                return
        source = f"__import__('yourturn.answers.calls').answers.calls.run_call({str(folder)!r})"
        started = time.monotonic()
        ended = await self.client.run_code(source, self.job.limits.call_s, GRACE_S)
        if time.monotonic() - started >= self.job.limits.call_s:
            text = f"`{call['function']}` ran longer than {self.job.limits.call_s:g} s."
            self._outcome(call["id"], "timed out", text)
        elif ended != "done":
            text = f"`{call['function']}` ended the kernel it was called in."
            self._outcome(call["id"], "kernel died", text)

    def _outcome(self, identifier: str, status: str, message: str) -> None:
        outcome = {"status": status, "message": message}
        frames.send(self.channel, {"do": "outcome", "id": identifier, "outcome": outcome})


def _previous_code(notebook: NotebookNode, index: int) -> int:
    before = (i for i in range(index - 1, -1, -1) if notebook.cells[i].cell_type == "code")
    return next(before, index)


def _died() -> NotebookNode:
    value = "this cell ended the Python process; the other cells were run without it"
    return _error(
        "DeadKernel", value, "The kernel died in this cell; the others were run without it."
    )


def _timed_out(cell_s: float, ended: Ended) -> NotebookNode:
    how = "was interrupted" if ended == "interrupted" else "could not be interrupted"
    text = f"this cell reached its limit of {cell_s:g} s and {how}"
    return _error("TimeoutError", text, f"TimeoutError: {text}.")


def _error(name: str, value: str, shown: str) -> NotebookNode:
    output: NotebookNode = nbformat.v4.new_output(
        "error", ename=name, evalue=value, traceback=[shown]
    )
    return output
