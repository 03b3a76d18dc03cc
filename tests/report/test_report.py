"""The command over a real gradebook and notebooks as grading leaves them."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from yourturn.commands import app

# nbgrader's own queries make SQLAlchemy say this.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type .* not in session")


@pytest.fixture
def report(graded, monkeypatch):
    monkeypatch.chdir(graded)
    arguments = ["--csv", "report.csv", "--leaderboard", "places.html"]
    done = CliRunner().invoke(app, ["report", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    assert "3 submissions: report.html, report.csv, places.html" in done.stdout
    return graded


@pytest.fixture
def page(report):
    return BeautifulSoup((report / "report.html").read_text(encoding="utf-8"), "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def test_the_page_tells_scores_criteria_and_faults(page):
    assert [words(row) for row in page.select("table.heat tbody tr")] == [
        "<b>eve 0 3.0 s ✗",
        "ada 4 12.5 s the student's own training ✓",
        "bob 0 … – ?",
    ]
    assert "bob: test_x could not be judged: oh" in words(page)
    assert [script.get("src") for script in page.select("script")] == [None]
    assert page.select("h1 b, td b, th b, link, img, iframe") == []


def test_it_says_how_the_marks_came_about(page):
    told = words(page)
    assert "Not confined. 1 submission ran without walls" in told
    assert "Not confined: <b>eve." in told
    assert "Judged on: stand-in." in told
    assert "Marks rest on the student's own training (1)." in told
    assert "median running time" in told
    assert "The longest, 12 s, took ada; all together 16 s." in told


def test_the_leaderboard_is_on_both_pages_but_names_on_one(page, report):
    rows = page.select("[aria-label='Leaderboard of smallest'] tbody tr")
    assert [row["data-student"] for row in rows] == ["ada", "<b>eve"]
    text = (report / "places.html").read_text(encoding="utf-8")
    assert re.findall(r"\b(ada|eve|bob|own training|q1-check|Harder)\b", text) == []
    (ada, eve) = (words(row) for row in BeautifulSoup(text, "html.parser").select("tbody tr"))
    pseudonym = rows[0].select("td")[1].get_text()
    assert ada == (
        f"1 {pseudonym} 97.50 % 96.72 – 98.14 97.00 % 407,050 adam 0.001 64 8"
        " Dense 512 relu, Dense 10 softmax"
    )
    assert eve.startswith("2 ")
    assert eve.endswith("80.00 % 78.18 – 81.73 – – – – – –")


def test_the_leaderboard_as_csv(report, monkeypatch):
    monkeypatch.chdir(report)
    assert CliRunner().invoke(app, ["report", "--leaderboard", "places.csv"]).exit_code == 0
    text = (report / "places.csv").read_text(encoding="utf-8-sig")
    ada, eve = csv.DictReader(io.StringIO(text))
    assert (ada["rank"], ada["right"], ada["images"], ada["epochs"]) == ("1", "1950", "2000", "8")
    assert ada["hold_out_accuracy"] == "0.97"
    assert (eve["accuracy"], eve["optimizer"]) == ("0.8000", "")
    assert re.findall(r"\b(ada|eve)\b", text) == []


def test_the_csv_has_a_line_a_student_and_criterion(report):
    text = (report / "report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [
        (r["student"], r["verdict"], r["points"], r["seconds"], r["confined"]) for r in rows
    ] == [
        ("<b>eve", "failed", "0", "3", "not confined"),
        ("ada", "passed", "4", "12.5", "yes"),
        ("bob", "could not be judged", "", "", "yes"),
    ]
    assert rows[0]["message"] == "'=1+1 <script>"
    assert rows[1]["rests_on"] == "the student's own training"


def test_without_a_gradebook_it_says_so(course, monkeypatch):
    monkeypatch.chdir(course)
    result = CliRunner().invoke(app, ["report"])
    assert result.exit_code != 0
    assert "There is no gradebook yet" in " ".join(result.stderr.split())


def test_nothing_graded_yet_is_no_error(course, new_gradebook, monkeypatch):
    monkeypatch.chdir(course)
    with Gradebook(f"sqlite:///{new_gradebook(course)}") as gradebook:
        gradebook.add_assignment("smallest")
    done = CliRunner().invoke(app, ["report", "--leaderboard", "places.html"])
    assert done.exit_code == 0
    assert "Nothing is graded yet." in (course / "report.html").read_text()
    assert "No network is on a leaderboard yet." in (course / "places.html").read_text()
    assert not (course / ".yourturn" / "pseudonyms.json").exists()
