"""What is measured, part by part; each returns figures that can be written as JSON."""

import json
import subprocess
import sys
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks import sides
from benchmarks.courses import HOME, SCRATCH, class_notebooks
from benchmarks.measure import Measured
from yourturn.notebooks import Assignment
from yourturn.zone import Execution, execute

SIZES = (10, 40, 160)
PRIVATE = """
text = open("/proc/self/smaps_rollup").read()
print(sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")))
"""


def tensors(submissions: int) -> dict[str, Any]:
    """01-tensors: stock nbgrader, one and two workers, Dask with as many, judging again.

    Also nbgrader's own command with this course's configuration.
    """
    result = _compare("01-tensors", submissions)
    assignment = Assignment.load(HOME, "01-tensors")
    notebooks = class_notebooks(assignment, submissions)
    same_road = _row(sides.same_road(assignment, notebooks), submissions)
    result["rows"]["nbgrader autograde, this course"] = same_road
    return result


def cnn(submissions: int) -> dict[str, Any]:
    """07-cnn, the right submissions, each of which trains; and the same code by itself."""
    result = _compare("07-cnn", submissions, only_right=True)
    assignment = Assignment.load(HOME, "07-cnn")
    bare = [_bare(one) for one in class_notebooks(assignment, submissions, only_right=True)]
    seconds = sum(one["seconds"] for one in bare)
    result["rows"]["the code by itself"] = {
        "seconds": round(seconds, 1),
        "per_minute": round(60 * submissions / seconds, 2),
        "cpu_s": round(sum(one["cpu_s"] for one in bare), 1),
    }
    serial = result["rows"]["yourturn, 1 worker"]["seconds"]
    result["ratios"]["wall time over the code by itself, 1 worker"] = round(serial / seconds, 3)
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


def _compare(name: str, n: int, *, only_right: bool = False) -> dict[str, Any]:
    assignment = Assignment.load(HOME, name)
    notebooks = class_notebooks(assignment, n, only_right=only_right)
    stock = sides.stock(assignment, notebooks)
    one, again = sides.ours(assignment, notebooks, 1)
    two, _ = sides.ours(assignment, notebooks, 2)
    dask_one, dask_two = (sides.dask(assignment, notebooks, workers) for workers in (1, 2))
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


def _bare(notebook: bytes) -> dict[str, float]:
    path = SCRATCH / "bare.ipynb"
    path.write_bytes(notebook)
    command = [sys.executable, "-m", "benchmarks.bare", str(path)]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
