"""IPython's kernel, made in the template, so that a fork only opens what it serves with.

Measured: of 0.34 s of processor time that a kernel took for a notebook without training, 0.08 s
went into making it and into the memory that this touched and each fork therefore copied.
"""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.compilerop import CachingCompiler
from IPython.core.profiledir import ProfileDir
from IPython.utils.path import get_home_dir
from traitlets import Type
from traitlets.config import Config

CONFIG = Config({"HistoryManager": {"enabled": False}})


def make() -> None:
    """Make the kernel and its application; neither starts a thread or opens anything yet."""
    app: Any = WarmApplication.instance(config=CONFIG, kernel_class=WarmKernel)
    app.log.setLevel(logging.WARNING)  # else a record is made of every message and dropped
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder
        profile = ProfileDir(location=folder)
        app.kernel = kernel = WarmKernel.instance(parent=app, profile_dir=profile, user_ns=None)
        del os.environ["IPYTHONDIR"]
    kernel._execute_sleep = 0  # a pause after each cell for front ends that need it
    shell: Any = kernel.shell
    # The tip of IPython's banner is drawn anew for every client that asks who is there, from the
    # seeded numbers of Python's `random`: a client that asks twice would change a training.
    shell.enable_tip = False
    # Jupyter's `exit()` ends a kernel a moment later, in the cell that happens to follow.
    shell.ask_exit = lambda: os._exit(0)
    shell.enable_matplotlib("inline")
    shell.run_cell("None", silent=True)  # what the first cell looks up and compiles is kept
    shell.user_ns_hidden.update(shell.user_ns)  # from `%who`


class WarmKernel(IPythonKernel):
    """A kernel that is given what it serves with after it was made."""

    # IPython's own names a cell by its number; ipykernel's hashes each cell, in Python.
    compiler_class = Type(CachingCompiler)  # type: ignore[assignment]

    @classmethod
    def instance(cls, *arguments: Any, **given: Any) -> "WarmKernel":
        """Return the one kernel; its application asks for it with what it has opened."""
        made = cls.initialized()
        kernel: WarmKernel = super().instance(*arguments, **given)
        if made:
            kernel._serve_with(given)
        return kernel

    def _serve_with(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            if value is not None:
                setattr(self, name, value)
        app: Any = self.parent
        shell: Any = self.shell
        for channel in (shell.displayhook, shell.display_pub):
            channel.session, channel.pub_socket = self.session, self.iopub_socket
        shell.profile_dir, shell.ipython_dir = self.profile_dir, app.ipython_dir
        shell.home_dir, shell.starting_dir = get_home_dir(), str(Path.cwd())


class Stream(OutStream):
    """A standard stream whose flush does nothing when nothing has been written since the last.

    IPython flushes both streams before each output and after each cell, a hundred times a
    notebook; each time one thread wakes another and waits for it.
    """

    def __init__(self, *arguments: Any, **given: Any) -> None:
        self._has_written = False
        super().__init__(*arguments, **given)  # type: ignore[no-untyped-call]

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Write, and remember that something is to be flushed."""
        length = super().write(string)
        self._has_written = True  # only now: another thread may flush in between
        return length

    def flush(self) -> None:
        """Send what has been written, and wait until that is done."""
        if self._has_written:
            self._has_written = False
            super().flush()  # type: ignore[no-untyped-call]


class WarmApplication(IPKernelApp):
    """The application of a warm kernel: no command line, and no code in a home that is new."""

    outstream_class = f"{__name__}.{Stream.__name__}"

    def parse_command_line(self, argv: Any = None) -> None:
        """Do nothing: to build a parser takes longer than all that it would find."""

    def init_code(self) -> None:
        """Do nothing: it would end with a list of all modules, which copies their memory."""
