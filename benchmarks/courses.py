"""Scratch courses in which a class has handed in: one for stock nbgrader, one for this course."""

import itertools
import shutil
import subprocess
import sys
from pathlib import Path

from nbformat.v4 import new_markdown_cell

from benchmarks.measure import with_programs
from yourturn.gradebook.scratch import make_scratch
from yourturn.notebooks import Assignment, apply_patch, read_patch, write_notebook

HOME = Path(__file__).parent.parent
SCRATCH = HOME / "build" / "benchmarks"
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = {root!r}
c.ExecutePreprocessor.timeout = 1800
"""


def class_notebooks(
    assignment: Assignment, number: int, *, only_right: bool = False
) -> list[bytes]:
    """Make so many submissions, no two of them equal.

    They are the reference and the right and wrong submissions of the graders' proof, in turn.
    """
    folder = HOME / "graders" / assignment.name / "submissions"
    paths = sorted(folder.glob("accepted/*.py" if only_right else "*/*.py"))
    patches = [(), *((read_patch(path),) for path in paths)]
    found = []
    for index, patch in enumerate(itertools.islice(itertools.cycle(patches), number)):
        notebook = apply_patch(assignment, patch)
        notebook.cells.append(new_markdown_cell(f"Handed in by student {index}.", id="signature"))
        found.append(write_notebook(notebook))
    return found


def make_course(side: str, assignment: Assignment, notebooks: list[bytes]) -> Path:
    """Make a course folder with these submissions: `stock` as nbgrader comes, else as this one."""
    course = SCRATCH / side
    if side == "stock":
        shutil.rmtree(course, ignore_errors=True)
        source = HOME / "source" / assignment.name
        shutil.copytree(source, course / "source" / assignment.name)
        (course / "nbgrader_config.py").write_text(STOCK.format(root=str(course)))
    else:
        make_scratch(HOME, course)
    for number, notebook in enumerate(notebooks, start=1):
        folder = course / "submitted" / f"student{number:03d}" / assignment.name
        folder.mkdir(parents=True)
        (folder / f"{assignment.name}.ipynb").write_bytes(notebook)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment.name]
    with (course / "log.txt").open("ab") as log:
        subprocess.run(command, cwd=course, stdout=log, stderr=log, check=True, env=with_programs())
    return course
