"""The warm template: a process that has imported everything, runs nothing, and is forked.

    python -P -s -m yourturn.zone.template LEVEL IDLE_S ONCE SOCKET_FD READY_FD COURSES

It imports only: a fork after any TensorFlow operation, or after merely building a model, hangs.
It must have one OS thread whenever it forks, and it reads nothing that a student wrote: the
fork reads the request. It ends by itself when nobody has asked for a while.
"""

import gc
import importlib
import os
import select
import socket
import sys
import time
from pathlib import Path

IMPORTS = (
    "nbformat",
    "nbclient",
    "ipykernel.kernelapp",
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
    "yourturn.answers.hand_in",
    "yourturn.data",
    "yourturn.prediction.serve",
    "yourturn.zone.guardian",
)


def main() -> None:
    """Import, say that it is ready, then fork a guardian for every connection."""
    level, idle_s, once, socket_fd, ready_fd, courses = sys.argv[1:]
    listener = socket.socket(fileno=int(socket_fd))
    _import()
    from .guardian import guard
    from .limits import Level
    from .processes import threads

    gc.collect()
    gc.freeze()
    os.write(int(ready_fd), b"ready")
    os.close(int(ready_fd))
    children: set[int] = set()
    last, served = time.monotonic(), False
    while True:
        for pid in list(children):
            if os.waitpid(pid, os.WNOHANG)[0]:
                children.discard(pid)
                last = time.monotonic()
        idle = not children and time.monotonic() - last > float(idle_s)
        if idle or (once == "once" and served and not children):
            return
        wait_s = 0.5 if children else min(5, float(idle_s))
        if not select.select([listener], [], [], wait_s)[0]:
            continue
        connection, _ = listener.accept()
        served = True
        assert threads() == 1, "the template has more than one thread"
        pid = os.fork()
        if pid == 0:
            listener.close()
            guard(connection, Level(int(level)), Path(courses))
        children.add(pid)
        connection.close()


def _import() -> None:
    # jsonschema's format checks compile a grammar for two seconds that no notebook needs.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    for name in IMPORTS:
        importlib.import_module(name)
    del sys.modules["rfc3987_syntax"]


if __name__ == "__main__":
    main()
