"""Two students and an instructor on one hub: work goes to and fro, and nowhere else."""

import json
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def teacher(hub):
    server = hub.start("teacher")
    for button in ("assign", "release"):
        pressed = server.post(f"formgrader/api/assignment/smallest/{button}")
        assert pressed["success"], pressed
    return server


@pytest.fixture(scope="module")
def students(hub, teacher, submitted):
    """Ada and Bob have fetched, solved and submitted."""
    servers = {student: hub.start(student) for student in ("ada", "bob")}
    names = {"course_id": "your-turn", "assignment_id": "smallest"}
    for student, server in servers.items():
        assert server.post("assignments/fetch", **names)["success"]
        notebook = hub.home / student / "smallest" / "smallest.ipynb"
        assert "YOUR CODE HERE" in notebook.read_text()
        notebook.write_bytes(submitted(q1="x = 3" if student == "ada" else "x = 5"))
        assert server.post("assignments/submit", **names)["success"]
    return servers


@pytest.fixture(scope="module")
def graded(teacher, students):
    assert teacher.post("formgrader/api/assignment/smallest/collect")["success"]
    for student in students:
        pressed = teacher.post(f"formgrader/api/submission/smallest/{student}/autograde")
        assert pressed["success"], pressed
    for button in ("generate_feedback", "release_feedback"):
        assert teacher.post(f"formgrader/api/assignment/smallest/{button}")["success"]
    rows = teacher.get("formgrader/api/submissions/smallest")
    return {row["student"]: row["score"] for row in rows}


def test_everybody_gets_what_they_earned(graded):
    assert graded == {"ada": 6, "bob": 5}


def test_feedback_comes_back_to_its_student(hub, graded, students):
    for student, server in students.items():
        names = {"course_id": "your-turn", "assignment_id": "smallest"}
        assert server.post("assignments/fetch_feedback", **names)["success"]
        (page,) = (hub.home / student / "smallest" / "feedback").glob("*/smallest.html")
        assert ("x is 5; one and two" in page.read_text()) == (student == "bob")


def test_kernels_explain_the_first_import(students):
    kernels = students["ada"].get("api/kernelspecs")["kernelspecs"]
    assert "--IPKernelApp.extensions=yourturn.first_import" in kernels["python3"]["spec"]["argv"]


def read_as(uid: int, path: Path) -> bool:
    """Whether a user can read a file or list a folder."""
    command = ["ls", "-R", str(path)] if path.is_dir() else ["cat", str(path)]
    done = subprocess.run(command, user=uid, group=uid, extra_groups=[], capture_output=True)
    return done.returncode == 0


def test_students_see_neither_the_course_nor_one_another(hub, graded):
    ada = (hub.home / "ada").stat().st_uid
    course = hub.home / "teacher" / "course"
    inbound = hub.srv / "your-turn" / "exchange" / "your-turn" / "inbound"
    assert read_as(ada, hub.home / "ada" / "smallest" / "smallest.ipynb")
    for secret in (
        course / "gradebook.db",
        course / "graders" / "smallest" / "test_smallest.py",
        course / "source" / "smallest" / "smallest.ipynb",
        hub.home / "bob" / "smallest" / "smallest.ipynb",
        inbound,  # cannot be listed, and submissions have names that cannot be guessed
        hub.srv / "your-turn" / "exchange" / "your-turn" / "feedback",
    ):
        assert secret.exists()
        assert not read_as(ada, secret), secret


def test_a_students_server_grades_nothing(hub, graded, students):
    listed = students["ada"].session.get(f"{hub.address}/user/ada/formgrader/api/assignments")
    assert not listed.ok or json.loads(listed.text) == []
