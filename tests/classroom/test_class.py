"""A whole class through the command: real zones, a real judge, a real gradebook."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from yourturn.commands import app

YOURTURN = (sys.executable, "-c", "from yourturn.commands import app; app()")
RIGHT = {"ada": 6.0, "bob": 5.0, "cleo": 2.0, "dan": 0.0, "fay": 6.0}


@pytest.fixture
def yourturn(class_folder, monkeypatch):
    """Run a command in the class's folder."""
    monkeypatch.chdir(class_folder.folder)

    def run(*arguments, folder=class_folder):
        monkeypatch.chdir(folder.folder)
        strings = [str(argument) for argument in arguments]
        return CliRunner().invoke(app, strings, catch_exceptions=False)

    return run


@pytest.fixture
def full_class(class_folder, submitted):
    """Six students: right, partly right, a dead kernel, no notebook, no file, a file beside."""
    late, early = b"2026-09-02 10:00:00 UTC", b"2026-09-01 10:00:00 UTC"
    class_folder.hand_in("ada", submitted(q3_essay="So."), timestamp__txt=late)
    class_folder.hand_in("bob", submitted(q1="x = 5"), timestamp__txt=early)
    class_folder.hand_in("cleo", submitted(q1="import os; os._exit(0)"))
    class_folder.hand_in("dan", b"{")
    class_folder.hand_in("eve", b"").joinpath("smallest.ipynb").unlink()
    class_folder.hand_in("fay", submitted(q1="import mine; x = mine.x"), mine__py=b"x = 3\n")
    return class_folder


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_class_is_written_as_nbgrader_writes_it(full_class, yourturn, tmp_path):
    """One worker, four workers, and nbgrader's own command: the same bytes and rows."""
    others = [full_class.copy(tmp_path / name) for name in ("four", "nbgrader")]
    results = [
        yourturn("grade", "--workers", 1, "--json"),
        yourturn("grade", "--workers", 4, "--json", folder=others[0]),
    ]
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "smallest"],
        cwd=others[1].folder,
        check=True,
        capture_output=True,
    )
    assert [result.stderr for result in results] == ["", ""]
    assert full_class.points() == RIGHT
    for other in others:
        assert other.rows() == full_class.rows()
        assert other.autograded() == full_class.autograded()
    for result in results:
        assert result.exit_code == 1  # two could not be read
        *told, done = lines(result)
        assert [line["student"] for line in told] == ["bob", "ada", "cleo", "dan", "eve", "fay"]
        assert [line["student"] for line in told if line.get("pending")] == ["dan"]
        (failed,) = [line for line in told if line["event"] == "failed"]
        assert failed["message"].endswith(
            "eve/smallest cannot be read (there is no notebook in it)."
        )
        assert {key: done[key] for key in ("graded", "failed", "unchanged", "pending")} == {
            "graded": 5,
            "failed": 1,
            "unchanged": 0,
            "pending": 1,
        }


def test_a_loaded_machine_costs_nobody_marks(full_class, yourturn):
    burn = [sys.executable, "-c", "while True: pass"]
    burning = [subprocess.Popen(burn) for _ in range(os.cpu_count() or 1)]
    try:
        yourturn("grade", "--workers", 3)
    finally:
        for process in burning:
            process.kill()
            process.wait()
    assert full_class.points() == RIGHT


def test_what_is_graded_is_left_alone_until_it_changes(class_folder, yourturn, submitted):
    class_folder.hand_in("ada", submitted())
    class_folder.hand_in("bob", submitted(q1="x = 5"))
    assert lines(yourturn("grade", "--dry-run", "--json")) == [
        {"event": "waiting", "assignment": "smallest", "student": name} for name in ("ada", "bob")
    ]
    assert class_folder.autograded() == {}
    assert yourturn("grade", "--student", "ada").exit_code == 0
    assert class_folder.points() == {"ada": 6}
    assert "1 graded" in yourturn("grade", "smallest").stdout
    before = class_folder.autograded()
    assert re.fullmatch(r"0 graded in \d+ s, 2 unchanged\.\n", yourturn("grade").stdout)
    class_folder.hand_in("bob", submitted(q1="x = 4"))
    assert lines(yourturn("grade", "--json"))[0]["student"] == "bob"
    assert class_folder.points() == {"ada": 6, "bob": 2}
    assert class_folder.autograded() != before
    class_folder.hand_in("bob", submitted(q1="x = 5"))
    bob = lines(yourturn("grade", "--json"))[0]
    assert (bob["score"], bob["stored"]) == (5, True)
    assert class_folder.autograded() == before
    forced = lines(yourturn("grade", "--force", "--notebook", "smallest", "--json"))
    assert [line.get("stored") for line in forced] == [False, False, 0]
    assert class_folder.autograded() == before


