"""What is kept of networks: real ones of Keras, handed in as students do."""

import base64
import json

import keras
import numpy as np
import pytest
from keras import layers

from yourturn.answers.encode import encode
from yourturn.answers.fitting import remember_fits
from yourturn.networks import SAMPLE, networks_in, sample_of

remember_fits()


def handed(**answers):
    return {
        f"{name}/{file}": data
        for name, value in answers.items()
        for file, data in encode(name, value).items()
    }


def convolutional():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.25),
            layers.Dense(10, activation=keras.activations.softmax),
        ]
    )


def trained(model, **settings):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    images, labels = np.random.default_rng(0).random((40, 8, 8, 1)), np.arange(40) % 10
    model.fit(images, labels, batch_size=8, verbose=0, **settings)
    return model


def test_a_network_is_described_as_it_was_built_and_trained():
    model = trained(convolutional(), epochs=3, validation_split=0.25)
    (network,) = networks_in(handed(model=model, x=3, table=np.ones(3)))
    assert network.layers == (
        "Conv2D 4 3x3 relu",
        "MaxPooling2D 2x2",
        "Flatten",
        "Dropout 0.25",
        "Dense 10 softmax",
    )
    assert network.parameters == model.count_params()
    assert (network.optimizer, network.learning_rate) == ("adam", pytest.approx(0.001))
    assert (network.batch_size, network.epochs, network.held_out_images) == (8, 3, 10)
    assert network.held_out == model.history.history["val_accuracy"][-1]
    assert network.trained == "while grading"
    # the convolution's 36 weights say nothing
    assert [kernel.shape for kernel in network.kernels] == [(36, 10)]


def test_it_says_whether_weights_come_from_a_training_here():
    model = convolutional()
    (fresh,) = networks_in(handed(model=model))
    assert (fresh.trained, fresh.epochs, fresh.held_out) == ("not at all", None, None)
    other = convolutional()
    other.set_weights(trained(model).get_weights())
    mine, theirs = networks_in(handed(model=model, other=other))
    assert (mine.trained, theirs.trained) == ("while grading", "elsewhere")
    assert mine.weights == theirs.weights != fresh.weights
    single = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(1)])
    single.layers[0].bias.assign(np.arange(8.0))  # the other bias is a single number
    (network,) = networks_in(handed(model=single))
    assert network.trained == "elsewhere"
    model.history.params["stated"] = 1
    (network,) = networks_in(handed(model=model))
    assert network.trained == "by the student"


def test_what_a_student_wrote_into_a_forged_hand_in_is_shown_nowhere():
    files = handed(model=convolutional())
    answer = json.loads(files["model/answer.json"])
    config = answer["value"]["config"]["layers"]
    config[1]["config"].update(filters="Ada", kernel_size=["Ada"])
    answer["value"]["optimizer"] = {"name": "ada_s_adam", "config": {"learning_rate": "Ada"}}
    files["model/answer.json"] = json.dumps(answer).encode()
    (network,) = networks_in(files)
    assert network.layers[0] == "Conv2D relu"
    assert (network.optimizer, network.learning_rate) == ("of their own", None)


@pytest.mark.parametrize("damage", [b"{", b'{"kind":"model"}', b"[" * 100_000 + b'"kind":"model"'])
def test_a_damaged_model_is_left_out(damage):
    files = handed(model=convolutional(), other=convolutional())
    files["model/answer.json"] = damage
    assert [network.name for network in networks_in(files)] == ["other"]


def test_a_model_whose_config_and_weights_disagree_is_left_out():
    files = handed(model=convolutional())
    files["model/answer.json"] = files["model/answer.json"].replace(b'"conv2d', b'"other', 1)
    assert networks_in(files) == ()


@pytest.mark.parametrize(
    "kernel",
    [
        np.ones((30, 20)),
        np.full((30, 20), np.nan),
        np.ones(600),
        np.eye(10),
        np.where(np.eye(30, 20) == 1, np.inf, 0.0),
    ],
)
def test_a_kernel_that_says_nothing_has_no_sample(kernel):
    assert sample_of(kernel) is None


def test_samples_correlate_as_kernels_do():
    rng = np.random.default_rng(5)
    kernel = rng.normal(size=(784, 64)).astype("float32")
    mixed = kernel + rng.normal(size=kernel.shape)
    found = np.corrcoef(*(decoded(one) for one in (kernel, mixed)))[0, 1]
    assert found == pytest.approx(np.sqrt(0.5), abs=4 / np.sqrt(SAMPLE))


def test_what_all_units_share_is_no_likeness():
    rng = np.random.default_rng(6)
    shared = rng.normal(size=(784, 1))
    ours = [decoded(shared + 0.1 * rng.normal(size=(784, 64))) for _ in range(2)]
    assert abs(np.corrcoef(*ours)[0, 1]) < 4 / np.sqrt(SAMPLE)


def decoded(kernel):
    return np.frombuffer(base64.b64decode(sample_of(kernel).sample), np.int8).astype(float)
