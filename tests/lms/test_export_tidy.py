import csv
import json

import pytest

from yourturn.lms.export_csv import TidyCsvExport
from yourturn.lms.export_json import TidyJsonExport


@pytest.fixture
def export(classroom, tmp_path, verdict):
    """Run a tidy export as nbgrader does, without an application; returns the file's text."""
    classroom.autograded("amy", "01-tensors", verdict)

    def run(plugin, **arguments):
        exporter = plugin(to=str(tmp_path / "out"), **arguments)
        exporter.config.CourseDirectory.root = str(tmp_path)
        exporter.config.LearningPlatform.excused = {"07-cnn": ["dot"]}
        exporter.export(classroom.gradebook)
        return (tmp_path / "out").read_text(encoding="utf-8")

    return run


def test_a_row_for_every_criterion_and_nobody_lost(export):
    rows = list(csv.DictReader(export(TidyCsvExport).splitlines()))
    assert {(r["student_id"], r["item"]) for r in rows} == {
        (who, item) for who in ("amy", "ben", "cor", "dot") for item in ("01-tensors", "07-cnn")
    }
    amy = [r for r in rows if (r["student_id"], r["item"]) == ("amy", "01-tensors")]
    shown = ("question", "question_score", "criterion", "weight", "verdict", "message")
    assert [tuple(r[c] for c in shown) for r in amy] == [
        ("q1-check", "4", "test_a", "1", "failed", "x is 5."),
        ("q1-check", "4", "test_b", "3", "passed", ""),
        ("q2-check", "1.125", "", "", "", ""),
    ]
    cor = next(r for r in rows if r["student_id"] == "cor")
    assert (cor["status"], cor["score"], cor["raw_score"]) == ("pending", "", "4")
    dot = [r for r in rows if r["student_id"] == "dot"]
    assert [(r["item"], r["status"], r["score"]) for r in dot] == [
        ("01-tensors", "missing", ""),
        ("07-cnn", "excused", ""),
    ]


def test_formulas_are_quoted_in_the_csv_only(school, tmp_path):
    school.students({"id": "eve", "first_name": "=A1", "last_name": "+3"})
    for plugin, name in ((TidyCsvExport, "'=A1"), (TidyJsonExport, "=A1")):
        exporter = plugin(to=str(tmp_path / "out"))
        exporter.config.CourseDirectory.root = str(tmp_path)
        exporter.export(school.gradebook)
        assert name in (tmp_path / "out").read_text()


def test_json_nests_and_counts_the_same(export):
    students = json.loads(export(TidyJsonExport, student=["amy", "ben"]))
    assert [s["student_id"] for s in students] == ["amy", "ben"]
    tensors, cnn = students[1]["items"]
    assert (tensors["raw_score"], tensors["late_penalty"], tensors["score"]) == (4, 1, 3)
    assert cnn["score"] == 0
    assert [q["question"] for q in tensors["questions"]] == ["q1-check", "q2-check"]
    amy = students[0]["items"][0]["questions"][0]
    assert [c["verdict"] for c in amy["criteria"]] == ["failed", "passed"]
