"""Probes: calls of a student's function with inputs the student never saw.

A grader declares its probes at module level, because they are made where the student's code
runs, after the notebook and before any judging. Inputs cross over to that place; expected
results never do.
"""

import hashlib
import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from yourturn.zone import Argument, Call


@dataclass(frozen=True, eq=False)
class Tensor:
    """An argument that reaches the student's function as a TensorFlow tensor."""

    array: np.ndarray


def tensor(array: Any) -> Tensor:
    """Pass `array` as a TensorFlow tensor of the same shape and dtype."""
    return Tensor(np.asarray(array))


@dataclass(frozen=True)
class Handed:
    """An argument that is the student's own object, handed in under `name`."""

    name: str


class Probe:
    """One call of the student's function `function` with unseen arguments.

    Arguments are numpy arrays, `tensor(...)`, `Handed(...)` or anything JSON can say. With
    `gradient_of=i` the result is the gradient of the summed result with respect to argument i.
    """

    def __init__(self, function: str, *arguments: Any, gradient_of: int | None = None) -> None:
        self.function = function
        self.arguments = arguments
        self.gradient_of = gradient_of
        encoded = tuple(_encode(argument) for argument in arguments)
        self.call = Call(
            id=_identity(function, encoded, gradient_of),
            function=function,
            arguments=encoded,
            gradient_of=gradient_of,
        )

    def __repr__(self) -> str:
        """Show the call in words, without the unseen numbers."""
        return f"{self.function}({', '.join(_describe(a) for a in self.arguments)})"


def find_probes(namespace: dict[str, Any]) -> list[Probe]:
    """Find the probes that stand at module level: alone or in lists, tuples and dicts."""
    found: dict[str, Probe] = {}
    for name, value in namespace.items():
        if not name.startswith("__"):
            for probe in _walk(value, depth=4):
                found.setdefault(probe.call.id, probe)
    return list(found.values())


def _walk(value: Any, depth: int) -> list[Probe]:
    if isinstance(value, Probe):
        return [value]
    if not depth:
        return []
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [probe for item in value for probe in _walk(item, depth - 1)]
    return []


def _encode(argument: Any) -> Argument:
    if isinstance(argument, Tensor):
        return Argument("tensor", _npy(argument.array))
    if isinstance(argument, Handed):
        return Argument("handed", argument.name)
    if isinstance(argument, (np.ndarray, np.generic)):
        return Argument("array", _npy(np.asarray(argument)))
    return Argument("json", json.dumps(argument, allow_nan=False))


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _identity(function: str, arguments: tuple[Argument, ...], gradient_of: int | None) -> str:
    """Name the call by its content, so that a stored result is found again after an edit."""
    digest = hashlib.sha256(f"{function}\0{gradient_of}".encode())
    for argument in arguments:
        value = argument.value
        data = value.encode() if isinstance(value, str) else value
        digest.update(f"\0{argument.kind}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:32]


def _describe(argument: Any) -> str:
    if isinstance(argument, Handed):
        return argument.name
    if isinstance(argument, Tensor):
        return f"a {argument.array.dtype} tensor of shape {argument.array.shape}"
    if isinstance(argument, np.ndarray):
        return f"a {argument.dtype} array of shape {argument.shape}"
    if isinstance(argument, (list, tuple)):
        return f"a list of {len(argument)}"
    return type(argument).__name__ if not isinstance(argument, str) else repr(argument)
