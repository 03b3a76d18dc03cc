"""What attackers wrote, opened in a real browser: nothing runs, nothing is asked for.

Both pages that show it: the feedback that a student opens, and the notebook in formgrader,
which an instructor opens who is logged in.
"""

import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from yourturn.commands.lab import environment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAYLOADS = ("html_scripts", "html_in_text", "html_mathml", "widget", "forged_verdict")
ATTACKER = ("192.0.2.1", "example.org")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium"),
    pytest.mark.timeout(2400),
]


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


@pytest.mark.parametrize("case", PAYLOADS)
def test_nothing_runs_in_feedback(graded, visit, case):
    page = graded.page(case)
    seen = visit(page.as_uri())
    assert (seen["title"] == "ran", seen["dialogs"], seen["links"]) == (False, [], 0)
    assert [url for url in seen["asked"] if urlsplit(url).scheme not in ("file", "data")] == []


@pytest.mark.parametrize("case", PAYLOADS)
def test_nothing_runs_in_formgrader(graded, formgrader, visit, case):
    seen = visit(formgrader(f"submissions/{graded.submission(case)}/"))
    assert (seen["title"] == "ran", seen["dialogs"], seen["links"]) == (False, [], 0)
    assert [url for url in seen["asked"] if urlsplit(url).hostname in ATTACKER] == []


def test_a_forged_verdict_is_not_shown(graded):
    page = BeautifulSoup(graded.page("forged_verdict").read_text("utf-8"), "html.parser")
    assert " ".join(page.select_one(".score").get_text(" ").split()) == "2 of 7 points"
