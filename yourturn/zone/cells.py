"""An nbclient whose outputs are bounded while they arrive and whose cells end in time."""

import asyncio
import json
import signal
import uuid
from queue import Empty
from typing import Any, Literal

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient import NotebookClient
from nbformat import NotebookNode

from .provisioner import ForkKernelManager

Ended = Literal["done", "interrupted", "died", "killed"]

START_S = 1
COUNTED = ("stream", "display_data", "execute_result", "error", "update_display_data")


class BoundedClient(NotebookClient):
    """Runs single cells in the kernel of `manager`; keeps `output_bytes` of their outputs."""

    def __init__(
        self, notebook: NotebookNode, manager: ForkKernelManager, *, output_bytes: int
    ) -> None:
        super().__init__(
            notebook,
            km=manager,
            allow_errors=True,
            coalesce_streams=True,
            record_timing=False,
            timeout=None,
            store_widget_state=False,
            # A tag that no cell can carry: `skip-execution` must not earn marks.
            skip_cells_with_tag=uuid.uuid4().hex,
        )
        self.manager = manager
        self.room = output_bytes
        self.was_cut = False
        self.reset_execution_trackers()

    async def connect(self) -> None:
        """Connect to the running kernel and wait until it answers."""
        channels = self.kc = self.manager.client()
        channels.start_channels(hb=False)
        channels.allow_stdin = False
        # `wait_for_ready` would listen for a fifth of a second after the kernel is ready.
        while not await _answers(channels):
            if not await self.manager.fork.lives():
                return

    def disconnect(self) -> None:
        """Close the channels to a kernel that has ended."""
        if self.kc is not None:
            self.kc.stop_channels()

    async def run_cell(
        self, cell: NotebookNode, index: int, limit_s: float, grace_s: float
    ) -> Ended:
        """Execute one cell; interrupt it after `limit_s`, kill its kernel `grace_s` later."""
        task = asyncio.ensure_future(self.async_execute_cell(cell, index))
        death = asyncio.ensure_future(self.manager.fork.wait())
        both = {task, death}
        ended: Ended = "done"
        try:
            await asyncio.wait(both, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
            if not (task.done() or death.done()):
                ended = "interrupted"
                await self.manager.fork.send_signal(signal.SIGINT)
                await asyncio.wait(both, timeout=grace_s, return_when=asyncio.FIRST_COMPLETED)
                if not (task.done() or death.done()):
                    await self.manager.fork.kill()
                    await death
                    return "killed"
            if not task.done():
                # What the kernel sent before it died is still on its way.
                await asyncio.wait({task}, timeout=0.2)
            return ended if task.done() and task.exception() is None else "died"
        finally:
            for one in both:
                one.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def run_code(self, source: str, limit_s: float, grace_s: float) -> Ended:
        """Execute code that belongs to no cell of the notebook; its outputs are dropped."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        other = BoundedClient(notebook, self.manager, output_bytes=0)
        other.kc = self.kc
        return await other.run_cell(notebook.cells[0], 0, limit_s, grace_s)

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Drop an output that no longer fits, and say so once in its cell."""
        if msg["msg_type"] in COUNTED:
            self.room -= _size(msg["content"])
            if self.room < 0:
                if not self.was_cut:
                    self.was_cut = True
                    note = "[The outputs from here on were cut: there were too many.]\n"
                    cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=note))
                return None
        elif msg["msg_type"] not in ("status", "clear_output", "execute_input"):
            return None
        return super().process_message(msg, cell, cell_index)


async def _answers(channels: AsyncKernelClient) -> bool:
    identifier = channels.kernel_info()
    try:
        await channels.get_shell_msg(timeout=START_S)
        while True:
            message = await channels.get_iopub_msg(timeout=0.1)
            if message["parent_header"].get("msg_id") == identifier and (
                message["content"].get("execution_state") == "idle"
            ):
                return True
    except Empty:
        return False  # what it published before this client had subscribed is lost


def _size(content: dict[str, Any]) -> int:
    return len(json.dumps(content)) + 100
