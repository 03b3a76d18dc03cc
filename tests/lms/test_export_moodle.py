"""Moodle's CSV and XML importers re-implemented from their source, fed with our files."""

import csv
import io
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.export_moodle import MoodleExport
from yourturn.lms.export_moodle_xml import MoodleXmlExport
from yourturn.lms.roster import plan_roster, write_roster
from yourturn.lms.sheet import Platform
from yourturn.lms.sheet_reading import read_sheet


class AbortedImport(Exception):  # noqa: N818  # what Moodle calls it
    """Moodle takes nothing of a file of which it cannot take everything."""


@dataclass
class Moodle:
    """A course on Moodle: items by name (maximum), users by (ID number, e-mail)."""

    items: dict[str, float]
    users: set[tuple[str, str]]
    locked: set[str] = field(default_factory=set)
    site_maximum: float = 100.0
    grades: dict[tuple[str, str], float | None] = field(default_factory=dict)
    feedback: dict[tuple[str, str], str] = field(default_factory=dict)

    def read_csv(self, data: bytes, by: str = "ID number", delimiter: str = ",") -> None:
        """Import with every column mapped by its name, the user by the column `by`.

        A row without a user is taken for the user of the row before, as Moodle does.
        """
        rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))
        header = [name.strip() for name in rows[0]]
        place = {"ID number": 0, "Email address": 1}[by]
        taken, told, user = {}, {}, None
        for row in rows[1:]:
            cells = [cell.strip() for cell in row]
            assert len(cells) == len(header)
            value = cells[header.index(by)]
            user = self._user(value, place) if value else user
            if user is None:
                raise AbortedImport("no user")
            for name, cell in zip(header, cells, strict=True):
                if name in ("ID number", "Email address"):
                    continue
                if name.endswith(" (feedback)"):
                    told[user, name.removesuffix(" (feedback)")] = cell
                else:
                    taken[user, name] = self._grade(name, cell)
        # A grade that comes without feedback in the same file loses the old one.
        self.feedback = {key: text for key, text in self.feedback.items() if key not in taken}
        self.feedback.update({key: text for key, text in told.items() if text})
        self.grades.update(taken)

    def read_xml(self, data: bytes) -> None:
        taken, told = {}, {}
        results = ElementTree.fromstring(data)
        assert results.tag == "results"
        assert results.get("batch")
        for result in results:
            assert result.tag == "result"
            assert result.findtext("state") == "new"
            user = self._user(result.findtext("student", ""), 0)
            name = result.findtext("assignment", "")
            if name not in self.items:
                raise AbortedImport(f"no item {name}")
            taken[user, name] = self._grade(name, result.findtext("score", ""))
            told[user, name] = result.findtext("feedback", "")
        if not taken:
            raise AbortedImport("no results")
        self.grades.update(taken)
        self.feedback.update({key: text for key, text in told.items() if text})

    def _user(self, value: str, place: int) -> str:
        found = [user for user in self.users if value and user[place] == value]
        if len(found) != 1:
            raise AbortedImport(f"no user {value!r}")
        return found[0][0] or found[0][1]

    def _grade(self, name: str, cell: str) -> float | None:
        if name in self.locked:
            raise AbortedImport(f"{name} is locked")
        if cell in ("", "-"):
            return None
        try:
            grade = float(cell)
        except ValueError:
            raise AbortedImport(f"{cell!r} is no number") from None
        if grade > min(self.items.get(name, self.site_maximum), self.site_maximum):
            raise AbortedImport(f"{grade} is too much for {name}")
        return grade


@pytest.fixture
def moodle():
    users = {(str(100 + k), f"{who}@example.edu") for k, who in enumerate(("amy", "ben", "cor"), 1)}
    return Moodle({"01-tensors": 6.0, "07-cnn": 10.0}, users)


