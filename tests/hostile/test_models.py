"""Hostile models, rebuilt in zone 2 or refused with a sentence; no student code goes there."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from yourturn.engine import Submission, grade
from yourturn.judging.verdict import Verdict
from yourturn.notebooks import Assignment, apply_patch, read_patch, write_notebook
from yourturn.settings import Settings
from yourturn.zone import Limits

CASES = Path(__file__).parent / "cases" / "handed"
SMALL = Settings(Limits(wall_s=60, cell_s=20, memory_mib=1500))

GRADER = '''"""Graders of the assignment `handed`."""

import numpy as np

from yourturn.judging import HandedModel, criterion


@criterion("q1-check")
def test_the_model_predicts(model: HandedModel, predict):
    """`model` predicts one number for each row."""
    predicted = predict(model, np.ones((3, 2), "float32"))
    assert predicted.shape == (3, 1), "model predicts something else than one number a row."
'''

REFUSED = {
    "lambda_layer": "a Lambda layer carries code",
    "own_layer": "uses Cheat, which is not among the built-in parts",
    "own_activation": "has a function of your own as activation",
    "not_a_model": "which cannot be handed in",
    "weights_not_a_number": "has weights that are not finite",
    "forged_code": "has an activation that is not built in",
    "forged_module": "uses system, which is not among the built-in parts",
    "forged_path": "its answer.json does not have the form of a hand-in",
    "forged_units": "has units = 2000000000; at most 1,000,000 can be built",
    "forged_shapes": "the model's config and weights disagree",
    "forged_header": "the array's file has a damaged .npy header",
    "forged_file": "the array's file is not in NumPy's .npy format",
    "forged_zip_bomb": "the array's file is not in NumPy's .npy format",
    "forged_weights": "an array of shape (50000, 50000) takes 9,537 MiB; at most 128 MiB",
    "forged_inner_lambda": "a Lambda layer carries code",
    "forged_input": "has the shape [None, 1000000000000]; at most 10,000,000 values fit",
    "forged_many_layers": "the answers together are larger than",
}


def mark(grade_id, **flags):
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **plain, **flags}}


def handed_notebook() -> nbformat.NotebookNode:
    solved = "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])"
    check = mark("q1-check", grade=True, locked=True, points=2)
    cells = [
        new_code_cell("from yourturn import hand_in", id="setup", metadata=mark("setup")),
        new_code_cell(solved, id="q1", metadata=mark("q1", solution=True)),
        new_code_cell("hand_in(model=model)", id="q1-check", metadata=check),
        new_code_cell("", id="q2", metadata=mark("q2", solution=True)),
    ]
    return new_notebook(cells=cells)


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """An assignment whose one answer is a model."""
    course = tmp_path_factory.mktemp("handed")
    for part in ("source", "graders"):
        (course / part / "handed").mkdir(parents=True)
    (course / "source/handed/handed.ipynb").write_bytes(write_notebook(handed_notebook()))
    (course / "graders/handed/test_handed.py").write_text(GRADER)
    return Assignment.load(course, "handed")


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_a_hostile_model_is_refused_in_words(handed, case):
    patch = read_patch(CASES / f"{case}.py")
    graded = grade(Submission(handed, write_notebook(apply_patch(handed, [patch]))), SMALL)
    (result,) = graded.cells[0].criteria
    assert (graded.score, result.verdict) == (0, Verdict.FAILED)
    assert REFUSED[case] in result.message
    assert "Traceback" not in result.message


@pytest.mark.parametrize("case", [None, "patched_predict"])
def test_an_honest_model_counts_by_what_it_is(handed, case):
    patches = [read_patch(CASES / f"{case}.py")] if case else []
    graded = grade(Submission(handed, write_notebook(apply_patch(handed, patches))), SMALL)
    assert graded.score == 2, graded.cells


def test_every_case_is_tried():
    assert {path.stem for path in CASES.glob("*.py")} == {*REFUSED, "patched_predict"}
