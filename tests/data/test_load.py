import os
import subprocess
import sys

import numpy as np
import pytest

import yourturn
from yourturn.data import coursecopy, load_mnist, load_mtpl, policies, sources_used


@pytest.fixture(params=["files", "copy"])
def course(request, data_folder, monkeypatch):
    """The same data as a student has them, and as the grading zone has them."""
    monkeypatch.setenv("YOURTURN_DATA", str(data_folder))
    if request.param == "copy":
        coursecopy.forget()
        monkeypatch.setenv("YOURTURN_COURSE_DATA", str(coursecopy.course_copy()))
        monkeypatch.setenv("YOURTURN_DATA", "/no/such/folder")


@pytest.mark.usefixtures("course")
def test_load_mnist_gives_kerass_shapes():
    (x_train, y_train), (x_test, y_test) = load_mnist()

    assert (x_train.shape, x_test.shape) == ((50_000, 28, 28), (10_000, 28, 28))
    assert (y_train.shape, y_test.shape) == ((50_000,), (10_000,))
    assert {array.dtype.name for array in (x_train, y_train, x_test, y_test)} == {"uint8"}
    assert type(x_train) is np.ndarray


@pytest.mark.usefixtures("course")
def test_load_mtpl_gives_the_portfolios_columns():
    frame = load_mtpl()

    assert list(frame.columns) == list(policies.COLUMNS)
    assert frame.index.tolist() == list(range(32))
    policies.check(frame)


@pytest.mark.usefixtures("course")
def test_a_change_by_a_student_is_gone_when_loaded_again():
    (x_train, _), _ = load_mnist()
    frame = load_mtpl()
    before = int(x_train[5, 5, 5]), int(frame.nclaims[0])

    x_train[5, 5, 5] += 1
    frame.loc[0, "nclaims"] += 1

    assert (int(load_mnist()[0][0][5, 5, 5]), int(load_mtpl().nclaims[0])) == before


@pytest.mark.usefixtures("course")
def test_the_source_is_printed_once_and_recorded(capsys):
    assert sources_used() == {}

    load_mnist()
    load_mtpl()
    load_mnist()

    assert capsys.readouterr().out.splitlines() == [
        "Data: MNIST (50,000 training and 10,000 test images) "
        "from the folder named by YOURTURN_DATA.",
        "Data: the Belgian motor portfolio of 1997 (four fifths of about 163,000 policies) "
        "from the folder named by YOURTURN_DATA.",
    ]
    assert sources_used() == {"mnist": "mnist", "mtpl": "mtpl"}


def test_without_network_the_stand_ins_are_loaded_and_named(offline, capsys):
    (x_train, y_train), (x_test, y_test) = load_mnist()
    frame = load_mtpl()

    assert 6_000 <= len(x_train) == len(y_train) <= 8_500
    assert len(x_test) == len(y_test) >= 2_000
    assert len(frame) == 32_000
    digits, portfolio = capsys.readouterr().out.splitlines()
    assert digits.startswith("Data: stand-in digits")
    assert portfolio.startswith("Data: a stand-in portfolio")
    assert sources_used() == {"mnist": "stand-in", "mtpl": "stand-in"}


def test_loading_imports_neither_tensorflow_nor_scikit_learn(data_folder):
    """A kernel that has its data at hand does not wait for libraries that only make them."""
    program = (
        "import sys; import yourturn; yourturn.load_mnist(); yourturn.load_mtpl();"
        "print({'tensorflow', 'keras', 'sklearn', 'scipy', 'pooch'} & {*sys.modules})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "YOURTURN_DATA": str(data_folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "set()"


def test_the_students_names_are_the_packages():
    assert yourturn.load_mnist is load_mnist
    assert yourturn.load_mtpl is load_mtpl
