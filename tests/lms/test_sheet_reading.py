import pytest

from yourturn.errors import PlatformError
from yourturn.lms.sheet import Platform, as_number
from yourturn.lms.sheet_reading import read_sheet


@pytest.fixture
def read(tmp_path):
    def make(text, encoding="utf-8", **arguments):
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        return read_sheet(path, **arguments)

    return make


def test_canvas_with_decimal_commas_and_its_own_rows(read):
    sheet = read(
        "\ufeffStudent;ID;SIS User ID;SIS Login ID;Section;Tensors (11);Final Score\n"
        ";;;;;Manual Posting;\n"
        "    Points Possible;;;;;6,00;(read only)\n"
        '"Adams, Amy";101;s1;amy@x.org;A;"5,50";90\n'
        '"Student, Test";999;;;A;;\n'
    )
    assert sheet.platform is Platform.CANVAS
    (amy,) = sheet.people
    assert (amy.key, amy.ids, amy.name) == ("101", ("s1", "amy@x.org"), "Amy Adams")
    assert [(i.header, i.maximum, i.locked) for i in sheet.items] == [
        ("Tensors (11)", 6, False),
        ("Final Score", None, True),
    ]
    assert as_number(sheet.scores["101", "Tensors (11)"]) == 5.5


def test_moodle_by_id_number_address_or_user_name(read):
    sheet = read(
        "First name,Last name,ID number,Username,Email address,"
        "Quiz: A: b (Real),Quiz: A: b (Letter)\n"
        "Amy,Adams,101,amy,amy@x.org,5.00,A\nBen,B,,ben,ben@x.org,,\nCor,C,,cor,,,\n"
    )
    assert sheet.platform is Platform.MOODLE
    assert [(p.key, p.ids[1]) for p in sheet.people] == [
        ("101", "amy"),
        ("ben@x.org", "ben"),
        ("cor", "cor"),
    ]
    assert [i.names for i in sheet.items] == [("Quiz: A: b (Real)", "A: b", "Quiz: A: b")]


def test_blackboard_in_utf_16_with_tabs(read):
    sheet = read(
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t'
        '"CNN [Total Pts: 10 Score] |12"\n"Größe"\t"Zoë"\t"zoe"\t"7"\t""\t"3"\n',
        encoding="utf-16",
    )
    assert sheet.platform is Platform.BLACKBOARD
    assert [(p.key, p.ids, p.name) for p in sheet.people] == [("zoe", ("7",), "Zoë Größe")]
    assert [(i.names, i.maximum) for i in sheet.items] == [
        (("CNN [Total Pts: 10 Score] |12", "CNN"), 10)
    ]


def test_brightspace_without_its_number_signs(read):
    sheet = read(
        "OrgDefinedId,Username,Last Name,First Name,Email,CNN Points Grade <Numeric MaxPoints:10>,"
        "End-of-Line Indicator\n#007,#amy,Adams,Amy,amy@x.org,4,#\n"
    )
    assert sheet.platform is Platform.BRIGHTSPACE
    assert [(p.key, p.ids) for p in sheet.people] == [("007", ("amy",))]
    assert [(i.names[1], i.maximum) for i in sheet.items] == [("CNN", 10)]


def test_plain_csv(read):
    sheet = read("id,last_name,first_name,lms_user_id\namy,Adams,Amy,101\nben,B,Ben,\n")
    assert sheet.platform is Platform.PLAIN
    assert [(p.key, p.ids) for p in sheet.people] == [("101", ("amy",)), ("ben", ("ben",))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "export.csv is empty."),
        ("a,b,c\n1,2,3\n", "no export that is known by its columns (a, b, c, ...)"),
        ("id,id\n1,2\n", "two columns 'id'"),
        ("id\n\namy,x\n", "line 3: 2 cells under 1 headers"),
        ("id,email\namy,\namy,\n", "line 3: the id 'amy' is also in line 2"),
        ("id,first_name\n,Amy\n", "line 2: Amy has no id"),
        ('id\n"amy\n', "line 2: unexpected end of data"),
    ],
)
def test_what_cannot_be_read_names_file_and_line(read, text, words):
    with pytest.raises(PlatformError) as raised:
        read(text)
    assert words in str(raised.value)


def test_other_encodings_and_missing_files(read, tmp_path):
    with pytest.raises(PlatformError, match="neither UTF-8 nor UTF-16"):
        read("id,last_name\namy,Größe\n", encoding="latin-1")
    with pytest.raises(PlatformError, match="cannot be read: No such file"):
        read_sheet(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.50", 5.5), ("5,50", 5.5), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("5.", 5),
        ("85 %", 85), ("-0,5", -0.5), ("-", None), ("", None), ("EX", None), ("nan", None),
    ],
)  # fmt: skip
def test_numbers_as_platforms_write_them(text, value):
    assert as_number(text) == value
