import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yourturn.commands import app

REPO = Path(__file__).parents[2]

# When it releases feedback, nbgrader misspells an argument and leaves timestamp.txt open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*timestamp.txt"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course with its first assignment alone."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(REPO / "nbgrader_config.py", folder)
    (folder / "graders").mkdir()
    shutil.copy(REPO / "graders" / "conftest.py", folder / "graders")
    for kind in ("source", "graders"):
        shutil.copytree(REPO / kind / "01-tensors", folder / kind / "01-tensors")
    return folder


@pytest.fixture(scope="module")
def demo(course):
    return CliRunner().invoke(app, ["demo", "--course", str(course)])


def test_every_kind_of_submission_gets_its_due(demo):
    assert demo.exit_code == 0
    rows = re.findall(r"^│ (\w+) +│ (.+?) +│\n│ +│ (.+?) +│$", demo.stdout, re.MULTILINE)
    assert rows == [
        ("ada", "10 of 10", "right"),
        ("bruno", "8.67 of 10", "decimal logarithm"),
        ("chiara", "6 of 10", "half done"),
        ("dmitri", "0 of 10", "blank"),
        ("elif", "8 of 10", "loops for ever"),
        ("farid", "8 of 10", "kills its kernel"),
        ("greta", "unreadable", "no JSON"),
    ]


def test_the_one_without_json_is_named_with_the_reason(demo):
    line = next(line for line in demo.stdout.splitlines() if line.startswith("greta's"))
    assert "has no score, and waits for you: The file is not a notebook" in line


def test_what_it_made_is_where_it_says(demo, course):
    places = dict(re.findall(r"^ *([\w' ]+?)  (/\S+)$", demo.stdout, re.MULTILINE))
    for what in ("a feedback page", "submissions", "gradebook", "scores as CSV", "nbgrader's log"):
        assert Path(places[what]).exists(), what
    assert "8.67" in Path(places["a feedback page"]).read_text()
    pages = list((course / "build" / "demo" / "feedback").glob("*/01-tensors/01-tensors.html"))
    assert len(pages) == 7


def test_it_empties_no_folder_but_its_own(course, tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    arguments = ["demo", "--course", str(course), "--folder", str(tmp_path)]
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code == 2
    assert "is not empty and no scratch folder" in " ".join(refused.stderr.split())
    assert (tmp_path / "thesis.txt").read_text() == "precious"