SHEET = """\
First name,Last name,ID number,Email address,Assignment: 01-tensors (Real),\
Assignment: 07-cnn (Real),Assignment: 07-cnn (Feedback)
Amy,Adams,101,amy@example.edu,5.00,-,
Ben,Bitdiddle,102,ben@example.edu,,2.50,
Cor,Cook,103,cor@example.edu,,,
"""


@pytest.mark.parametrize("by", ["ID number", "Email address"])
def test_scores_arrive(classroom, moodle, by):
    data, _ = classroom.export(MoodleExport, ["01-tensors"], delimiter=";")
    moodle.read_csv(data, by, delimiter=";")
    assert moodle.grades == {("101", "01-tensors"): 5.13, ("102", "01-tensors"): 3}


def test_xml_arrives(classroom, moodle):
    data, _ = classroom.export(MoodleXmlExport)
    moodle.read_xml(data)
    assert moodle.grades == {
        ("101", "01-tensors"): 5.13,
        ("101", "07-cnn"): 7.5,
        ("102", "01-tensors"): 3,
        ("102", "07-cnn"): 0,
    }
    again, _ = classroom.export(MoodleXmlExport)
    assert again == data


def test_feedback_comes_with_its_score(classroom, moodle, verdict):
    classroom.autograded("amy", "01-tensors", verdict)
    moodle.feedback["101", "01-tensors"] = "old"
    data, _ = classroom.export(MoodleExport, ["01-tensors"], feedback="summary")
    moodle.read_csv(data)
    told = unescape(moodle.feedback["101", "01-tensors"]).split("<br>")
    assert told[1] == "  not met: `x` is 3. x is 5."
    data, _ = classroom.export(MoodleXmlExport, ["01-tensors"], feedback="summary")
    moodle.read_xml(data)
    assert unescape(moodle.feedback["101", "01-tensors"]).split("<br>") == told


def test_a_link_as_feedback(classroom, moodle):
    with pytest.raises(PlatformError, match="feedback_link names no address"):
        classroom.export(MoodleExport, feedback="link")
    for wrong in ("https://x/{name}", "https://x/{}", "https://x/{student", "{student.x}"):
        with pytest.raises(PlatformError, match=r"only \{student\} and \{assign"):
            classroom.export(MoodleExport, feedback="link", feedback_link=wrong)
    link = "https://example.edu/{assignment}/{student}.html"
    data, _ = classroom.export(MoodleExport, ["01-tensors"], feedback="link", feedback_link=link)
    moodle.read_csv(data)
    assert moodle.feedback["102", "01-tensors"] == "https://example.edu/01-tensors/ben.html"


def test_awkward_names_and_feedback_arrive(school, moodle, awkward):
    moodle.users = {(f"id {who} \N{SNOWMAN}", "") for who in awkward}
    for who, (first, last) in awkward.items():
        school.students(
            {"id": who, "first_name": first, "last_name": last, "lms_user_id": f"id {who} \u2603"}
        )
        school.graded(
            who, "07-cnn", {"q1-check": 3}, comment=f"=1 < 2 & {first}, \"{last}\";\n'x'\x00\x0b"
        )
    expected = dict.fromkeys(((number, "07-cnn") for number, _ in moodle.users), 3.0)
    for plugin, read in ((MoodleExport, moodle.read_csv), (MoodleXmlExport, moodle.read_xml)):
        moodle.grades.clear()
        data, _ = school.export(plugin, ["07-cnn"], feedback="summary")
        read(data)
        assert moodle.grades == expected
        told = unescape(moodle.feedback["id quote \u2603", "07-cnn"])
        assert '  =1 < 2 & Bob "The Bolt", "Quoted";<br>\'x\'' in told


