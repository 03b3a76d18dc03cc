"""A network reads digits in the shape it takes and on the scale it was trained with."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from yourturn.answers import HandedModel
from yourturn.data.digits import stand_in_digits
from yourturn.data.unseen import Mnist
from yourturn.judging.rules.reading import (
    USUAL_SCALES,
    Scale,
    probabilities,
    read_digits,
    sample_shape,
    scale_between,
)

IMAGES = np.random.default_rng(5).integers(0, 256, (40, 28, 28), dtype=np.uint8)


def network(*sample: int) -> HandedModel:
    """A model that takes samples of this shape; what it computes is up to `predict`."""
    layers = [{"class_name": "Flatten", "config": {"name": "flatten"}}]
    if sample:
        shape = {"name": "input", "batch_shape": [None, *sample]}
        layers.insert(0, {"class_name": "InputLayer", "config": shape})
    return HandedModel("Sequential", {"name": "network", "layers": layers}, (), ())


@cache
def fitted() -> np.ndarray:
    """Weights (785, 10) of a least-squares classifier of pixels, the last row its biases."""
    images, labels = stand_in_digits()["train"]
    inputs = np.column_stack([images.reshape(-1, 784) / 255, np.ones(len(images))])
    return np.linalg.solve(inputs.T @ inputs + np.eye(785), inputs.T @ np.eye(10)[labels])


def linear(scale: Scale):
    """A classifier whose inputs are on this scale."""

    def predict(model: HandedModel, inputs: np.ndarray) -> np.ndarray:
        pixels = (inputs.reshape(len(inputs), 784) - scale.shift) / scale.factor
        return pixels / 255 @ fitted()[:784] + fitted()[784]

    return predict


def read(predict, sample=(28, 28, 1), own_scale=None):
    data = Mnist(**stand_in_digits(), source="stand-in")
    return read_digits(network(*sample), predict, data, network="model", own_scale=own_scale)


@pytest.mark.parametrize("scale", [Scale(1 / 255), Scale(-2.0, 7.0), Scale(1 / 300, -3.0)])
@pytest.mark.parametrize("shape", [(40, 28, 28, 1), (40, 784)])
def test_a_scale_is_found_again_in_the_inputs(scale: Scale, shape: tuple[int, ...]) -> None:
    found = scale_between(IMAGES, scale(IMAGES, shape[1:]))
    assert found is not None
    assert found.factor == pytest.approx(scale.factor, rel=1e-4)
    assert found.shift == pytest.approx(scale.shift, abs=1e-4)


def test_inputs_of_half_precision_have_a_scale() -> None:
    assert scale_between(IMAGES, (IMAGES / 255).astype(np.float16)) is not None


@pytest.mark.parametrize(
    "prepared",
    [
        IMAGES[::-1] / 255,
        IMAGES.transpose(0, 2, 1) / 255,
        IMAGES / np.linspace(200, 255, 40)[:, None, None],
        (IMAGES > 127) * 1.0,
        np.zeros(IMAGES.shape),
        np.full(IMAGES.shape, np.nan),
        IMAGES[:39] / 255,
    ],
    ids=["order", "turned", "image by image", "binary", "blank", "nan", "one missing"],
)
def test_other_changes_than_of_scale_are_told_apart(prepared: np.ndarray) -> None:
    assert scale_between(IMAGES, prepared) is None


def test_images_of_one_grey_show_no_scale() -> None:
    assert scale_between(np.full((3, 28, 28), 9, dtype=np.uint8), np.ones((3, 28, 28))) is None


@pytest.mark.parametrize("sample", [(28, 28, 1), (28, 28), (784,)])
def test_the_shape_of_a_sample_stands_in_the_model(sample: tuple[int, ...]) -> None:
    assert sample_shape(network(*sample), "model") == sample


def test_a_network_that_does_not_say_takes_a_row_of_pixels() -> None:
    assert sample_shape(network(), "model") == (784,)


@pytest.mark.parametrize("sample", [(32, 32, 3), (10,), (None, 784)])
def test_a_network_for_something_else_is_named(sample: tuple[int, ...]) -> None:
    with pytest.raises(AssertionError, match="model takes inputs of shape"):
        sample_shape(network(*sample), "model")


@pytest.mark.parametrize("scale", USUAL_SCALES)
def test_the_scale_is_found_by_what_the_network_reads(scale: Scale) -> None:
    reading = read(linear(scale))
    assert reading.scale == scale
    assert reading.public.mean() > 0.5
    assert reading.unseen.mean() > 0.5
    assert reading.public_outputs.shape == (len(reading.public), 10)


def test_an_unusual_scale_is_taken_from_the_students_inputs() -> None:
    scale = Scale(1 / 40, -9.0)
    without, having = (read(linear(scale), own_scale=own) for own in (None, scale))
    assert having.scale == scale
    assert having.unseen.mean() > without.unseen.mean() + 0.2


def test_outputs_that_are_no_numbers_read_nothing() -> None:
    reading = read(lambda model, inputs: np.full((len(inputs), 10), np.nan))
    assert not reading.public.any()
    assert not reading.unseen.any()


@pytest.mark.parametrize("shape", [(1,), (26, 26, 10), ()])
def test_other_outputs_than_ten_numbers_are_named(shape: tuple[int, ...]) -> None:
    with pytest.raises(AssertionError, match="ten numbers an image"):
        read(lambda model, inputs: np.zeros((len(inputs), *shape)))


def test_a_scale_in_front_is_believed_although_another_reads_a_little_better() -> None:
    usual = linear(USUAL_SCALES[0])

    def luckier_on_raw_pixels(model: HandedModel, inputs: np.ndarray) -> np.ndarray:
        outputs = usual(model, inputs)
        raw = inputs.reshape(len(inputs), -1).max(axis=1) > 1
        if raw.any():
            outputs[raw] = usual(model, inputs[raw] / 255)
            labels = stand_in_digits()["train"][1][:5]
            outputs[np.flatnonzero(raw)[:5]] = 100 * np.eye(10)[labels]
        return outputs

    assert read(luckier_on_raw_pixels).scale == USUAL_SCALES[0]


def test_a_network_that_reads_by_chance_keeps_its_own_scale() -> None:
    own, labels = USUAL_SCALES[0], stand_in_digits()["train"][1][:500]

    def predict(model: HandedModel, inputs: np.ndarray) -> np.ndarray:
        truth = np.resize(labels, len(inputs))
        raw = inputs.reshape(len(inputs), -1).max(axis=1) > 1
        lucky = raw & (np.arange(len(inputs)) % 4 == 0)
        return np.eye(10)[np.where(lucky, truth, truth + 1) % 10]

    assert read(predict, own_scale=own).scale == own


@pytest.mark.parametrize("from_logits", [True, False])
def test_logits_become_probabilities_and_probabilities_stay(from_logits: bool) -> None:
    outputs = np.log([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]) + 700
    found = probabilities(outputs, replace(network(784), from_logits=from_logits))
    expected = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]] if from_logits else outputs
    assert np.allclose(found, expected)


def test_a_network_is_asked_once_however_many_criteria_are_about_it() -> None:
    asked = []

    def predict(model: HandedModel, inputs: np.ndarray) -> np.ndarray:
        asked.append(inputs)
        return linear(Scale(1 / 255))(model, inputs)

    data, model = Mnist(**stand_in_digits(), source="stand-in"), network(28, 28)
    first, second = (read_digits(model, predict, data, network="model") for _ in range(2))
    assert second is first
    assert len(asked) == 3  # the scale, the public images, the unseen ones


def test_standardised_inputs_are_read_on_their_own_scale() -> None:
    images = stand_in_digits()["train"][0]
    scale = Scale(1 / images.std(), -images.mean() / images.std())
    assert read(linear(scale), own_scale=None).scale.factor == pytest.approx(scale.factor)
