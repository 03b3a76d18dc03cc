"""The page a student reads: what it says, in which order, and what it never shows."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yourturn.gradebook.clean import render_for_feedback
from yourturn.gradebook.feedback import sentence
from yourturn.gradebook.page import build_page, format_points
from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import verdict_output
from yourturn.notebooks import Assignment, find_assignments

COURSE = Path(__file__).parents[2]

FIGURE = """
import matplotlib.pyplot as plt
x = 5
plt.plot([1, 2, 3])
plt.show()
"""
NASTY = """So.
<script>alert('essay')</script> <img src=x onerror="alert('picture')">
[a](javascript:alert('link')) $x^2$
"""


@pytest.fixture(scope="module")
def course(generated, copied, submitted):
    course = copied(generated)
    course.hand_in("ada", submitted(q1=FIGURE, q2="1 / 0", q3_essay=NASTY))
    course.hand_in("bob", submitted(q3_essay="So.")[:200])
    course.hand_in("cyd", submitted(q3_essay="So."))
    for step in ("autograde", "generate_feedback"):
        assert course.nbgrader(step, "smallest").code == 0
    return course


@pytest.fixture(scope="module")
def page(course):
    return BeautifulSoup(course.feedback("ada"), "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def test_score_first_then_the_next_step_then_the_questions(page):
    text = words(page.body)
    places = [text.index(words(page.select_one(part))) for part in (".score", ".next", "nav")]
    assert words(page.select_one(".score")) == "3 of 7 points"
    assert places == sorted(places)
    assert [part["id"] for part in page.select("section")] == ["q1-check", "q2-check", "q3-essay"]
    assert page.select_one(".next a")["href"] == "#q1-check"
    assert "x is 5; one and two make another number." in words(page.select_one(".next"))


def test_each_criterion_has_sign_sentence_message_and_points(page):
    assert [words(line) for line in page.select("#q1-check .criteria li")] == [
        "✗ Not yet: x is 3. x is 5; one and two make another number. 0 / 1",
        "✓ Passed: x is odd. 3 / 3",
    ]


def test_the_students_own_figure_is_there_with_words_for_it(page):
    (figure,) = page.select("#q1-check img.output")
    assert figure["src"].startswith("data:image/png;base64,")
    assert figure["alt"] == "Picture made by your code for q1"


def test_it_is_light(page):
    assert len(str(page).encode()) < 500_000


def test_nothing_hidden_and_nothing_that_runs(page):
    for hidden in ("MARK SCHEME", "assert x == 3", "test_smallest", "1 + 2", "judging", "42"):
        assert hidden not in page.body.get_text()
    assert page.select("script, iframe, form, link") == []
    addresses = [e.get(name, "") for e in page.select("*") for name in ("href", "src", "action")]
    assert {address[:11] for address in addresses if address} == {
        *("#" + anchor for anchor in ("top", "q1-check", "q2-check", "q3-essay")),
        "data:image/",
    }
    assert not [name for element in page.select("*") for name in element.attrs if name[:2] == "on"]
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert policy.startswith("default-src 'none'")


def test_own_errors_are_shown_and_explained(page):
    assert "ZeroDivisionError : division by zero" in words(page.select_one("#q2-check .error"))


def test_an_essay_waits_and_is_not_called_0(page):
    essay = words(page.select_one("#q3-essay"))
    assert "Your lecturer reads this answer; it has no points yet." in essay
    assert "… / 1 points" in essay
    assert "Not final" in words(page.header)


def test_the_unreadable_one_is_told_so(course):
    page = course.feedback("bob")
    assert "What you handed in could not be read." in page
    assert "has not been given 0 points" in page
    assert "<section" not in page


def test_where_nothing_confined_the_code_everybody_reads_so(generated, copied, submitted):
    course = copied(generated)
    config = course.folder / "nbgrader_config.py"
    unwalled = 'c.Confinement.required = False\nc.Confinement.level = "none"\n'
    config.write_text(config.read_text() + unwalled)
    course.hand_in("ada", submitted())
    for step in ("autograde", "generate_feedback"):
        assert course.nbgrader(step, "smallest").code == 0
    page = BeautifulSoup(course.feedback("ada"), "html.parser")
    assert "Graded not confined" in words(page.footer)
    graded = nbformat.read(course.autograded("ada"), 4)
    told = [out.data for cell in graded.cells for out in cell.get("outputs", ())[-1:]]
    assert [data["text/plain"].splitlines()[0] for data in told] == [
        "4 of 4 points (not confined)",
        "2 of 2 points (not confined)",
    ]


def test_nothing_to_look_at_first_when_all_is_right(course):
    assert "Look at this first" not in course.feedback("cyd")


def test_a_confined_run_needs_no_words(page):
    assert "confined" not in page.get_text()


def test_every_formula_of_the_course_is_set_and_none_left_as_tex():
    rendered = [
        BeautifulSoup(render_for_feedback(cell.source), "html.parser")
        for name in find_assignments(COURSE)
        for cell in Assignment.load(COURSE, name).notebook.cells
        if cell.cell_type == "markdown"
    ]
    assert sum(len(text("math")) for text in rendered) > 70
    assert [word for text in rendered for word in text.get_text().split() if "\\" in word] == []
    assert [word for text in rendered for word in text.get_text().split() if "$" in word] == []


FORMULA = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$x^2$", FORMULA),
        ("$$x^2$$", FORMULA.replace(">", ' display="block">', 1) + "</span>"),
        ("$a < b$", "<mo>&lt;</mo>"),
        (r"$\text{<img src=x>}$", "<mtext>&lt;img&nbsp;src=x&gt;</mtext>"),
        (r"$\nosuch{x}$", r"<code>\nosuch{x}</code>"),
        (r"$\frac{1$", r"<code>\frac{1</code>"),
        (r"$\href{javascript:1}{x}$", r"<code>\href{javascript:1}{x}</code>"),
        ("$" + "x" * 2001 + "$", f"<code>{'x' * 2001}</code>"),
        ("$" + "{" * 1_999 + "$", f"<code>{'{' * 1_999}</code>"),
    ],
)
def test_formulas_are_set_or_shown_as_written(text, shown):
    assert shown in render_for_feedback(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$\hspace{-99em}x$", "<mspace"),
        (r"$\color{red}{x}$", "<mi>x</mi>"),
        (r"$\raisebox{9em}{x}$", "<mtext>x</mtext>"),
        ('<math><mspace width="-9em"></mspace></math>', "<math><mspace></mspace></math>"),
        ('<math><mspace width="99em"></mspace></math>', "<math><mspace></mspace></math>"),
        ('<math><mi class="failed" mathcolor="red">x</mi></math>', "<math><mi>x</mi></math>"),
        ('<math><mi href="javascript:1">x</mi></math>', "<math><mi>x</mi></math>"),
        ('<span tabindex="3">x</span>', "<span>x</span>"),
    ],
)
def test_a_formula_cannot_draw_over_the_page(text, shown):
    cleaned = render_for_feedback(text)
    assert shown in cleaned
    assert not any(word in cleaned for word in ("em", "red", "javascript", "mpadded"))


def _notebook(*verdicts, **mark):
    """A graded notebook with one question whose criteria ended so."""
    criteria = tuple(
        CriterionResult(f"test_{n}", f"Criterion {n}.", "q1-check", 1, verdict, "Because.")
        for n, verdict in enumerate(verdicts)
    )
    graded = GradedCell("q1-check", 3, criteria)
    told = {"nbgrader": {"grade_id": "q1-lesson", "locked": True}}
    marks = {"grade_id": "q1-check", "grade": True, "locked": True, "points": 3}
    check = new_code_cell(
        "hand_in(x=x)", metadata={"nbgrader": {**marks, "score": graded.points, **mark}}
    )
    check.outputs = [verdict_output(graded)]
    picture = nbformat.v4.new_output("display_data", {"image/png": "aGk="})
    see = {"nbgrader": {"grade_id": "q1-see", "locked": True}}
    see_text = {"nbgrader": {"grade_id": "q1-see-text", "locked": True}}
    return new_notebook(
        cells=[
            new_markdown_cell("# 09 · A title", metadata=told),
            new_markdown_cell("## 1 · The `topic`\n\nWords.", metadata=told),
            new_markdown_cell("### Question 1 (3 points)\n\nDo it.", metadata=told),
            new_code_cell("x = 3", metadata={"nbgrader": {"grade_id": "q1", "solution": True}}),
            check,
            new_markdown_cell("Look.", metadata=see_text),
            new_code_cell("draw.tensor(x)", metadata=see, outputs=[picture]),
        ]
    )


def _page(notebook, **grading):
    plain = {"assignment": "09-title", "student": "ada", "score": 2, "max_score": 3}
    return build_page(notebook, {**plain, "late_penalty": 0, **grading})


PASSED, FAILED, NOT_JUDGED = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED


def test_a_question_has_its_lesson_statement_work_and_figures():
    page = _page(_notebook(PASSED))
    (question,) = page.questions
    assert (page.title, question.title, question.topic) == (
        "09 · A title",
        "Question 1",
        "The topic",
    )
    assert question.statement == "Do it."
    assert [cell.source for cell in question.work] == ["x = 3"]
    assert [figure.data["image/png"] for figure in question.figures] == ["aGk="]
    assert question.full
    assert page.full


def test_thirds_of_points_are_no_change_by_a_person():
    (question,) = _page(_notebook(PASSED, FAILED, PASSED)).questions
    assert question.points == 2
    assert not question.changed
    (question,) = _page(_notebook(*[PASSED] * 6, FAILED)).questions
    assert not question.changed
    (question,) = _page(_notebook(PASSED, FAILED, score=2.5)).questions
    assert question.changed


def test_what_could_not_be_judged_waits():
    page = _page(_notebook(PASSED, NOT_JUDGED, needs_manual_grade=True))
    assert page.waiting
    assert not page.full
    assert page.next_step is None
    assert [c.points for c in page.questions[0].criteria] == [1.5, 0]


@pytest.mark.parametrize(
    ("points", "written"), [(2, "2"), (1.5, "1.5"), (2 / 3, "0.67"), (0, "0"), (10, "10")]
)
def test_points_are_written_as_people_do(points, written):
    assert format_points(points) == written


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`x` is 3.", "<code>x</code> is 3."),
        ("undoes exp", "undoes exp."),
        ("is `<b>`", "is <code>&lt;b&gt;</code>."),
        ("Right?", "Right?"),
        ("", ""),
    ],
)
def test_sentences_end_properly_and_are_escaped(text, shown):
    assert sentence(text) == shown
