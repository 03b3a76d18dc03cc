"""The warm template: a process that has imported everything and made a kernel, and is forked.

    python -P -s -m yourturn.zone.template LEVEL MODE IDLE_S SOCKET_FD READY_FD

MODE is `warm` (serve until idle), `once` (serve one request) or `trial` (raise the walls once
and end: does this machine allow them?).

It never computes: a fork after any TensorFlow operation, or after merely building a model, hangs.
It must have one OS thread whenever it forks, and it reads nothing that a student wrote: the
fork reads the request. It ends by itself when nobody has asked for a while.
"""

import contextlib
import importlib
import os
import select
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.provisioning.factory import KernelProvisionerFactory

from yourturn.importing import importing, with_room

from . import guardian, kernel_calls, processes, walls
from .limits import Level
from .namespaces import COURSES

READY = b"ready"
IMPORTS = (
    "nbformat",
    "nbclient",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "pandas",
    "scipy.stats",
    "statsmodels.api",
    "statsmodels.formula.api",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "sklearn.decomposition",
    "sklearn.linear_model",
    "tensorflow",
    "keras",
    "yourturn.answers.calls",
    "yourturn.answers.encode_figure",
    "yourturn.answers.encode_model",
    "yourturn.answers.encode_table",
    "yourturn.answers.encode_tensor",
    "yourturn.answers.hand_in",
    "yourturn.data.folder",
    "yourturn.draw.combined",
    "yourturn.draw.images",
    "yourturn.draw.networks",
    "yourturn.draw.portfolio",
    "yourturn.draw.tables",
    "yourturn.draw.tensors",
    "yourturn.prediction.serve",
)


def main() -> None:
    """Try the walls, import, say that it is ready, fork a guardian for every connection."""
    level, mode = Level(int(sys.argv[1])), sys.argv[2]
    idle_s, socket_fd, ready_fd = float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    walls.trial(level)
    with importing():
        if mode != "trial":
            _import()
    if mode == "warm":
        _use_huge_pages()
    os.write(ready_fd, READY)
    os.close(ready_fd)
    if mode == "trial":
        return
    courses = COURSES if level is Level.BUBBLEWRAP else Path(tempfile.mkdtemp(prefix="course-"))
    try:
        _serve(socket.socket(fileno=socket_fd), level, mode, idle_s, courses)
    finally:
        if level is not Level.BUBBLEWRAP:
            shutil.rmtree(courses, ignore_errors=True)


def _use_huge_pages() -> None:
    """Bring the heap of C and C++ into huge pages: a fork then copies far fewer entries.

    Measured: a submission, which takes four forks, takes 0.012 s less of 0.31 s of processor
    time. Python's own objects lie elsewhere; a fork counts references in them, which splits a
    huge page again.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, *_, name = line.split()
        if name == "[heap]":
            start, end = (int(address, 16) for address in addresses.split("-"))
            with contextlib.suppress(OSError):  # an older Linux, or no room for a huge page in it
                kernel_calls.collapse(start, end - start)


def _serve(listener: socket.socket, level: Level, mode: str, idle_s: float, courses: Path) -> None:
    children: set[int] = set()
    last, served = time.monotonic(), False
    while True:
        for pid in list(children):
            if os.waitpid(pid, os.WNOHANG)[0]:
                children.discard(pid)
                last = time.monotonic()
        idle = not children and time.monotonic() - last > idle_s
        if idle or (mode == "once" and served and not children):
            return
        wait_s = 0.5 if children else min(5, idle_s)
        if not select.select([listener], [], [], wait_s)[0]:
            continue
        connection, _ = listener.accept()
        served = True
        # A fork copies one thread: whatever lock another one holds stays locked for ever.
        assert processes.threads() == 1, "the template has more than one thread"
        pid = os.fork()
        if pid == 0:
            listener.close()
            guardian.guard(connection, level, courses)
        children.add(pid)
        connection.close()


def _import() -> None:
    for name in IMPORTS:
        importlib.import_module(name)
    from . import warm_kernel  # builds on IPython

    sys.modules.pop("rfc3987_syntax")  # `yourturn.quick_schema` hid it; a student may want it
    nbformat = sys.modules["nbformat"]
    nbformat.reads(nbformat.writes(nbformat.v4.new_notebook()), as_version=4)  # loads its schema
    KernelProvisionerFactory.instance()  # looks through all packages for entry points
    _draw()
    warm_kernel.make()


def _draw() -> None:
    """Draw once, as a cell shows it: fonts, colours and the writer of PNG are loaded by then."""
    from IPython.core.pylabtools import print_figure
    from matplotlib import pyplot

    figure, panel = pyplot.subplots()
    panel.imshow([[0, 1]])
    panel.set_title("once")
    print_figure(figure)  # type: ignore[no-untyped-call]  # IPython is typed in parts
    pyplot.close(figure)


if __name__ == "__main__":
    with_room(main)  # and with it every fork
    os._exit(0)  # to take apart all that was imported costs 1.5 s of processor time
