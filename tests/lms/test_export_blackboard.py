"""Blackboard Learn's upload re-implemented from its documentation, fed with our files."""

import csv
import io
import re
from html import unescape

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.export_blackboard import BlackboardExport

FEEDBACK = ["Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"]
TITLES = {"01-tensors": "Tensors [Total Pts: 6 Score] |11", "07-cnn": "CNN [Total Pts: 10] |12"}


def upload(data: bytes, name: str, users: set[str], columns: set[str]):
    """Read an upload as Blackboard does; returns scores, feedback and columns made anew."""
    if name.endswith(".csv"):
        text, delimiter = data.decode("utf-8-sig"), ","
        assert all(line.startswith('"') for line in text.splitlines())
    else:
        assert data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text, delimiter = data.decode("utf-16"), "\t"
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    header, rows = rows[0], rows[1:]
    scores, told, made = {}, {}, []
    for column in header:
        found = re.fullmatch(r".*\|(\w+)", column)
        if column in ("Username", "Last Name", "First Name", *FEEDBACK):
            continue
        if not found or found[1] not in columns:
            made.append(column)
    for row in rows:
        assert len(row) == len(header)
        cells = dict(zip(header, row, strict=True))
        if cells["Username"] not in users:
            continue
        for column in header:
            if "|" in column and cells[column]:
                scores[cells["Username"], column.rpartition("|")[2]] = float(cells[column])
        if cells.get("Feedback to Learner"):
            assert cells["Feedback Format"] in ("SMART_TEXT", "HTML")
            told[cells["Username"]] = cells["Feedback to Learner"]
    return scores, told, made


@pytest.mark.parametrize("name", ["bb.xls", "bb.csv"])
def test_scores_arrive(classroom, name):
    data, _ = classroom.export(BlackboardExport, to=name, titles=TITLES)
    scores, _, made = upload(data, name, {"101", "102"}, {"11", "12"})
    assert scores == {
        ("101", "11"): 5.13,
        ("101", "12"): 7.5,
        ("102", "11"): 3,
        ("102", "12"): 0,
    }
    assert made == []


def test_user_names_stand_in_for_missing_ids_and_awkward_names_arrive(school, awkward):
    for who, (first, last) in awkward.items():
        school.students({"id": who, "first_name": first, "last_name": last})
        school.graded(who, "01-tensors", {"q1-check": 2, "q2-check": 0.5}, comment=f"{first}\n< 3")
    data, _ = school.export(BlackboardExport, ["01-tensors"], titles=TITLES, feedback="summary")
    scores, told, _ = upload(data, "bb.xls", set(awkward), {"11"})
    assert scores == {(who, "11"): 2.5 for who in awkward}
    assert unescape(told["umlaut"]).endswith("  Jürgen<br>< 3<br>q2-check: 0.5 of 2 points")


def test_a_column_without_an_id_would_be_a_new_one(classroom):
    with pytest.raises(PlatformError, match="'01-tensors' would become a new item on Blackboard"):
        classroom.export(BlackboardExport, ["01-tensors"])
    data, _ = classroom.export(BlackboardExport, ["01-tensors"], create=True)
    assert upload(data, "bb.xls", {"101"}, {"11"})[2] == ["01-tensors [Total Pts: 6 Score]"]


def test_the_column_is_found_in_blackboard_s_export(classroom):
    path = classroom.folder / "gc.xls"
    header = ["Last Name", "First Name", "Username", "Student ID", "Availability",
              "Weighted Total [Total Pts: 0 Percentage] |9", TITLES["01-tensors"]]  # fmt: skip
    rows = [
        ["Adams", "Amy", "amy", "101", "Yes", "", "5,5"],
        ["B", "Ben", "102", "", "Yes", "", ""],
    ]
    text = "\n".join("\t".join(f'"{cell}"' for cell in row) for row in [header, *rows])
    path.write_bytes(text.encode("utf-16"))
    data, outgoing = classroom.export(
        BlackboardExport, ["01-tensors"], titles={"01-tensors": "Tensors"}, against=str(path)
    )
    assert upload(data, "bb.xls", {"amy", "102"}, {"11"})[0] == {
        ("amy", "11"): 5.13,
        ("102", "11"): 3,
    }
    assert [(x.before, x.text) for _, _, x in outgoing.changed] == [("5,5", "5.13"), ("", "3")]


def test_feedback_for_one_item_at_a_time(classroom):
    with pytest.raises(PlatformError, match="feedback for one item at a time"):
        classroom.export(BlackboardExport, titles=TITLES, feedback="summary")


def test_five_thousand_students(thousands):
    data, _ = thousands.export(BlackboardExport, ["01-tensors"], titles=TITLES)
    scores, _, _ = upload(data, "bb.xls", {str(k) for k in range(5000)}, {"11"})
    assert scores == {(str(k), "11"): k % 5 + 1 for k in range(5000)}
