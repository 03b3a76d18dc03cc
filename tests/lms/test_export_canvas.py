"""Canvas's importer re-implemented from its documentation and source, fed with our files."""

import csv
import io
import re
from dataclasses import dataclass, field

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.export_canvas import CanvasExport

TOTALS = re.compile(
    "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|"
    "Override Score|Override Grade|Override Status"
)


@dataclass
class Canvas:
    """A course on Canvas: assignments by id (title, points), users by id (sis id, login, name)."""

    assignments: dict[int, tuple[str, float]]
    users: dict[int, tuple[str, str, str]]
    scores: dict[tuple[int, int], str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    locked: set[int] = field(default_factory=set)

    def read(self, data: bytes) -> None:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter(text)))
        header, rows = rows[0], rows[1:]
        assert len(header) > 3
        assert "Student" in header[0]
        assert "ID" in header[1]
        info = 3
        if "SIS User ID" in header[2]:
            assert "SIS Login ID" in header[3], "SIS User ID is followed by SIS Login ID"
            info = 5
        assert "Section" in header[info - 1]
        places = {}
        for place, name in enumerate(header[info:], start=info):
            if not TOTALS.search(name):
                places[self._assignment(name)] = place
        for row in rows:
            if "Points Possible" in row[0]:
                for ident, place in places.items():
                    if row[place]:
                        title, _ = self.assignments[ident]
                        self.assignments[ident] = title, float(row[place])
                continue
            user = self._user(row)
            if user is None:
                self.strangers.append(row[0])
                continue
            for ident, place in places.items():
                self._take(user, ident, row[place].strip())

    def _delimiter(self, text: str) -> str:
        counts = {}
        for mark in ";,":
            sizes = {len(next(csv.reader([line], delimiter=mark))) for line in text.split("\n")[:3]}
            counts[mark] = sizes.pop() if len(sizes) == 1 else 0
        return ";" if counts[";"] > counts[","] else ","

    def _assignment(self, name: str) -> int:
        found = re.fullmatch(r"(.*)\s\((\d+)\)", name)
        if found and int(found[2]) in self.assignments:
            return int(found[2])
        for ident, (title, _) in self.assignments.items():
            if title == name:
                return ident
        self.created.append(name)
        self.assignments[-len(self.created)] = found[1] if found else name, 0.0
        return -len(self.created)

    def _user(self, row: list[str]) -> int | None:
        if row[1].isdigit() and int(row[1]) in self.users:
            return int(row[1])
        for ident, (sis, login, name) in self.users.items():
            if (row[2] and row[2] == sis) or (row[3] and row[3] == login) or row[0] == name:
                return ident
        return None

    def _take(self, user: int, ident: int, cell: str) -> None:
        assert ident not in self.locked
        if re.fullmatch(r"-?[0-9.,]+%?", cell):
            *whole, last = re.split("[,.]", cell)
            cell = f"{''.join(whole)}.{last}" if whole else last
        if cell:
            self.scores[user, ident] = cell
        else:
            self.scores.pop((user, ident), None)


@pytest.fixture
def canvas():
    return Canvas(
        {11: ("Tensors", 6.0), 12: ("Images", 10.0)},
        {101: ("s1", "amy", "Amy Adams"), 102: ("s2", "ben", "Ben Bitdiddle"),
         103: ("s3", "cor", "Cor Cook"), 104: ("s4", "dot", "Dot Dorn")},
    )  # fmt: skip


TITLES = {"01-tensors": "Tensors (11)", "07-cnn": "Images (12)"}


def export(school, assignments=(), **settings):
    return school.export(CanvasExport, assignments, **{"titles": TITLES, **settings})


def sheet(school, text):
    path = school.folder / "canvas-export.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


SHEET = """\
Student,ID,SIS User ID,SIS Login ID,Section,Tensors (11),Images (12),Final Score
    Points Possible,,,,,6.00,10.00,(read only)
"Adams, Amy",101,s1,amy,A,5.00,7.50,90
"Bitdiddle, Ben",102,s2,ben,A,,,
"Cook, Cor",103,s3,cor,A,,9.00,
"Dorn, Dot",104,s4,dot,A,2.00,,
"Student, Test",999,,,A,,,
"""