def test_before_and_after_are_compared_with_moodle_s_export(classroom, moodle):
    path = classroom.folder / "moodle.csv"
    path.write_text(SHEET)
    data, outgoing = classroom.export(MoodleExport, against=str(path))
    changes = [(r.learner.id, c.item.name, x.before, x.text) for r, c, x in outgoing.changed]
    assert changes == [
        ("amy", "01-tensors", "5.00", "5.13"),
        ("amy", "07-cnn", "-", "7.5"),
        ("ben", "01-tensors", "", "3"),
        ("ben", "07-cnn", "2.50", "0"),
    ]
    moodle.items = {"Assignment: 01-tensors (Real)": 6, "Assignment: 07-cnn (Real)": 10}
    moodle.read_csv(data)
    assert len(moodle.grades) == 4
    _, outgoing = classroom.export(MoodleXmlExport, against=str(path))
    assert [c.header for c in outgoing.columns] == ["01-tensors", "07-cnn"]
    assert len(outgoing.changed) == 4


def test_what_moodle_would_abort_is_stopped(classroom):
    classroom.graded("dot", "01-tensors", {"q1-check": 6, "q2-check": 1})
    with pytest.raises(PlatformError, match=r"Dot Dorn \(dot\) has 7 on 01-tensors, above the 6 "):
        classroom.export(MoodleExport, ["01-tensors"])
    data, outgoing = classroom.export(MoodleExport, ["01-tensors"], cap=True)
    assert "Dot Dorn (dot), 01-tensors: 7 became 6." in outgoing.remarks
    assert b"104,dot@example.edu,6\r\n" in data
    with pytest.raises(PlatformError, match="is out of 16, and Moodle imports at most 10"):
        classroom.export(MoodleExport, scores_of="total", moodle_maximum=10)


def test_one_unknown_student_aborts_moodle_s_whole_import(classroom, moodle):
    classroom.graded("dot", "01-tensors", {"q1-check": 1, "q2-check": 1})
    data, _ = classroom.export(MoodleExport, ["01-tensors"])
    with pytest.raises(AbortedImport, match="no user '104'"):
        moodle.read_csv(data)
    assert moodle.grades == {}
    path = classroom.folder / "moodle.csv"
    path.write_text(SHEET)
    with pytest.raises(PlatformError, match=r"Dot Dorn \(dot\) is not on Moodle"):
        classroom.export(MoodleExport, ["01-tensors"], against=str(path))
    data, outgoing = classroom.export(
        MoodleExport, ["01-tensors"], against=str(path), leave_out=True
    )
    moodle.items = {"Assignment: 01-tensors (Real)": 6}
    moodle.read_csv(data)
    assert len(moodle.grades) == 2
    assert len(outgoing.left_out) == 1


def test_a_locked_item_aborts_all_and_the_same_file_arrives_when_it_is_unlocked(classroom, moodle):
    for plugin, read in ((MoodleExport, moodle.read_csv), (MoodleXmlExport, moodle.read_xml)):
        data, _ = classroom.export(plugin, ["01-tensors"])
        moodle.locked = {"01-tensors"}
        moodle.grades.clear()
        with pytest.raises(AbortedImport, match="01-tensors is locked"):
            read(data)
        assert moodle.grades == {}
        moodle.locked = set()
        read(data)
        assert moodle.grades == {("101", "01-tensors"): 5.13, ("102", "01-tensors"): 3}


def test_decimal_commas_are_the_same_numbers(classroom):
    path = classroom.folder / "moodle.csv"
    path.write_text(SHEET.replace("5.00,-", '"5,13","7,50"').replace("2.50", '"0,00"'))
    _, outgoing = classroom.export(MoodleExport, against=str(path))
    assert [(r.learner.id, c.item.name) for r, c, _ in outgoing.changed] == [("ben", "01-tensors")]


def test_excused_students_are_named(classroom):
    _, outgoing = classroom.export(MoodleExport, ["07-cnn"], excused={"07-cnn": ["amy"]})
    assert outgoing.remarks == (
        "Amy Adams (amy), 07-cnn: is excused, which Moodle cannot be told by a file; "
        "mark it there.",
        "07-cnn: nothing is sent for who handed in nothing, Cor Cook (cor), Dot Dorn (dot).",
    )
    assert [row.learner.id for row in outgoing.rows] == ["ben"]


