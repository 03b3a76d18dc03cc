import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from yourturn.commands import app


@pytest.fixture
def yourturn(classroom, monkeypatch):
    """Run the command in the course folder, with a config file that names the items."""
    monkeypatch.chdir(classroom.folder)
    (classroom.folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.LearningPlatform.titles = {'01-tensors': 'Tensors (11)', '07-cnn': 'Images (12)'}\n"
    )
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def flat(text):
    return " ".join(text.split())


def test_a_dry_run_shows_and_writes_nothing(yourturn, classroom):
    result = yourturn("export", "canvas", "--assignment", "01-tensors", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "Nothing was written: this was a dry run." in result.stdout
    assert "2 scores change" in result.stdout
    assert "5.13" in result.stdout
    assert "What is there now is not known (?)" in result.stdout
    assert "Cor Cook (cor), 01-tensors: waits for a person" in flat(result.stderr)
    assert not (classroom.folder / "canvas.csv").exists()


def test_the_file_is_written_whole_and_an_equal_one_left_alone(yourturn, classroom):
    arguments = ("export", "canvas", "--assignment", "01-tensors", "--raw", "--to", "x.csv")
    assert yourturn(*arguments).exit_code == 0
    path = classroom.folder / "x.csv"
    assert path.read_text().splitlines()[1:] == [
        '"Adams, Amy",101,,,,5.13',
        '"Bitdiddle, Ben",102,,,,4',
    ]
    before = path.stat()
    assert yourturn(*arguments).exit_code == 0
    assert path.stat() == before
    assert [p.name for p in classroom.folder.glob(".x*")] == []


def test_errors_are_sentences_and_nothing_is_written(yourturn, classroom):
    classroom.students({"id": "eve"})
    classroom.graded("eve", "07-cnn", {"q1-check": 1})
    result = yourturn("export", "canvas", "--assignment", "07-cnn")
    assert result.exit_code == 1
    assert "Learning platform: Nothing was written. - eve has no Canvas id" in flat(result.stderr)
    assert not (classroom.folder / "canvas.csv").exists()
    result = yourturn("export", "canvas", "--assignment", "07-cnn", "--leave-out")
    assert result.exit_code == 0
    assert "Left out: eve has no Canvas id" in flat(result.stderr)
    result = yourturn("export", "csv", "--assignment", "99")
    assert result.exit_code == 2
    assert "no assignment '99'" in result.stderr
    result = yourturn("export", "json", "--to", "no/such/folder.json")
    assert result.exit_code == 1
    assert "cannot be written" in flat(result.stderr)


@pytest.mark.parametrize("name", ["moodle", "moodle-xml", "brightspace", "csv", "json"])
def test_every_format_has_a_name(yourturn, classroom, name):
    result = yourturn("export", name, "--scores-of", "total", "--unit", "percent")
    assert result.exit_code == 0, result.stderr
    path = classroom.folder / result.stdout.rpartition("Wrote ")[2].strip().rstrip(".")
    assert "78.9" in path.read_text()


def test_blackboard_writes_utf_16(yourturn, classroom):
    assert yourturn("export", "blackboard", "--create").exit_code == 0
    assert "5.13" in (classroom.folder / "blackboard.xls").read_text("utf-16")


def test_there_must_be_a_gradebook(yourturn, classroom):
    classroom.gradebook.close()
    (classroom.folder / "gradebook.db").unlink()
    result = yourturn("export", "csv")
    assert result.exit_code == 1
    assert "There is no gradebook yet" in result.stderr
    assert not (classroom.folder / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--assignment=['07-cnn']", "--LearningPlatform.unit=percent"], 0, "Wrote out.csv"),
        ([], 1, "has a score on one item but none on 07-cnn"),
    ],
)
def test_stock_nbgrader_export(yourturn, classroom, options, code, words):
    classroom.graded("dot", "01-tensors", {"q1-check": 4, "q2-check": 0})
    command = [sys.executable, "-m", "nbgrader", "export", "--to", "out.csv"]
    command.append("--exporter=yourturn.lms.export_canvas.CanvasExport")
    done = subprocess.run(
        [*command, *options],
        cwd=classroom.folder,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    if code == 0:
        rows = (classroom.folder / "out.csv").read_text().splitlines()
        assert rows[1:] == ['"Adams, Amy",101,,,,75', '"Bitdiddle, Ben",102,,,,0']
