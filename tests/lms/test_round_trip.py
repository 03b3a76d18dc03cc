"""From each platform's list of people to the file that it imports, as an instructor goes."""

import csv
import json

import pytest
from typer.testing import CliRunner

from yourturn.commands import app
from yourturn.errors import PlatformError
from yourturn.lms.exporter import FORMATS, format_named
from yourturn.lms.scores import read_learners
from yourturn.lms.sheet_reading import read_sheet

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Images (12)
    Points Possible,,,,,10
"Adams, Amy",101,s1,amy,A,5.00
"Größe, Zoë",102,s2,zoe,A,
"Student, Test",999,,,A,
"""
MOODLE = """\
First name,Last name,ID number,Email address,Assignment: Images (Real)
Amy,Adams,r01,amy@x.org,5.00
Zoë,Größe,r02,zoe@x.org,-
"""
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Availability"\t'
    '"Images [Total Pts: 10 Score] |12"\n'
    '"Adams"\t"Amy"\t"amy"\t"r01"\t"Yes"\t"5"\n"Größe"\t"Zoë"\t"zoe"\t"r02"\t"Yes"\t""\n'
)
BRIGHTSPACE = """\
OrgDefinedId,Username,Last Name,First Name,Email,Images Points Grade <Numeric MaxPoints:10>,\
End-of-Line Indicator
#r01,#amy,Adams,Amy,amy@x.org,5,#
#r02,#zoe,Größe,Zoë,zoe@x.org,,#
"""


@pytest.mark.parametrize("against", [False, True])
@pytest.mark.parametrize(
    ("platform", "export", "encoding", "title", "keys"),
    [
        ("canvas", CANVAS, "utf-8-sig", "Images (12)", ("101", "102")),
        ("moodle", MOODLE, "utf-8", "Images", ("r01", "r02")),
        ("blackboard", BLACKBOARD, "utf-16", "Images [Total Pts: 10 Score] |12", ("amy", "zoe")),
        ("brightspace", BRIGHTSPACE, "utf-8", "Images", ("r01", "r02")),
    ],
)
def test_there_and_back(school, monkeypatch, platform, export, encoding, title, keys, against):
    monkeypatch.chdir(school.folder)
    (school.folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.LearningPlatform.titles = {{'07-cnn': {title!r}}}\n"
    )
    school.students({"id": "old", "last_name": "Gone"})
    source = school.folder / "from-platform.csv"
    source.write_text(export, encoding=encoding)

    def yourturn(*arguments):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        return result

    yourturn("roster", "import", source.name)
    school.gradebook.db.expire_all()
    learners = {lr.lms_user_id: lr for lr in read_learners(school.gradebook)}
    assert [(learners[k].first_name, learners[k].last_name) for k in keys] == [
        ("Amy", "Adams"),
        ("Zoë", "Größe"),
    ]
    assert learners[""].id == "old", "nobody is deleted"
    assert "students change" not in yourturn("roster", "import", source.name).stdout
    for key, points in zip(keys, (7.5, 3), strict=True):
        school.graded(learners[key].id, "07-cnn", {"q1-check": points})
    options = ["--against", source.name] if against else []
    result = yourturn("export", platform, "--assignment", "07-cnn", *options)
    assert "2 scores change" in result.stdout
    path = next(p for p in school.folder.iterdir() if p.stem == platform)
    sheet = read_sheet(path)
    assert sheet.platform.value.casefold() == platform
    assert {person: float(cell) for (person, _), cell in sheet.scores.items()} == {
        keys[0]: 7.5,
        keys[1]: 3,
    }


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("csv", "json")])
def test_two_students_with_one_id_are_both_left_out(school, name):
    school.students(
        {"id": "amy", "lms_user_id": "7"},
        {"id": "ben", "lms_user_id": "7"},
        {"id": "cor", "lms_user_id": "8"},
    )
    for who in ("amy", "ben", "cor"):
        school.graded(who, "07-cnn", {"q1-check": 3})
    with pytest.raises(PlatformError, match="amy and ben are both '7' on"):
        school.export(format_named(name), ["07-cnn"], create=True)
    _, outgoing = school.export(format_named(name), ["07-cnn"], create=True, leave_out=True)
    assert [row.learner.id for row in outgoing.rows] == ["cor"]


@pytest.mark.parametrize("name", ["csv", "json"])
def test_five_thousand_students_for_programs(thousands, name):
    path = thousands.folder / "scores"
    exporter = format_named(name)(to=str(path), assignment=["01-tensors"])
    exporter.config.CourseDirectory.root = str(thousands.folder)
    exporter.export(thousands.gradebook)
    if name == "json":
        students = json.loads(path.read_text())
        scores = {one["student_id"]: one["items"][0]["score"] for one in students}
    else:
        rows = csv.DictReader(path.read_text().splitlines())
        scores = {row["student_id"]: float(row["score"]) for row in rows}
    assert scores == {f"s{k}": k % 5 + 1 for k in range(5000)}
