"""What a machine can fail in: said in a sentence, no score half written, nothing lost.

Each fault is real: a full file system, a read-only one, a locked gradebook, a kernel without
walls, a package of another version, a broken grader. After each the same command ends as an
undisturbed one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yourturn.commands import app
from yourturn.zone import bubblewrap

MACHINE = Path(__file__).parents[1] / "machine.py"
COMMAND = (sys.executable, "-c", "from yourturn.commands import app; app()")
STORE = Path(".yourturn", "store")


@pytest.fixture(scope="module")
def classes(empty_class, submitted, tmp_path_factory):
    """A class of two that waits, and the same class graded without a fault."""
    top = tmp_path_factory.mktemp("faults")
    waiting = empty_class.copy(top / "waiting")
    waiting.hand_in("ada", submitted())
    waiting.hand_in("bob", submitted(q1="x = 5", q3_essay="So."))
    graded = waiting.copy(top / "graded")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(graded.folder)
        assert CliRunner().invoke(app, ["grade"]).exit_code == 0
    return waiting, graded


@pytest.fixture
def waiting(classes, tmp_path):
    """The class that waits, for one test alone."""
    return classes[0].copy(tmp_path / "class")


@pytest.fixture
def executed(waiting, classes):
    """The same, whose executions and judgements are stored: what is left is to write them."""
    shutil.copytree(classes[1].folder / STORE, waiting.folder / STORE)
    return waiting


@pytest.fixture
def undisturbed(classes):
    """What a run without a fault writes."""
    return classes[1]


@pytest.fixture
def yourturn(monkeypatch):
    """Run a command in a class's folder; its exit code and what it says, on one line."""

    def run(folder, *arguments):
        monkeypatch.chdir(folder.folder)
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        return result.exit_code, one_line(result.stdout + result.stderr)

    return run