def test_students_nobody_can_find(school):
    school.students(
        {"id": "eve"}, {"id": "fay", "email": "fay@x.org"}, {"id": "=1", "lms_user_id": "=1"}
    )
    for who in ("eve", "fay", "=1"):
        school.graded(who, "07-cnn", {"q1-check": 1})
    with pytest.raises(PlatformError) as raised:
        school.export(MoodleExport, ["07-cnn"])
    assert "eve has neither an ID number nor an e-mail address." in str(raised.value)
    assert "=1 goes by '=1', which a spreadsheet would run as a formula." in str(raised.value)
    with pytest.raises(PlatformError) as raised:
        school.export(MoodleXmlExport, ["07-cnn"])
    assert "fay has no ID number, by which alone" in str(raised.value)
    assert "'=1'" not in str(raised.value)


WITHOUT_NUMBERS = """\
First name,Last name,ID number,Email address
Amy,Adams,{amy},amy@x.org
Ben,Bitdiddle,{ben},ben@x.org
"""


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        ({"amy": "101", "ben": "102"}, "ID number"),
        ({"amy": "101", "ben": ""}, "Email address"),
        ({"amy": "", "ben": ""}, "Email address"),
    ],
)
def test_one_column_finds_everybody(school, moodle, numbers, key):
    path = school.folder / "participants.csv"
    path.write_text(WITHOUT_NUMBERS.format(**numbers))
    people = read_sheet(path).people
    write_roster(school.gradebook, plan_roster([], people, Platform.MOODLE))
    for who, points in (("amy", 3), ("ben", 4)):
        school.graded(who, "07-cnn", {"q1-check": points})
    moodle.users = {(number, f"{who}@x.org") for who, number in numbers.items()}
    expected = {(numbers["amy"] or "amy@x.org", "07-cnn"): 3,
                (numbers["ben"] or "ben@x.org", "07-cnn"): 4}  # fmt: skip
    for against in ("", str(path)):
        if against:
            path.write_text(path.read_text().replace("\n", ",07-cnn\n", 1))
        data, outgoing = school.export(MoodleExport, ["07-cnn"], against=against)
        header = data.decode().splitlines()[0].split(",")
        assert ("ID number" in header) == (key == "ID number")
        told = [line for line in outgoing.remarks if "let Moodle find people by Email" in line]
        assert len(told) == (key != "ID number")
        moodle.grades.clear()
        moodle.read_csv(data, key)
        assert moodle.grades == expected


def test_a_row_that_moodle_would_give_to_the_student_before_is_stopped(school):
    school.students(
        {"id": "amy", "lms_user_id": "101", "email": "amy@x.org"},
        {"id": "ben", "lms_user_id": "102"},
        {"id": "cor", "email": "cor@x.org"},
    )
    for who in ("amy", "ben", "cor"):
        school.graded(who, "07-cnn", {"q1-check": 1})
    with pytest.raises(PlatformError) as raised:
        school.export(MoodleExport, ["07-cnn"])
    assert "- cor has no ID number, by which Moodle can find the others." in str(raised.value)
    data, outgoing = school.export(MoodleExport, ["07-cnn"], leave_out=True)
    assert data == b"ID number,07-cnn\r\n101,1\r\n102,1\r\n"
    assert len(outgoing.left_out) == 1


def test_five_thousand_students(thousands, moodle):
    moodle.users = {(str(k), f"s{k}@x.org") for k in range(5000)}
    # Looking everybody up in a list of 5,000 is the database's work, not this test's.
    by_number = {number: number for number, _ in moodle.users}
    moodle._user = lambda value, place: by_number[value]
    for plugin, read in ((MoodleExport, moodle.read_csv), (MoodleXmlExport, moodle.read_xml)):
        moodle.grades.clear()
        data, _ = thousands.export(plugin, ["01-tensors"])
        read(data)
        assert moodle.grades == {(str(k), "01-tensors"): k % 5 + 1 for k in range(5000)}
