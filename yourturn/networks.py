"""What is kept of a network that was handed in, for the class's report.

How it is built and was trained, a digest of its weights, and of each larger kernel a sample small
enough to lie in a notebook's metadata. Two samples correlate as the two kernels do, give or take
1 / sqrt(512) = 0.044: networks that began from independent weights stay near 0, a copy that was
trained on stays near 1.
"""

import base64
import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from yourturn.answers import Answers, HandedModel, read_answers
from yourturn.answers.kinds import NAME
from yourturn.answers.model import Layer
from yourturn.errors import StudentError

__all__ = ["SAMPLE", "Kernel", "Network", "networks_in", "sample_of"]

SAMPLE = 512  # weights of a kernel
MIN_KERNEL = 200  # weights; fewer correlate by chance
MAX_KERNELS = 6
MAX_LAYERS = 30

_STEPS = 32  # of a standard deviation; a byte reaches four of them to either side
_IS_MODEL = re.compile(rb'"kind"\s*:\s*"model"')
# keras.optimizers, by canonical name; another name could be any text of the student's.
_OPTIMIZERS = {
    *("sgd", "rmsprop", "adam", "adam_w", "adamw", "adamax", "adadelta", "adagrad", "adafactor"),
    *("nadam", "ftrl", "lion", "lamb", "muon", "loss_scale_optimizer"),
}


@dataclass(frozen=True)
class Kernel:
    """A sample of one kernel's weights: bytes in base64, taken at places that follow from shape."""

    shape: tuple[int, ...]
    sample: str


@dataclass(frozen=True)
class Network:
    """One handed-in network in plain values, as `metadata.yourturn.networks` keeps it.

    `optimizer`, `batch_size`, `epochs` and `held_out`, the accuracy after the last epoch on the
    `held_out_images` that its own training held out, are what the hand-in says; None where it
    does not. `trained` says where its last `fit` ran: "while grading", "by the student" (whose own
    training is trusted), "elsewhere" for weights that no `fit` explains, "not at all".
    """

    name: str
    layers: tuple[str, ...]
    parameters: int
    optimizer: str | None
    learning_rate: float | None
    batch_size: int | None
    epochs: int | None
    held_out: float | None
    held_out_images: int | None
    trained: str
    weights: str
    kernels: tuple[Kernel, ...]


def networks_in(hand_in: Mapping[str, bytes]) -> tuple[Network, ...]:
    """Describe the networks among the answers; what cannot be read is left out."""
    answers = _models_in(hand_in)
    found = []
    for name, model in answers.items():
        if isinstance(model, HandedModel):
            try:
                found.append(_describe(name, model))
            except StudentError:
                continue
    return tuple(found)


def sample_of(kernel: np.ndarray[Any, Any]) -> Kernel | None:
    """Sample a kernel's weights; None where it has too few, or some that are no numbers.

    What all units share, the mean over the last axis, is taken off first: networks that look at
    the same images share it, whoever trained them.
    """
    if kernel.ndim < 2 or kernel.size < MIN_KERNEL:
        return None
    # RandomState's streams never change between versions of numpy, Generator's may.
    places = np.random.RandomState(kernel.size % 2**32).randint(kernel.size, size=SAMPLE)
    inputs, units = np.divmod(places, kernel.shape[-1])
    rows = kernel.reshape(-1, kernel.shape[-1])[inputs].astype(float)
    with np.errstate(all="ignore"):  # a forged hand-in may hold anything
        weights = rows[np.arange(SAMPLE), units] - rows.mean(axis=1)
        spread = weights.std()
    if not np.isfinite(spread) or spread == 0:
        return None
    steps = np.clip(np.round(_STEPS * weights / spread), -127, 127).astype(np.int8)
    return Kernel(kernel.shape, base64.b64encode(steps.tobytes()).decode("ascii"))


def _models_in(hand_in: Mapping[str, bytes]) -> Answers:
    """The answers that are models, read strictly; the others are not even opened."""
    names = {
        name
        for path, data in hand_in.items()
        for name, _, file in (path.partition("/"),)
        if file == "answer.json" and re.fullmatch(NAME, name) and _IS_MODEL.search(data)
    }
    return read_answers({p: data for p, data in hand_in.items() if p.partition("/")[0] in names})


def _describe(name: str, model: HandedModel) -> Network:
    layers = [_in_words(layer) for layer in model.layers if layer.class_name != "InputLayer"]
    more = ("…",) if len(layers) > MAX_LAYERS else ()
    metrics, settings = model.history or {}, model.fit_settings
    epochs = max((len(values) for values in metrics.values()), default=0)
    optimizer, rate = model.optimizer, model.optimizer_config.get("learning_rate")
    kernels = [sample_of(weight) for weight in model.weights]
    return Network(
        name=name,
        layers=(*layers[:MAX_LAYERS], *more),
        parameters=model.n_parameters,
        optimizer=optimizer if optimizer in _OPTIMIZERS else optimizer and "of their own",
        learning_rate=_number(rate),
        batch_size=_count(settings.get("batch_size")) if epochs else None,
        epochs=epochs or None,
        held_out=_held_out(metrics),
        held_out_images=_count(settings.get("validation_rows")),
        trained=_trained(model),
        weights=_digest(model),
        kernels=tuple(kernel for kernel in kernels if kernel)[:MAX_KERNELS],
    )


def _trained(model: HandedModel) -> str:
    if any((model.history or {}).values()):
        return "by the student" if model.fit_settings.get("stated") == 1 else "while grading"
    # Biases, and what normalising layers hold, are constant until something trains them.
    constant = all(np.ptp(weight) == 0 for weight in model.weights if weight.ndim == 1)
    return "not at all" if constant else "elsewhere"


def _in_words(layer: Layer) -> str:
    """A layer in a few words: `Conv2D 32 3x3 relu`. Its class and activation are built in."""
    return " ".join([layer.class_name, *_details(layer)])


def _details(layer: Layer) -> Iterator[str]:
    for key in ("units", "filters", "rate"):
        value = _number(layer.config.get(key))
        if value is not None:
            yield f"{value:g}"
    for key in ("kernel_size", "pool_size"):
        sizes = layer.config.get(key)
        if isinstance(sizes, list | tuple) and all(type(one) is int for one in sizes[:3]):
            yield "x".join(str(one) for one in sizes[:3])
    if "activation" in layer.config and layer.activation not in (None, "linear"):
        yield str(layer.activation)


def _held_out(metrics: Mapping[str, list[float]]) -> float | None:
    """The last accuracy on held-out images, whatever its metric is called."""
    for name, values in metrics.items():
        if name.startswith("val_") and "acc" in name and values:
            share = _number(values[-1])
            return share if share is not None and 0 <= share <= 1 else None
    return None


def _digest(model: HandedModel) -> str:
    digest = hashlib.sha256()
    for weight in model.weights:
        digest.update(f"{weight.dtype} {weight.shape}".encode())
        digest.update(np.ascontiguousarray(weight).tobytes())
    return digest.hexdigest()[:32]


def _number(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and math.isfinite(value) else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 2**31 else None
