"""The graders of one assignment, collected once by pytest in a process that is forked a case.

the judge's process    starts one for the assignment that is asked for
the graders' process   collects, says what the graders will establish, is forked for each case
a case's process       reads what a submission left behind and runs the criteria on it
"""

import contextlib
import gc
import io
import os
import random
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Collection
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import NoReturn

import pytest

from yourturn.judging.case import Case
from yourturn.judging.plan import Plan
from yourturn.judging.plugin import JudgePlugin, Turn
from yourturn.notebooks import Assignment
from yourturn.zone import processes

MEMORY_MIB = 6144  # real MNIST as floats, a prediction and a PCA of it fit in half of that


class Graders:
    """The judge's side of a graders' process.

    `plan` is None where they could not be collected: `mistake` is what their author has to mend,
    `problem` how the process ended without saying anything.
    """

    def __init__(
        self, assignment: Assignment, seconds: float, close: Collection[Connection] = ()
    ) -> None:
        """Start the process, which lets go of what is to `close`, and wait for its plan."""
        self.digest = assignment.digest
        self.plan: Plan | None = None
        self.mistake = self.problem = ""
        cases, self._cases = Pipe(duplex=False)
        self._reports, reports = Pipe(duplex=False)
        self._pid = os.fork()
        if not self._pid:
            for connection in (*close, self._cases, self._reports):
                connection.close()
            _collect(assignment, cases, reports)
        cases.close()
        reports.close()
        self._await_plan(seconds)

    def judge(self, case: Case, seconds: float, results: Connection) -> str:
        """Pass on what the case's process reports; return what kept it from coming to its end.

        Raises `EOFError` or `BrokenPipeError` where the graders' process was ended from outside.
        """
        self._cases.send((case, seconds))
        while True:
            kind, content = self._reports.recv()
            if kind == "end":
                problem: str = content
                return problem
            results.send((kind, content))

    def end(self) -> int:
        """End the process, which waits for cases or has ended, and return its exit code."""
        self._cases.close()
        self._reports.close()
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)

    def _await_plan(self, seconds: float) -> None:
        try:
            if self._reports.poll(seconds):
                match self._reports.recv():
                    case "plan", Plan() as plan:
                        self.plan = plan
                        return
                    case _, text:
                        self.mistake = text
            else:
                os.kill(self._pid, signal.SIGKILL)
                self.problem = _too_long(seconds)
        except EOFError:
            pass
        code = self.end()
        if not (self.mistake or self.problem):
            self.problem = _ended(code)


def run_pytest(arguments: list[str], *plugins: JudgePlugin) -> None:
    """Run pytest with nothing of the folder or the user's settings, unheard."""
    everywhere = [f"-c{os.devnull}", "-pno:cacheprovider", "-q"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*arguments, *everywhere], plugins=plugins)


def _collect(assignment: Assignment, cases: Connection, reports: Connection) -> NoReturn:
    """Serve as the graders' process, and in its forks as a case's; never returns."""
    process, code = os.getpid(), 1
    folder = Path(tempfile.mkdtemp(prefix="yourturn-judge-"))
    plugin = JudgePlugin(assignment, lambda: _wait_for_cases(plugin, cases, reports))
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MIB << 20, MEMORY_MIB << 20))
        for path, content in assignment.graders.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
        arguments = [
            str(folder / assignment.name),
            "--assert=plain",  # a rewritten assertion would show hidden values
            "--tb=native",  # pytest's own looks a tenth of a second for the module of each frame
            "--import-mode=importlib",
            f"--rootdir={folder}",
            f"--confcutdir={folder}",
        ]
        run_pytest(arguments, plugin)
        if plugin.plan is None:
            problem = plugin.errors[0] if plugin.errors else "pytest collected nothing"
            where = f"graders/{assignment.name}"
            known = where in problem
            reports.send(("author", problem if known else f"{where} cannot be read: {problem}"))
        code = 0
    finally:
        if os.getpid() == process:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(code)


def _wait_for_cases(plugin: JudgePlugin, cases: Connection, reports: Connection) -> Turn | None:
    """Return in every process that is to judge a case, and with None in the last to end."""
    if processes.threads() > 1:  # a fork copies one thread, and whatever lock another one holds
        mistake = f"graders/{plugin.assignment.name} starts threads while it is imported"
        reports.send(("author", f"{mistake}; start them in a fixture or a test."))
        return None
    reports.send(("plan", plugin.plan))
    gc.freeze()  # a collection in a fork would copy every page that holds an object
    seeded = random.getstate()
    with contextlib.suppress(EOFError):
        while True:
            case, seconds = cases.recv()
            reader, writer = Pipe(duplex=False)
            child = os.fork()
            if not child:
                for connection in (cases, reports, reader):
                    connection.close()
                random.setstate(seeded)  # Python gives each fork another one
                return Turn(case, writer.send)
            writer.close()
            del case  # may be large
            with reader:
                finished = _relay(reader, reports, time.monotonic() + seconds)
            if not finished:
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
            problem = "" if finished else _too_long(seconds)
            reports.send(("end", problem or (_ended(code) if code else "")))
    return None


def _relay(reports: Connection, to: Connection, deadline: float) -> bool:
    """Copy whole messages until the other end is closed; False when the time is over."""
    while reports.poll(max(0.0, deadline - time.monotonic())):
        try:
            to.send_bytes(reports.recv_bytes())
        except EOFError:
            return True
    return False


def _too_long(seconds: float) -> str:
    return f"the grader did not finish within {seconds:.0f} s"


def _ended(code: int) -> str:
    how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return f"the grader's process ended with {how}"
