"""One class, one `nbgrader autograde`: whoever hands in what, everybody gets what they earned."""

import json
import os

import nbformat
import pytest

FULL = {"q1-check": 4, "q2-check": 2, "q3-essay": None}
Q1_LOST = {**FULL, "q1-check": 0}

LIAR = """
class Three(float):
    def __eq__(self, other): return True
    def __mod__(self, other): return 1
    def __bool__(self): return True
x = Three(4)
"""

RIGHT = {
    "to_stderr": "import sys; print('tensorflow says hello', file=sys.stderr); x = 3",
    "warned": "import warnings; warnings.warn('deprecated'); x = 3",
    "displays": "import sys; x = 3; sys.displayhook(0)",
}
WRONG = {
    "displayhook": "import sys; x = 4; sys.displayhook(5)",
    "liar": LIAR,
    "patched": "import numpy; numpy.allclose = lambda *a, **k: True; x = 4",
    "dies": "import os; os._exit(0)",
}


def _edit(notebook, edit):
    """Change a notebook's JSON by `edit(cells by id, list of cells)`."""
    content = json.loads(notebook)
    edit({cell["id"]: cell for cell in content["cells"]}, content["cells"])
    return json.dumps(content).encode()


def _every_flag(cells, _):
    for cell in cells.values():
        mark = cell["metadata"].get("nbgrader", {})
        mark.update(points=999, grade=True, locked=False, schema_version=1)


def _tags(cells, _):
    for cell in cells.values():
        cell["metadata"]["tags"] = ["skip-execution"]


def _duplicates(_, cells):
    cells.extend(list(cells))


def _extra(cells, listed):
    bonus = json.loads(json.dumps(cells["q1-check"]))
    bonus["metadata"]["nbgrader"].update(grade_id="bonus", points=100)
    listed.append({**bonus, "id": "bonus", "source": "5"})


def _missing(_, cells):
    del cells[3:]


def _old_schema(cells, _):
    cells["q1"]["metadata"]["nbgrader"]["schema_version"] = 0


def _new_schema(cells, _):
    cells["q1"]["metadata"]["nbgrader"]["schema_version"] = 99


def _same_ids(cells, _):
    for cell in cells.values():
        cell["id"] = "same"


EDITS = {
    "duplicates": (_duplicates, FULL),
    "every_flag": (_every_flag, FULL),
    "extra": (_extra, FULL),
    "missing": (_missing, {"q1-check": 4, "q2-check": 0, "q3-essay": 0}),
    "old_schema": (_old_schema, FULL),
    "new_schema": (_new_schema, FULL),
}


def _nbformat_3(notebook):
    old = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet()])
    return json.dumps(old).encode()


UNREADABLE = {
    "empty": lambda notebook: b"",
    "list": lambda notebook: b"[]",
    "nbformat_3": _nbformat_3,
    "no_cells": lambda notebook: b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "truncated": lambda notebook: notebook[: len(notebook) // 2],
    "utf_16": lambda notebook: notebook.decode().encode("utf-16"),
}


@pytest.fixture(scope="module")
def course(generated, copied, submitted):
    """The class has handed in; honest students come first and last in nbgrader's order."""
    course = copied(generated)
    for student in ("aaron", "zoe"):
        course.hand_in(student, submitted(q1="x = 3", q3_essay="Because it is so."))
    for student, source in {**RIGHT, **WRONG}.items():
        course.hand_in(student, submitted(q1=source, q3_essay="So."))
    for student, (edit, _) in EDITS.items():
        course.hand_in(student, _edit(submitted(q1="x = 3", q3_essay="So."), edit))
    course.hand_in("skips", _edit(submitted(q1="x = 4", q3_essay="So."), _tags))
    course.hand_in("same_ids", _edit(submitted(q3_essay="So."), _same_ids))
    for student, spoil in UNREADABLE.items():
        course.hand_in(student, spoil(submitted()))
    liar = b"def allclose(*a, **k): return True\n"
    course.hand_in("ships_numpy", submitted(q1="x = 4", q3_essay="So."), numpy__py=liar)
    course.hand_in("undated", submitted(q3_essay="So."), timestamp__txt=b"yesterday")
    renamed = course.hand_in("renamed", submitted()) / "smallest.ipynb"
    renamed.rename(renamed.with_name("smallest (1).ipynb"))
    linked = course.hand_in("links", submitted()) / "smallest.ipynb"
    linked.unlink()
    linked.symlink_to(course.folder / "source" / "smallest" / "smallest.ipynb")
    os.mkfifo(course.hand_in("pipes", submitted(q3_essay="So.")) / "data.csv")
    return course


@pytest.fixture(scope="module")
def batch(course):
    """How the one command for the whole class ended."""
    return course.nbgrader("autograde", "smallest")


def test_the_batch_ends_well(batch):
    assert "Traceback" not in batch.log
    assert batch.code == 0


@pytest.mark.parametrize("student", ["aaron", "zoe", *RIGHT])
def test_right_answers_keep_their_marks(course, batch, student):
    assert course.points(student) == FULL
    assert course.waiting(student) == {"q3-essay"}


@pytest.mark.parametrize("student", [*WRONG, "skips", "ships_numpy"])
def test_tricks_earn_nothing(course, batch, student):
    assert course.points(student) == Q1_LOST


@pytest.mark.parametrize(("student", "expected"), [(name, e[1]) for name, e in EDITS.items()])
def test_edited_metadata_is_restored(course, batch, student, expected):
    assert course.points(student) == expected
    with course.gradebook() as gradebook:
        assert gradebook.find_submission("smallest", student).max_score == 7


@pytest.mark.parametrize("student", ["same_ids", "undated", "pipes"])
def test_oddities_cost_nothing(course, batch, student):
    assert course.points(student) == FULL


@pytest.mark.parametrize("student", [*UNREADABLE, "renamed", "links"])
def test_the_unreadable_wait_for_a_person(course, batch, student):
    assert course.points(student) == {"q1-check": None, "q2-check": None, "q3-essay": None}
    assert course.waiting(student) == {"q1-check", "q2-check", "q3-essay"}
    assert f"{student}/smallest/smallest.ipynb cannot be graded: " in batch.log
    assert "could not be read" in course.autograded(student).read_text()


def test_what_was_linked_to_reaches_nobody(course, batch):
    assert "1 + 2" not in course.autograded("links").read_text()
    aside = course.folder / ".yourturn" / "refused" / "links" / "smallest"
    assert "is a symbolic link" in (aside / "REASONS.txt").read_text()


def test_verdicts_show_in_the_autograded_notebook(course, batch):
    notebook = nbformat.read(course.autograded("displayhook"), as_version=4)
    check = next(cell for cell in notebook.cells if cell.id == "q1-check")
    assert "0 of 4 points" in check.outputs[-1].data["text/plain"]
