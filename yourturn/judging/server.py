"""The judge's process: pytest and the statistics libraries stay imported, each case is forked.

Run as `python -m yourturn.judging.server` by `yourturn.judging.judge.Judge`, which talks to it
over its standard input and output. Both ends are ours and trusted; what a submission left
behind crosses as unread bytes and is parsed in the forked child, within limits.
"""

import contextlib
import gc
import io
import os
import pickle
import resource
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np  # noqa: F401  (imported here once, for every forked child)
import pandas as pd  # noqa: F401
import pytest
import scipy.ndimage
import scipy.signal
import scipy.stats  # noqa: F401
import statsmodels.api as sm  # noqa: F401

from yourturn.data import unseen
from yourturn.judging import rules  # noqa: F401
from yourturn.judging.case import Case
from yourturn.judging.frames import read_frame, write_frame
from yourturn.judging.plugin import JudgePlugin, PlanPlugin
from yourturn.judging.verdict import CriterionResult

MEMORY_MIB = 6144  # real MNIST as floats, a prediction and a PCA of it fit in half of that

Job = tuple[str, Case, float]  # "plan" or "judge", the case, seconds allowed
Send = Callable[[Any], None]


def main() -> None:
    """Serve jobs until standard input closes."""
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a grader that prints must not be heard
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()
    while (frame := read_frame(jobs)) is not None:
        job: Job = pickle.loads(frame)
        _preload(job[1])
        _run(job, results)


def _preload(case: Case) -> None:
    """Load the data a grader asks for here, so that the children share them."""
    text = b"".join(case.assignment.graders.values())
    for path, content in case.assignment.graders.items():
        if path == "conftest.py":
            text = text.replace(content, b"")
    if b"mnist" in text:
        unseen.mnist()
    if b"mtpl" in text:
        unseen.mtpl()


def _run(job: Job, results: BinaryIO) -> None:
    """Fork, pass on what the child reports, and end with why it ended."""
    kind, case, seconds = job
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _child(kind, case, os.fdopen(writer, "wb"))
    os.close(writer)
    ended = _relay(reader, results, time.monotonic() + seconds)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reader)
    code = os.waitstatus_to_exitcode(status)
    if not ended:
        problem = f"the grader did not finish within {seconds:.0f} s"
    elif code:
        problem = f"the grader's process ended with {_name(code)}"
    else:
        problem = ""
    write_frame(results, pickle.dumps(("end", problem)))


def _relay(reader: int, results: BinaryIO, deadline: float) -> bool:
    """Copy the child's messages until it closes its end; False when the time is over."""
    pending = b""
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        block = os.read(reader, 1 << 16)
        if not block:
            return True
        pending += block
        stream = io.BytesIO(pending)
        while (frame := read_frame(stream)) is not None:
            write_frame(results, frame)
            pending = pending[stream.tell() :]
            stream = io.BytesIO(pending)


def _child(kind: str, case: Case, pipe: BinaryIO) -> None:
    """Do one job in the forked process; never returns."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MIB << 20, MEMORY_MIB << 20))
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115  (lives as long as the process)

        def send(message: Any) -> None:
            write_frame(pipe, pickle.dumps(message))

        with tempfile.TemporaryDirectory(prefix="yourturn-judge-") as folder:
            _work(kind, case, Path(folder), send)
        code = 0
    finally:
        pipe.flush()
        os._exit(code)


def _work(kind: str, case: Case, folder: Path, send: Send) -> None:
    for path, content in case.assignment.graders.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)

    def report(result: CriterionResult) -> None:
        send(("verdict", result))

    plugin = PlanPlugin(case) if kind == "plan" else JudgePlugin(case, report)
    arguments = [
        str(folder / case.assignment.name),
        "--assert=plain",  # a rewritten assertion would show hidden values
        "--import-mode=importlib",
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        f"-c{os.devnull}",
        "-pno:cacheprovider",
        "-q",
        *(["--collect-only"] if kind == "plan" else []),
    ]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main(arguments, plugins=[plugin])
    if plugin.errors or plugin.plan is None:
        problem = plugin.errors[0] if plugin.errors else "pytest collected nothing"
        where = f"graders/{case.assignment.name}"
        send(("author", problem if where in problem else f"{where} cannot be read: {problem}"))
    else:
        send(("plan", plugin.plan))


def _name(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"


if __name__ == "__main__":
    main()