def test_a_folder_replaced_by_a_link_to_nowhere_stops_nobody(class_folder, yourturn, submitted):
    for student in ("ada", "bob"):
        class_folder.hand_in(student, submitted())
    assert yourturn("grade").exit_code == 0
    folder = class_folder.folder / "submitted" / "ada" / "smallest"
    shutil.rmtree(folder)
    folder.symlink_to("nowhere")
    assert yourturn("grade").exit_code == 0
    assert class_folder.points() == {"ada": 6, "bob": 6}


def test_an_interrupted_run_says_so_and_goes_on(class_folder, yourturn, submitted):
    class_folder.hand_in("ada", submitted())
    class_folder.hand_in("bob", submitted(q1="import time; time.sleep(600)"))
    # A shell lets what it runs in the background ignore Ctrl-C, and its children with it.
    with subprocess.Popen(
        ["env", "--default-signal=INT", *YOURTURN, "grade"],
        cwd=class_folder.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    ) as process:
        assert "ada  6 of 6 points" in process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "Stopped. What is graded is kept; the same command goes on from here.\n"
    assert class_folder.points() == {"ada": 6}
    class_folder.hand_in("bob", submitted(q1="x = 5"))
    assert "1 graded" in yourturn("grade").stdout
    assert class_folder.points() == {"ada": 6, "bob": 5}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "source/nothing/nothing.ipynb does not exist"),
        (["--student", "zoe"], "Nothing was handed in by zoe"),
        (["smallest", "a.ipynb"], "not both"),
    ],
)
def test_wrong_usage_is_told(class_folder, yourturn, submitted, arguments, words):
    class_folder.hand_in("ada", submitted())
    result = yourturn("grade", *arguments)
    assert result.exit_code in (1, 2)
    assert words in " ".join(result.stderr.split())


def test_an_assignment_that_was_not_generated_is_told(class_folder, yourturn, submitted):
    class_folder.hand_in("ada", submitted())
    (class_folder.folder / "gradebook.db").unlink()
    result = yourturn("grade")
    assert result.exit_code == 2
    assert "run nbgrader generate_assignment smallest" in " ".join(result.stderr.split())


def test_a_corrected_grader_shows_what_changes_before_it_writes(class_folder, yourturn, submitted):
    class_folder.hand_in("ada", submitted())
    class_folder.hand_in("bob", submitted(q1="import time\nx = 5\nprint(time.time_ns())"))
    class_folder.hand_in("dan", b"{")
    yourturn("grade")
    grader = class_folder.folder / "graders" / "smallest" / "test_smallest.py"
    grader.write_text(grader.read_text().replace("assert x == 3", "assert x in (3, 5)"))
    before = class_folder.autograded()
    for arguments in ([], ["--dry-run", "--yes"]):
        result = yourturn("grade", "--rejudge", *arguments)
        told = " ".join(result.stdout.split())
        assert "smallest bob 5 → 6 points test_x_is_three: failed → passed" in told
        assert "1 would change; nothing was written. Write them with --yes." in told
        assert "ada" not in told
        assert result.exit_code == 0
        assert class_folder.autograded() == before
    change, done = lines(yourturn("grade", "--rejudge", "--yes", "--json"))
    assert (change["student"], change["before"], change["after"]) == ("bob", 5, 6)
    assert done == {"event": "done", "changed": 1, "written": True}
    assert class_folder.points() == {"ada": 6, "bob": 6, "dan": 0}
    after = class_folder.autograded()
    clock = [_printed(files["bob/smallest/smallest.ipynb"][0]) for files in (before, after)]
    assert clock[0] == clock[1]  # judged again, not executed again
    assert {name for name in after if after[name] != before[name]} == {
        "bob/smallest/smallest.ipynb"
    }
    assert "Nothing changes." in yourturn("grade", "--rejudge").stdout


def test_what_is_not_stored_any_more_is_not_judged_again(class_folder, yourturn, submitted):
    class_folder.hand_in("ada", submitted())
    yourturn("grade")
    yourturn("store", "--prune", "--keep", 0)
    result = yourturn("grade", "--rejudge")
    assert result.exit_code == 1
    assert "Its execution is not stored any more; grade it with --force." in result.stdout


def _printed(notebook):
    cells = json.loads(notebook)["cells"]
    return next(cell["outputs"][0]["text"] for cell in cells if cell.get("id") == "q1")
