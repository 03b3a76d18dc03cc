"""The criteria of 01-tensors: shapes, values and dtypes of tensors, and `standardise`.

Questions 2 and 3 are judged on the student's own `x`, so that a slip in question 1 costs its
marks there and nowhere else.
"""

import numpy as np

from yourturn.judging import Probe, criterion, tensor

# Rounding of float32, with room for a float16-free chain of a few operations.
ROUNDING = 1e-5

SPREAD = np.array([2.0, 3.0, 5.0, 8.0])  # far from 1, where variance and deviation agree
CENTRE = np.array([10.0, -4.0, 50.0, 0.5])
TABLE = np.random.default_rng(20).normal(CENTRE, SPREAD, (32, 4))
# 3 is a sum of powers of two and so are 32 rows: the mean of the column is exactly 3 in float32,
# whatever the order of summation, and a guard that asks for a deviation of exactly 0 is right.
WITH_CONSTANT = TABLE.copy()
WITH_CONSTANT[:, 1] = 3.0

unseen_table = Probe("standardise", tensor(TABLE.astype("float32")))
unseen_double = Probe("standardise", tensor(TABLE.astype("float64")))
unseen_constant = Probe("standardise", tensor(WITH_CONSTANT.astype("float32")))


@criterion("q1-check")
def test_x_is_a_tensor_of_rank_3(x):
    """`x` is a tensor or an array with three axes."""
    assert isinstance(x, np.ndarray), (
        f"x is a {type(x).__name__}, not a tensor or an array: tf.constant(x) or np.array(x)"
        " makes one of it"
    )
    assert x.ndim == 3, f"x has rank {x.ndim}, its shape is {x.shape}; three axes were asked for"


@criterion("q1-check")
def test_x_has_shape_2_3_2(x: np.ndarray):
    """The shape of `x` is (2, 3, 2)."""
    assert x.shape == (2, 3, 2), (
        f"x has shape {x.shape} instead of (2, 3, 2): two sheets, each of three rows and two"
        " columns"
    )


@criterion("q1-check")
def test_x_counts_from_1_to_12_row_by_row(x: np.ndarray):
    """Read in row-major order, the numbers of `x` are 1, 2, ..., 12."""
    assert x.size == 12, f"x holds {x.size} numbers instead of 12"
    found = x.ravel().astype("float64")
    if np.array_equal(found, np.arange(1, 13)):
        return
    start = ", ".join(f"{number:g}" for number in found[:3])
    in_order = np.array_equal(np.sort(found), np.arange(1, 13))
    assert not in_order, (
        f"x holds 1 to 12, but row by row it begins {start}: the last axis should be filled first"
    )
    raise AssertionError(
        f"read row by row, x begins {start} and ends at {found[-1]:g}; it should count from 1 to"
        " 12, and a range leaves out its end"
    )


@criterion("q1-check")
def test_x_has_a_floating_dtype(x: np.ndarray):
    """`x` holds floating numbers, such as `float32`."""
    assert x.dtype.kind == "f", (
        f"x has dtype {x.dtype}: a range or a constant written without decimal points holds whole"
        " numbers, tf.cast or a decimal point makes them float32"
    )


@criterion("q2-check")
def test_log_x_has_the_shape_of_x(log_x: np.ndarray, x: np.ndarray):
    """`log_x` has the shape of `x`."""
    assert log_x.shape == x.shape, (
        f"log_x has shape {log_x.shape} and x has {x.shape}: a logarithm is taken cell by cell"
        " and keeps the shape"
    )


@criterion("q2-check", weight=2)
def test_log_x_is_the_natural_logarithm_of_x(log_x: np.ndarray, x: np.ndarray):
    """`log_x` holds the natural logarithm of every number in `x`."""
    assert log_x.size == x.size > 0, f"log_x holds {log_x.size} numbers and x holds {x.size}"
    found, numbers = log_x.ravel(), x.ravel().astype("float64")
    with np.errstate(all="ignore"):
        if agree(found, np.log(numbers)):
            return
        lookalikes = {
            "the logarithm to base 10": np.log10(numbers),
            "the logarithm to base 2": np.log2(numbers),
            "log(1 + x)": np.log1p(numbers),
            "the exponential of x": np.exp(numbers),
        }
    for what, values in lookalikes.items():
        assert not agree(found, values), f"log_x is {what}; the natural logarithm undoes exp"
    raise AssertionError("exp(log_x) does not give x back, so log_x is not its natural logarithm")


@criterion("q3-check")
def test_mean_x_has_lost_the_third_axis(mean_x: np.ndarray, x: np.ndarray):
    """`mean_x` has the shape of `x` without its third axis."""
    judge_third_axis(x)
    expected = x.shape[:2] + x.shape[3:]
    assert mean_x.shape == expected, (
        f"mean_x has shape {mean_x.shape}; without its third axis the shape {x.shape} of x becomes"
        f" {expected}"
    )


@criterion("q3-check", weight=2)
def test_mean_x_averages_over_the_third_axis(mean_x: np.ndarray, x: np.ndarray):
    """Every number of `mean_x` is the mean of `x` along the third axis."""
    judge_third_axis(x)
    numbers = x.astype("float64")
    found = np.squeeze(mean_x)
    # squeezed, because a third axis that was kept costs the criterion on the shape alone
    if agree(found, np.squeeze(numbers.mean(axis=2))):
        return
    for axis in (0, 1):
        assert not agree(found, np.squeeze(numbers.mean(axis=axis))), (
            f"mean_x is the mean along axis {axis}; axes count from 0, so the third is axis 2"
        )
    assert found.size > 1 or x.size == 1, "mean_x is one number, the mean over all axes of x"
    raise AssertionError(
        "mean_x is not the mean of your x along its third axis: was it taken of x itself, and"
        " is it a mean and not a sum?"
    )


