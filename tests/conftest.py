"""A course as small as it can be, which every test may change as it needs."""

import gc
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, settings
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from yourturn.notebooks import Assignment, write_notebook

# Machines are shared: how long an example takes says nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Tests use the stand-in data, wherever they run; those that need the published data ask for them.
# Workers of pytest-xdist inherit the environment as the first process has left it.
PUBLISHED = os.environ.setdefault("YOURTURN_PUBLISHED", os.environ.get("YOURTURN_DATA", ""))
os.environ["YOURTURN_DATA"] = "stand-in"

# What the tests import is large and stays: looking at it for cycles takes a fourth of collection.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


# Workers take one file after the other: the longest come first, or one of them would end alone.
LONG = ("tests/course/test_proof.py", "tests/hostile/test_road.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


GRADER = '''"""Graders of the smallest assignment."""

import numpy as np

from yourturn.judging import Probe, criterion, tensor

unseen_number = Probe("double", 21)
unseen_table = Probe("double", tensor(np.arange(6.0).reshape(2, 3)))


@criterion("q1-check")
def test_x_is_three(x: float):
    """`x` is 3."""
    assert x == 3, f"x is {x:g}; one and two make another number."


@criterion("q1-check", weight=3)
def test_x_is_odd(x: int):
    """`x` is odd."""
    assert x % 2, "x is even."


@criterion("q2-check")
def test_double_doubles(call):
    """`double` gives twice a number."""
    assert call(unseen_number, float) == 42, "double gave something else than twice its input."


@criterion("q2-check")
def test_double_keeps_shape(call):
    """`double` keeps the shape of a tensor."""
    shape = call(unseen_table, np.ndarray).shape
    assert shape == (2, 3), f"double made shape {shape} of shape (2, 3)."
'''


def mark(grade_id: str, **flags: Any) -> dict[str, Any]:
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **plain, **flags}}


def smallest_notebook() -> nbformat.NotebookNode:
    """Two questions: a number and a function; an essay ends it."""
    check = {"grade": True, "locked": True}
    cells = [
        new_markdown_cell("# Smallest\n", id="intro"),
        new_code_cell(
            "from yourturn import hand_in", id="setup", metadata=mark("setup", locked=True)
        ),
        new_code_cell(
            "### BEGIN SOLUTION\nx = 1 + 2\n### END SOLUTION",
            id="q1",
            metadata=mark("q1", solution=True),
        ),
        new_code_cell("hand_in(x=x)", id="q1-check", metadata=mark("q1-check", **check, points=4)),
        new_code_cell(
            "def double(t):\n    ### BEGIN SOLUTION\n    return 2 * t\n    ### END SOLUTION",
            id="q2",
            metadata=mark("q2", solution=True),
        ),
        new_code_cell(
            "hand_in(double=double)", id="q2-check", metadata=mark("q2-check", **check, points=2)
        ),
        new_markdown_cell(
            "Because.\n\n=== BEGIN MARK SCHEME ===\nOne point.\n=== END MARK SCHEME ===",
            id="q3-essay",
            metadata=mark("q3-essay", grade=True, solution=True, points=1),
        ),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture(scope="session")
def write_course() -> Callable[[Path], Path]:
    """Write a course folder with the assignment `smallest`."""

    def write(folder: Path) -> Path:
        source = folder / "source" / "smallest"
        graders = folder / "graders" / "smallest"
        source.mkdir(parents=True)
        graders.mkdir(parents=True)
        (source / "smallest.ipynb").write_bytes(write_notebook(smallest_notebook()))
        (graders / "test_smallest.py").write_text(GRADER)
        return folder

    return write


@pytest.fixture(scope="session")
def new_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Put an empty gradebook into a course folder; nbgrader needs three seconds to make one."""
    empty = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader asks `alembic` for the schema's version by name.
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        Gradebook(f"sqlite:///{empty}").close()

    def put(folder: Path) -> Path:
        return Path(shutil.copy(empty, folder / empty.name))

    return put


@pytest.fixture
def course(tmp_path: Path, write_course: Callable[[Path], Path]) -> Path:
    """A course folder with the assignment `smallest`."""
    return write_course(tmp_path)


@pytest.fixture
def smallest(course: Path) -> Assignment:
    """The assignment `smallest`, loaded."""
    return Assignment.load(course, "smallest")


@pytest.fixture(scope="session")
def submitted() -> Callable[..., bytes]:
    """Make a submission of `smallest`: `submitted(q1="x = 4")` changes cells by grade_id."""

    def make(**sources: str) -> bytes:
        notebook = smallest_notebook()
        for cell in notebook.cells:
            if cell.id.replace("-", "_") in sources:
                cell.source = sources[cell.id.replace("-", "_")]
        return write_notebook(notebook)

    return make


@pytest.fixture(scope="session")
def published_data() -> Path:
    """The folder of the published data, for tests that say what they need it for."""
    if not (PUBLISHED and (Path(PUBLISHED) / "mnist.npz").is_file()):
        pytest.skip("YOURTURN_DATA names no folder with the published MNIST and portfolio")
    return Path(PUBLISHED).resolve()
