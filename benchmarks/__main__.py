"""Grade the same class with stock `nbgrader autograde` and with this course's configuration.

    python -m benchmarks [--submissions 40]

Both sides run in this one process's children, one after the other, on the same notebooks, with
compiled bytecode and one worker. Prints a table and saves `build/benchmarks/result.json`.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from yourturn.notebooks import Assignment, apply_patch, read_patch, write_notebook

HOME = Path(__file__).parent.parent
SCRATCH = HOME / "build" / "benchmarks"
ASSIGNMENT = "01-tensors"
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = {root!r}
"""


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--submissions", type=int, default=40)
    n = parser.parse_args().submissions
    shutil.rmtree(SCRATCH, ignore_errors=True)
    notebooks = list(itertools.islice(itertools.cycle(class_notebooks()), n))
    seconds = {side: measure(side, notebooks) for side in ("stock", "yourturn")}
    result = {
        "assignment": ASSIGNMENT,
        "submissions": n,
        "cores": os.cpu_count(),
        "seconds": {side: round(value, 1) for side, value in seconds.items()},
        "per_minute": {side: round(60 * n / value, 1) for side, value in seconds.items()},
        "ratio": round(seconds["stock"] / seconds["yourturn"], 2),
    }
    (SCRATCH / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    table = Table("nbgrader autograde", "seconds", "submissions a minute", "ratio")
    for side, ratio in (("stock", 1.0), ("yourturn", result["ratio"])):
        per_minute = result["per_minute"][side]
        table.add_row(side, f"{seconds[side]:.1f}", f"{per_minute:.1f}", f"{ratio:.1f}")
    Console().print(table)


def class_notebooks() -> list[bytes]:
    """The reference and every accepted and wrong submission of the assignment's proof."""
    assignment = Assignment.load(HOME, ASSIGNMENT)
    paths = sorted((HOME / "graders" / ASSIGNMENT / "submissions").glob("*/*.py"))
    patches = [(), *((read_patch(path),) for path in paths)]
    return [write_notebook(apply_patch(assignment, patch)) for patch in patches]


def measure(side: str, notebooks: list[bytes]) -> float:
    """Set up a course for one side and return the seconds its `nbgrader autograde` takes."""
    course = SCRATCH / side
    shutil.copytree(HOME / "source" / ASSIGNMENT, course / "source" / ASSIGNMENT)
    if side == "stock":
        (course / "nbgrader_config.py").write_text(STOCK.format(root=str(course)))
    else:
        shutil.copytree(HOME / "graders", course / "graders")
        shutil.copy(HOME / "nbgrader_config.py", course)
    for number, notebook in enumerate(notebooks, start=1):
        folder = course / "submitted" / f"student{number:03d}" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(notebook)
    run(course, "generate_assignment", ASSIGNMENT)
    started = time.monotonic()
    run(course, "autograde", ASSIGNMENT)
    return time.monotonic() - started


def run(course: Path, *arguments: str) -> None:
    """Run nbgrader in a course folder; its output is kept beside it."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    with (course / "nbgrader.log").open("ab") as log:
        subprocess.run(command, cwd=course, stdout=log, stderr=log, check=True)


if __name__ == "__main__":
    main()
