"""Judge cases in a process of their own, one forked child a case."""

import os
import pickle
import subprocess
import sys
import threading
from typing import IO, Any, cast

from yourturn.errors import AuthorError, MachineError
from yourturn.judging.case import Case
from yourturn.judging.frames import read_frame, write_frame
from yourturn.judging.plan import Plan
from yourturn.judging.verdict import CriterionResult
from yourturn.notebooks import Assignment

PLAN_S = 60  # importing a grader and building its unseen inputs takes a second at most
JUDGE_S = 300  # predicting thousands of images with a large CNN a few times takes a minute


class Judge:
    """The trusted side of zone 3; one per engine process, started at its first use.

    Methods may be called from several threads; cases are judged one after the other.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._plans: dict[str, Plan] = {}

    def plan(self, assignment: Assignment) -> Plan:
        """Collect an assignment's criteria and declared calls; `AuthorError` if it has none."""
        key = assignment.digest
        if key not in self._plans:
            _, plan, problem = self._ask("plan", Case(assignment, {}, {}), PLAN_S)
            if plan is None:
                raise AuthorError(f"graders/{assignment.name} could not be collected: {problem}")
            self._plans[key] = plan
        return self._plans[key]

    def judge(self, case: Case) -> tuple[CriterionResult, ...]:
        """Judge every criterion of the case's assignment, in the order of the plan.

        A criterion the grader did not come to is "could not be judged".
        """
        plan = self.plan(case.assignment)
        verdicts, _, problem = self._ask("judge", case, JUDGE_S)
        reported = {verdict.name: verdict for verdict in verdicts}
        return tuple(
            reported.get(criterion.name) or criterion.not_judged(problem or "was not run")
            for criterion in plan.criteria
        )

    def close(self) -> None:
        """End the judge's process."""
        with self._lock:
            if self._process is not None:
                cast(IO[bytes], self._process.stdin).close()
                self._process.wait()
                cast(IO[bytes], self._process.stdout).close()
                self._process = None

    def _ask(
        self, kind: str, case: Case, seconds: float
    ) -> tuple[list[CriterionResult], Plan | None, str]:
        with self._lock:
            try:
                return self._converse(pickle.dumps((kind, case, seconds)))
            except BrokenPipeError:
                self._process = None  # it was killed while idle: start another, ask again
                return self._converse(pickle.dumps((kind, case, seconds)))

    def _converse(self, job: bytes) -> tuple[list[CriterionResult], Plan | None, str]:
        process = self._started()
        write_frame(cast(Any, process.stdin), job)
        verdicts: list[CriterionResult] = []
        plan: Plan | None = None
        while (frame := read_frame(cast(Any, process.stdout))) is not None:
            kind, content = pickle.loads(frame)
            match kind:
                case "verdict":
                    verdicts.append(content)
                case "plan":
                    plan = content
                case "author":
                    self._drain(process)
                    raise AuthorError(content)
                case "end":
                    return verdicts, plan, content
        code = process.wait()
        self._process = None
        raise MachineError(f"The judge's process ended by itself (exit status {code}); run again.")

    def _drain(self, process: subprocess.Popen[bytes]) -> None:
        while (frame := read_frame(cast(Any, process.stdout))) is not None:
            if pickle.loads(frame)[0] == "end":
                return

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "yourturn.judging.server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **threads},
            )
        return self._process
