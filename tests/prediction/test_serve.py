import json
import resource
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from yourturn.answers import model_files, read_answers
from yourturn.answers.encode import encode
from yourturn.answers.npy import read_npy, write_npy
from yourturn.errors import StudentError
from yourturn.prediction.serve import predict

Files = dict[str, bytes]
RNG = np.random.default_rng(7)


def randomised(model: Any) -> Any:
    """Give a model weights as a training would: nothing left at 0 or 1, variances positive."""
    model.set_weights([RNG.uniform(0.1, 0.9, w.shape).astype(w.dtype) for w in model.get_weights()])
    return model


def predicted(files: Mapping[str, bytes], inputs: Any) -> np.ndarray[Any, Any]:
    arrays = inputs if isinstance(inputs, dict) else {"": inputs}
    (output,) = predict(files, [{name: write_npy(a) for name, a in arrays.items()}])
    return read_npy(output)


def sequential(*stack: Any, shape: tuple[int, ...] = (4,)) -> Any:
    return keras.Sequential([keras.Input(shape), *stack])


def functional() -> Any:
    x = keras.Input((4,))
    hidden = layers.Dense(3, activation="tanh")(x)
    joined = layers.Concatenate()([hidden, x[:, 1:3], ops.exp(x) * 2.0 + 1])
    scaled = joined - tf.constant([[0.5]]) * np.float32(3)
    return keras.Model(x, keras.activations.relu(layers.Dense(2)(scaled)) / 2)


def nested() -> Any:
    x = keras.Input((4,))
    encoder = keras.Model(x, layers.Dense(2, activation="relu")(x), name="encoder")
    decoder = keras.Sequential([layers.Dense(3), layers.Dense(4)], name="decoder")
    return keras.Model(x, decoder(encoder(x)))


def normalised() -> Any:
    normalization = layers.Normalization()
    normalization.adapt(RNG.normal(5, 3, (100, 4)))
    return sequential(normalization, layers.Dense(2))


MODELS: dict[str, Any] = {
    "dense": lambda: sequential(layers.Dense(3, activation="relu"), layers.Dense(2)),
    "tf.keras": lambda: tf.keras.Sequential(
        [tf.keras.layers.Input((4,)), tf.keras.layers.Dense(2, activation=tf.nn.sigmoid)]
    ),
    "functional": functional,
    "nested": nested,
    "training only": lambda: sequential(
        layers.GaussianNoise(1.0),
        layers.Dense(8),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Dropout(0.5),
        layers.Dense(2, kernel_regularizer="l2", kernel_constraint=keras.constraints.NonNeg()),
    ),
    "cnn": lambda: sequential(
        layers.Reshape((2, 2, 1)),
        layers.Conv2D(3, 2, padding="same"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(2, activation=layers.LeakyReLU(0.1)),
    ),
    "recurrent": lambda: sequential(
        layers.Reshape((2, 2)), layers.Bidirectional(layers.LSTM(2)), layers.Dense(1)
    ),
    "frozen": lambda: sequential(
        layers.Dense(2, trainable=False), layers.Dense(1, activation="exponential", use_bias=False)
    ),
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_rebuilt_model_predicts_what_the_students_did(kind: str) -> None:
    model = randomised(MODELS[kind]())
    x = RNG.normal(size=(7, 4)).astype("float32")
    answers = read_answers({f"m/{file}": data for file, data in encode("m", model).items()})
    # The same operations on the same numbers; batches of other sizes round differently.
    expected = model.predict(x, verbose=0)
    np.testing.assert_allclose(predicted(model_files(answers["m"]), x), expected, rtol=1e-5)


def test_normalisation_that_was_adapted_is_kept() -> None:
    model = normalised()
    x = RNG.normal(5, 3, size=(7, 4)).astype("float32")
    expected = model.predict(x, verbose=0)
    np.testing.assert_allclose(predicted(encode("m", model), x), expected, rtol=1e-5)


@pytest.fixture(scope="module")
def two_inputs() -> Files:
    nn, skip = keras.Input((2,), name="nn"), keras.Input((1,), name="skip")
    model = keras.Model({"nn": nn, "skip": skip}, layers.Dense(1, name="d")(nn) + skip)
    model.set_weights([np.array([[1.0], [10.0]]), np.array([0.0])])
    return encode("cann", model)


def test_inputs_find_their_place_by_name(two_inputs: Files) -> None:
    inputs = {"skip": np.array([[100.0]]), "nn": np.array([[1, 2]])}
    assert predicted(two_inputs, inputs).tolist() == [[121.0]]


@pytest.fixture(scope="module")
def small() -> Files:
    model = sequential(layers.Dense(2, name="d"), shape=(2,))
    model.set_weights([np.eye(2), np.zeros(2)])
    return encode("m", model)


def test_many_rows_are_predicted_in_order_and_as_float32(small: Files) -> None:
    x = np.arange(5_002.0).reshape(2_501, 2)
    output = predicted(small, x)
    assert output.dtype == np.float32
    assert output.tolist() == x.tolist()


def test_several_inputs_are_predicted_one_after_the_other(small: Files) -> None:
    outputs = predict(small, [{"": write_npy(np.full((1, 2), n))} for n in range(3)])
    assert [read_npy(output).tolist() for output in outputs] == [[[n, n]] for n in range(3)]


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (np.zeros((3, 28, 28)), "the model takes inputs of shape (n, 2); it was given (3, 28, 28)"),
        (np.zeros((3, 4)), "the model takes inputs of shape (n, 2); it was given (3, 4)"),
        (np.zeros((0, 2)), "the model was given no rows"),
        (np.array(1.0), "is a single number"),
        ({"image": np.zeros((1, 2))}, "has an input named"),
    ],
    ids=["image", "columns", "no rows", "number", "name"],
)
def test_inputs_that_do_not_fit_are_refused_with_both_shapes(
    small: Files, inputs: Any, sentence: str
) -> None:
    with pytest.raises(StudentError) as refusal:
        predicted(small, inputs)
    assert sentence in str(refusal.value)


