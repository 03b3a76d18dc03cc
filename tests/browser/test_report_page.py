"""The report before an instructor's eyes: desk, phone, dark, paper; sorted and filtered."""

import base64
from datetime import datetime

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from yourturn.judging.verdict import Verdict
from yourturn.networks import SAMPLE, Kernel, Network
from yourturn.report.page import render, render_leaderboard
from yourturn.report.results import Column, Results, Work

SCREENS = {
    "desk": {"viewport": {"width": 1100, "height": 900}},
    "dark": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 800}, "has_touch": True},
}
STUDENTS = ("ada", "bruno", "chiara", "dmitri", "elif", "farid", "greta", "hugo")
CODE = "rates = [claims / days for claims, days in table]\nworst = max(rates)\nbest = min(rates)\n"


def _network(trained: str, seed: int) -> Network:
    kernel = np.random.default_rng(seed).integers(-99, 99, SAMPLE).astype(np.int8).tobytes()
    return Network(
        name="model",
        layers=("Conv2D 32 3x3 relu", "MaxPooling2D 2x2", "Flatten", "Dense 10 softmax"),
        parameters=93_322,
        optimizer="adam",
        learning_rate=0.001,
        batch_size=64,
        epochs=5,
        held_out=0.981,
        held_out_images=12_000,
        trained=trained,
        weights=str(seed),
        kernels=(Kernel((784, 512), base64.b64encode(kernel).decode()),),
    )


def _work(number: int, student: str, columns: tuple[Column, ...]) -> Work:
    unjudged = {7: Verdict.NOT_JUDGED}
    verdicts = {
        column.key: (
            unjudged.get(number) or (Verdict.FAILED if index < number else Verdict.PASSED),
            "x is another number than it should be.",
        )
        for index, column in enumerate(columns)
    }
    trained = "while grading" if number < 3 else "by the student"
    return Work(
        student=student,
        points=10 - 1.25 * number,
        max_points=10,
        waiting=number == 7,
        unreadable="",
        verdicts=verdicts,
        problems=("test_1 could not be judged: oh",) if number == 7 else (),
        code={"q1": CODE if number < 2 else f"{student} = {number} + {number} * {number}"},
        seconds=(9.9, 9.25)[number] if number < 2 else 10.0 + number,
        confined=number != 4,
        rests_on="training while grading" if number < 3 else "the student's own training",
        data_source="stand-in",
        figures=({"network": "model", "right": 1_900 - 20 * number, "images": 2_000},),
        networks=(_network(trained, 2 * (number // 2)),),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Both pages with everything that they can have."""
    columns = tuple(
        Column(f"q{1 + n // 4}-check", f"test_{n}", f"`x` is right in way {n}.", 0.5)
        for n in range(20)
    )
    works = tuple(_work(number, student, columns) for number, student in enumerate(STUDENTS))
    results = [Results("07-cnn", columns, works, "")]
    names = {student: f"calm otter {n}" for n, student in enumerate(STUDENTS)}
    folder = tmp_path_factory.mktemp("report")
    now = datetime(2026, 3, 2, 12)
    for name, made in (("report", render), ("leaderboard", render_leaderboard)):
        html = made(results, "your-turn", now, names)
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture(params=["report", "leaderboard"])
def name(request):
    return request.param


@pytest.fixture(params=SCREENS)
def screen(request, chromium, pages, name):
    """A page on one screen, everything unfolded."""
    with chromium.new_context(bypass_csp=True, **SCREENS[request.param]) as context:
        page = context.new_page()
        page.goto((pages / f"{name}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        yield request.param, page


@pytest.fixture
def report(chromium, pages):
    """The instructor's page as it is opened, its own policy in force."""
    with chromium.new_context(**SCREENS["dark"]) as context:
        page = context.new_page()
        page.goto((pages / "report.html").as_uri())
        yield page


def test_axe_finds_nothing(screen):
    _, page = screen
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in violations] == []


def test_nothing_is_wider_than_the_screen(screen, name, picture):
    where, page = screen
    picture(page, f"{name}-{where}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def students(page):
    rows = page.locator("table.heat tbody tr:visible th")
    return rows.all_text_contents()


def test_numbers_sort_as_numbers_both_ways(report):
    heading = report.locator("table.heat thead").get_by_role("button", name="time")
    heading.click()
    assert students(report)[:3] == ["bruno", "ada", "chiara"]
    heading.click()
    assert students(report)[:2] == ["hugo", "greta"]
    assert report.locator("table.heat th[aria-sort]").get_attribute("aria-sort") == "descending"
    report.locator("table.heat thead").get_by_role("button", name="student").click()
    assert students(report) == list(STUDENTS)


def test_it_shows_only_what_is_asked_for(report):
    report.get_by_label("Students whose name contains").fill("RU")
    assert students(report) == ["bruno"]
    assert report.locator("details:visible").all_text_contents()[0].startswith("ada and bruno")
    report.get_by_label("Students whose name contains").fill("")
    report.get_by_label("Show").select_option("not-judged")
    assert students(report) == ["hugo"]
    report.get_by_label("Show").select_option("failed")
    assert students(report) == ["bruno", "chiara", "dmitri", "elif", "farid", "greta"]


def test_it_prints_light_and_unfolded(report, pages):
    report.emulate_media(media="print")
    ink = report.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(31, 35, 40)"  # the light page's, though the screen is dark
    report.pdf(path=pages / "report.pdf")
    assert not report.locator("form").is_visible()
    assert report.locator("details:not([open])").count() == 0
