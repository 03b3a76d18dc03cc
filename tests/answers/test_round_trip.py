import datetime
import math
from collections.abc import Callable
from typing import Any

import matplotlib.figure
import matplotlib.lines
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from yourturn.answers import HandedFigure, HandedFunction, read_answers
from yourturn.answers.encode import encode

Cross = Callable[[Any], Any]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(trees.filter(lambda value: value is not None))
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    files = {f"x/{file}": data for file, data in encode("x", value).items()}
    back = read_answers(files)["x"]
    # `repr` tells 1 from 1.0 and True, a list from a tuple, and equals itself for NaN.
    assert repr(back) == repr(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (range(3), [0, 1, 2]),
        ({"a": 1}.keys(), ["a"]),
        ({"a": np.int8(1)}, {"a": 1}),
        ("half a pair \ud800", "half a pair ?"),
        ([1, (2.5, None), {"a": [True]}], [1, (2.5, None), {"a": [True]}]),
        ({1: "a", "1": "b"}, {1: "a", "1": "b"}),
    ],
)
def test_what_only_looks_different_becomes_plain(crossed: Cross, value: Any, expected: Any) -> None:
    back = crossed(value)
    assert back == expected
    assert type(back) is type(expected)


def test_floats_that_json_cannot_write_cross_over(crossed: Cross) -> None:
    back = crossed([math.nan, math.inf, -math.inf])
    assert math.isnan(back[0])
    assert back[1:] == [math.inf, -math.inf]


def test_lists_and_dicts_may_hold_arrays(crossed: Cross) -> None:
    back = crossed({"weights": [np.ones((2, 3)), np.arange(3, dtype="int8")]})
    assert back["weights"][0].shape == (2, 3)
    assert back["weights"][1].dtype == np.int8


@pytest.mark.parametrize(
    "array",
    [
        np.array(2.5),
        np.zeros((0, 3)),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(10)[::3],
        np.array([np.nan, np.inf]),
        np.array([[1, 2]], dtype=">i4"),
        np.array(["a", "größer"]),
        np.array([["x", ""]]),
    ],
    ids=str,
)
def test_arrays_keep_shape_type_and_values(crossed: Cross, array: Any) -> None:
    back = crossed(array)
    assert back.shape == array.shape
    assert back.dtype.kind == array.dtype.kind
    assert back.tolist() == array.tolist() or np.isnan(array).any()


def test_an_object_array_of_numbers_or_texts_gets_its_true_type(crossed: Cross) -> None:
    assert crossed(np.array([1, 2.5], dtype=object)).dtype == np.float64
    assert crossed(np.array([["a"], ["b"]], dtype=object)).shape == (2, 1)


def test_a_masked_array_has_nan_where_it_is_masked(crossed: Cross) -> None:
    assert np.isnan(crossed(np.ma.masked_greater(np.array([1.0, 9.0]), 5))[1])


def test_long_doubles_become_doubles(crossed: Cross) -> None:
    assert crossed(np.array([0.5], dtype=np.longdouble)).dtype == np.float64


FRAME = pd.DataFrame(
    {
        "count": [1, 2, 3],
        "amount": [0.5, np.nan, -1.0],
        "sex": ["f", None, "m"],
        "coverage": pd.Categorical(["TPL", "PO", None], categories=["TPL", "PO", "FO"]),
        "ordered": pd.Categorical([2, 1, 2], categories=[1, 2], ordered=True),
        "begin": pd.to_datetime(["2020-01-01", None, "2021-06-30"]).astype("datetime64[ns]"),
        "fleet": [True, False, True],
        "whole": pd.array([1, 2, 3], dtype="Int16"),
        "gaps": pd.array([1, None, 3], dtype="Int64"),
    }
)


def test_a_table_keeps_its_columns(crossed: Cross) -> None:
    back = crossed(FRAME)
    expected = FRAME.assign(whole=np.array([1, 2, 3], dtype="int16"), gaps=[1.0, np.nan, 3.0])
    pd.testing.assert_frame_equal(back, expected)


