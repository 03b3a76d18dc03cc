"""Let a network that was handed in read digits, whatever shape and scale it takes them in.

Students choose both: 28 x 28, 28 x 28 x 1 or 784 in a row; raw pixels, divided by 255, centred.
The shape stands in the model. The scale does not: a student's own inputs show it, or it is found
on training images, as the one with which the network reads them. Nothing of it depends on the
images that judge it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from yourturn.answers.model import HandedModel
from yourturn.data.unseen import Mnist

Array = np.ndarray[Any, Any]
Predict = Callable[[HandedModel, Array], Array]

_N_PIXELS = 784
_N_DIGITS = 10
_N_TRIED = 500
# Networks of relu read nearly as well on another scale than their own, by luck even better. So the
# student's own is believed unless another reads twice as many of these images and most of them, and
# the commonest usual one that reads at most 2 in 100 fewer than the best. A network that reads most
# of them on no scale reads by chance, which tells nothing of its scale.
_OWN_SHARE, _MOST, _BEHIND = 0.5, 0.5, 0.02
_ROUNDING = 1e-3  # of pixels kept as float16, as a share of the scale from paper to ink


@dataclass(frozen=True)
class Scale:
    """How pixels from 0 to 255 were brought to a network's inputs: `factor * pixels + shift`."""

    factor: float
    shift: float = 0.0

    def __call__(self, images: Array, sample_shape: Sequence[int]) -> Array:
        """Prepare images `(n, 28, 28)` as float32 inputs `(n, *sample_shape)`."""
        inputs = self.factor * images.astype(np.float32) + self.shift
        return inputs.reshape(len(images), *sample_shape).astype(np.float32)


USUAL_SCALES = (
    Scale(1 / 255),
    Scale(1.0),
    Scale(2 / 255, -1.0),
    Scale(1 / 255, -0.5),
    Scale(-1 / 255, 1.0),
)


@dataclass(frozen=True, eq=False)
class Reading:
    """Which images a network read right, `(n,)` bool each, and its outputs `(n, 10)`."""

    scale: Scale
    public: Array
    unseen: Array
    public_outputs: Array


@lru_cache(maxsize=8)  # every criterion on a network asks; a case has few networks
def read_digits(
    model: HandedModel,
    predict: Predict,
    data: Mnist,
    *,
    network: str,
    own_scale: Scale | None = None,
) -> Reading:
    """Let a network read the public test images and the unseen ones.

    `own_scale`, what the student's own inputs show, stands before the usual ones. The digit
    read is the largest of ten outputs, probabilities or logits; an output that is not a number
    reads nothing. Raises `AssertionError` with a message for the student where the network takes
    no such image or does not return ten numbers.
    """
    shape = sample_shape(model, network)
    images, labels = (part[:_N_TRIED] for part in data.train)
    mean, std = data.mean_and_std
    standardised = Scale(1 / std, -mean / std)
    scales = [*([own_scale] if own_scale else []), *USUAL_SCALES, standardised]
    tried = np.concatenate([scale(images, shape) for scale in scales])
    outputs = _ten_outputs(predict(model, tried), network).reshape(len(scales), len(images), -1)
    shares = [_right(answers, labels).mean() for answers in outputs]
    if own_scale and (shares[0] >= _OWN_SHARE * max(shares) or max(shares) < _MOST):
        scale = own_scale
    else:
        behind = [max(shares) - share for share in shares]
        scale = next(one for one, gap in zip(scales, behind, strict=True) if gap <= _BEHIND)
    found = [
        _ten_outputs(predict(model, scale(part[0], shape)), network)
        for part in (data.test, data.unseen)
    ]
    right = (_right(found[0], data.test[1]), _right(found[1], data.unseen[1]))
    return Reading(scale, *right, found[0])


def sample_shape(model: HandedModel, network: str) -> tuple[int, ...]:
    """Return the shape in which a network takes one image; 784 in a row if it does not say."""
    for layer in model.layers:
        shape = layer.config.get("batch_shape")
        if layer.class_name != "InputLayer" or not isinstance(shape, list | tuple):
            continue
        sample = tuple(shape[1:])
        if all(type(n) is int and n > 0 for n in sample) and prod(sample) == _N_PIXELS:
            return sample
        raise AssertionError(
            f"{network} takes inputs of shape {sample}; an image has 28 x 28 pixels, one colour."
        )
    return (_N_PIXELS,)


def scale_between(images: Array, prepared: Array) -> Scale | None:
    """Find the scale that turned images `(n, 28, 28)` into `prepared`, in any shape; None if none.

    It treats every pixel alike and keeps their order. An image of a single grey tells nothing.
    """
    pixels = images.reshape(-1).astype(np.float64)
    values = np.asarray(prepared, dtype=np.float64).reshape(-1)
    if values.shape != pixels.shape or not np.isfinite(values).all():
        return None
    centred = pixels - pixels.mean()
    spread = float(centred @ centred)
    if not spread:
        return None
    factor = float(centred @ (values - values.mean())) / spread
    shift = float(values.mean()) - factor * float(pixels.mean())
    # a factor lost in rounding would map all pixels to one grey
    off = np.abs(factor * pixels + shift - values).max()
    return Scale(factor, shift) if off < _ROUNDING * abs(factor) * 255 else None


def probabilities(outputs: Array, model: HandedModel) -> Array:
    """Turn the outputs `(n, 10)` of a network into probabilities; logits go through softmax."""
    softmax = bool(model.blocks) and model.blocks[-1].activation == "softmax"
    if softmax or not model.from_logits:
        return outputs
    shifted = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


def _ten_outputs(outputs: Array, network: str) -> Array:
    if outputs.ndim != 2 or outputs.shape[1] != _N_DIGITS:
        shape = ", ".join(["n", *(str(n) for n in outputs.shape[1:])])
        raise AssertionError(
            f"{network} returns outputs of shape ({shape}) for n images; ten numbers an image, one"
            " for each digit, were expected: (n, 10)."
        )
    return outputs


def _right(outputs: Array, labels: Array) -> Array:
    numbers = np.isfinite(outputs).all(axis=1)
    right: Array = numbers & (np.nan_to_num(outputs).argmax(axis=1) == labels)
    return right
