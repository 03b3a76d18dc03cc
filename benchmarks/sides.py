"""The ways of grading that are compared, each on a course of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from distributed import Client

from benchmarks.courses import SCRATCH, make_course
from benchmarks.measure import Background, Measured, measure
from benchmarks.reporting import multiply
from yourturn.notebooks import Assignment
from yourturn.zone import ZoneSettings
from yourturn.zone.launch import connect as connect_to_template

YOURTURN = (sys.executable, "-c", "from yourturn.commands import app; app()")


@contextmanager
def cold() -> Iterator[tuple[Background, dict[str, str]]]:
    """An environment in which no template is warm yet; all that is started ends with it."""
    background = Background()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        try:
            yield background, {"XDG_RUNTIME_DIR": folder}
        finally:
            background.end()


def stock(assignment: Assignment, notebooks: list[bytes]) -> Measured:
    """`nbgrader autograde` as it comes."""
    course = make_course("stock", assignment, notebooks)
    command = [sys.executable, "-m", "nbgrader", "autograde", assignment.name]
    with cold() as (background, environment):
        return measure(command, course, background, environment)


def ours(assignment: Assignment, notebooks: list[bytes], workers: int) -> tuple[Measured, Measured]:
    """`yourturn grade`, and then judging again after a change in the grader."""
    course = make_course(f"yourturn-{workers}", assignment, notebooks)
    with cold() as (background, environment):
        command = [*YOURTURN, "grade", assignment.name, "--workers", str(workers)]
        graded = measure(command, course, background, environment)
        (grader,) = (course / "graders" / assignment.name).glob("test_*.py")
        grader.write_text(grader.read_text() + "\n# corrected\n")
        again = [*YOURTURN, "grade", assignment.name, "--rejudge", "--yes"]
        return graded, measure(again, course, background, environment)


def same_road(assignment: Assignment, notebooks: list[bytes]) -> Measured:
    """`nbgrader autograde` with this course's configuration."""
    course = make_course("yourturn-nbgrader", assignment, notebooks)
    command = [sys.executable, "-m", "nbgrader", "autograde", assignment.name]
    with cold() as (background, environment):
        return measure(command, course, background, environment)


def dask(assignment: Assignment, notebooks: list[bytes], workers: int) -> Measured:
    """`yourturn grade --scheduler` with workers that have been started and have preloaded.

    A cluster is there before a run: this side alone does not begin with an import of TensorFlow.
    """
    course = make_course(f"dask-{workers}", assignment, notebooks)
    with (
        cold() as (background, environment),
        _cluster(workers, course, background, environment) as address,
    ):
        command = [*YOURTURN, "grade", assignment.name, "--scheduler", address]
        return measure(command, course, background, environment)


def report(assignment: Assignment, notebooks: list[bytes], students: int) -> Measured:
    """`yourturn report` with all that it writes, for a class multiplied from these submissions."""
    course = make_course("report", assignment, notebooks)
    with cold() as (background, environment):
        measure([*YOURTURN, "grade", assignment.name], course, background, environment)
    multiply(course, assignment.name, students)
    written = ["--csv", "report.csv", "--leaderboard", "leaderboard.html"]
    with cold() as (background, environment):
        return measure([*YOURTURN, "report", *written], course, background, environment)


def _await_template() -> None:
    """Return when this machine has a warm template; runs in a worker."""
    connect_to_template(ZoneSettings())[0].close()


@contextmanager
def _cluster(
    workers: int, course: Path, background: Background, environment: dict[str, str]
) -> Iterator[str]:
    file = SCRATCH / f"scheduler-{workers}.json"
    file.unlink(missing_ok=True)
    place = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
    scheduler = [sys.executable, "-m", "dask", "scheduler", "--port", "0", *place]
    worker = [sys.executable, "-m", "dask", "worker", "--nthreads", "1", "--no-nanny", *place]
    worker += ["--preload", "yourturn.classroom.warm_worker"]
    with (course / "dask.txt").open("wb") as log:
        for command in (scheduler, *[worker] * workers):
            process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **environment}
            )
            background.roots.append(psutil.Process(process.pid))
            while command is scheduler and not (file.exists() and file.read_text().endswith("}")):
                if process.poll() is not None:
                    raise RuntimeError(f"the Dask scheduler ended; see {course / 'dask.txt'}")
    address: str = json.loads(file.read_text())["address"]
    connect: Any = Client  # half typed
    with connect(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)
        client.run(_await_template)
    yield address
