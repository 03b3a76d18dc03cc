"""Whether stated trainings fit together: real trainings in Keras, forged as a student would."""

import json

import keras
import numpy as np
import pytest

from yourturn.answers.encode import encode
from yourturn.answers.fitting import remember_fits
from yourturn.answers.kinds import Manifest
from yourturn.classroom.doubt import Doubt, doubts

remember_fits()  # Keras may have been imported after `hand_in`, by another file's tests

ROWS = 400
X = np.random.default_rng(1).normal(size=(ROWS, 3)).astype("float32")
Y = (X.sum(axis=1) + np.random.default_rng(2).normal(size=ROWS) > 0).astype("float32")


def network(seed=1, *, dropout=0.0):
    keras.utils.set_random_seed(seed)
    inner = keras.layers.Dense(8, activation="relu")
    layers = [inner, keras.layers.Dropout(dropout), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input(shape=(3,)), *layers])
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def fit(model, **changes):
    model.fit(X, Y, **{"epochs": 4, "verbose": 0, **changes})
    return model


def held_out():
    return {"validation_data": (X[:100], Y[:100], np.linspace(0.5, 2, 100))}


def best():
    stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    return {"callbacks": [stop], "epochs": 30}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trained").mkdir()
    return tmp_path / "trained"


@pytest.fixture
def stated(folder, monkeypatch):
    """Train, let `forge` change what was kept, take it; the model's node as it is handed in."""

    def run(forge=lambda arrays, told: None, *, dropout=0.0, **arguments):
        fit(network(dropout=dropout), **arguments)
        (path,) = folder.iterdir()
        with np.load(path) as kept:
            arrays = dict(kept)
        told = json.loads(str(arrays.pop("history")))
        forge(arrays, told)
        np.savez(path, **arrays, history=np.array(json.dumps(told)))
        monkeypatch.setenv("YOURTURN_REPLAY", str(folder))
        model = fit(network(2, dropout=dropout), **arguments)
        files = encode("model", model)
        return Manifest.model_validate_json(files["answer.json"]).value

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        {"validation_split": 0.25},
        {"validation_split": 0.3, "dropout": 0.5, "batch_size": 7},
        held_out(),
        {},
        {"epochs": 1},
        {"sample_weight": np.linspace(0.5, 2, ROWS), "validation_split": 0.25},
        {"class_weight": {0: 1.0, 1: 5.0}, "validation_split": 0.25},
        {"validation_split": 0.25, "epochs": 9, "initial_epoch": 5},
        {"validation_split": 0.25, **best()},
    ],
    ids=[
        "held out", "dropout", "apart", "none held out", "one epoch", "weights", "classes",
        "later epochs", "best epoch",
    ],
)  # fmt: skip
def test_an_honest_training_is_not_doubted(stated, arguments):
    model = stated(**arguments)
    assert model.history.fit_settings["stated"] == 1
    assert doubts(model) == []


def better_weights(arrays, told):
    """Those of a longer training, below the history of the shorter."""
    other = fit(network(), epochs=60, validation_split=0.25)
    arrays.update({f"w{n}": array for n, array in enumerate(other.get_weights())})


def of_another(arrays, told):
    """Those of somebody who has the same architecture."""
    other = fit(network(9), validation_split=0.25)
    arrays.update({f"w{n}": array for n, array in enumerate(other.get_weights())})


def better_end(arrays, told):
    told["metrics"]["val_accuracy"][-1] = 0.99


def better_everywhere(arrays, told):
    told["metrics"]["val_loss"] = [value / 2 for value in told["metrics"]["val_loss"]]


def flattered(arrays, told):
    told["metrics"]["accuracy"] = [0.97, 0.98, 0.99, 0.999]


def longer(arrays, told):
    told["metrics"] = {name: [*values, *values] for name, values in told["metrics"].items()}


def shorter(arrays, told):
    told["metrics"] = {name: values[:2] for name, values in told["metrics"].items()}


def other_steps(arrays, told):
    told["steps"] *= 2


def unsaid(arrays, told):
    del told["metrics"]["val_loss"]


@pytest.mark.parametrize(
    ("forge", "figures"),
    [
        (better_weights, {"val_loss", "val_accuracy"}),
        (of_another, {"val_loss", "val_accuracy"}),
        (better_end, {"val_accuracy"}),
        (better_everywhere, {"val_loss"}),
        (flattered, {"accuracy"}),
        (longer, {"epochs", "steps of the optimiser"}),
        (shorter, {"epochs", "steps of the optimiser"}),
        (other_steps, {"steps of the optimiser"}),
        (unsaid, {"val_loss"}),
    ],
    ids=lambda forge: getattr(forge, "__name__", ""),
)
def test_a_forged_training_is_doubted(stated, forge, figures):
    told = doubts(stated(forge, validation_split=0.25))
    assert {doubt.figure for doubt in told} <= figures
    assert told


def test_a_doubt_gives_both_figures(stated):
    (doubt,) = doubts(stated(better_end, validation_split=0.25))
    assert doubt == Doubt("val_accuracy", 0.99, pytest.approx(0.7, abs=0.25))
    (unstated,) = doubts(stated(unsaid, validation_split=0.25))
    assert (unstated.figure, unstated.stated) == ("val_loss", None)


def test_without_held_out_rows_weights_are_bounded_loosely(stated):
    def worse(arrays, told):
        told["metrics"]["loss"] = [value * 20 for value in told["metrics"]["loss"]]

    assert [doubt.figure for doubt in doubts(stated(worse))] == ["loss"]


def test_a_training_done_here_is_not_doubted():
    node = Manifest.model_validate_json(encode("model", fit(network()))["answer.json"]).value
    assert doubts(node) == []
    untrained = Manifest.model_validate_json(encode("model", network())["answer.json"]).value
    assert doubts(untrained) == []