def test_scores_arrive(classroom, canvas):
    data, outgoing = export(classroom, ["01-tensors"])
    canvas.read(data)
    assert canvas.scores == {(101, 11): "5.13", (102, 11): "3"}
    assert (canvas.created, canvas.strangers) == ([], [])
    assert outgoing.remarks == (
        "Cor Cook (cor), 01-tensors: waits for a person, nothing is sent.",
        "01-tensors: nothing is sent for who handed in nothing, Dot Dorn (dot).",
    )


def test_a_blank_would_erase_so_it_is_not_written(classroom, canvas):
    classroom.graded("dot", "07-cnn", {"q1-check": 3})
    with pytest.raises(PlatformError, match=r"Dot Dorn \(dot\) has a score on one item but none"):
        export(classroom)
    canvas.scores[104, 11] = "2.00"
    data, outgoing = export(classroom, against=sheet(classroom, SHEET))
    canvas.read(data)
    assert canvas.scores[104, 11] == "2.00"
    assert canvas.scores[104, 12] == "3"
    assert [
        (r.learner.id, c.item.name, cell.before, cell.text) for r, c, cell in outgoing.changed
    ] == [
        ("amy", "01-tensors", "5.00", "5.13"),
        ("ben", "01-tensors", "", "3"),
        ("ben", "07-cnn", "", "0"),
        ("dot", "07-cnn", "", "3"),
    ]


def test_excused_is_ex_and_missing_may_be_zero(classroom, canvas):
    data, _ = export(
        classroom, ["07-cnn"], excused={"07-cnn": ["dot"]}, missing="zero", delimiter=";"
    )
    canvas.read(data)
    assert canvas.scores == {(101, 12): "7.5", (102, 12): "0", (103, 12): "0", (104, 12): "EX"}


def test_raw_per_cent_and_total(classroom, canvas):
    canvas.assignments = {13: ("Sum", 100.0)}
    data, _ = export(
        classroom, titles={"total": "Sum (13)"}, scores_of="total", unit="percent", score="raw"
    )
    canvas.read(data)
    # amy 12.625, ben 5, both of 16; cor is pending, dot has handed in nothing.
    assert canvas.scores == {(101, 13): "78.91", (102, 13): "31.25"}


