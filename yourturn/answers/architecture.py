"""A Keras model's layers and how they are joined, read from its config without Keras.

Models inside models are taken apart: a layer's path is its name behind the names of the models
around it (`encoder/dense_1`), which is unique because Keras keeps names unique in a model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yourturn.errors import StudentError

__all__ = ["Graph", "Leaf", "graph_of", "is_model"]

_MAX_LAYERS = 2_000
_MAX_NESTING = 5
_MAX_EDGES = 10_000
_DAMAGED = StudentError("the model's config is damaged: its layers do not fit together")


@dataclass(frozen=True)
class Leaf:
    """A layer that holds no other model: where it lies and what Keras says of it."""

    path: str
    class_name: str
    config: Mapping[str, Any]
    trainable: bool


@dataclass(frozen=True)
class Graph:
    """The leaves in config order, and for every path the paths of the layers that follow."""

    leaves: tuple[Leaf, ...]
    followers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Part:
    leaves: tuple[Leaf, ...]
    edges: frozenset[tuple[str, str]]
    entries: tuple[str, ...]
    exits: tuple[str, ...]


def is_model(class_name: object) -> bool:
    """Tell whether a config's `class_name` is that of a model rather than of a layer."""
    return class_name in ("Sequential", "Functional")


def graph_of(class_name: str, config: Mapping[str, Any]) -> Graph:
    """Take a model's config (`model.get_config()`) apart; `StudentError` where it is damaged."""
    try:
        part = _model(class_name, config, "", True, 0)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        raise _DAMAGED from None
    followers: dict[str, tuple[str, ...]] = {leaf.path: () for leaf in part.leaves}
    for source, target in sorted(part.edges):
        followers[source] += (target,)
    return Graph(part.leaves, followers)


def _model(
    class_name: str, config: Mapping[str, Any], prefix: str, trainable: bool, depth: int
) -> _Part:
    if depth > _MAX_NESTING:
        raise StudentError(f"the model holds models more than {_MAX_NESTING} levels deep")
    trainable = trainable and config.get("trainable", True) is not False
    parts: dict[str, _Part] = {}
    leaves: list[Leaf] = []
    edges: set[tuple[str, str]] = set()
    last: _Part | None = None
    for layer in config["layers"]:
        name = layer["config"].get("name", layer.get("name"))
        if not isinstance(name, str) or not name or name in parts:
            raise _DAMAGED
        part = _layer(layer, prefix + name, trainable, depth)
        parts[name] = part
        leaves += part.leaves
        edges |= part.edges
        if len(leaves) > _MAX_LAYERS:
            raise StudentError(f"the model has more than {_MAX_LAYERS:,} layers")
        if class_name == "Sequential" and last is not None:
            edges |= _joined(last, part)
        last = part
    if class_name == "Sequential":
        chain = list(parts.values())
        if not chain:
            raise StudentError("the model has no layers")
        return _Part(tuple(leaves), frozenset(edges), chain[0].entries, chain[-1].exits)
    for layer in config["layers"]:
        name = layer["config"].get("name", layer.get("name"))
        for source in _sources(layer.get("inbound_nodes", [])):
            edges |= _joined(parts[source], parts[name])
            if len(edges) > _MAX_EDGES:
                raise StudentError(f"the model joins layers more than {_MAX_EDGES:,} times")
    entries = [path for name in _ends(config["input_layers"]) for path in parts[name].entries]
    exits = [path for name in _ends(config["output_layers"]) for path in parts[name].exits]
    return _Part(tuple(leaves), frozenset(edges), _once(entries), _once(exits))


def _layer(layer: Mapping[str, Any], path: str, trainable: bool, depth: int) -> _Part:
    class_name, config = layer["class_name"], layer["config"]
    if not isinstance(class_name, str) or not isinstance(config, dict):
        raise _DAMAGED
    if is_model(class_name):
        return _model(class_name, config, path + "/", trainable, depth + 1)
    trainable = trainable and config.get("trainable", True) is not False
    return _Part((Leaf(path, class_name, config, trainable),), frozenset(), (path,), (path,))


def _once(paths: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))


def _joined(before: _Part, after: _Part) -> set[tuple[str, str]]:
    if len(before.exits) * len(after.entries) > _MAX_EDGES:
        raise StudentError(f"the model joins layers more than {_MAX_EDGES:,} times")
    return {(source, target) for source in before.exits for target in after.entries}


def _sources(value: Any) -> Iterator[str]:
    """Find the layers named by the Keras tensors in `inbound_nodes`, however nested."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            yield value["config"]["keras_history"][0]
        else:
            for inner in value.values():
                yield from _sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sources(inner)


def _ends(value: Any) -> Iterator[str]:
    """Read `input_layers` and `output_layers`: `[name, 0, 0]`, or lists or dicts of such."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _ends(inner)
    elif value and isinstance(value[0], str):
        yield value[0]
    else:
        for inner in value:
            yield from _ends(inner)
