"""A kernel provisioner, Jupyter's own extension point, whose kernels are forks."""

import asyncio
import select
import signal
import socket
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from . import frames
from .job import Job

NAME = "yourturn-fork"


class ForkProvisioner(KernelProvisionerBase):
    """Starts a kernel by asking the zone's supervisor to fork one."""

    parent: "ForkKernelManager"
    pidfd: int | None = None

    @property
    def has_process(self) -> bool:
        """Say whether a kernel was started; asked right after `launch_kernel`."""
        return self.pidfd is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file; called before every start."""
        self.parent.write_connection_file()
        self.connection_info = self.parent.get_connection_info()
        return {"cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Ask the supervisor for a kernel and keep the descriptor of its process."""
        channel = self.parent.channel
        frames.send(channel, {"do": "kernel", "connection_file": self.parent.connection_file})
        reply, (self.pidfd,) = frames.receive_with_fds(channel, 0)
        if reply is None:
            raise RuntimeError("the supervisor is gone")
        return self.connection_info

    async def poll(self) -> int | None:
        """Return None while the kernel lives; called by `is_alive`."""
        if self.pidfd is None:
            return 0
        return 0 if select.select([self.pidfd], [], [], 0)[0] else None

    async def lives(self) -> bool:
        """Say whether the kernel lives; asked before every cell and call."""
        return await self.poll() is None

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        if self.pidfd is None:
            return 0
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        loop.add_reader(self.pidfd, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self.pidfd)
        return 0

    async def send_signal(self, signum: int) -> None:
        """Have the kernel signalled; called to interrupt a cell that takes too long.

        By the supervisor: under Landlock the runner and the kernel cannot reach each other.
        """
        frames.send(self.parent.channel, {"do": "signal", "number": int(signum)})

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Kill the kernel: nothing in a zone deserves a farewell."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Do nothing: the supervisor clears the zone."""


class ForkKernelManager(AsyncKernelManager):
    """A kernel manager whose one kernel is a fork; `channel` leads to the supervisor."""

    def __init__(self, job: Job, channel: socket.socket, number: int) -> None:
        KernelProvisionerFactory.instance().provisioners[NAME] = EntryPoint(
            NAME, f"{__name__}:{ForkProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME
        )
        folder = job.places.run
        super().__init__(
            transport="ipc",
            ip=str(folder / f"k{number}"),
            connection_file=str(folder / f"k{number}.json"),
            kernel_spec_manager=_OneSpec(),
        )
        self.session.key = b""  # only the zone can reach its sockets: nothing need be signed
        self.channel = channel

    @property
    def fork(self) -> ForkProvisioner:
        """The kernel's process, once it was started."""
        assert isinstance(self.provisioner, ForkProvisioner)
        return self.provisioner


class _OneSpec(KernelSpecManager):
    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=["fork"],
            display_name="Python",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": NAME}},
        )
