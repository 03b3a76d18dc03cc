"""One call of a handed-in function with an unseen input, made in the student's kernel.

The trusted side writes a folder with `call_files`; after the notebook has run, the zone's runner
has the kernel execute `run_call(folder)`, which leaves `outcome.json` and the result, encoded like
an answer named `result`. What lies there is as unproven as any hand-in.

    call.json                    {"function": ..., "arguments": [...], "gradient_of": null}
    0.npy, 1.npy                 arguments of the kinds `array` and `tensor`
    outcome.json                 {"status": "returned" | "raised" | "not handed in", "message": ""}
    result/answer.json, ...      only when it returned
"""

import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from yourturn.answers.encode import encode
from yourturn.answers.hand_in import handed, write_answer
from yourturn.errors import StudentError

__all__ = ["NAMED_FUNCTIONS", "call_files", "run_call"]

NAMED_FUNCTIONS = ("identity", "relu", "sigmoid", "softplus", "tanh")
_MAX_MESSAGE = 500


class ArgumentLike(Protocol):
    """An argument: `value` is `.npy` bytes, JSON text, a handed-in name or a function's name."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> bytes | str: ...


class CallLike(Protocol):
    """What `yourturn.zone.Call` offers."""

    @property
    def function(self) -> str: ...
    @property
    def arguments(self) -> Sequence[ArgumentLike]: ...
    @property
    def gradient_of(self) -> int | None: ...


def call_files(call: CallLike) -> dict[str, bytes]:
    """Write a call as the files of its folder; the trusted side sends them into the zone.

    Kinds of arguments: `array` (arrives as a NumPy array), `tensor` (as a TensorFlow tensor),
    `json`, `handed` (the student's own object of that name), `function` (one of
    `NAMED_FUNCTIONS`, working on NumPy arrays and on tensors).
    """
    files: dict[str, bytes] = {}
    arguments: list[dict[str, Any]] = []
    for number, argument in enumerate(call.arguments):
        value = argument.value
        if isinstance(value, bytes) and argument.kind in ("array", "tensor"):
            files[f"{number}.npy"] = value
            arguments.append({"kind": argument.kind, "value": f"{number}.npy"})
            continue
        text = value.decode("utf-8") if isinstance(value, bytes) else value
        plain = json.loads(text) if argument.kind == "json" else text
        arguments.append({"kind": argument.kind, "value": plain})
    request = {
        "function": call.function,
        "arguments": arguments,
        "gradient_of": call.gradient_of,
    }
    return {"call.json": json.dumps(request).encode("utf-8"), **files}


def run_call(call_folder: str | os.PathLike[str]) -> None:
    """Make the call that lies in `call_folder` and leave its outcome there; never raises.

    Run in the student's kernel, after the notebook, by the zone's runner.
    """
    folder = Path(call_folder)
    status, message = "returned", ""
    try:
        request = json.loads((folder / "call.json").read_text(encoding="utf-8"))
        name = request["function"]
        function = handed.get(name)
        if function is None:
            status, message = "not handed in", f"{name} was not handed in"
        elif not callable(function):
            kind = type(function).__name__
            status, message = "raised", f"{name} is no function but a value of type {kind}"
        else:
            arguments = [_argument(folder, argument) for argument in request["arguments"]]
            result = _call(name, function, arguments, request["gradient_of"])
            write_answer(folder, "result", _encode_result(name, result))
    except StudentError as error:
        status, message = "raised", f"an error: {error}"
    except BaseException as error:  # SystemExit too: the student's function must not end the run
        status, message = "raised", _one_line(error)
    outcome = json.dumps({"status": status, "message": message[:_MAX_MESSAGE]})
    (folder / "outcome.json").write_text(outcome, encoding="utf-8")


def _argument(folder: Path, argument: dict[str, Any]) -> Any:
    kind, value = argument["kind"], argument["value"]
    if kind in ("array", "tensor"):
        array = np.load(io.BytesIO((folder / value).read_bytes()), allow_pickle=False)
        return _tensorflow().constant(array) if kind == "tensor" else array
    if kind == "handed":
        if value not in handed:
            raise StudentError(f"{value} was not handed in")
        return handed[value]
    return _named_function(value) if kind == "function" else value


def _call(name: str, function: Callable[..., Any], arguments: list[Any], of: int | None) -> Any:
    if of is None:
        return function(*arguments)
    tf = _tensorflow()
    with tf.GradientTape() as tape:
        arguments[of] = tf.convert_to_tensor(arguments[of])
        tape.watch(arguments[of])
        result = function(*arguments)
        total = tf.reduce_sum(result) if tf.is_tensor(result) else None
    gradient = None if total is None else tape.gradient(total, arguments[of])
    if gradient is None:
        raise StudentError(
            f"no gradient flows through {name}: it must compute with TensorFlow or Keras "
            "operations from its arguments to its result, NumPy in between cuts the gradient off"
        )
    return tf.convert_to_tensor(gradient)


def _encode_result(name: str, result: Any) -> dict[str, bytes]:
    if result is None:
        raise StudentError(f"{name} returned None; does it end with return?")
    try:
        return encode("result", result)
    except StudentError as error:
        raise StudentError(f"{name}'s {error}") from None


def _tensorflow() -> Any:
    import tensorflow

    return tensorflow


def _named_function(name: str) -> Callable[[Any], Any]:
    """Make an activation that takes NumPy arrays and numbers as well as tensors."""

    def activation(values: Any) -> Any:
        tf = sys.modules.get("tensorflow")
        if tf is not None and (tf.is_tensor(values) or isinstance(values, tf.Variable)):
            functions = {
                "identity": tf.identity,
                "relu": tf.nn.relu,
                "sigmoid": tf.sigmoid,
                "softplus": tf.nn.softplus,
                "tanh": tf.tanh,
            }
            return functions[name](values)
        values = np.asarray(values)
        if name == "identity":
            return values
        if name == "relu":
            return np.maximum(values, 0)
        if name == "sigmoid":
            return 1 / (1 + np.exp(-values))
        return np.tanh(values) if name == "tanh" else np.logaddexp(values, 0)

    if name not in NAMED_FUNCTIONS:
        raise ValueError(f"{name!r} is no named function; there are {', '.join(NAMED_FUNCTIONS)}")
    activation.__name__ = name
    return activation


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    name = type(error).__name__
    return f"{name}: {text}" if text else name
