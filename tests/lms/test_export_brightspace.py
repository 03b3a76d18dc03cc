"""Brightspace's importer re-implemented from its documentation, fed with our files."""

import csv
import io

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.export_brightspace import BrightspaceExport


def read(data: bytes, items: dict[str, float], users: dict[str, str]):
    """Read as Brightspace does: capped at the maximum, users by OrgDefinedId or Username."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    header = rows[0]
    assert header[0] in ("OrgDefinedId", "Username")
    assert header[-1] == "End-of-Line Indicator"
    keys = [name for name in header if name in ("OrgDefinedId", "Username")]
    scores = {}
    for row in rows[1:]:
        assert row[-1] == "#"
        cells = dict(zip(header, row, strict=True))
        ids = {cells[key].removeprefix("#") for key in keys if cells[key]}
        (user,) = {org for org, name in users.items() if {org, name} & ids}
        for name in header[len(keys) : -1]:
            assert name.endswith(" Points Grade") or "<Numeric MaxPoints:" in name
            title = name.partition(" Points Grade")[0]
            if cells[name]:
                scores[user, title] = min(float(cells[name]), items[title])
    return scores


USERS = {"101": "amy", "102": "ben", "103": "cor", "104": "dot"}


def test_scores_arrive(classroom):
    data, _ = classroom.export(BrightspaceExport, titles={"01-tensors": "Tensors, 1"})
    assert read(data, {"Tensors, 1": 6, "07-cnn": 10}, USERS) == {
        ("101", "Tensors, 1"): 5.13,
        ("101", "07-cnn"): 7.5,
        ("102", "Tensors, 1"): 3,
        ("102", "07-cnn"): 0,
    }


def test_awkward_ids_arrive(school):
    users = {}
    for who in ("=1+1", "-2", "@x", 'q"q', "a,b", "ü"):
        school.students({"id": who})
        school.graded(who, "07-cnn", {"q1-check": 4})
        users[f"org {who}"] = who
    data, _ = school.export(BrightspaceExport, ["07-cnn"])
    assert read(data, {"07-cnn": 10}, users) == {(org, "07-cnn"): 4 for org in users}
    cells = [cell for row in csv.reader(io.StringIO(data.decode())) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "-", "@"))]


def test_more_than_the_maximum_would_be_cut_silently(classroom):
    classroom.graded("dot", "07-cnn", {"q1-check": 11})
    with pytest.raises(PlatformError, match=r"Dot Dorn \(dot\) has 11 on 07-cnn, above the 10 "):
        classroom.export(BrightspaceExport, ["07-cnn"])


def test_items_are_found_in_brightspace_s_export(classroom):
    path = classroom.folder / "grades.csv"
    column = "01-tensors Points Grade <Numeric MaxPoints:{} Weight:5>"
    text = f"OrgDefinedId,Username,{column},End-of-Line Indicator\n#101,#amy,5.13,#\n#102,#ben,,#\n"
    path.write_text(text.format(6))
    data, outgoing = classroom.export(BrightspaceExport, ["01-tensors"], against=str(path))
    assert read(data, {"01-tensors": 6}, USERS) == {
        ("101", "01-tensors"): 5.13,
        ("102", "01-tensors"): 3,
    }
    assert [r.learner.id for r, _, _ in outgoing.changed] == ["ben"]
    path.write_text(text.format(100))
    with pytest.raises(PlatformError, match="is out of 100 on Brightspace, but 01-tensors is sent"):
        classroom.export(BrightspaceExport, ["01-tensors"], against=str(path))
    data, _ = classroom.export(BrightspaceExport, ["01-tensors"], against=str(path), unit="percent")
    assert read(data, {"01-tensors": 100}, USERS)["102", "01-tensors"] == 50


def test_five_thousand_students(thousands):
    data, _ = thousands.export(BrightspaceExport, ["01-tensors"])
    users = {str(k): f"s{k}" for k in range(5000)}
    rows = data.decode().splitlines()
    assert len(rows) == 5001
    sample = "\r\n".join([rows[0], *rows[1:5000:50]]).encode()
    scores = read(sample, {"01-tensors": 6}, users)
    assert {int(user) % 5 + 1 == score for (user, _), score in scores.items()} == {True}
