import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from yourturn.answers import read_answers
from yourturn.answers.calls import NAMED_FUNCTIONS, call_files, run_call
from yourturn.answers.hand_in import handed
from yourturn.answers.npy import write_npy


@dataclass(frozen=True)
class Argument:
    kind: str
    value: bytes | str


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Argument, ...] = ()
    gradient_of: int | None = None


Outcome = tuple[str, str, Any]
Caller = Callable[[Call], Outcome]

TABLE = np.arange(6, dtype="float32").reshape(2, 3)
TENSOR = Argument("tensor", write_npy(TABLE))


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    """Make a call as the zone does; returns status, message and the result or None."""

    def made(call: Call) -> Outcome:
        for file, data in call_files(call).items():
            (tmp_path / file).write_bytes(data)
        run_call(str(tmp_path))
        outcome = json.loads((tmp_path / "outcome.json").read_text())
        files = {f"result/{p.name}": p.read_bytes() for p in tmp_path.glob("result/*")}
        return outcome["status"], outcome["message"], read_answers(files).get("result")

    handed.clear()
    return made


def test_a_function_is_called_with_all_kinds_of_arguments(call: Caller) -> None:
    def f(array: Any, tensor: Any, plain: Any, own: Any) -> Any:
        assert isinstance(array, np.ndarray)
        assert tf.is_tensor(tensor)
        return {"sum": array + tensor.numpy(), "plain": plain, "own": own}

    handed.update(f=f, own="mine")
    arguments = (
        Argument("array", write_npy(TABLE)),
        TENSOR,
        Argument("json", '{"a": [1, 2.5]}'),
        Argument("handed", "own"),
    )
    status, _, result = call(Call("f", arguments))
    assert status == "returned"
    assert result["sum"].tolist() == (2 * TABLE).tolist()
    assert (result["plain"], result["own"]) == ({"a": [1, 2.5]}, "mine")


@pytest.mark.parametrize("name", NAMED_FUNCTIONS)
def test_an_activation_works_on_arrays_numbers_and_tensors(call: Caller, name: str) -> None:
    def apply(activation: Any, x: Any) -> Any:
        values = activation(tf.constant(x)).numpy()
        np.testing.assert_allclose(activation(x), values, rtol=1e-6)
        np.testing.assert_allclose(activation(float(x[0, 0])), values[0, 0], rtol=1e-6)
        return values

    handed["apply"] = apply
    status, message, result = call(
        Call("apply", (Argument("function", name), Argument("array", write_npy(TABLE - 2))))
    )
    assert (status, message) == ("returned", "")
    assert result.shape == (2, 3)


def test_the_gradient_is_that_of_the_summed_result(call: Caller) -> None:
    handed["square"] = lambda t: t**2
    _, _, gradient = call(Call("square", (TENSOR,), gradient_of=0))
    np.testing.assert_allclose(gradient, 2 * TABLE)


def test_a_gradient_through_a_lookup_is_dense(call: Caller) -> None:
    handed["look_up"] = lambda t: tf.gather(t, [0, 0])
    _, _, gradient = call(Call("look_up", (TENSOR,), gradient_of=0))
    assert gradient.tolist() == [[2, 2, 2], [0, 0, 0]]


def returns_nothing(t: Any) -> None:
    pass


def exits(t: Any) -> None:
    raise SystemExit(3)


def changes_and_raises(t: Any) -> None:
    raise ValueError("a message\n  on two lines " + "!" * 1_000)


RAISED: dict[str, tuple[Any, int | None, str]] = {
    "numpy inside": (lambda t: t.numpy().sum(), 0, "no gradient flows through f"),
    "constant": (lambda t: tf.constant(1.0), 0, "no gradient flows through f"),
    "nothing": (returns_nothing, None, "f returned None; does it end with return?"),
    "exit": (exits, None, "SystemExit: 3"),
    "too few": (lambda: 1, None, "TypeError: "),
    "two lines": (changes_and_raises, None, "ValueError: a message on two lines !!!"),
    "generator": (lambda t: iter([1]), None, "f's result is a list_iterator, which cannot"),
    "no function": (3, None, "f is no function but a value of type int"),
}


@pytest.mark.parametrize("case", RAISED)
def test_what_goes_wrong_is_said_in_one_line(call: Caller, case: str) -> None:
    handed["f"], gradient_of, sentence = RAISED[case]
    status, message, result = call(Call("f", (TENSOR,), gradient_of))
    assert status == "raised"
    assert sentence in message
    assert "\n" not in message
    assert len(message) <= 500
    assert result is None


def test_a_function_that_was_not_handed_in_is_not_called(call: Caller) -> None:
    assert call(Call("f"))[:2] == ("not handed in", "f was not handed in")


def test_an_argument_that_was_not_handed_in_is_named(call: Caller) -> None:
    handed["f"] = lambda m: m
    status, message, _ = call(Call("f", (Argument("handed", "model"),)))
    assert (status, message) == ("raised", "an error: model was not handed in")


def test_an_unknown_named_function_is_refused(call: Caller) -> None:
    handed["f"] = lambda a: a
    _, message, _ = call(Call("f", (Argument("function", "os.system"),)))
    assert "'os.system' is no named function" in message
