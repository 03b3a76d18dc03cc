import json

import pytest
from typer.testing import CliRunner

from yourturn.commands import app


@pytest.fixture
def yourturn(course, monkeypatch):
    """Run the command in the course folder."""
    monkeypatch.chdir(course)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def notebook(tmp_path, submitted):
    path = tmp_path / "handed" / "smallest (1).ipynb"
    path.parent.mkdir()
    path.write_bytes(submitted(q1="x = 5"))
    return path


def test_a_table_for_people(yourturn, notebook):
    result = yourturn("grade", notebook)
    assert result.exit_code == 0
    assert "smallest: 5 of 6 points" in result.stdout
    assert "x is 5; one and two make another number." in result.stdout.replace("\n", " ")


def test_json_for_programs(yourturn, notebook):
    graded = json.loads(yourturn("grade", notebook, "--json").stdout)
    assert {k: graded[k] for k in ("assignment", "score", "max_score", "data_source")} == {
        "assignment": "smallest",
        "score": 5,
        "max_score": 6,
        "data_source": "none",
    }
    assert (graded["confined"], graded["problems"]) == (True, [])
    assert graded["duration_s"] > 0
    assert graded["cells"][0]["grade_id"] == "q1-check"
    assert graded["cells"][0]["criteria"][0] == {
        "name": "test_x_is_three",
        "sentence": "`x` is 3.",
        "verdict": "failed",
        "message": "x is 5; one and two make another number.",
        "weight": 1,
    }


def test_a_name_that_says_nothing_asks_for_the_assignment(yourturn, notebook):
    other = notebook.rename(notebook.with_name("homework.ipynb"))
    asked = yourturn("grade", other)
    assert asked.exit_code == 2
    assert "--assignment" in asked.stderr
    assert yourturn("grade", other, "--assignment", "smallest").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing.ipynb"], 2, "is not a file"),
        (["smallest.ipynb", "--assignment", "other"], 2, "does not exist"),
        (["smallest.ipynb"], 1, "not valid JSON"),
    ],
)
def test_errors_are_sentences(yourturn, course, arguments, code, words):
    (course / "smallest.ipynb").write_text("{")
    result = yourturn("grade", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr.replace("\n", " ")


def test_outside_a_course_it_says_so(yourturn, notebook, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    result = yourturn("grade", notebook)
    assert result.exit_code == 2
    assert "no course folder" in result.stderr


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("c = = 1", "SyntaxError"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("c.Confinement.wall_s = 'long'", "expected a float, not the str 'long'"),
    ],
)
def test_a_configuration_that_cannot_be_read_stops_everything(
    yourturn, course, notebook, line, words
):
    (course / "nbgrader_config.py").write_text(line)
    for arguments in ([], ["--force"], [notebook]):
        result = yourturn("grade", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in " ".join(result.stderr.split())
