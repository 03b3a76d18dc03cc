"""The judge's process: pytest and what graders import stay imported.

Run as `python -m yourturn.judging.server` by `yourturn.judging.judge.Judge`, which talks to it
over its standard input and output. Both ends are ours and trusted; what a submission left
behind crosses as unread bytes and is parsed in a process of its own (`yourturn.judging.graders`).
"""

import ast
import contextlib
import os
import signal
from functools import cache
from multiprocessing.connection import Connection

from yourturn.data import unseen
from yourturn.importing import importing
from yourturn.judging.case import Case
from yourturn.judging.graders import Graders, run_pytest
from yourturn.notebooks import Assignment

Job = tuple[str, Case, float]  # "plan" or "judge", the case, seconds allowed


def main() -> None:
    """Serve jobs until the other side closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other side, which closes
    jobs = Connection(os.dup(0), writable=False)
    results = Connection(os.dup(1), readable=False)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # a grader that prints must not be heard
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)  # made for other tests than the graders
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    run_pytest(["--markers", "--noconftest"])  # so that its own plugins are loaded, and no others
    _serve(jobs, results)


def _serve(jobs: Connection, results: Connection) -> None:
    """Answer each job with what it brought and `("end", problem)`; keep the last graders.

    Ends with the other side, and with graders that are ended from outside: whoever waits for an
    answer then hears of it.
    """
    graders: Graders | None = None
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            kind, case, seconds = jobs.recv()
            if graders is None or graders.digest != case.assignment.digest:
                if graders is not None:
                    graders.end()
                _preload(case.assignment)
                graders = Graders(case.assignment, seconds, close=(jobs, results))
            if graders.plan is None:
                results.send(("author", graders.mistake))
                results.send(("end", graders.problem))
                graders = None
            elif kind == "plan":
                results.send(("plan", graders.plan))
                results.send(("end", ""))
            else:
                results.send(("end", graders.judge(case, seconds, results)))
            del case  # may be large
    if graders is not None:
        graders.end()


def _preload(assignment: Assignment) -> None:
    """Import and load here what the graders ask for, so that the children share it.

    Measured: statsmodels takes a second of processor time; the graders of the tensors need
    nothing of it.
    """
    for text in assignment.graders.values():
        _import_for(text)
    text = b"".join(text for path, text in assignment.graders.items() if path != "conftest.py")
    if b"mnist" in text:
        _ = unseen.mnist().mean_and_std  # kept: 0.2 s for the real images
    if b"mtpl" in text:
        unseen.mtpl()


@cache
def _import_for(text: bytes) -> None:
    """Import what one file of graders imports at its top; what fails is told by its collection."""
    # ValueError: null bytes, before Python 3.11.4
    with importing(), contextlib.suppress(SyntaxError, ValueError):
        for node in ast.parse(text).body:
            names: dict[str, list[str]] = {}
            if isinstance(node, ast.Import):
                names = {alias.name: [] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = {node.module: [alias.name for alias in node.names]}
            for name, attributes in names.items():
                with contextlib.suppress(Exception, SystemExit):
                    __import__(name, fromlist=attributes)


if __name__ == "__main__":
    main()
