"""What grading writes down for the class's report, and that no student's page shows it."""

import nbformat
import pytest

from yourturn.report.pseudonyms import pseudonyms

MODEL = """
import keras
import numpy as np
from yourturn import hand_in

x = 3
model = keras.Sequential([keras.Input((40,)), keras.layers.Dense(10)])
model.compile("sgd", "mse")
model.fit(np.ones((8, 40)), np.ones((8, 10)), epochs=2, verbose=0)
hand_in(model=model)
"""


@pytest.fixture(scope="module")
def course(generated, copied, submitted):
    course = copied(generated)
    grader = course.folder / "graders" / "smallest" / "test_smallest.py"
    text = grader.read_text().replace("def test_x_is_odd(x: int):", "def test_x_is_odd(x: int, r):")
    fixture = """
@pytest.fixture
def r(record_property):
    record_property("right", 1950777)
    record_property("images", 1950779)
"""
    grader.write_text(text.replace("import numpy", "import pytest\nimport numpy", 1) + fixture)
    course.hand_in("ada", submitted(q1=MODEL))
    for step in ("autograde", "generate_feedback"):
        assert course.nbgrader(step, "smallest").code == 0
    return course


@pytest.fixture(scope="module")
def about(course):
    return nbformat.read(course.autograded("ada"), as_version=4).metadata["yourturn"]


def test_figures_networks_and_seconds_are_written_down(about):
    assert about["figures"] == [{"right": 1950777, "images": 1950779}]
    assert about["duration_s"] > 0
    (network,) = about["networks"]
    assert (network["layers"], network["epochs"]) == (["Dense 10"], 2)
    assert (network["trained"], network["parameters"]) == ("while grading", 410)


def test_the_feedback_page_shows_none_of_it(course, about):
    page = course.feedback("ada")
    (network,) = about["networks"]
    for hidden in (
        "1950777",
        "1950779",
        network["weights"],
        network["kernels"][0]["sample"],
        "duration_s",
    ):
        assert hidden not in page


def test_the_feedback_page_tells_who_one_is_on_the_leaderboard(course):
    name = pseudonyms(course.folder, ["ada"])["ada"]
    assert f"On the class's leaderboard you are <strong>{name}</strong>" in course.feedback("ada")