def test_inputs_of_different_lengths_are_refused(two_inputs: Files) -> None:
    with pytest.raises(StudentError, match=r"different numbers of rows: \[1, 2\]"):
        predicted(two_inputs, {"nn": np.zeros((2, 2)), "skip": np.zeros((1, 1))})


def changed(files: Files, change: Any) -> Files:
    manifest = json.loads(files["answer.json"])
    change(manifest["value"])
    return {**files, "answer.json": json.dumps(manifest).encode()}


def layer_config(node: Any) -> Any:
    return node["config"]["layers"][1]["config"]


def widen(node: Any) -> None:
    node["config"]["layers"][1].pop("build_config")
    layer_config(node)["units"] = 1_000_000


def add_layer(node: Any) -> None:
    """A second layer of a million units behind one: four terabytes of weights, if built."""
    widen(node)
    again = json.loads(json.dumps(node["config"]["layers"][1]))
    again["config"]["name"] = "again"
    node["config"]["layers"].append(again)


CHANGES: dict[str, tuple[Any, str]] = {
    "other units": (
        lambda node: layer_config(node).update(units=3),
        "config and weights disagree: layer 'd' has weights of shapes [(2, 2), (2,)]",
    ),
    "terabytes": (add_layer, "config and weights disagree"),
    "no weights": (
        lambda node: node["weights"].clear(),
        "layer 'd' has weights of shapes [], its config gives [(2, 2), (2,)]",
    ),
    "weights twice": (
        lambda node: node["weights"]["d"].append("0.npy"),
        "config and weights disagree",
    ),
    "bad argument": (
        lambda node: layer_config(node).update(colour="red"),
        "the model cannot be rebuilt from its config: ",
    ),
    "units that are text": (
        lambda node: layer_config(node).update(units="many"),
        "the model cannot be rebuilt from its config: ",
    ),
    "Lambda": (
        lambda node: node["config"]["layers"][1].update(class_name="Lambda"),
        "layer 'd' cannot be handed in: a Lambda layer carries code",
    ),
    "other class": (
        lambda node: node.update(class_name="Functional"),
        "config is damaged",
    ),
    "no input": (
        lambda node: (node["config"]["layers"].pop(0), node["config"].pop("build_input_shape")),
        "does not say the shape of its input",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_model_that_does_not_fit_together_is_refused(small: Files, case: str) -> None:
    change, sentence = CHANGES[case]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(StudentError) as refusal:
        predicted(changed(small, change), np.zeros((1, 2)))
    assert sentence in str(refusal.value)
    # Kilobytes: refused by its shapes, before room was made for its weights.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite_are_refused(small: Files, value: float) -> None:
    weights = write_npy(np.full((2, 2), value, dtype="float32"))
    with pytest.raises(StudentError, match="weights that are not finite: the training diverged"):
        predicted({**small, "0.npy": weights}, np.zeros((1, 2)))


def test_only_models_predict() -> None:
    with pytest.raises(StudentError, match="a prediction needs a Keras model"):
        predicted(encode("x", 3), np.zeros((1, 2)))
    with pytest.raises(StudentError, match=r"no answer\.json"):
        predicted({}, np.zeros((1, 2)))


def test_a_model_with_two_outputs_is_refused() -> None:
    x = keras.Input((2,))
    files = encode("m", keras.Model(x, [layers.Dense(1)(x), layers.Dense(2)(x)]))
    with pytest.raises(StudentError, match="the model has 2 outputs; one is expected"):
        predicted(files, np.zeros((1, 2)))
