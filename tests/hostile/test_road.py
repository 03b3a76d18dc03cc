"""Every attacker and every broken file goes the whole road beside two honest students.

At its end stand two pages: the feedback that a student opens, and the notebook in formgrader, which
an instructor opens who is logged in. In a real browser nothing in them runs, nothing is asked for.
"""

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from yourturn.commands.lab import environment

HERE = Path(__file__).parent
PATCHES = sorted(path.stem for path in (HERE / "cases" / "smallest").glob("*.py"))
NO_IDS = ("-rf", "übung", "😀", "a b", "a" * 255, "$(touch left)", "x'--", "<b>x")
BROKEN = sorted(runpy.run_path(str(HERE / "broken.py"))["BROKEN"])
EVERYTHING = [4, 2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAYLOADS = ("html_scripts", "html_in_text", "html_mathml", "widget", "forged_verdict")
ATTACKER = ("192.0.2.1", "example.org")

# The first test waits for the whole class, which takes minutes on a busy machine.
pytestmark = pytest.mark.timeout(2400)


@pytest.mark.parametrize("case", [*PATCHES, *BROKEN])
def test_an_attack_has_its_stated_outcome(graded, outcomes, case):
    outcome = outcomes[case]
    expected = [
        None if points == "-" else float(points) for points in (outcome["q1"], outcome["q2"])
    ]
    assert graded.points(case) == expected
    assert outcome["words"] in graded.said(case)
    assert graded.page(case).is_file()


@pytest.mark.parametrize("student", ["aa-honest", "zz-honest"])
def test_an_honest_neighbour_keeps_everything(graded, student):
    assert graded.points(student) == EVERYTHING
    assert graded.said(student) == ""


def test_nothing_outside_of_the_results_has_changed(graded):
    assert graded.stray == ()


def test_no_process_outlives_its_submission(graded):
    assert graded.running == ()


def test_nothing_is_left_where_every_user_writes(graded):
    if graded.left is None:
        pytest.skip("bubblewrap cannot mount a /tmp here, and the machine's has other users")
    assert graded.left == ()


def test_no_folder_is_taken_for_another_students(graded):
    for name in NO_IDS:
        assert f"{name!r} is no student id" in graded.log
    assert "linked-student is not graded: is a symbolic link" in graded.log
    students = {path.name for path in (graded.folder / "autograded").iterdir()}
    assert students == {*PATCHES, *BROKEN, "aa-honest", "zz-honest"}


def test_no_line_of_a_grader_and_no_solution_reaches_a_student(graded):
    grader = (graded.folder / "graders" / "smallest" / "test_smallest.py").read_text()
    hidden = [line.strip() for line in grader.splitlines() if "assert" in line or "Probe" in line]
    reachable = [*graded.folder.glob("autograded/**/*"), *graded.folder.glob("feedback/**/*")]
    for path in (path for path in reachable if path.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert [line for line in hidden if line in text] == [], path
        if path.parts[-3] in ("linked_solution", "linked_gradebook", "pipe", "empty"):
            assert "1 + 2" not in text, path


def test_every_case_has_an_outcome_and_every_outcome_a_case(outcomes):
    assert sorted(outcomes) == sorted([*PATCHES, *BROKEN])
    assert len(outcomes) >= 80


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """Open a page, press every link in it that could run; what happened."""

    def go(address):
        page = browser.new_page()
        asked, dialogs = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(address, wait_until="load")
        links = page.locator("[*|href^='javascript:' i], [*|href^='data:text' i]").count()
        title = page.title()
        page.close()
        return {"title": title, "dialogs": dialogs, "links": links, "asked": asked}

    return go


@pytest.fixture(scope="module")
def formgrader(graded):
    """Jupyter's server with formgrader in the course of the attackers."""
    command = [sys.executable, "-m", "jupyter", "server", "--port=0", "--no-browser"]
    command += ["--allow-root"] if os.geteuid() == 0 else []
    with subprocess.Popen(
        [*command, "--IdentityProvider.token=secret"],
        cwd=graded.folder,
        env=environment(graded.folder),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)
        address = next(match[0] for match in found if match)
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        yield lambda path: f"{address}/formgrader/{path}?token=secret"
        process.terminate()
        drain.wait()


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize("case", PAYLOADS)
def test_nothing_runs_in_feedback(graded, visit, case):
    page = graded.page(case)
    seen = visit(page.as_uri())
    assert (seen["title"] == "ran", seen["dialogs"], seen["links"]) == (False, [], 0)
    assert [url for url in seen["asked"] if urlsplit(url).scheme not in ("file", "data")] == []


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize("case", PAYLOADS)
def test_nothing_runs_in_formgrader(graded, formgrader, visit, case):
    seen = visit(formgrader(f"submissions/{graded.submission(case)}/"))
    assert (seen["title"] == "ran", seen["dialogs"], seen["links"]) == (False, [], 0)
    assert [url for url in seen["asked"] if urlsplit(url).hostname in ATTACKER] == []


def test_a_forged_verdict_is_not_shown(graded):
    page = BeautifulSoup(graded.page("forged_verdict").read_text("utf-8"), "html.parser")
    assert " ".join(page.select_one(".score").get_text(" ").split()) == "2 of 7 points"
