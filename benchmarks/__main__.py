"""Measure grading side by side with stock `nbgrader autograde`, in one run, as ratios.

    python -m benchmarks                              everything; about an hour on two cores
    python -m benchmarks tensors --submissions 40     one part: tensors, cnn, sizes, kernel, report

Every side grades the same notebooks on its own copy of the course from a cold start, with compiled
bytecode; Dask's workers alone have been started before, as a cluster is. CPU seconds and memory
count every process that a side starts; memory is proportional set size, so that a page which
processes share counts once. Nothing else should run meanwhile.
Prints tables and saves `result.json` and `plot.png` in `build/benchmarks`.
"""

import argparse
import compileall
import json
import os
import platform
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.courses import HOME, SCRATCH
from benchmarks.parts import DEFAULTS, PARTS
from benchmarks.plot import plot
from yourturn.classroom.keys import versions

COLUMNS = {
    "seconds": "seconds",
    "per_minute": "submissions a minute",
    "cpu_s": "CPU seconds",
    "peak_mib": "peak MiB",
}


def main() -> None:
    """Measure and report."""
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=summary)
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--submissions", type=int, help="how many; each part has its own default")
    asked = parser.parse_args()
    unknown = set(asked.parts) - PARTS.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    SCRATCH.mkdir(parents=True, exist_ok=True)
    compileall.compile_dir(HOME / "yourturn", quiet=1)
    # The same data wherever it runs, and no network.
    os.environ.setdefault("YOURTURN_DATA", "stand-in")
    result: dict[str, Any] = {
        "cores": os.cpu_count(),
        "machine": platform.platform(),
        "versions": versions(),
        "data": os.environ["YOURTURN_DATA"],
    }
    console = Console()
    for name in asked.parts or PARTS:
        result[name] = PARTS[name](asked.submissions or DEFAULTS[name])
        # After every part, so that a long run that is stopped has not been for nothing.
        (SCRATCH / "result.json").write_text(json.dumps(result, indent=2) + "\n")
        show(console, name, result[name])
    plot(result, SCRATCH / "plot.png")
    console.print(f"Saved in {SCRATCH}.")


def show(console: Console, name: str, part: dict[str, Any]) -> None:
    """Print one part: a table of its rows, a line for each ratio."""
    if part["rows"]:
        title = f"{part['assignment']}, {part.get('submissions', 'several')} submissions"
        table = Table("", *COLUMNS.values(), title=title)
        for row, figures in part["rows"].items():
            table.add_row(row, *(str(figures.get(column, "")) for column in COLUMNS))
        console.print(table)
    for ratio, value in part["ratios"].items():
        console.print(f"{name}: {ratio}: {value:g}", highlight=False)


if __name__ == "__main__":
    main()
