"""An instructor's way in formgrader: generate, release, collect, autograde, mark, give back."""

import re

import pytest
from playwright.sync_api import Page, expect

from yourturn.gradebook.scratch import steps_in

# nbgrader's own: see tests/commands/test_demo.py.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*timestamp.txt"),
]

ASSIGNMENT = "smallest"


@pytest.fixture
def class_has_handed_in(lab, submitted, tmp_path):
    """Three students submit: a slip, nothing readable, everything right."""
    right = submitted(q3_essay="Because it is so.")
    notebooks = {
        "ada": submitted(q1="x = 5", q3_essay="Because I say so."),
        "bob": right[: len(right) // 2],
        "cyd": right,
    }
    with steps_in(lab.course) as steps:
        for student, notebook in notebooks.items():
            folder = tmp_path / student / ASSIGNMENT
            folder.mkdir(parents=True)
            (folder / f"{ASSIGNMENT}.ipynb").write_bytes(notebook)
            steps.submit(ASSIGNMENT, student, tmp_path / student)


def outcome(page: Page) -> str:
    """What formgrader's dialog says after a button was pressed; closes it."""
    dialog = page.locator("#success-modal, #error-modal")
    expect(dialog).to_be_visible()
    said = dialog.inner_text()
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_have_count(0)
    return said


def press(page: Page, row: str, column: str) -> str:
    """Press the button in a column of a table's row."""
    page.locator("tbody tr", has_text=row).locator(f"td.{column} a").click()
    return outcome(page)


def test_an_instructor_takes_a_class_to_its_feedback(lab, page, picture, class_has_handed_in):
    expect.set_options(timeout=120_000)
    page.goto(lab.url("lab"))
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator('[data-command="nbgrader:open-formgrader"]').click()
    expect(page.frame_locator("iframe").locator("tr", has_text=ASSIGNMENT)).to_be_visible()
    picture(page, "instructor-1-formgrader")

    page.goto(f"{lab.address}/formgrader/manage_assignments")
    for column in ("assign", "collect"):
        assert "success" in press(page, ASSIGNMENT, column).lower(), column
    picture(page, "instructor-2-collected")

    page.locator("td.num-submissions a").first.click()
    for student in ("ada", "bob", "cyd"):
        assert "success" in press(page, student, "autograde").lower(), student
    picture(page, "instructor-3-autograded")
    assert "needs manual grading" in page.locator("tr", has_text="bob").inner_text()

    page.goto(f"{lab.address}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    expect(page.locator("tbody td.needs-manual-grade span")).to_have_count(3)
    picture(page, "instructor-4-submissions")
    with steps_in(lab.course) as steps, steps.gradebook() as gradebook:
        (notebook,) = gradebook.find_submission(ASSIGNMENT, "ada").notebooks
    page.goto(f"{lab.address}/formgrader/submissions/{notebook.id}/")
    expect(page.get_by_text("Waiting for you:")).to_be_visible()
    expect(page.get_by_text("One point.")).to_be_visible()
    expect(page.get_by_text("x is 5; one and two make another number.")).to_be_visible()
    score, comment = page.locator("#q3-essay"), page.locator("#q3-essay-comment")
    expect(score).to_have_class(re.compile("needs_manual_grade"))
    with page.expect_response(lambda answer: "/api/grade/" in answer.url):
        score.fill("0.5")
        page.keyboard.press("Tab")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url):
        comment.fill("Say why.")
        page.keyboard.press("Tab")
    comment.scroll_into_view_if_needed()
    picture(page, "instructor-5-marked")

    page.goto(f"{lab.address}/formgrader/manage_assignments")
    for column in ("generate-feedback", "release-feedback"):
        assert "success" in press(page, ASSIGNMENT, column).lower(), column
    picture(page, "instructor-6-released")
    feedback = lab.course / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    page.goto(feedback.as_uri())
    expect(page.locator(".score")).to_contain_text("5.5 of 7 points")
    expect(page.locator("#q3-essay")).to_contain_text("Say why.")
    expect(page.locator("#q3-essay")).to_contain_text("0.5 / 1")
