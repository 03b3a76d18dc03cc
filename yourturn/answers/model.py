"""A Keras model as plain data: what a criterion sees of a model that was handed in.

Nothing of Keras is imported. The weights may be numbers of any size, the config was checked only
for its form: a prediction is made elsewhere, in zone 2 (`yourturn.prediction`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from yourturn.answers.architecture import Graph, Leaf, graph_of
from yourturn.errors import AuthorError, StudentError

__all__ = ["Block", "HandedModel", "Layer"]

Array = np.ndarray[Any, Any]

_ACTIVATION_LAYERS = {
    "ReLU": "relu",
    "Relu": "relu",
    "ReLU6": "relu6",
    "LeakyReLU": "leaky_relu",
    "LeakyRelu": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Elu": "elu",
    "Selu": "selu",
    "Gelu": "gelu",
    "Silu": "silu",
    "Softmax": "softmax",
    "Sigmoid": "sigmoid",
    "Softplus": "softplus",
    "Tanh": "tanh",
    "Exp": "exponential",
}
# Between a layer and its activation these may stand; they compute no new features.
_PASSED = ("Normalization", "Dropout", "Noise", "Pool", "Flatten", "Reshape", "Regularization")
_SYNONYMS = {"swish": "silu", "hard_swish": "hard_silu", "exp": "exponential", "identity": "linear"}


@dataclass(frozen=True)
class Layer:
    """A layer: Keras's class name, its name, config and weights (in Keras's order)."""

    class_name: str
    name: str
    config: Mapping[str, Any] = field(repr=False)
    weights: tuple[Array, ...] = field(repr=False)
    trainable: bool

    @property
    def activation(self) -> str | None:
        """The canonical name of the activation in the layer's config or that it is, if any."""
        if self.class_name in _ACTIVATION_LAYERS:
            return _ACTIVATION_LAYERS[self.class_name]
        if "activation" not in self.config:
            return None
        return _activation_name(self.config["activation"])


@dataclass(frozen=True)
class Block:
    """A layer of units (dense, convolutional, recurrent) with the activation of its output."""

    layer: Layer
    units: int
    activation: str


@dataclass(frozen=True, eq=False)
class HandedModel:
    """A model that was handed in: architecture, weights, and how it was compiled and fitted.

    `loss`, `metrics` and `optimizer` carry canonical names (`categorical_crossentropy`,
    `accuracy`, `rmsprop`); `loss` is None for a model that was not compiled, `history` None for
    one that was not fitted. `fit_settings` holds what is known of `epochs`, `steps`,
    `batch_size`, `validation_split`, `rows`, `validation_rows` and `weight_variation`, the
    coefficient of variation of the sample weights; `stated` is 1 where the student's own training
    was taken.
    """

    class_name: str
    config: Mapping[str, Any] = field(repr=False)
    weight_paths: tuple[tuple[str, int], ...] = field(repr=False)
    weights: tuple[Array, ...] = field(repr=False)
    input_names: tuple[str, ...] = ()
    loss: str | None = None
    from_logits: bool = False
    metrics: tuple[str, ...] = ()
    optimizer: str | None = None
    optimizer_config: Mapping[str, Any] = field(default_factory=dict, repr=False)
    history: dict[str, list[float]] | None = field(default=None, repr=False)
    fit_settings: dict[str, int | float | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The model's own name in Keras."""
        return str(self.config.get("name", ""))

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """All layers in the config's order; models inside the model are taken apart."""
        return tuple(self._by_path.values())

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The layers that have units or filters, in order; normalisation is none of them.

        The activation is the layer's own or, where that is linear, that of the activation layer
        that follows (also behind normalisation, dropout, pooling or flattening).
        """
        found = []
        for path, layer in self._by_path.items():
            units = _units(layer)
            if units is not None:
                found.append(Block(layer, units, self._activation_after(path, layer)))
        return tuple(found)

    @property
    def n_parameters(self) -> int:
        """The number of weights and biases, trainable or not, as `model.count_params()`."""
        return sum(int(weight.size) for weight in self.weights)

    def with_weights(self, weights: Sequence[Array]) -> "HandedModel":
        """Copy the model with other weights, in the order and shapes of `weights`.

        Called by graders; `AuthorError` where number or shapes differ.
        """
        arrays = tuple(np.asarray(weight) for weight in weights)
        if [a.shape for a in arrays] != [w.shape for w in self.weights]:
            raise AuthorError(
                f"with_weights was given shapes {[a.shape for a in arrays]}; "
                f"the model has {[w.shape for w in self.weights]}"
            )
        kept = tuple(a.astype(w.dtype) for a, w in zip(arrays, self.weights, strict=True))
        return replace(self, weights=kept)

    @cached_property
    def _graph(self) -> Graph:
        return graph_of(self.class_name, self.config)

    @cached_property
    def _by_path(self) -> dict[str, Layer]:
        held: dict[str, list[Array]] = {}
        for path, number in self.weight_paths:
            held.setdefault(path, []).append(self.weights[number])
        leaves = {leaf.path: leaf for leaf in self._graph.leaves}
        if not held.keys() <= leaves.keys():
            raise StudentError("the model's config and weights disagree: weights without a layer")
        return {path: _layer(leaf, held.get(path, [])) for path, leaf in leaves.items()}

    def _activation_after(self, path: str, layer: Layer) -> str:
        activation = layer.activation or "linear"
        seen = {path}
        while activation == "linear":
            followers = self._graph.followers[path]
            if len(followers) != 1 or followers[0] in seen:
                break
            path = followers[0]
            seen.add(path)
            follower = self._by_path[path]
            if _units(follower) is not None:
                break
            activation = follower.activation or "linear"
            if activation == "linear" and not any(part in follower.class_name for part in _PASSED):
                break
        return activation


def _layer(leaf: Leaf, weights: list[Array]) -> Layer:
    name = leaf.path.rpartition("/")[2]
    return Layer(leaf.class_name, name, leaf.config, tuple(weights), leaf.trainable)


def _units(layer: Layer) -> int | None:
    """Read how many outputs a unit layer has; a wrapper (TimeDistributed, ...) has its inner's."""
    config: Any = layer.config
    for key in ("layer", "forward_layer", "cell"):
        inner = config.get(key)
        if isinstance(inner, dict) and isinstance(inner.get("config"), dict):
            config = inner["config"]
    for key in ("units", "filters"):
        if type(config.get(key)) is int:
            return int(config[key])
    if layer.class_name.startswith("DepthwiseConv") and layer.weights:
        kernel = layer.weights[0]
        return int(kernel.shape[-1] * kernel.shape[-2]) if kernel.ndim >= 2 else None
    return None


def _activation_name(activation: Any) -> str:
    if isinstance(activation, dict):
        class_name, config = activation.get("class_name"), activation.get("config")
        if class_name in _ACTIVATION_LAYERS:
            return _ACTIVATION_LAYERS[class_name]
        if class_name == "Activation" and isinstance(config, dict):
            return _activation_name(config.get("activation"))
        activation = config if class_name == "function" else class_name
    if activation is None:
        return "linear"
    return _SYNONYMS.get(str(activation), str(activation))
