"""The buttons of formgrader and JupyterLab's Validate: the server extensions over HTTP."""

import json
import os
import re
import subprocess
import sys

import pytest
import requests
from bs4 import BeautifulSoup
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from yourturn.commands.lab import environment

SCRIPT = "<script>alert('formgrader')</script>"


@pytest.fixture(scope="module")
def course(generated, copied):
    return copied(generated)


@pytest.fixture(scope="module")
def server(course):
    """Jupyter's server in the course folder: its address and a session that may use it."""
    command = [sys.executable, "-m", "jupyter", "server", "--port=0", "--no-browser"]
    command += ["--allow-root"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [*command, "--IdentityProvider.token=secret"],
        cwd=course.folder,
        env=environment(course.folder),
        stderr=subprocess.PIPE,
        text=True,
    )
    log = (course.folder / "server.log").open("a", buffering=1)
    for line in process.stderr:
        log.write(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            break
    pump = subprocess.Popen(["cat"], stdin=process.stderr, stdout=log)
    with requests.Session() as session:
        session.headers["Authorization"] = "token secret"
        # The address is logged a moment before connections are accepted.
        session.mount("http://", HTTPAdapter(max_retries=Retry(connect=10, backoff_factor=0.1)))
        try:
            yield found[0], session
        finally:
            process.terminate()
            process.wait()
            process.stderr.close()
            pump.wait()
            log.close()


@pytest.fixture(scope="module")
def press(server):
    """Press one of formgrader's buttons."""
    address, session = server

    def post(path: str) -> dict:
        answer = session.post(f"{address}/formgrader/api/{path}")
        answer.raise_for_status()
        return answer.json()

    return post


def test_the_buttons_of_formgrader_in_order(course, server, press, submitted):
    address, session = server
    for button in ("assign", "release"):
        assert press(f"assignment/smallest/{button}")["success"], button
    notebook = submitted(q1="x = 5", q3_essay=f"So. {SCRIPT}")
    course.hand_in("ada", notebook, submission_secret__txt=b"s")
    course.hand_in("bob", notebook[: len(notebook) // 2])
    for student in ("ada", "bob"):
        pressed = press(f"submission/smallest/{student}/autograde")
        assert pressed["success"], pressed
    assert course.points("ada") == {"q1-check": 3, "q2-check": 2, "q3-essay": None}
    for button in ("generate_feedback", "release_feedback"):
        assert press(f"assignment/smallest/{button}")["success"], button
    assert "x is 5" in course.feedback("ada")
    listed = session.get(f"{address}/formgrader/api/submissions/smallest").json()
    assert {row["student"]: row["score"] for row in listed} == {"ada": 5, "bob": 0}
    assert all(row["needs_manual_grade"] for row in listed)


def test_a_failed_button_says_why(course, press):
    course.hand_in("-eve", b"{}")
    pressed = press("submission/smallest/-eve/autograde")
    assert not pressed["success"]
    assert "is no student id" in pressed["log"]


def test_formgrader_runs_nothing_a_student_wrote(course, server):
    address, session = server
    with course.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission("smallest", "ada").notebooks
    page = session.get(f"{address}/formgrader/submissions/{notebook.id}/").text
    assert "x is 5; one and two make another number." in page
    assert "3 of 4 points" in page
    assert "alert('formgrader')" not in page


def test_formgrader_shows_mark_schemes_and_what_waits(course, server):
    address, session = server

    def page(student: str) -> str:
        with course.gradebook() as gradebook:
            (notebook,) = gradebook.find_submission("smallest", student).notebooks
        html = session.get(f"{address}/formgrader/submissions/{notebook.id}/").text
        return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())

    assert "Waiting for you: q3-essay ." in page("ada")
    assert "Mark scheme (students never see it) One point." in page("ada")
    assert "Waiting for you: q1-check , q2-check , q3-essay ." in page("bob")
    assert "Student: The file is not a notebook" in page("bob")
    assert "Mark scheme" not in course.feedback("ada")


def test_validate_tells_what_the_student_can_see(course, server, submitted):
    address, session = server

    def validate(notebook: bytes) -> dict:
        (course.folder / "mine.ipynb").write_bytes(notebook)
        answer = session.post(f"{address}/assignments/validate", json={"path": "mine.ipynb"})
        return answer.json()

    released = (course.folder / "release" / "smallest" / "smallest.ipynb").read_bytes()
    blank = validate(released)
    assert blank["success"]
    assert "NameError" in json.dumps(blank["value"]["failed"])
    right = validate(submitted(q3_essay="So."))
    assert right["success"]
    assert "failed" not in right["value"]
    # Hidden criteria stay hidden: a wrong answer that the check cell accepts validates.
    assert "failed" not in validate(submitted(q1="x = 4", q3_essay="So."))["value"]
