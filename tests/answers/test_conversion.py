import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from yourturn.answers import HandedFigure, HandedFunction, HandedModel, convert
from yourturn.errors import AuthorError, StudentError

FUNCTION = HandedFunction("f", ("x",))


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        (5, int, 5),
        (5.0, int, 5),
        (np.array([[5]]), int, 5),
        (pd.Series([5]), int, 5),
        ([5], int, 5),
        (5, float, 5.0),
        (np.array(0.5, dtype="float32"), float, 0.5),
        (math.inf, float, math.inf),
        (10**400, float, math.inf),
        (True, bool, True),
        (np.array([False]), bool, False),
        (1, bool, True),
        ("linear", str, "linear"),
        (np.array("linear"), str, "linear"),
        ((1, 2), list, [1, 2]),
        (np.array([[1, 2]]), list, [[1, 2]]),
        (pd.Series([1, 2]), list, [1, 2]),
        ([2, 3, 2], tuple, (2, 3, 2)),
        (np.array([2, 3]), tuple, (2, 3)),
        ({"a": 1}, dict, {"a": 1}),
        (pd.Series([1.0], index=["a"]), dict, {"a": 1.0}),
        (None, Any, None),
        ([1], list[int], [1]),
    ],
    ids=repr,
)
def test_what_means_the_same_is_accepted(value: Any, wanted: Any, expected: Any) -> None:
    converted = convert(value, wanted, "x")
    assert converted == expected
    assert type(converted) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3, 4]],
        ((1, 2), [3.0, 4]),
        [np.array([1, 2]), np.array([3, 4])],
        [pd.Series([1, 2]), pd.Series([3, 4])],
        pd.DataFrame({"a": [1, 3], "b": [2, 4]}),
        pd.DataFrame({"a": [1, 3], "b": [2.0, 4.0]}, dtype=object),
    ],
    ids=lambda value: type(value).__name__,
)
def test_all_tables_of_numbers_become_the_same_array(value: Any) -> None:
    array = convert(value, np.ndarray, "x")
    assert array.tolist() == [[1, 2], [3, 4]]
    assert array.dtype.kind in "if"


def test_a_number_becomes_an_array_without_axes() -> None:
    assert convert(3, np.ndarray, "x").shape == ()


def test_tables_and_series_are_made_of_what_holds_columns() -> None:
    assert list(convert({"a": [1], "b": [2]}, pd.DataFrame, "x").columns) == ["a", "b"]
    assert convert(pd.Series([1], name="a"), pd.DataFrame, "x").shape == (1, 1)
    assert convert(pd.DataFrame({"a": [1]}), pd.Series, "x").tolist() == [1]
    assert convert(np.arange(2), pd.Series, "x").tolist() == [0, 1]


def test_handed_in_objects_are_themselves() -> None:
    assert convert(FUNCTION, HandedFunction, "f") is FUNCTION


@pytest.mark.parametrize(
    ("value", "wanted", "sentence"),
    [
        (2.5, int, "x is the number 2.5; expected a whole number"),
        (True, int, "x is the truth value True; expected a whole number"),
        (math.nan, int, "x is the number nan; expected a whole number"),
        ("5", int, "x is the text '5'; expected a whole number"),
        (np.ones(2), float, "x is an array of shape (2,), float64; expected a number"),
        (None, float, "x is None; expected a number"),
        (2, bool, "x is the number 2; expected True or False"),
        (3, str, "x is the number 3; expected a text"),
        (3, list, "x is the number 3; expected a list"),
        (np.array(3), list, "x is an array of shape (), int64; expected a list"),
        (np.ones((2, 2)), tuple, "expected a tuple"),
        ([1], dict, "x is a list of 1; expected a dict"),
        ([[1], [2, 3]], np.ndarray, "(its rows have different lengths or types)"),
        (["a"], np.ndarray, "(it holds other things than numbers)"),
        ([None], np.ndarray, "(it holds other things than numbers)"),
        (pd.Series(["a"]), np.ndarray, "x is a Series of shape (1,); expected an array of numbers"),
        ({"a": 1}, np.ndarray, "x is a dict of 1; expected an array of numbers"),
        (np.array(["a"]), np.ndarray, "x is an array of shape (1,), texts; expected"),
        ([FUNCTION], np.ndarray, "other things than numbers"),
        ([1], pd.DataFrame, "expected a DataFrame"),
        ({"a": [1], "b": [1, 2]}, pd.DataFrame, "(its columns differ in length)"),
        ({"a": 1}, pd.DataFrame, "expected a DataFrame"),
        (np.ones((2, 2)), pd.Series, "(a series has one axis)"),
        (FUNCTION, HandedModel, "x is a function; expected a Keras model"),
        (HandedFigure(1, 1, b""), HandedFunction, "x is a picture; expected a function"),
    ],
    ids=repr,
)
def test_what_means_something_else_fails_with_a_sentence(
    value: Any, wanted: Any, sentence: str
) -> None:
    with pytest.raises(StudentError) as refusal:
        convert(value, wanted, "x")
    assert sentence in str(refusal.value)


def test_a_type_that_no_answer_has_is_the_authors_mistake() -> None:
    with pytest.raises(AuthorError, match=r"asks for x as .*complex"):
        convert(1, complex, "x")
