import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from yourturn.answers import HandedModel
from yourturn.answers.encode import encode
from yourturn.answers.fitting import remember_fits
from yourturn.errors import AuthorError, StudentError

Cross = Callable[[Any], Any]

remember_fits()


def base_network(*, activation: Any = "relu") -> Any:
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(8, activation=activation),
            layers.Dense(3, activation="softmax"),
        ]
    )


def cann() -> Any:
    nn, skip = keras.Input((2,), name="nn"), keras.Input((1,), name="skip")
    hidden = layers.Dense(16, activation="relu")(layers.BatchNormalization()(nn))
    adjustment = layers.Dense(1, name="adjustment")(hidden)
    added = layers.Add()([adjustment, skip])
    frozen = layers.Dense(1, activation="exponential", name="response", trainable=False)
    return keras.Model([nn, skip], frozen(added))


def blocks(model: HandedModel) -> list[tuple[int, str]]:
    return [(block.units, block.activation) for block in model.blocks]


def test_a_model_crosses_with_layers_weights_and_parameters(crossed: Cross) -> None:
    network = base_network()
    model = crossed(network)
    assert [layer.class_name for layer in model.layers] == ["InputLayer", "Dense", "Dense"]
    assert blocks(model) == [(8, "relu"), (3, "softmax")]
    assert model.n_parameters == network.count_params() == 67
    for mine, theirs in zip(model.weights, network.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert [w.shape for w in model.blocks[0].layer.weights] == [(4, 8), (8,)]
    assert model.loss is model.optimizer is model.history is None


def test_a_model_with_two_inputs_keeps_their_names_and_what_is_frozen(crossed: Cross) -> None:
    model = crossed(cann())
    assert model.input_names == ("nn", "skip")
    trainable = {layer.name: layer.trainable for layer in model.layers}
    assert trainable["adjustment"]
    assert not trainable["response"]
    assert blocks(model) == [(16, "relu"), (1, "linear"), (1, "exponential")]


def test_models_inside_models_are_taken_apart(crossed: Cross) -> None:
    image = keras.Input((6,))
    encoder = keras.Model(image, layers.Dense(2, activation="relu", name="code")(image), name="enc")
    decoder = keras.Sequential([layers.Dense(6, activation="sigmoid", name="out")], name="dec")
    encoder.trainable = False
    model = crossed(keras.Model(image, decoder(encoder(image))))
    assert blocks(model) == [(2, "relu"), (6, "sigmoid")]
    assert [block.layer.trainable for block in model.blocks] == [False, True]


def test_weights_that_two_layers_share_count_once(crossed: Cross) -> None:
    one, other = keras.Input((3,)), keras.Input((3,))
    shared = layers.Dense(2)
    model = crossed(keras.Model([one, other], layers.Add()([shared(one), shared(other)])))
    assert model.n_parameters == 8


@pytest.mark.parametrize(
    ("after", "activation"),
    [
        ([layers.ReLU], "relu"),
        ([layers.BatchNormalization, layers.Dropout, layers.LeakyReLU], "leaky_relu"),
        ([layers.Softmax], "softmax"),
        ([lambda rate: layers.Activation("tanh")], "tanh"),
        ([layers.Flatten, lambda rate: layers.Activation("exponential")], "exponential"),
        ([layers.GaussianNoise], "linear"),
        ([lambda rate: layers.Rescaling(2.0), layers.ReLU], "linear"),
    ],
)
def test_the_activation_may_be_a_layer_that_follows(
    crossed: Cross, after: list[Any], activation: str
) -> None:
    takes_rate = (layers.Dropout, layers.GaussianNoise)
    following = [
        kind(0.5) if kind in takes_rate or kind.__name__ == "<lambda>" else kind() for kind in after
    ]
    network = keras.Sequential([keras.Input((3,)), layers.Dense(4), *following, layers.Dense(1)])
    assert blocks(crossed(network)) == [(4, activation), (1, "linear")]


@pytest.mark.parametrize(
    ("activation", "name"),
    [
        (tf.nn.relu, "relu"),
        (tf.exp, "exponential"),
        (keras.ops.exp, "exponential"),
        (tf.nn.softmax, "softmax"),
        (tf.identity, "linear"),
        (keras.activations.gelu, "gelu"),
        (layers.LeakyReLU(), "leaky_relu"),
        (None, "linear"),
    ],
)
def test_an_activation_has_one_name(crossed: Cross, activation: Any, name: str) -> None:
    assert crossed(base_network(activation=activation)).blocks[0].activation == name


def test_convolutions_and_recurrent_layers_are_blocks(crossed: Cross) -> None:
    network = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(5, 3),
            layers.MaxPooling2D(),
            layers.ReLU(),
            layers.DepthwiseConv2D(2, depth_multiplier=2),
            layers.TimeDistributed(layers.LSTM(3)),
            layers.GRU(4),
            layers.Dense(1),
        ]
    )
    assert [block.units for block in crossed(network).blocks] == [5, 10, 3, 4, 1]
    assert crossed(network).blocks[0].activation == "relu"