@pytest.fixture
def elsewhere():
    """Run `yourturn grade` in a class's folder by another command, as on another machine."""

    def run(folder, *before, **environment):
        done = subprocess.run(
            [*before, *COMMAND, "grade"],
            cwd=folder.folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, one_line(done.stdout + done.stderr)

    return run


@pytest.fixture(scope="session")
def mounts():
    """The command that changes mounts for one command."""
    command = [*bubblewrap.programs()[:1], "--dev-bind", "/", "/"]
    if len(command) == 1 or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("bubblewrap cannot mount anything here")
    return command


def one_line(text):
    return " ".join(text.split())


# The part of the course folder that is on a file system of its own, and the room there: enough
# for one submission, for the plan of the graders, for the gradebook as it is.
FULL = {
    "autograded": (12 << 10, "The disk is full: make room there."),
    STORE: (4 << 10, "cannot be written (No space left on device)"),
    "marks": (172 << 10, "The disk of the gradebook is full: make room there."),
}


@pytest.mark.parametrize("part", FULL, ids=str)
def test_a_full_disk(executed, undisturbed, mounts, elsewhere, yourturn, part):
    room, told = FULL[part]
    full = executed.folder / part
    if part == STORE:
        shutil.rmtree(full)
    full.mkdir(exist_ok=True)
    gradebook = executed.folder / "gradebook.db"
    config = executed.folder / "nbgrader_config.py"
    before = config.read_text()
    if part == "marks":
        shutil.move(gradebook, full)
        url = f"sqlite:///{full / gradebook.name}"
        config.write_text(f"{before}\nc.CourseDirectory.db_url = {url!r}\n")
    kept = full.rename(full.with_name("kept"))
    full.mkdir()
    # What was written there outlives the file system by being copied.
    script = f'cp -a "{kept}/." "{full}"; "$@"; code=$?; cp -a "{full}/." "{kept}"; exit $code'
    code, text = elsewhere(
        executed, *mounts, "--size", str(room), "--tmpfs", str(full), "--", "sh", "-c", script, "-"
    )
    full.rmdir()
    kept.rename(full)
    if part == "marks":
        shutil.move(full / gradebook.name, gradebook)
        config.write_text(before)
    assert code == 1
    assert f"This machine cannot grade: {told}" in text or told in text
    assert "run the same command again" in text
    assert "Traceback" not in text
    assert executed.half_written(undisturbed) == []
    assert yourturn(executed, "grade")[0] == 0
    assert executed.is_as(undisturbed)


def test_a_read_only_course_folder(executed, undisturbed, mounts, elsewhere, yourturn):
    folder = str(executed.folder)
    code, text = elsewhere(executed, *mounts, "--ro-bind", folder, folder, "--")
    assert code == 1
    assert f"This machine cannot grade: {folder}/" in text
    assert "The folder cannot be written: make it so" in text
    assert executed.autograded() == {}
    assert yourturn(executed, "grade")[0] == 0
    assert executed.is_as(undisturbed)


LOCK = """
import sqlite3, sys
connection = sqlite3.connect("gradebook.db", isolation_level=None)
connection.execute(f"BEGIN {sys.argv[1]}")
print("locked", flush=True)
input()
"""


def locked(folder, how):
    """Another program that has the gradebook open; what it reads ends it."""
    process = subprocess.Popen(
        [sys.executable, "-c", LOCK, how],
        cwd=folder.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"locked\n"
    return process


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_locked_gradebook(executed, undisturbed, yourturn, how):
    with locked(executed, how) as other:
        code, text = yourturn(executed, "grade")
        other.communicate(b"\n")
    assert code == 1
    assert text.startswith("This machine cannot grade: The gradebook is locked by another program")
    assert executed.autograded() == {}
    assert yourturn(executed, "grade")[0] == 0
    assert executed.is_as(undisturbed)


def test_a_gradebook_that_is_locked_while_a_run_goes_on(waiting, undisturbed, submitted, yourturn):
    waiting.hand_in("zoe", submitted(q1="import time; time.sleep(3)"))
    with subprocess.Popen(
        [*COMMAND, "grade", "--json", "--workers", "1"],
        cwd=waiting.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        lines = [process.stdout.readline(), process.stdout.readline()]
        with locked(waiting, "EXCLUSIVE") as other:
            process.wait()
            other.communicate(b"\n")
        text = one_line(process.stderr.read())
    assert ["ada" in lines[0], "bob" in lines[1], process.returncode] == [True, True, 1]
    assert text.startswith("This machine cannot grade: The gradebook is locked by another program")
    assert waiting.points() == undisturbed.points()
    assert yourturn(waiting, "grade")[0] == 0
    assert waiting.points() == {**undisturbed.points(), "zoe": 2}


def test_a_kernel_without_walls(waiting, undisturbed, elsewhere, yourturn, tmp_path):
    poorer = (sys.executable, MACHINE, "--without", "namespaces", "--without", "landlock", "--")
    code, text = elsewhere(waiting, *poorer, XDG_RUNTIME_DIR=str(tmp_path))
    assert code == 1
    assert "This machine offers no confinement to run a submission in; `yourturn doctor`" in text
    assert (waiting.autograded(), waiting.points()) == ({}, {})
    assert yourturn(waiting, "grade")[0] == 0
    assert waiting.is_as(undisturbed)


def test_a_package_of_another_version(executed, undisturbed, elsewhere, yourturn, tmp_path):
    other = tmp_path / "other" / "pandas-0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 0.1\n")
    code, text = elsewhere(executed, PYTHONPATH=str(other.parent))
    assert code == 1
    assert "pandas is 0.1; `pip install 'pandas" in text
    assert (executed.autograded(), executed.points()) == ({}, {})
    assert yourturn(executed, "grade")[0] == 0
    assert executed.is_as(undisturbed)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ZeroDivisionError('by the author')", "ZeroDivisionError: by the author"),
        ("import sys; sys.exit('bye')", "bye"),
        ("import os; os._exit(0)", "was not run"),
        ("while True: pass", "the grader did not finish within 2 s"),
        ("print('secret'); import os; os.write(1, b'secret'); [][1]", "IndexError"),
    ],
)
def test_a_broken_grader(waiting, undisturbed, yourturn, monkeypatch, body, reason):
    monkeypatch.setattr("yourturn.judging.judge.JUDGE_S", 2)
    shutil.copytree(undisturbed.folder / STORE, waiting.folder / STORE)
    grader = waiting.folder / "graders" / "smallest" / "test_smallest.py"
    right = grader.read_text()
    # The last criterion of the second question; what comes before it keeps its verdict.
    broken, _, _ = right.partition("    shape = call(unseen_table")
    grader.write_text(f"{broken}    {body}\n")
    code, text = yourturn(waiting, "grade")
    assert code == 1
    assert "2 wait for a person" in text
    assert "secret" not in text
    rows = {row[:2]: row[2:] for row in waiting.rows()["grade"]}
    for student, points in (("ada", 4), ("bob", 3)):
        assert rows[student, "q1-check"] == (points, None, False)
        assert rows[student, "q2-check"] == (1, None, True)  # the certain half; a person decides
    notebook = waiting.autograded()["ada/smallest/smallest.ipynb"][0].decode()
    assert "could not be judged" in notebook
    assert reason in notebook
    assert "secret" not in notebook
    grader.write_text(right)
    assert yourturn(waiting, "grade", "--rejudge", "--yes")[0] == 0
    assert waiting.is_as(undisturbed)
