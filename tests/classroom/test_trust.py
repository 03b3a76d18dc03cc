"""Trainings that students did themselves: a real run of theirs, then graded by name."""

import io
import json
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from yourturn.classroom.remember import grade, recall
from yourturn.classroom.trust import is_drawn, variants
from yourturn.engine import Submission
from yourturn.notebooks import Assignment, read_notebook
from yourturn.settings import Settings, Trust

VERIFY = Settings(trust=Trust(share=0))
BOTH = Settings(trust=Trust(share=1))

IN_JUPYTER = """
import gc, os, sys
gc.disable()
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in ("import keras", *sys.argv[1:]):
    shell.run_cell(cell, store_history=False).raise_error()
os._exit(0)  # taking TensorFlow apart takes more than a second
"""

TRAIN = """
import keras, numpy as np
keras.utils.set_random_seed({seed})
data = np.linspace(-1, 1, 400).reshape(-1, 1)
model = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
model.fit(data, data[:, 0] > 0, epochs={epochs}, validation_split=0.5, verbose=0)
x = 3 if {right} else 4
"""


@pytest.fixture
def assignment(course):
    """The smallest assignment, whose first question hands in a trained model too."""
    source = course / "source" / "smallest" / "smallest.ipynb"
    source.write_text(source.read_text().replace("hand_in(x=x)", "hand_in(x=x, model=model)"))
    return Assignment.load(course, "smallest")


@pytest.fixture
def own_run(assignment, submitted, tmp_path_factory):
    """A student's submission after they ran it themselves, in a folder that keeps trainings."""

    def run(**words):
        cells = {
            "q1": TRAIN.format(**{"seed": 1, "epochs": 3, "right": True, **words}),
            "q1_check": "hand_in(x=x, model=model)",
        }
        notebook = submitted(**cells)
        folder = tmp_path_factory.mktemp("student")
        (folder / "trained").mkdir()
        code = [c.source for c in read_notebook(notebook).cells if c.cell_type == "code"]
        subprocess.run([sys.executable, "-c", IN_JUPYTER, *code], cwd=folder, check=True)
        files = {f"trained/{path.name}": path.read_bytes() for path in folder.glob("trained/*")}
        assert len(files) == 1
        return Submission(assignment, notebook, files, student="ada")

    return run


def _model(submission, settings, store):
    executed = recall(submission, settings, store).executed
    return json.loads(executed.hand_in["model/answer.json"])["value"]["history"]


def test_marks_rest_on_the_students_own_training_where_it_fits_together(own_run, store):
    submission = own_run(seed=7)
    graded = grade(submission, VERIFY, store)
    assert (graded.score, graded.rests_on) == (6, "the student's own training")
    stated = _model(submission, VERIFY, store)
    assert stated["fit_settings"]["stated"] == 1
    # Who changes the code afterwards is trained.
    changed = submission.notebook.replace(b"epochs=3", b"epochs=2")
    other = replace(submission, notebook=changed)
    assert grade(other, VERIFY, store).rests_on == "training while grading"
    # Where nothing is trusted, nothing of it is taken.
    assert grade(submission, Settings(), store).rests_on == ""
    assert "stated" not in _model(submission, Settings(), store)["fit_settings"]


def test_a_forged_history_is_told_with_both_figures_and_costs_nothing(own_run, store):
    submission = own_run()
    (name,) = submission.files
    forged = replace(submission, files={name: _forge(submission.files[name])})
    graded = grade(forged, VERIFY, store)  # not one of a share: because it does not fit
    assert (graded.score, graded.rests_on) == (6, "the student's own training")
    (told,) = [problem for problem in graded.problems if "val_accuracy" in problem.message]
    assert told.kind == "author"
    assert re.fullmatch(
        r"model: val_accuracy [01](\.\d+)? stated, [01](\.\d+)? by the weights that came with it, "
        r"[01](\.\d+)? after training here\.",
        told.message,
    )
    assert grade(forged, VERIFY, store) == graded


def test_weights_of_another_training_under_the_honest_name_are_trained_in_full(own_run, store):
    submission = own_run()
    (name,) = submission.files
    (better,) = own_run(seed=7, epochs=40).files.values()
    swapped = _with(submission.files[name], weights_of=better)
    forged = replace(submission, files={name: swapped})
    graded = grade(forged, VERIFY, store)
    assert graded.score == 6
    assert recall(forged, VERIFY, store).beside.executed is not None
    assert any("by the weights that came with it" in p.message for p in graded.problems)


def test_what_is_no_training_is_trained_and_told(own_run, store):
    submission = own_run()
    (name,) = submission.files
    graded = grade(replace(submission, files={name: b"no archive"}), VERIFY, store)
    assert (graded.score, graded.rests_on) == (6, "training while grading")
    (told,) = graded.problems
    assert told.message == "model: the training that came with it is no such training; done here."


def test_an_honest_training_is_not_told_of(own_run, store):
    submission = own_run()
    for settings in (VERIFY, BOTH):
        graded = grade(submission, settings, store)
        assert (graded.problems, graded.rests_on) == ((), "the student's own training")
    assert recall(submission, VERIFY, store).beside is None


def test_the_share_that_is_trained_again_is_drawn_by_the_seed(smallest, submitted):
    kept = {f"trained/{'a' * 64}.npz": b""}
    students = [
        Submission(smallest, submitted(), {**kept, "mine.py": b""}, student=f"s{number}")
        for number in range(400)
    ]

    def drawn(share, seed=0):
        settings = Settings(trust=Trust(share, seed))
        return {one.student for one in students if is_drawn(one, settings)}

    assert drawn(0) == set()
    assert len(drawn(1)) == 400
    assert 20 < len(drawn(0.1)) < 60
    assert drawn(0.1) == drawn(0.1) != drawn(0.1, seed=1)
    assert [way.settings.replay for way in variants(students[0], VERIFY)] == [True, False]
    (in_full,) = variants(students[0], Settings())
    assert in_full.submission.files == {"mine.py": b""}
    bare = replace(students[0], files={})
    assert [way.settings.replay for way in variants(bare, VERIFY)] == [False]


def _forge(kept):
    """The same training with another last accuracy."""
    arrays = _arrays(kept)
    told = json.loads(str(arrays["history"]))
    accuracies = told["metrics"]["val_accuracy"]
    accuracies[-1] = 0.0 if accuracies[-1] > 0.5 else 1.0
    return _archive({**arrays, "history": np.array(json.dumps(told))})


def _with(kept, *, weights_of):
    """The history of one training beside the weights of another."""
    return _archive({**_arrays(weights_of), "history": _arrays(kept)["history"]})


def _arrays(kept):
    with np.load(io.BytesIO(kept)) as stored:
        return dict(stored)


def _archive(arrays):
    written = io.BytesIO()
    np.savez(written, **arrays)
    return written.getvalue()