@pytest.mark.parametrize(
    ("loss", "name", "from_logits"),
    [
        ("mse", "mean_squared_error", False),
        (keras.losses.mean_squared_error, "mean_squared_error", False),
        (keras.losses.MeanSquaredError(), "mean_squared_error", False),
        ("sparse_categorical_crossentropy", "sparse_categorical_crossentropy", False),
        (
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "sparse_categorical_crossentropy",
            True,
        ),
        (tf.keras.losses.BinaryCrossentropy(), "binary_crossentropy", False),
        (keras.losses.Poisson(), "poisson", False),
        ("kld", "kl_divergence", False),
    ],
)
def test_a_loss_has_one_name(crossed: Cross, loss: Any, name: str, from_logits: bool) -> None:
    network = base_network()
    network.compile(loss=loss, optimizer="sgd")
    model = crossed(network)
    assert (model.loss, model.from_logits, model.optimizer) == (name, from_logits, "sgd")


def test_a_loss_of_ones_own_keeps_its_name(crossed: Cross) -> None:
    def gamma_deviance(y_true: Any, y_pred: Any) -> Any:
        return tf.reduce_mean(y_true / y_pred)

    class GammaLoss(keras.losses.Loss):  # type: ignore[misc]
        def call(self, y_true: Any, y_pred: Any) -> Any:
            return y_pred

    network = base_network()
    for loss, name in ((gamma_deviance, "gamma_deviance"), (GammaLoss(), "gamma_loss")):
        network.compile(loss=loss)
        assert crossed(network).loss == name
    network.compile(loss=[lambda y, p: p])
    assert crossed(network).loss == "<lambda>"


def test_every_accuracy_is_called_accuracy(crossed: Cross) -> None:
    network = base_network()
    network.compile(
        loss="mae",
        optimizer=keras.optimizers.RMSprop(0.25),
        metrics=["acc", keras.metrics.SparseCategoricalAccuracy(), keras.metrics.AUC(), "mse"],
    )
    model = crossed(network)
    assert model.metrics == ("accuracy", "auc", "mean_squared_error")
    assert (model.optimizer, model.optimizer_config["learning_rate"]) == ("rmsprop", 0.25)


