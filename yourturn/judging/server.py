"""The judge's process: pytest and what graders import stay imported, each case is forked.

Run as `python -m yourturn.judging.server` by `yourturn.judging.judge.Judge`, which talks to it
over its standard input and output. Both ends are ours and trusted; what a submission left
behind crosses as unread bytes and is parsed in the forked child, within limits.
"""

import ast
import contextlib
import io
import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from yourturn.data import unseen
from yourturn.importing import importing
from yourturn.judging.case import Case
from yourturn.judging.plugin import JudgePlugin, PlanPlugin
from yourturn.judging.verdict import CriterionResult

MEMORY_MIB = 6144  # real MNIST as floats, a prediction and a PCA of it fit in half of that

Job = tuple[str, Case, float]  # "plan" or "judge", the case, seconds allowed
Send = Callable[[Any], None]


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
    _pytest(["--markers", "--noconftest"])  # so that its own plugins are loaded, and no others
    with contextlib.suppress(EOFError):
        while True:
            kind, case, seconds = jobs.recv()
            _preload(case)
            _run(kind, case, seconds, results)


def _preload(case: Case) -> None:
    """Import and load here what the graders ask for, so that the children share it.

    Measured: statsmodels and SciPy take 1.2 s of processor time; the graders of the tensors need
    neither.
    """
    graders = case.assignment.graders
    for text in graders.values():
        _import_for(text)
    text = b"".join(text for path, text in graders.items() if path != "conftest.py")
    if b"mnist" in text:
        unseen.mnist()
    if b"mtpl" in text:
        unseen.mtpl()


@cache
def _import_for(text: bytes) -> None:
    """Import what one file of graders imports; what cannot be is told where it is collected."""
    # ValueError: null bytes, before Python 3.11.4
    with importing(), contextlib.suppress(SyntaxError, ValueError):
        for node in ast.walk(ast.parse(text)):
            names: dict[str, list[str]] = {}
            if isinstance(node, ast.Import):
                names = {alias.name: [] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = {node.module: [alias.name for alias in node.names]}
            for name, attributes in names.items():
                with contextlib.suppress(Exception, SystemExit):
                    __import__(name, fromlist=attributes)


def _run(kind: str, case: Case, seconds: float, results: Connection) -> None:
    """Fork, pass on what the child reports, and end with why it ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _child(kind, case, Connection(writer, readable=False))
    os.close(writer)
    with Connection(reader, writable=False) as reports:
        finished = _relay(reports, results, time.monotonic() + seconds)
    if not finished:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if not finished:
        problem = f"the grader did not finish within {seconds:.0f} s"
    elif code:
        problem = f"the grader's process ended with {_name(code)}"
    else:
        problem = ""
    results.send(("end", problem))


def _relay(reports: Connection, results: Connection, deadline: float) -> bool:
    """Copy whole messages until the child closes its end; False when the time is over."""
    while reports.poll(max(0.0, deadline - time.monotonic())):
        try:
            results.send_bytes(reports.recv_bytes())
        except EOFError:
            return True
    return False


def _child(kind: str, case: Case, reports: Connection) -> None:
    """Do one job in the forked process; never returns."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MIB << 20, MEMORY_MIB << 20))
        with tempfile.TemporaryDirectory(prefix="yourturn-judge-") as folder:
            _work(kind, case, Path(folder), reports.send)
        code = 0
    finally:
        reports.close()
        os._exit(code)


def _work(kind: str, case: Case, folder: Path, send: Send) -> None:
    for path, content in case.assignment.graders.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)

    def report(result: CriterionResult) -> None:
        send(("verdict", result))

    def remember(name: str, prediction: bytes) -> None:
        send(("prediction", (name, prediction)))

    plugin = PlanPlugin(case, remember) if kind == "plan" else JudgePlugin(case, remember, report)
    arguments = [
        str(folder / case.assignment.name),
        "--assert=plain",  # a rewritten assertion would show hidden values
        "--import-mode=importlib",
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        *(["--collect-only"] if kind == "plan" else []),
    ]
    _pytest(arguments, plugin)
    if plugin.errors or plugin.plan is None:
        problem = plugin.errors[0] if plugin.errors else "pytest collected nothing"
        where = f"graders/{case.assignment.name}"
        send(("author", problem if where in problem else f"{where} cannot be read: {problem}"))
    else:
        send(("plan", plugin.plan))


def _pytest(arguments: list[str], *plugins: PlanPlugin) -> None:
    everywhere = [f"-c{os.devnull}", "-pno:cacheprovider", "-q"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*arguments, *everywhere], plugins=plugins)


def _name(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"


if __name__ == "__main__":
    main()
