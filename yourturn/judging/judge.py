"""Judge cases in a process of their own, one forked child a case."""

import os
import subprocess
import sys
import threading
from multiprocessing.connection import Connection

from yourturn.errors import AuthorError, MachineError
from yourturn.judging.case import Case
from yourturn.judging.plan import Plan
from yourturn.judging.verdict import CriterionResult
from yourturn.notebooks import Assignment

PLAN_S = 60  # importing a grader and building its unseen inputs takes a second at most
JUDGE_S = 300  # predicting thousands of images with a large CNN a few times takes a minute


class Judge:
    """The trusted side of zone 3; one per engine process, started at its first use.

    Methods may be called from several threads; cases are judged one after the other. `plans` are
    kept by their assignments' digests; judges may share them.
    """

    def __init__(self, plans: dict[str, Plan] | None = None) -> None:
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._plans = {} if plans is None else plans

    def plan(self, assignment: Assignment) -> Plan:
        """Collect an assignment's criteria and declared calls; `AuthorError` if it has none."""
        key = assignment.digest
        if key not in self._plans:
            _, plan, problem = self._ask("plan", Case(assignment, {}, {}), PLAN_S, {})
            if plan is None:
                raise AuthorError(f"graders/{assignment.name} could not be collected: {problem}")
            self._plans[key] = plan
        return self._plans[key]

    def judge(
        self, case: Case, predictions: dict[str, bytes] | None = None
    ) -> tuple[CriterionResult, ...]:
        """Judge every criterion of the case's assignment, in the order of the plan.

        A criterion the grader did not come to is "could not be judged". What models predicted
        is put into `predictions`.
        """
        plan = self.plan(case.assignment)
        predicted = {} if predictions is None else predictions
        verdicts, _, problem = self._ask("judge", case, JUDGE_S, predicted)
        reported = {verdict.name: verdict for verdict in verdicts}
        return tuple(
            reported.get(criterion.name) or criterion.not_judged(problem or "was not run")
            for criterion in plan.criteria
        )

    def start(self) -> None:
        """Start the judge's process, where it does not run; not waited for."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the judge's process."""
        with self._lock:
            if self._server is not None:
                self._server.end()
                self._server = None

    def _ask(
        self, kind: str, case: Case, seconds: float, predicted: dict[str, bytes]
    ) -> tuple[list[CriterionResult], Plan | None, str]:
        with self._lock:
            server = self._started()
            try:
                return self._converse(server, (kind, case, seconds), predicted)
            except (EOFError, BrokenPipeError, ConnectionResetError):
                server.end()
                self._server = None
                raise MachineError(
                    "The judge's process was ended from outside; run again."
                ) from None

    def _started(self) -> "_Server":
        """The running process; whoever calls holds the lock."""
        if self._server is None or self._server.process.poll() is not None:
            self._server = _Server()
        return self._server

    def _converse(
        self, server: "_Server", job: tuple[str, Case, float], predicted: dict[str, bytes]
    ) -> tuple[list[CriterionResult], Plan | None, str]:
        server.jobs.send(job)
        verdicts: list[CriterionResult] = []
        plan: Plan | None = None
        mistake = ""
        while True:
            kind, content = server.results.recv()
            match kind:
                case "verdict":
                    verdicts.append(content)
                case "prediction":
                    name, data = content
                    predicted[name] = data
                case "plan":
                    plan = content
                case "author":
                    mistake = content
                case "end" if mistake:
                    raise AuthorError(mistake)
                case "end":
                    return verdicts, plan, content


class _Server:
    """The judge's process and the two pipes to it."""

    def __init__(self) -> None:
        jobs, sending = os.pipe()
        receiving, results = os.pipe()
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "yourturn.judging.server"],
            stdin=jobs,
            stdout=results,
            env={**os.environ, **threads},
        )
        os.close(jobs)
        os.close(results)
        self.jobs = Connection(sending, readable=False)
        self.results = Connection(receiving, writable=False)

    def end(self) -> None:
        """Close the pipes, whereupon the process ends, and wait for it."""
        self.jobs.close()
        self.results.close()
        self.process.wait()
