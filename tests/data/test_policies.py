import gzip

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from yourturn.data import policies


@pytest.fixture
def comma_separated(data_folder):
    return data_folder / "mtpl.csv.gz"


@pytest.fixture
def course_file(tmp_path, as_course_file):
    path = tmp_path / "PC_data.txt"
    path.write_bytes(as_course_file)
    return path


def test_both_published_forms_are_read_alike(comma_separated, course_file, small_mtpl):
    ours, courses = policies.read(comma_separated), policies.read(course_file)

    assert_frame_equal(ours, small_mtpl[list(policies.COLUMNS)])
    assert_frame_equal(courses, ours)


def test_the_course_file_may_write_zero_for_no_average(tmp_path, as_course_file, small_mtpl):
    path = tmp_path / "PC_data.txt"
    path.write_bytes(as_course_file.replace(b"NA", b"0"))

    assert policies.read(path).average.isna().sum() == (small_mtpl.nclaims == 0).sum()


def test_records_give_the_same_frame_back(small_mtpl, tmp_path):
    np.save(tmp_path / "p.npy", policies.to_records(small_mtpl), allow_pickle=False)

    back = policies.from_records(np.load(tmp_path / "p.npy", allow_pickle=False))

    assert_frame_equal(back, small_mtpl[list(policies.COLUMNS)])


def test_other_arrays_are_not_the_portfolio():
    with pytest.raises(ValueError, match="float64 does not hold the portfolio"):
        policies.from_records(np.zeros(3))


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("expo", 1.5, r"expo is outside \(0, 1\] years in 40 of 40 policies"),
        ("expo", 0.0, "expo is outside"),
        ("expo", float("nan"), "expo is outside"),
        ("nclaims", -1, "nclaims is negative"),
        ("claim", 1, "claim is not 1 exactly where nclaims > 0"),
        ("average", 3.0, "average is given without a claim"),
        ("coverage", "PO", "column coverage holds 'PO', not in"),
        ("ageph", 30.5, "column ageph is float64, not int64"),
    ],
)
def test_what_is_wrong_with_a_portfolio_is_said(small_mtpl, column, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        policies.check(small_mtpl.assign(**{column: values}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mtpl.csv.gz", gzip.compress(b"id,expo\n1,1\n", mtime=0)),
        ("mtpl.csv.gz", gzip.compress(b"id,expo\n1,1\n", mtime=0)[:-9]),
        ("mtpl.csv.gz", b"not gzip at all"),
        ("PC_data.txt", b"ID EXP\n1 1\n"),
        ("PC_data.txt", b""),
        ("PC_data.txt", b"\xff\xfe\x00"),
    ],
)
def test_a_file_that_is_something_else_is_named(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ValueError, match=f"{name} is not the motor portfolio: "):
        policies.read(path)


def test_the_real_portfolio_is_the_published_one(published_data):
    frame = policies.read(published_data / "mtpl.csv.gz")

    assert len(frame) == 163_212
    assert frame.expo.sum() == pytest.approx(145_216.8, abs=0.05)
    assert frame.nclaims.sum() == 20_215