def test_awkward_names_arrive(school, canvas, awkward):
    canvas.users = dict.fromkeys(range(len(awkward)), ("", "", ""))
    school.students(
        *(
            {"id": f"s{k}", "first_name": first, "last_name": last, "lms_user_id": str(k)}
            for k, (first, last) in enumerate(awkward.values())
        )
    )
    for k in range(len(awkward)):
        school.graded(f"s{k}", "01-tensors", {"q1-check": k / 2, "q2-check": 0})
    data, _ = export(school, ["01-tensors"])
    canvas.read(data)
    assert canvas.scores == {(k, 11): f"{k / 2:g}" for k in range(len(awkward))}
    cells = [cell for row in csv.reader(io.StringIO(data.decode(), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert not [cell for cell in cells if "\n" in cell or "\r" in cell]


def test_five_thousand_students(thousands, canvas):
    canvas.users = dict.fromkeys(range(5000), ("", "", ""))
    data, _ = export(thousands, ["01-tensors"])
    canvas.read(data)
    assert canvas.scores == {(k, 11): str(k % 5 + 1) for k in range(5000)}


def test_an_unknown_title_makes_a_new_assignment_only_on_purpose(classroom, canvas):
    with pytest.raises(PlatformError, match="'Tensors' would become a new item on Canvas"):
        export(classroom, ["01-tensors"], titles={"01-tensors": "Tensors"})
    data, outgoing = export(classroom, ["07-cnn"], titles={"07-cnn": "New"}, create=True)
    assert outgoing.columns[0].new
    canvas.read(data)
    assert canvas.created == ["New"]
    assert canvas.assignments[-1] == ("New", 10.0)
    assert canvas.assignments[12] == ("Images", 10.0)


@pytest.mark.parametrize(
    ("settings", "change", "words"),
    [
        ({"titles": {"01-tensors": "Sensors (9)"}}, {}, "Canvas has no item 'Sensors (9)', only"),
        ({}, {"6.00,10.00": "(read only),10.00"}, "'Tensors (11)' is locked on Canvas"),
        ({"titles": {"01-tensors": "Final Score"}}, {}, "'Final Score' is locked on Canvas"),
        ({}, {"6.00,10.00": "60,10.00"}, "is out of 60 on Canvas, but 01-tensors is sent out of 6"),
        ({}, {'"Adams, Amy",101,s1,amy': '"Adams, Amy",1,s0,x'},
         "Amy Adams (amy) is not on Canvas: nobody there goes by 'amy' or '101' or "
         "'amy@example.edu'. Perhaps Amy Adams (1)?"),
    ],
)  # fmt: skip
def test_what_does_not_fit_stops_everything(classroom, settings, change, words):
    text = SHEET
    for old, new in change.items():
        text = text.replace(old, new)
    with pytest.raises(PlatformError) as raised:
        export(classroom, ["01-tensors"], against=sheet(classroom, text), **settings)
    assert str(raised.value).startswith("Nothing was written.\n- ")
    assert words in str(raised.value)


def test_a_title_that_two_items_have(classroom):
    path = sheet(classroom, SHEET.replace("Images (12)", "Tensors (12)"))
    with pytest.raises(PlatformError, match=r"any of 'Tensors \(11\)', 'Tensors \(12\)' on Canvas"):
        export(classroom, ["01-tensors"], against=path, titles={"01-tensors": "Tensors"})


def test_left_out_is_listed(classroom, canvas):
    path = sheet(classroom, SHEET.replace(",101,s1,amy", ",1,s0,x"))
    data, outgoing = export(classroom, ["01-tensors"], against=path, leave_out=True)
    assert len(outgoing.left_out) == 1
    assert "Amy Adams (amy) is not on Canvas" in outgoing.left_out[0]
    canvas.read(data)
    assert canvas.scores == {(102, 11): "3"}


def test_a_file_without_a_score_is_not_made(classroom, school):
    school.gradebook.remove_submission("07-cnn", "amy")
    school.gradebook.remove_submission("07-cnn", "ben")
    school.graded("ben", "07-cnn", {"q1-check": None})
    with pytest.raises(PlatformError, match="nobody has a score on 07-cnn to send") as raised:
        export(school, ["07-cnn"])
    assert "- Ben Bitdiddle (ben), 07-cnn: waits for a person" in str(raised.value)


def test_students_without_or_with_the_same_id_are_named(classroom):
    classroom.students(
        {"id": "eve"}, {"id": "fay", "lms_user_id": "101"}, {"id": "gus", "lms_user_id": "g"}
    )
    for who in ("eve", "fay", "gus"):
        classroom.graded(who, "01-tensors", {"q1-check": 1, "q2-check": 1})
    with pytest.raises(PlatformError) as raised:
        export(classroom, ["01-tensors"])
    assert "- eve has no Canvas id. Import Canvas's export" in str(raised.value)
    assert "- gus's lms_user_id 'g' is no Canvas id." in str(raised.value)
    assert "fay and amy are both '101' on Canvas" in str(raised.value)
    _, outgoing = export(classroom, ["01-tensors"], leave_out=True)
    assert [row.learner.id for row in outgoing.rows] == ["ben"]


@pytest.mark.parametrize("title", ["=1+1 (11)", "a\tb (11)", "My Final Score (11)"])
def test_titles_that_canvas_or_a_spreadsheet_would_swallow(classroom, title):
    with pytest.raises(PlatformError, match=r"Rename the item|Choose another title"):
        export(classroom, ["01-tensors"], titles={"01-tensors": title})


def test_two_items_for_one_title(classroom):
    with pytest.raises(PlatformError, match="01-tensors and 07-cnn would both go to 'T"):
        export(classroom, titles={"01-tensors": "T (1)", "07-cnn": "T (1)"})