@pytest.mark.parametrize(
    "table",
    [
        FRAME.set_index("count")[["amount"]],
        FRAME[["amount"]].iloc[[2, 0]],
        FRAME.set_index(["count", "fleet"])[["amount"]],
        pd.DataFrame({0: [1.0], 1: [2.0]}),
        pd.DataFrame({"a": pd.Series([], dtype="float64")}),
        pd.DataFrame(np.ones((2, 2)), columns=["same", "same"]),
    ],
    ids=["named", "picked", "two levels", "numbers as names", "empty", "twins"],
)
def test_a_table_keeps_an_index_that_says_something(crossed: Cross, table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(crossed(table), table)


def test_a_series_keeps_name_and_labels(crossed: Cross) -> None:
    series = pd.Series([0.5, 2.0], index=["Intercept", "ageph"], name="coefficient")
    pd.testing.assert_series_equal(crossed(series), series)


def test_columns_of_intervals_and_mixed_numbers_are_readable(crossed: Cross) -> None:
    binned = pd.cut(pd.Series([20, 50]), [18, 30, 95])
    assert list(crossed(binned).cat.categories) == ["(18, 30]", "(30, 95]"]
    assert crossed(pd.Series([1, None, True], dtype=object)).tolist()[0] == 1.0


def test_an_index_and_an_extension_array_count_as_a_series(crossed: Cross) -> None:
    assert crossed(pd.Index([3, 1])).tolist() == [3, 1]
    assert crossed(pd.Series(["a", "b"]).array).tolist() == ["a", "b"]


def test_a_function_crosses_by_name(crossed: Cross) -> None:
    def standardise(t: Any, axis: int = 0) -> Any:
        return t

    assert crossed(standardise) == HandedFunction("standardise", ("t", "axis"))
    assert crossed(lambda x: x) == HandedFunction("<lambda>", ("x",))
    assert crossed(np.exp).name == "exp"


@pytest.mark.parametrize("part", ["figure", "axes", "line"])
def test_a_picture_crosses_as_png(crossed: Cross, part: str) -> None:
    figure = matplotlib.figure.Figure(figsize=(4, 3))
    axes = figure.subplots()
    (line,) = axes.plot([1, 2])
    back = crossed({"figure": figure, "axes": axes, "line": line}[part])
    assert isinstance(back, HandedFigure)
    assert (back.width, back.height) == (400, 300)


def test_a_picture_of_any_size_stays_small(crossed: Cross) -> None:
    assert crossed(matplotlib.figure.Figure(figsize=(100, 1))).width == 4_000


def test_a_fit_crosses_as_its_coefficients(crossed: Cross) -> None:
    x = pd.DataFrame({"const": np.ones(20), "age": np.linspace(0, 1, 20)})
    y = np.arange(20) % 3
    fit = sm.GLM(y, x, family=sm.families.Poisson()).fit()
    back = crossed(fit)
    assert back["params"] == pytest.approx(dict(fit.params))
    assert back["bse"] == pytest.approx(dict(fit.bse))
    assert back["deviance"] == pytest.approx(fit.deviance)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "x is None: was it computed"),
        ((n for n in "ab"), "x is a generator, which cannot be handed in; make a list of it"),
        (int, "not a class"),
        (1j, "a real number"),
        (b"ab", "hand in text or an array of numbers"),
        (object(), "x is an object, which cannot be handed in; hand in numbers, texts, arrays"),
        ([print], "x[0] is a function; hand functions in by themselves"),
        ({"a": {(1, 2): 3}}, "x['a'] has the key (1, 2); keys can be texts or numbers"),
        ({math.nan: 1}, "the key nan"),
        (10**400, "x is a whole number of more than 300 digits"),
        ("a" * 1_000_001, "x is a text of more than a million characters"),
        (list(range(200_001)), "x holds more than 200,000 values in lists; make an array"),
        ([np.zeros(1)] * 1_001, "more than 1,000 arrays; make one of them with np.stack"),
        (np.zeros(2**24 + 1), "x has shape (16777217,) and takes 128 MiB"),
        ([np.zeros(2**23), np.zeros(2**23)], "x is larger than 128 MiB; hand in only what"),
        (np.array([1j]), "x has complex numbers; hand in real ones"),
        (np.array([[1], [1, 2]], dtype=object), "x is an array of Python objects; rows of"),
        (np.array(["2020-01-01"], dtype="M8[D]"), "array of dates; hand it in as a pandas Series"),
        (np.array([(1, 2.0)], dtype="i4,f4"), "convert it with .astype('float32')"),
        (pd.DataFrame({"a": [[1]]}), "x['a'] mixes or holds values of type list"),
        (pd.DataFrame({"a": [datetime.date(2020, 1, 1)]}), "a column can hold numbers, booleans"),
        (pd.DataFrame({("a", "b"): [1]}), "x has columns of 2 levels; give each column one name"),
        (pd.DataFrame(np.ones((1, 1_001))), "x has 1,001 columns"),
        (pd.DataFrame({"a" * 201: [1]}), "x has a label of more than 200 characters"),
        (pd.Series(["a" * 1_000] * 20_001), "x holds too much text"),
        (matplotlib.lines.Line2D([], []), "x is a Line2D that belongs to no figure"),
        (matplotlib.figure.Figure(figsize=(5_000, 1)), "x is 5,000 inches wide or high"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else type(value).__name__,
)
def test_what_cannot_be_handed_in_is_refused_with_the_cure(value: Any, sentence: str) -> None:
    with pytest.raises(Exception) as refusal:
        encode("x", value)
    assert type(refusal.value).__name__ == "StudentError"
    assert sentence in str(refusal.value)


def test_a_value_inside_itself_is_refused() -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(Exception, match="x is nested more than 20 levels deep"):
        encode("x", ring)
