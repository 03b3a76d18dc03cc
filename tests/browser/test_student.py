"""A student's way in JupyterLab: fetch, open, solve, hand in, validate, submit, read feedback."""

import getpass
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from yourturn.gradebook.scratch import steps_in

# nbgrader's own: see tests/commands/test_demo.py.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*timestamp.txt"),
]

ASSIGNMENT = "01-tensors"
RIGHT = "x = np.arange(1.0, 13.0).reshape(2, 3, 2)"
SLIP = "log_x = np.log10(x)"


def open_assignment_list(page: Page) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    with page.expect_response(lambda answer: "/assignments?course_id" in answer.url):
        page.locator('[data-command="nbgrader:open-assignment-list"]').click()


def fetch(page: Page) -> None:
    released = page.locator("#released_assignments_list .list_item", has_text=ASSIGNMENT)
    with page.expect_response(lambda answer: "/assignments/fetch" in answer.url):
        released.get_by_role("button", name="Fetch").click()
    expect(released).to_have_count(0)


def open_notebook(page: Page) -> None:
    fetched = page.locator("#fetched_assignments_list")
    fetched.locator(".assignment-notebooks-link", has_text=ASSIGNMENT).click()
    fetched.locator(".nested_list_item a", has_text=ASSIGNMENT).click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle")


def code_cell(page: Page, text: str) -> Locator:
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    return notebook.locator(".jp-CodeCell", has_text=text).first


def run(page: Page, text: str) -> Locator:
    """Run the cell with this text, and wait until it has ended."""
    cell = code_cell(page, text)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
    return cell


def answer(page: Page, comment: str, source: str) -> None:
    """Replace a solution cell's text and run it."""
    cell = code_cell(page, comment)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    run(page, source)


def validate(page: Page) -> str:
    """Press Validate and return what it says."""
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").get_by_text("Validate").click()
    dialog = page.locator(".jp-Dialog", has_text="Validation Results")
    expect(dialog).to_be_visible()
    said = dialog.inner_text()
    dialog.get_by_role("button", name="Ok").click()
    return said


def submit(page: Page) -> None:
    page.locator(".lm-TabBar-tabLabel", has_text="Assignments").click()
    fetched = page.locator("#fetched_assignments_list .list_item", has_text=ASSIGNMENT).first
    with page.expect_response(lambda answer: "/assignments/submit" in answer.url):
        fetched.get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(ASSIGNMENT)


def test_a_student_fetches_solves_submits_and_reads_feedback(lab, page, picture):
    expect.set_options(timeout=120_000)
    page.goto(lab.url("lab"))
    open_assignment_list(page)
    fetch(page)
    picture(page, "student-1-fetched")

    open_notebook(page)
    setup = run(page, "import tensorflow as tf")
    assert "I0000" not in setup.inner_text(), "TensorFlow's start-up noise shows"
    picture(page, "student-2-opened")

    unanswered = run(page, "hand_in(x=x)")
    assert "NameError" in unanswered.inner_text()
    answer(page, "Make the tensor and call it x.", RIGHT)
    receipt = run(page, "hand_in(x=x)").locator("table")
    assert "x\tndarray\t(2, 3, 2)\tfloat64" in receipt.inner_text()
    answer(page, "Take the logarithm of every number", SLIP)
    run(page, "hand_in(log_x=log_x)")
    picture(page, "student-3-receipt")

    page.keyboard.press("Control+S")
    said = validate(page)
    assert "hand_in(log_x=log_x)" not in said, "the check cell gives hidden criteria away"
    assert "NameError: name 'mean_x' is not defined" in said

    submit(page)
    picture(page, "student-4-submitted")

    with steps_in(lab.course) as steps:
        steps.collect(ASSIGNMENT)
        steps.autograde(ASSIGNMENT, getpass.getuser(), {})
        steps.feedback(ASSIGNMENT)
    page.locator("#refresh_assignments_list").click()
    with page.expect_response(lambda answer: "/assignments/fetch_feedback" in answer.url):
        page.get_by_role("button", name="Fetch Feedback").first.click()
    submitted = page.locator("#submitted_assignments_list")
    expect(submitted).to_contain_text("(view feedback)")
    picture(page, "student-5-feedback-fetched")
    (feedback,) = (lab.folder / ASSIGNMENT / "feedback").glob(f"*/{ASSIGNMENT}.html")
    page.goto(feedback.as_uri())
    expect(page.locator(".score")).to_contain_text("2.67 of 10 points")
    expect(page.locator(".next")).to_contain_text("logarithm to base 10")
    picture(page, "student-6-feedback")
