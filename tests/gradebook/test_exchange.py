"""The exchange: what is released, submitted, collected and fetched, and by whom."""

import os
import pwd
from contextlib import chdir
from pathlib import Path

import pytest

# nbgrader leaves timestamp.txt open when it releases feedback.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in.*timestamp.txt")

ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def course(generated, copied):
    course = copied(generated)
    assert course.nbgrader("release_assignment", "smallest").code == 0
    return course


@pytest.fixture
def owners_checked(course):
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.ExchangeCollect.check_owner = True\n")


@pytest.fixture
def inbound(course):
    return course.folder / "exchange" / "your-turn" / "inbound"


@pytest.fixture
def put(inbound, submitted):
    """Put a folder into the exchange as anybody may who can write there."""

    def make(name: str, notebook: bytes | None = None) -> Path:
        folder = inbound / name
        folder.mkdir()
        (folder / "smallest.ipynb").write_bytes(notebook or submitted(q3_essay="So."))
        (folder / "timestamp.txt").write_text("2026-09-01 10:00:00.000000 UTC")
        return folder

    return make


def collected(course):
    return sorted(path.parent.name for path in (course.folder / "submitted").glob("*/smallest"))


def test_the_whole_way_there_and_back(course, submitted, tmp_path):
    """A student fetches, submits and reads feedback; an instructor does the rest."""
    config = (course.folder / "nbgrader_config.py").read_text()
    (tmp_path / "nbgrader_config.py").write_text(config)
    student = type(course)(tmp_path)
    assert student.nbgrader("fetch_assignment", "smallest").code == 0
    released = (tmp_path / "smallest" / "smallest.ipynb").read_text()
    assert "YOUR CODE HERE" in released
    assert "1 + 2" not in released
    assert "MARK SCHEME" not in released
    (tmp_path / "smallest" / "smallest.ipynb").write_bytes(submitted(q1="x = 5", q3_essay="So."))
    assert student.nbgrader("submit", "smallest").code == 0
    for step in ("collect", "autograde", "generate_feedback", "release_feedback"):
        ended = course.nbgrader(step, "smallest")
        assert ended.code == 0, step
        assert "WARNING" not in ended.log
    assert student.nbgrader("fetch_feedback", "smallest").code == 0
    (page,) = (tmp_path / "smallest" / "feedback").glob("*/smallest.html")
    assert "x is 5; one and two make another number." in page.read_text()
    assert course.nbgrader("export").code == 0
    header, row = (course.folder / "grades.csv").read_text().splitlines()
    scores = dict(zip(header.split(","), row.split(","), strict=True))
    assert (scores["student_id"], scores["score"], scores["max_score"]) == (ME, "5.0", "7.0")


def test_names_nobody_has_stop_nobody(course, inbound, put):
    put(f"{ME}+smallest+2026-09-01 10:00:00 UTC+x")
    put("eve+smallest+not a time+x")
    put("-rf+smallest+2026-09-01 10:00:00 UTC+x")
    (inbound / "mallory+smallest+2026-09-01 10:00:00 UTC+x").write_text("no folder")
    ended = course.nbgrader("collect", "smallest")
    assert ended.code == 0
    assert collected(course) == [ME]
    for name in ("eve+", "-rf+", "mallory+"):
        assert f"'{name}smallest" in ended.log


def test_a_link_does_not_replace_what_was_collected(course, inbound, put):
    put("ada+smallest+2026-09-01 10:00:00 UTC+x")
    assert course.nbgrader("collect", "smallest").code == 0
    later = inbound / "ada+smallest+2026-09-02 10:00:00 UTC+x"
    later.symlink_to(course.folder / "source" / "smallest")
    ended = course.nbgrader("collect", "smallest", "--update")
    assert ended.code == 0
    assert "it is no folder" in ended.log
    assert (course.folder / "submitted" / "ada" / "smallest" / "timestamp.txt").exists()


def test_only_plain_files_come_in(course, put):
    folder = put("ada+smallest+2026-09-01 10:00:00 UTC+x")
    (folder / "secrets.ipynb").symlink_to(course.folder / "source" / "smallest" / "smallest.ipynb")
    (folder / "graders").symlink_to(course.folder / "graders")
    os.mkfifo(folder / "pipe")
    os.link(course.folder / "nbgrader_config.py", folder / "hard.py")
    ended = course.nbgrader("collect", "smallest")
    assert ended.code == 0
    came = {path.name for path in (course.folder / "submitted" / "ada" / "smallest").iterdir()}
    assert came == {"smallest.ipynb", "timestamp.txt"}
    for refused in ("secrets.ipynb", "graders", "pipe", "hard.py"):
        assert f"'{refused}' is a" in ended.log


def test_nobody_hands_in_for_another(course, owners_checked, put):
    put(f"{ME}+smallest+2026-09-01 10:00:00 UTC+x")
    put("ada+smallest+2026-09-01 10:00:00 UTC+x")
    ended = course.nbgrader("collect", "smallest")
    assert ended.code == 0
    assert collected(course) == [ME]
    assert f"claims to be ada's and belongs to the user {ME}" in ended.log


def test_feedback_reaches_whom_it_can(course, put, submitted):
    for student, secret in {"ada": b"s1", "bob": b"\xff\xfe", "zoe": b"s3"}.items():
        folder = put(f"{student}+smallest+2026-09-01 10:00:00 UTC+x")
        (folder / "submission_secret.txt").write_bytes(secret)
    (folder / "timestamp.txt").write_text("some day")  # zoe's
    course.hand_in("cyd", submitted(q3_essay="So."))  # by mail
    for step in ("collect", "autograde", "generate_feedback"):
        assert course.nbgrader(step, "smallest").code == 0, step
    ended = course.nbgrader("release_feedback", "smallest")
    assert ended.code == 0
    with chdir(course.folder):
        released = list(Path("exchange/your-turn/feedback").glob("*.html"))
    assert len(released) == 2
    assert "bob/smallest/smallest.html is not released" in ended.log
    assert "cyd/smallest/smallest.html is not released" in ended.log
