import shutil

import keras
import numpy as np
import pytest

from yourturn.answers.fitting import remember_fits

remember_fits()  # Keras may have been imported after `hand_in`, by another file's tests

X = np.random.default_rng(1).normal(size=(40, 3)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("float32")


def network(seed, *, widths=(4,), inputs=True, loss="binary_crossentropy", eager=True):
    """A small network; to trace a graph takes longer than to train it eagerly."""
    keras.utils.set_random_seed(seed)
    first = [keras.Input(shape=(3,))] if inputs else []
    layers = [keras.layers.Dense(width, activation="relu") for width in widths]
    model = keras.Sequential([*first, *layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile(loss=loss, optimizer="rmsprop", metrics=["accuracy"], run_eagerly=eager)
    return model


def fit(model, x=X, **changes):
    return model.fit(x, Y, **{"epochs": 3, "validation_split": 0.25, "verbose": 0, **changes})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A student's folder in which trainings are kept."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trained").mkdir()
    return tmp_path / "trained"


@pytest.fixture
def while_grading(folder, monkeypatch):
    """From now on trainings that were kept are taken."""

    def begin():
        monkeypatch.setenv("YOURTURN_HAND_IN", str(folder.parent / "hand-in"))
        monkeypatch.setenv("YOURTURN_REPLAY", str(folder))

    return begin


@pytest.mark.parametrize("inputs", [True, False], ids=["built", "built by fit"])
def test_a_kept_training_is_taken_instead_of_training(while_grading, inputs):
    mine = network(1, inputs=inputs, eager=False)
    told = fit(mine)
    while_grading()
    here = network(2, inputs=inputs, eager=False)  # other layer names, other first weights
    history = fit(here)
    assert history.history == told.history
    known = {key: value for key, value in told.params.items() if key != "verbose"}
    known |= {"stated": 1, "stated_steps": 3, "found_steps": 3}
    assert known.items() <= history.params.items()
    assert history.params["found_val_loss"] == pytest.approx(told.history["val_loss"][-1])
    assert here.optimizer.iterations == mine.optimizer.iterations
    assert here.history is history
    np.testing.assert_array_equal(here.predict(X, verbose=0), mine.predict(X, verbose=0))
    assert here.evaluate(X, Y, verbose=0) == pytest.approx(mine.evaluate(X, Y, verbose=0))


@pytest.mark.parametrize(
    ("model", "arguments"),
    [
        ({"widths": (5,)}, {}),
        ({"loss": "mse"}, {}),
        ({}, {"x": X + 1}),
        ({}, {"epochs": 2}),
        ({}, {"batch_size": 8}),
        ({}, {"sample_weight": np.ones(40)}),
        ({}, {"callbacks": [keras.callbacks.EarlyStopping()]}),
        ({}, {"validation_freq": 2}),
    ],
    ids=["layers", "loss", "data", "epochs", "batch size", "weights", "callbacks", "frequency"],
)
def test_what_was_changed_since_is_trained(while_grading, model, arguments):
    fit(network(1))
    while_grading()
    params = fit(network(1, **model), **arguments).params
    assert not {"stated", "unusable"} & params.keys()


def test_a_model_that_is_trained_on_has_a_training_for_each_time(while_grading, folder):
    mine = network(1)
    first, second = fit(mine), fit(mine)
    assert len(list(folder.iterdir())) == 2
    while_grading()
    here = network(2)
    assert [fit(here).history, fit(here).history] == [first.history, second.history]
    np.testing.assert_array_equal(here.get_weights()[0], mine.get_weights()[0])


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-40]),
        lambda path: np.savez(path, history=np.array('{"metrics": {"loss": [1]}, "steps": 3}')),
        lambda path: np.savez(
            path, w0=X, history=np.array('{"metrics": {"loss": []}, "steps": 0}')
        ),
        lambda path: np.savez(
            path,
            **{f"w{n}": w * np.nan for n, w in enumerate(network(1).get_weights())},
            history=np.array('{"metrics": {"loss": [1, 1, 1]}, "steps": 3}'),
        ),
        lambda path: np.savez(path, history=np.array("[" * 10)),
        lambda path: np.savez(path, w0=X),
    ],
    ids=["empty", "torn", "no weights", "no epochs", "no numbers", "no history", "nothing of it"],
)
def test_a_damaged_training_is_trained_and_said_so(while_grading, folder, damage):
    fit(network(1))
    (path,) = folder.iterdir()
    damage(path)
    while_grading()
    params = fit(network(1)).params
    assert ("stated" in params, params["unusable"]) == (False, 1)


def test_a_loss_that_fails_is_left_to_training(while_grading):
    broken = []

    def loss(y, predicted):
        if broken:
            raise RuntimeError(broken.pop())
        return keras.losses.mean_squared_error(y, predicted)

    fit(network(1, loss=loss))
    while_grading()
    broken.append("once")
    assert "stated" not in fit(network(1, loss=loss)).params
    assert not broken


def test_nothing_is_kept_without_the_folder_or_while_grading(folder, monkeypatch):
    monkeypatch.setenv("YOURTURN_HAND_IN", str(folder.parent / "hand-in"))
    fit(network(1))
    monkeypatch.delenv("YOURTURN_HAND_IN")
    assert list(folder.iterdir()) == []
    shutil.rmtree(folder)
    fit(network(1))
    assert not folder.exists()


def test_data_that_come_piece_by_piece_are_trained(folder):
    pieces = ((X, Y) for _ in range(6))
    network(1).fit(pieces, epochs=2, steps_per_epoch=3, shuffle=False, verbose=0)
    assert list(folder.iterdir()) == []
