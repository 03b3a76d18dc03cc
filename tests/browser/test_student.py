"""A student's way in JupyterLab: fetch, open, solve, hand in, validate, submit, read feedback."""

import getpass
import re

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from yourturn.gradebook.scratch import steps_in

# nbgrader's own: see tests/commands/test_demo.py.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*timestamp.txt"),
]

ASSIGNMENT = "01-tensors"
TRAINING = """import keras
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
numbers = np.arange(64.0)[:, None]
model.fit(numbers, 2 * numbers / 64, epochs=60, batch_size=1, verbose=2);"""
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


def start(page: Page, text: str) -> Locator:
    """Start the cell with this text."""
    cell = code_cell(page, text)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    return cell


def ended(cell: Locator) -> Locator:
    """Wait until a cell has ended."""
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
    return cell


def run(page: Page, text: str) -> Locator:
    """Run the cell with this text, and wait until it has ended."""
    return ended(start(page, text))


def answer(page: Page, comment: str, source: str) -> None:
    """Replace a solution cell's text and run it."""
    cell = code_cell(page, comment)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    run(page, source)


def save(page: Page) -> None:
    """Save the notebook; Validate saves too, and two at a time would be asked which to keep."""

    def stored(answer: Response) -> bool:
        return answer.request.method == "PUT" and answer.url.split("?")[0].endswith(".ipynb")

    with page.expect_response(stored):
        page.keyboard.press("Control+S")
    expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden).jp-mod-dirty")).to_have_count(0)


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
    setup = start(page, "import tensorflow as tf")
    expect(setup.locator(".jp-OutputArea")).to_contain_text("Loading TensorFlow.")
    picture(page, "student-2-loading")
    ended(setup)
    expect(setup.locator(".jp-OutputArea")).to_have_text("TensorFlow is loaded.")
    picture(page, "student-3-opened")

    unanswered = run(page, "hand_in(x=x)")
    assert "NameError" in unanswered.inner_text()
    expect(unanswered.locator("table")).to_contain_text("missing; no cell has made x yet")
    picture(page, "student-4-missing")
    answer(page, "Make the tensor and call it x.", RIGHT)
    receipt = run(page, "hand_in(x=x)").locator("table")
    assert "x\tndarray\t(2, 3, 2)\tfloat64" in receipt.inner_text()
    expect(receipt).to_contain_text("passed; it is a first look")
    answer(page, "Take the logarithm of every number", SLIP)
    run(page, "hand_in(log_x=log_x)")
    picture(page, "student-5-receipt")
    # Only now: what a library writes past Python comes a moment after its cell has ended.
    assert "I0000" not in setup.inner_text(), "TensorFlow's start-up noise shows"

    page.keyboard.press("b")  # a cell of one's own, below
    page.keyboard.press("Enter")
    page.keyboard.insert_text(TRAINING)
    training = start(page, "keras.layers.Dense(1)")
    expect(training.locator(".jp-OutputArea")).to_contain_text("Epoch 3/60")
    expect(training.locator(".jp-InputPrompt")).to_have_text("[*]:")
    picture(page, "student-6-training")
    ended(training)
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(training).to_have_count(0)

    save(page)
    said = validate(page)
    assert "hand_in(log_x=log_x)" not in said, "the check cell gives hidden criteria away"
    assert "NameError: name 'mean_x' is not defined" in said

    submit(page)
    picture(page, "student-7-submitted")

    with steps_in(lab.course) as steps:
        steps.collect(ASSIGNMENT)
        steps.autograde(ASSIGNMENT, getpass.getuser(), {})
        steps.feedback(ASSIGNMENT)
    page.locator("#refresh_assignments_list").click()
    with page.expect_response(lambda answer: "/assignments/fetch_feedback" in answer.url):
        page.get_by_role("button", name="Fetch Feedback").first.click()
    submitted = page.locator("#submitted_assignments_list")
    expect(submitted).to_contain_text("(view feedback)")
    picture(page, "student-8-feedback-fetched")
    (feedback,) = (lab.folder / ASSIGNMENT / "feedback").glob(f"*/{ASSIGNMENT}.html")
    page.goto(feedback.as_uri())
    expect(page.locator(".score")).to_contain_text("2.67 of 10 points")
    expect(page.locator(".next")).to_contain_text("logarithm to base 10")
    picture(page, "student-9-feedback")