@criterion("q4-check")
def test_stock_shape(stock_shape: tuple):
    """`stock_shape` has days, minutes and prices as its axes, in this order."""
    judge_shape("stock_shape", stock_shape, (250, 390, 3), "days, minutes and prices")


@criterion("q4-check")
def test_images_shape(images_shape: tuple):
    """`images_shape` has images, height, width and colours as its axes, in this order."""
    judge_shape("images_shape", images_shape, (64, 32, 48, 3), "images, height, width and colours")


@criterion("q4-check")
def test_videos_shape(videos_shape: tuple):
    """`videos_shape` has videos, frames, height, width and colours as its axes, in this order."""
    axes = "videos, frames, height, width and colours"
    judge_shape("videos_shape", videos_shape, (10, 240, 256, 144, 3), axes)


@criterion("q4-check")
def test_n_axes_of_scalar_series_and_table(n_axes: dict):
    """`n_axes` gives the number of axes of a scalar, a series and a table."""
    for kind, expected in {"scalar": 0, "series": 1, "table": 2}.items():
        assert kind in n_axes, f'n_axes has no key "{kind}"'
        answer = n_axes[kind]
        right = is_number(answer) and answer == expected
        assert right, (
            f'n_axes["{kind}"] is {answer!r:.60}: the number of axes is the number of indices that'
            f" pick out one number of a {kind}"
        )


@criterion("q5-check", weight=2)
def test_columns_have_mean_0(call):
    """`standardise` gives every column of an unseen table mean 0."""
    result = standardised(call, unseen_table, TABLE)
    # 1e-3 of a standard deviation: float32 leaves 1e-5 here, a real slip more than 0.1
    away = np.abs(result.mean(axis=0)).max()
    assert away < 1e-3, (
        f"a column of the result has a mean {away:.3g} away from 0: subtract from each column its"
        " own mean, which is taken along axis 0"
    )


@criterion("q5-check", weight=2)
def test_columns_have_standard_deviation_1(call):
    """`standardise` gives every column of an unseen table standard deviation 1."""
    result = standardised(call, unseen_table, TABLE)
    # 2e-3: a guard that adds as much as 1e-3 to a deviation of 2 or more is right; a variance in
    # the place of a deviation is off by half
    found = min((result.std(axis=0, ddof=ddof) for ddof in (0, 1)), key=lambda s: worst(s - 1))
    assert worst(found - 1) < 2e-3, (
        f"a column of the result has standard deviation {found[np.abs(found - 1).argmax()]:.3g}"
        " instead of 1: divide each column by its own standard deviation, the square root of its"
        " variance"
    )


@criterion("q5-check")
def test_a_constant_column_becomes_0(call):
    """`standardise` turns a column of equal values into 0, not into NaN."""
    result = standardised(call, unseen_constant, WITH_CONSTANT)
    column = result[:, 1]
    assert not np.isnan(column).any(), (
        "a column of equal values came back as NaN: its standard deviation is 0, and 0 / 0 has no"
        " value; tf.math.divide_no_nan gives 0 there"
    )
    # 1e-3: a guard may divide the rounding of the mean by a small number
    assert worst(column) < 1e-3, (
        f"a column of equal values came back with values up to {worst(column):.3g}: without its"
        " mean it is 0 and should stay 0"
    )


@criterion("q5-check")
def test_shape_and_dtype_are_kept(call):
    """`standardise` keeps the shape and the dtype of its table."""
    for probe, dtype in ((unseen_table, "float32"), (unseen_double, "float64")):
        result = standardised(call, probe, TABLE)
        assert result.dtype == dtype, (
            f"a {dtype} table came back as {result.dtype}: the dtype of t should be kept"
        )


def judge_third_axis(x):
    """Fail when the student's own `x` has nothing to average along a third axis."""
    assert x.ndim >= 3 and x.size > 0, (  # noqa: PT018 (one sentence says both)
        f"x has shape {x.shape}, so it has no third axis to take a mean over"
    )


def standardised(call, probe, table):
    """What `standardise` returned for the table, known to have the table's shape."""
    result = call(probe, np.ndarray)
    assert result.shape == table.shape, (
        f"a table of shape {table.shape} came back with shape {result.shape}"
    )
    return result


def judge_shape(name, shape, expected, axes):
    """Fail, saying where to look but not the numbers, unless `shape` is the expected one."""
    if all(map(is_number, shape)) and shape == expected:
        return
    shown = f"{name} is {shape!r:.100}"
    assert len(shape) == len(expected), (
        f"{shown}, which is {len(shape)} axes; {axes} are {len(expected)}"
    )
    same_numbers = all(map(is_number, shape)) and sorted(shape) == sorted(expected)
    assert not same_numbers, f"{shown}: the right numbers in another order; the axes are {axes}"
    wrong = [axis for axis, number in enumerate(shape) if number != expected[axis]]
    places = " and ".join(f"axis {axis}" for axis in wrong)
    raise AssertionError(f"{shown}: count the steps again on {places}; the axes are {axes}")


def is_number(value):
    """Whether the value is a number to compare: True and False are answers to something else."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def agree(found, expected):
    """Whether two arrays have one shape and, up to rounding, the same values (NaN equals NaN)."""
    return found.shape == expected.shape and np.allclose(
        found, expected, rtol=ROUNDING, atol=ROUNDING, equal_nan=True
    )


def worst(distances):
    """The largest distance, as a number that a NaN makes large."""
    return float(np.nan_to_num(np.abs(distances), nan=np.inf).max())
