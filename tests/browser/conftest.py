"""A real browser before a real JupyterLab, with pictures of every step in build/browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, sync_playwright
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

REPO = Path(__file__).parents[2]
PICTURES = REPO / "build" / "browser"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
WAIT_MS = 120_000  # a first import of TensorFlow on a busy machine


@dataclass(frozen=True)
class Lab:
    """A running `yourturn lab`: where students work, and the address with its token."""

    folder: Path
    address: str
    token: str

    @property
    def course(self) -> Path:
        return self.folder / "course"

    def url(self, path: str) -> str:
        return f"{self.address}/{path}?token={self.token}"


# Ends with each file: while it runs, nobody else in this process can start a browser.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *as_root])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()


@pytest.fixture(scope="session")
def picture() -> Callable[..., None]:
    """Keep a picture of what the browser shows."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str, *, full_page: bool = False) -> None:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=full_page)

    return keep


@pytest.fixture(scope="session")
def lab(
    tmp_path_factory: pytest.TempPathFactory, write_course: Callable[[Path], Path]
) -> Iterator[Lab]:
    """`yourturn lab` with the course's first assignment and the smallest."""
    course = write_course(tmp_path_factory.mktemp("original"))
    shutil.copy(REPO / "nbgrader_config.py", course)
    shutil.copy(REPO / "graders" / "conftest.py", course / "graders")
    for kind in ("source", "graders"):
        shutil.copytree(REPO / kind / "01-tensors", course / kind / "01-tensors")
    folder = tmp_path_factory.mktemp("lab") / "lab"
    arguments = ["lab", "--course", str(course), "--folder", str(folder), "--port", "0"]
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("yourturn")), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab\?token=(\w+)", line):
            break
    else:
        raise AssertionError("JupyterLab ended before it said its address.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (PICTURES / "jupyterlab.log").open("w") as log:
        pump = subprocess.Popen(["cat"], stdin=process.stderr, stdout=log)
        # The address is logged a moment before connections are accepted.
        with requests.Session() as session:
            retries = Retry(connect=10, backoff_factor=0.1)
            session.mount("http://", HTTPAdapter(max_retries=retries))
            session.get(f"{found[1]}/api").raise_for_status()
        yield Lab(folder, found[1], found[2])
        process.send_signal(signal.SIGTERM)
        process.wait()
        process.stderr.close()
        pump.wait()
