"""The feedback page before everybody's eyes: desk, phone, dark, keyboard, screen reader."""

import base64
import io
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from yourturn.answers.receipt import Check, Missing, Receipt, line_of
from yourturn.gradebook.feedback import BuildPage, FeedbackExporter
from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import verdict_output

SCREENS = {
    "desk": {"viewport": {"width": 1100, "height": 900}},
    "dark": {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 800}, "has_touch": True},
}


FORMULA = r"""Minimise $\hat\beta = \arg\min_\beta \sum_i (y_i - x_i^\top \beta)^2$ of all

$$D(y, \mu) = 2 \sum_{i=1}^{n} \left( y_i \log\frac{y_i}{\mu_i} - (y_i - \mu_i) \right)
= f(\mu_1, \mu_2, \mu_3, \mu_4, \mu_5, \mu_6, \mu_7, \mu_8, \mu_9, \mu_{10}, \mu_{11}, \mu_{12}) .$$
"""


def _figure() -> str:
    figure = Figure(figsize=(6, 3))
    figure.subplots().plot([3, 1, 2])
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=100)
    return base64.b64encode(buffer.getvalue()).decode()


def _graded(*verdicts: Verdict) -> GradedCell:
    criteria = [
        CriterionResult(
            f"test_{n}",
            f"`x` is right in way {n}.",
            "q1-check",
            1,
            v,
            "" if v is Verdict.PASSED else f"x {'is ' * 40}",
        )
        for n, v in enumerate(verdicts)
    ]
    return GradedCell("q1-check", 3, tuple(criteria))


def _mark(grade_id: str, **flags) -> dict:
    return {"nbgrader": {"grade_id": grade_id, **flags}}


def _question(number: int, verdicts: tuple[Verdict, ...], outputs=()) -> list:
    graded, q = _graded(*verdicts), f"q{number}"
    flags = {"grade": True, "locked": True, "points": 3, "score": graded.points}
    check = new_code_cell(
        "hand_in(x=x)", metadata=_mark(f"{q}-check", **flags, needs_manual_grade=graded.pending)
    )
    lines = (line_of("x", 3), line_of("a_long_name", "a text " * 9)) if all(verdicts) else ()
    missing = (Missing("y", "no cell has made y yet: write it, run its cell, then this one"),)
    receipt = Receipt(lines, missing, Check("✗", "not yet: x should be three"))._repr_mimebundle_()
    check.outputs = [new_output("display_data", receipt), verdict_output(graded)]
    source = "x = 'a line much longer than any phone is wide, which has to scroll by itself' * 10"
    told = _mark(f"{q}-text", locked=True)
    return [
        new_markdown_cell(f"## {number} · A lesson", metadata=told),
        new_markdown_cell(f"### Question {number} (3 points)\n\n{FORMULA}", metadata=told),
        new_code_cell(source, metadata=_mark(q, solution=True), outputs=list(outputs)),
        check,
    ]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A page with everything that a page can have."""
    passed, failed, waits = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED
    essay = {"grade": True, "solution": True, "points": 2, "needs_manual_grade": True}
    shown = [
        new_output("display_data", {"image/png": _figure()}),
        new_output("stream", name="stderr", text="\x1b[31mred words\x1b[0m\n"),
        new_output("error", ename="E", evalue="e", traceback=["\x1b[31mE\x1b[39m: \x1b[32me"]),
    ]
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# 09 · A title", metadata=_mark("intro", locked=True)),
            *_question(1, (passed, passed)),
            *_question(2, (passed, failed), shown),
            *_question(3, (failed, waits)),
            new_markdown_cell(
                "Because\n\n# I say\n\n[so](https://example.org).",
                metadata=_mark("q4-essay", **essay, comment="Why?"),
            ),
        ],
        metadata={"yourturn": {"problems": [], "data_source": "stand-in", "confinement": "none"}},
    )
    grading = {"assignment": "09-title", "student": "ada", "score": 4.5, "max_score": 11}
    exporter = FeedbackExporter()
    exporter.register_preprocessor(BuildPage, enabled=True)
    html, _ = exporter.from_notebook_node(
        notebook, resources={"nbgrader": {**grading, "late_penalty": 1}}
    )
    path = tmp_path_factory.mktemp("feedback") / "page.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture(params=SCREENS)
def screen(request, chromium, path):
    """The page on one screen, everything unfolded."""
    with chromium.new_context(bypass_csp=True, **SCREENS[request.param]) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        yield request.param, page


def test_axe_finds_nothing(screen):
    _, page = screen
    found = Axe().run(page)
    violations = found.response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in violations] == []


def test_nothing_is_wider_than_the_screen(screen, picture):
    name, page = screen
    picture(page, f"feedback-{name}", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_dark_and_light_differ(chromium, path):
    def background(scheme: str) -> str:
        with chromium.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(path.as_uri())
            return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert background("light") != background("dark")


def test_the_keyboard_reaches_the_first_failed_question(chromium, path):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#q2-check"


def test_headings_have_no_gaps(chromium, path):
    headings = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')]"
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        levels = page.evaluate(f"{headings}.map(heading => +heading.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
