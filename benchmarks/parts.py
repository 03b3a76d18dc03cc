"""What is measured, part by part; each returns figures that can be written as JSON."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks import sides
from benchmarks.courses import HOME, SCRATCH, class_notebooks
from benchmarks.measure import Measured, mean
from yourturn.notebooks import Assignment
from yourturn.zone import Execution, execute

SIZES = (10, 40, 160)
NOTHING = nullcontext()
PRIVATE = """
text = open("/proc/self/smaps_rollup").read()
print(sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")))
"""


def tensors(submissions: int) -> dict[str, Any]:
    """01-tensors: stock nbgrader, one and two workers, Dask with as many, judging again.

    Also nbgrader's own command with this course's configuration. Stock nbgrader takes minutes in
    which a shared machine changes its pace, so the others run before it and after it.
    """
    result = _compare("01-tensors", submissions, around_stock=True)
    assignment = Assignment.load(HOME, "01-tensors")
    notebooks = class_notebooks(assignment, submissions)
    same_road = _row(sides.same_road(assignment, notebooks), submissions)
    result["rows"]["nbgrader autograde, this course"] = same_road
    return result


def cnn(submissions: int) -> dict[str, Any]:
    """07-cnn, the right submissions, each of which trains; and the same code by itself.

    The code runs by itself just before and just after the side that it is compared with, half of
    the submissions each, since a shared machine is faster at one time than at another. Two at
    the same time show what a second core is worth here.
    """
    notebooks = class_notebooks(Assignment.load(HOME, "07-cnn"), submissions, only_right=True)
    alone: list[dict[str, float]] = []
    result = _compare(
        "07-cnn", submissions, only_right=True, around_one=_half_each(notebooks, alone)
    )
    seconds = sum(one["seconds"] for one in alone)
    with ThreadPoolExecutor(2) as both:
        pairs = list(both.map(_by_itself, notebooks))
    at_once_s = sum(one["seconds"] for one in pairs) / 2  # without the imports before each
    result["rows"] |= {
        "the code by itself": _bare_row(seconds, alone),
        "the code by itself, 2 at once": _bare_row(at_once_s, pairs),
    }
    serial = result["rows"]["yourturn, 1 worker"]["seconds"]
    result["ratios"] |= {
        "wall time over the code by itself, 1 worker": round(serial / seconds, 3),
        "the code by itself: 2 at once over 1": round(seconds / at_once_s, 2),
    }
    return result


def sizes(submissions: int) -> dict[str, Any]:
    """Seconds and memory against the size of the class, 01-tensors with two workers."""
    assignment = Assignment.load(HOME, "01-tensors")
    chosen = [size for size in SIZES if size <= submissions] or [submissions]
    if submissions > SIZES[-1]:
        chosen.append(submissions)
    rows, curves = {}, {}
    for size in chosen:
        graded, _ = sides.ours(assignment, class_notebooks(assignment, size), 2)
        rows[f"{size} submissions"] = _row(graded, size)
        curves[str(size)] = [[round(s, 1), round(mib)] for s, mib in graded.memory_mib]
    return {"assignment": "01-tensors", "rows": rows, "ratios": {}, "memory_mib": curves}


def kernel(_: int) -> dict[str, Any]:
    """Private memory of a forked kernel before a student's code has run."""
    notebook = new_notebook(cells=[new_code_cell(PRIVATE)])
    executed = execute(Execution(nbformat.writes(notebook).encode()))
    cells = json.loads(executed.notebook or b"")["cells"]
    kib = int("".join(cells[0]["outputs"][0]["text"]))
    return {"rows": {}, "ratios": {"private memory of a forked kernel, MiB": round(kib / 1024)}}


def report(students: int) -> dict[str, Any]:
    """`yourturn report` for a class of this size in 07-cnn, multiplied from three graded ones."""
    assignment = Assignment.load(HOME, "07-cnn")
    notebooks = class_notebooks(assignment, 3, only_right=True)
    row = _row(sides.report(assignment, notebooks, students), students)
    return {"assignment": assignment.name, "rows": {f"{students} students": row}, "ratios": {}}


PARTS = {"tensors": tensors, "cnn": cnn, "sizes": sizes, "kernel": kernel, "report": report}
DEFAULTS = {"tensors": 40, "cnn": 6, "sizes": 160, "kernel": 1, "report": 200}


def _compare(
    name: str,
    n: int,
    *,
    only_right: bool = False,
    around_stock: bool = False,
    around_one: AbstractContextManager[None] = NOTHING,
) -> dict[str, Any]:
    """Compare the sides; `around_stock` measures all others before it and after it, as means."""
    assignment = Assignment.load(HOME, name)
    notebooks = class_notebooks(assignment, n, only_right=only_right)

    def ours() -> tuple[Measured, ...]:
        with around_one:
            one, again = sides.ours(assignment, notebooks, 1)
        two, _ = sides.ours(assignment, notebooks, 2)
        return one, two, again, *(sides.dask(assignment, notebooks, workers) for workers in (1, 2))

    before = [ours()] if around_stock else []
    stock = sides.stock(assignment, notebooks)
    one, two, again, dask_one, dask_two = map(mean, zip(*before, ours(), strict=True))
    return {
        "assignment": name,
        "submissions": n,
        "rows": {
            "nbgrader autograde, stock": _row(stock, n),
            "yourturn, 1 worker": _row(one, n),
            "yourturn, 2 workers": _row(two, n),
            "yourturn, Dask, 1 worker": _row(dask_one, n),
            "yourturn, Dask, 2 workers": _row(dask_two, n),
            "yourturn, judging again": _row(again, n),
        },
        "ratios": {
            "1 worker over stock": _times(stock, one),
            "2 workers over stock": _times(stock, two),
            "Dask: 2 workers over 1": _times(dask_one, dask_two),
            "judging again over executing, 1 worker": _times(one, again),
        },
    }


def _row(measured: Measured, n: int) -> dict[str, float]:
    return {
        "seconds": round(measured.seconds, 1),
        "per_minute": round(60 * n / measured.seconds, 2),
        "cpu_s": round(measured.cpu_s, 1),
        "peak_mib": round(measured.peak_mib),
    }


def _times(slow: Measured, fast: Measured) -> float:
    return round(slow.seconds / fast.seconds, 2)


def _bare_row(seconds: float, runs: list[dict[str, float]]) -> dict[str, float]:
    return {
        "seconds": round(seconds, 1),
        "per_minute": round(60 * len(runs) / seconds, 2),
        "cpu_s": round(sum(one["cpu_s"] for one in runs), 1),
    }


@contextmanager
def _half_each(notebooks: list[bytes], found: list[dict[str, float]]) -> Iterator[None]:
    half = len(notebooks) // 2
    found += map(_by_itself, notebooks[:half])
    yield
    found += map(_by_itself, notebooks[half:])


def _by_itself(notebook: bytes) -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder) / "bare.ipynb"
        path.write_bytes(notebook)
        command = [sys.executable, "-m", "benchmarks.bare", str(path)]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