def test_history_and_settings_of_the_fit_cross_over(crossed: Cross) -> None:
    network = base_network()
    network.compile(loss="mse", metrics=["accuracy"])
    x, y = np.zeros((50, 4), dtype="float32"), np.zeros((50, 3))
    history = network.fit(x, y, epochs=2, batch_size=10, validation_split=0.2, verbose=0)
    model = crossed(network)
    assert model.fit_settings == {
        "epochs": 2,
        "steps": 4,
        "batch_size": 10,
        "validation_split": 0.2,
        "rows": 50,
        "validation_rows": 10,
        "weight_variation": 0.0,
    }
    assert crossed(history) == model.history
    assert set(model.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert len(model.history["loss"]) == 2
    network.fit({"x": x}["x"], y, validation_data=(x[:7], y[:7]), verbose=0)
    settings = crossed(network).fit_settings
    assert (settings["batch_size"], settings["validation_rows"]) == (32, 7)


def test_a_fit_that_diverged_has_nan_in_its_history(crossed: Cross) -> None:
    network = base_network()
    network.compile(loss="mse")
    network.fit(np.zeros((4, 4)), np.full((4, 3), np.nan), verbose=0)
    assert np.isnan(crossed(network).history["loss"][0])


def test_a_model_that_was_built_by_fit_can_be_handed_in(crossed: Cross) -> None:
    network = keras.Sequential([layers.Dense(2), layers.Dense(1)])
    network.compile(loss="mse")
    network.fit(np.zeros((4, 3)), np.zeros((4, 1)), verbose=0)
    assert crossed(network).n_parameters == 11


def test_other_weights_need_the_same_shapes(crossed: Cross) -> None:
    model = crossed(base_network())
    zeros = [np.zeros(w.shape) for w in model.weights]
    other = model.with_weights(zeros)
    assert not other.layers[1].weights[0].any()
    assert other.weights[0].dtype == np.float32
    assert model.layers[1].weights[0].any()
    with pytest.raises(AuthorError, match="with_weights was given shapes"):
        model.with_weights(zeros[1:])


@pytest.mark.parametrize(
    ("tensor", "shape", "dtype"),
    [
        (tf.constant([[1, 2]], dtype="int32"), (1, 2), "int32"),
        (tf.Variable([0.5]), (1,), "float32"),
        (keras.Variable(np.ones((2, 2)), dtype="float64"), (2, 2), "float64"),
        (tf.constant(True), (), "bool"),
    ],
)
def test_tensors_become_arrays(crossed: Cross, tensor: Any, shape: Any, dtype: str) -> None:
    array = crossed(tensor)
    assert (array.shape, array.dtype) == (shape, dtype)


def test_a_tensors_shape_and_type_are_plain(crossed: Cross) -> None:
    assert crossed(tf.ones((2, 3)).shape) == (2, 3)
    assert crossed(tf.float32) == "float32"


class Subclassed(keras.Model):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return x


class OwnSequential(keras.Sequential):  # type: ignore[misc]
    pass


class OwnLayer(layers.Layer):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return x


def own_relu(x: Any) -> Any:
    return tf.maximum(x, 0.0)


def with_layer(layer: Any) -> Any:
    return keras.Sequential([keras.Input((4,)), layer])


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "subclassed": (Subclassed, "build it with keras.Sequential or keras.Model(inputs, outputs)"),
    "subclass of Sequential": (OwnSequential, "x is a model of the class OwnSequential"),
    "not built": (lambda: keras.Sequential([layers.Dense(1)]), "call fit or build first"),
    "own layer": (lambda: with_layer(OwnLayer(name="o")), "x: layer 'o' uses OwnLayer, which is"),
    "Lambda": (lambda: with_layer(layers.Lambda(own_relu)), "a Lambda layer carries code"),
    "own activation": (
        lambda: with_layer(layers.Dense(1, activation=own_relu, name="d")),
        "x's layer 'd' has a function of your own as activation; use the name of a built-in one",
    ),
    "own regulariser": (
        lambda: with_layer(layers.Dense(1, kernel_regularizer=own_relu, name="d")),
        "x: layer 'd' uses function, which is not among the built-in parts",
    ),
    "too large": (lambda: with_layer(layers.Embedding(1_000_000, 21)), "21,000,000 parameters"),
    "layer": (lambda: layers.Dense(1), "hand in the model that holds it, or its weights"),
    "symbolic": (lambda: keras.Input((1,)), "x is a symbolic Keras tensor"),
    "bfloat16": (lambda: tf.ones(1, tf.bfloat16), "convert it with tf.cast(x, tf.float32)"),
    "text": (lambda: tf.constant(["a"]), "x is a tensor of texts; hand it in as a list"),
    "ragged": (lambda: tf.ragged.constant([[1], [1, 2]]), "make it dense with .to_tensor()"),
    "complex": (lambda: tf.constant([1j]), "x has complex numbers"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.filterwarnings("ignore:Lambda|.*:UserWarning")
def test_what_cannot_be_rebuilt_is_refused_with_the_cure(case: str) -> None:
    make, sentence = REFUSED[case]
    value = make()
    with pytest.raises(StudentError) as refusal:
        encode("x", value)
    assert sentence in str(refusal.value)


def test_a_symbolic_tensor_of_a_traced_function_is_refused() -> None:
    seen: list[str] = []

    @tf.function  # type: ignore[untyped-decorator]
    def traced(x: Any) -> Any:
        with pytest.raises(StudentError) as refusal:
            encode("x", x)
        seen.append(str(refusal.value))
        return x

    traced(tf.ones(1))
    assert "made inside a tf.function" in seen[0]


def test_no_code_lies_in_the_files_of_a_model() -> None:
    network = base_network()
    network.compile(loss=lambda y, p: p, optimizer="adam")
    manifest = json.loads(encode("x", network)["answer.json"])
    assert set(manifest["value"]) == {
        *("kind", "class_name", "config", "weights", "input_names"),
        *("loss", "metrics", "optimizer", "history"),
    }
    assert "compile_config" not in json.dumps(manifest)
