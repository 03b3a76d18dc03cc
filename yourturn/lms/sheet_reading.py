"""Read what Canvas, Moodle, Blackboard and Brightspace export, and plain CSV."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from yourturn.errors import PlatformError
from yourturn.lms.people import Person
from yourturn.lms.sheet import Platform, Sheet, SheetItem, as_number

MAX_BYTES = 50_000_000

_Row = Mapping[str, str]
_ID_AT_END = re.compile(r"(?s)(?P<title>.*?)\s*\((?P<id>\d+)\)")
_BLACKBOARD = re.compile(
    r"(?s)(?P<title>.*?)\s*\[Total Pts:\s*(?P<max>[\d.,]+)?[^\]]*\]\s*\|(?P<id>\w+)"
)
_BRIGHTSPACE = re.compile(
    r"(?s)(?P<title>.*?) Points Grade(?:\s*<.*?MaxPoints:(?P<max>[\d.,]+).*>)?"
)
_MOODLE = re.compile(r"(?s)(?:(?P<kind>[^:]+): )?(?P<title>.*?)(?: \((?P<how>[^()]*)\))?")
_CANVAS_TOTALS = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)|Unposted")

# The columns that say who somebody is; everything else is a score or of no interest.
_ABOUT = {
    Platform.CANVAS: {
        "Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID",
        "Integration ID", "Root Account", "Section",
    },
    Platform.MOODLE: {
        "First name", "Last name", "Surname", "ID number", "Institution", "Department",
        "Email address", "Username", "Groups", "Last downloaded from this course", "Full name",
        "Identifier", "Status",
    },
    Platform.BLACKBOARD: {
        "Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
        "Child Course ID",
    },
    Platform.BRIGHTSPACE: {
        "OrgDefinedId", "Username", "Last Name", "First Name", "Email", "Sections",
        "End-of-Line Indicator",
    },
    Platform.PLAIN: {"id", "first_name", "last_name", "email", "lms_user_id"},
}  # fmt: skip


def read_sheet(path: Path, platform: Platform | None = None) -> Sheet:
    """Read a platform's export, recognised by its columns unless the platform is named.

    Raises `PlatformError`, naming the file and the line, for what cannot be read.
    """
    header, rows = _read_rows(path)
    platform = platform or _recognise(header, path)
    people: list[Person] = []
    scores: dict[tuple[str, str], str] = {}
    seen: dict[str, int] = {}
    maxima: _Row = {}
    columns = [name for name in header if name not in _ABOUT[platform]]
    for line, row in rows:
        if platform is Platform.CANVAS and "Points Possible" in row.get("Student", ""):
            maxima = row
            continue
        if platform is Platform.CANVAS and _is_no_student(row):
            continue
        person = _PEOPLE[platform](row)
        if not person.key:
            raise PlatformError(
                f"{path.name}, line {line}: {person.name or 'somebody'} has no id. "
                f"{platform} must give one; correct it there and export again."
            )
        if person.key in seen:
            raise PlatformError(
                f"{path.name}, line {line}: the id {person.key!r} is also in line "
                f"{seen[person.key]}. Export again; if it stays, two people share an id."
            )
        seen[person.key] = line
        people.append(person)
        scores.update({(person.key, name): row[name].strip() for name in columns})
    made = [_item(platform, name, maxima.get(name, "")) for name in columns]
    items = [item for item in made if item is not None]
    return Sheet(platform, tuple(people), tuple(items), scores)


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 or, as Blackboard writes it, UTF-16 with a byte order mark."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise PlatformError(
            f"{name} is neither UTF-8 nor UTF-16 (byte {error.start}); export it again without "
            "opening it in a spreadsheet, or save it as 'CSV UTF-8'."
        ) from None


def _read_rows(path: Path) -> tuple[list[str], list[tuple[int, _Row]]]:
    """The header and every other row that holds anything, with its line number."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PlatformError(f"{path.name} is larger than {MAX_BYTES / 1e6:.0f} MB.")
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise PlatformError(f"{path} cannot be read: {error.strerror}.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error as error:
        raise PlatformError(f"{path.name}, line {reader.line_num}: {error}.") from None
    if not rows:
        raise PlatformError(f"{path.name} is empty.")
    header = [name.strip() for name in rows[0][1]]
    repeated = {name for name in header if name and header.count(name) > 1}
    if repeated:
        raise PlatformError(f"{path.name} has two columns {sorted(repeated)[0]!r}.")
    found: list[tuple[int, _Row]] = []
    for line, cells in rows[1:]:
        if len(cells) > len(header):
            raise PlatformError(
                f"{path.name}, line {line}: {len(cells)} cells under {len(header)} headers."
            )
        cells = cells + [""] * (len(header) - len(cells))
        found.append((line, dict(zip(header, cells, strict=True))))
    return header, found


def _recognise(header: list[str], path: Path) -> Platform:
    names = set(header)
    if ("Student" in header[0] and "ID" in names) or {"LastName", "FirstName", "ID"} <= names:
        return Platform.CANVAS
    if "End-of-Line Indicator" in names or header[0].lstrip("#") == "OrgDefinedId":
        return Platform.BRIGHTSPACE
    if "Username" in names and (
        {"Last Access", "Availability"} & names or any(_BLACKBOARD.fullmatch(n) for n in header)
    ):
        return Platform.BLACKBOARD
    if "Email address" in names or "ID number" in names:
        return Platform.MOODLE
    if "id" in names:
        return Platform.PLAIN
    raise PlatformError(
        f"{path.name} is no export that is known by its columns ({', '.join(header[:6])}, ...). "
        "Name the platform, or write the columns id, last_name, first_name, email, lms_user_id."
    )


def _is_no_student(row: _Row) -> bool:
    """Canvas's test student, and its row about assignments posted by hand."""
    remarks = [v for k, v in row.items() if k not in _ABOUT[Platform.CANVAS] and v.strip()]
    manual = not row.get("ID", "").strip() and all("Manual Posting" in r for r in remarks)
    return row.get("Student", "").strip() == "Student, Test" or (manual and bool(remarks))


def _canvas(row: _Row) -> Person:
    last, _, first = row.get("Student", "").partition(",")
    first, last = row.get("FirstName", first).strip(), row.get("LastName", last).strip()
    sis, login = row.get("SIS User ID", "").strip(), row.get("SIS Login ID", "").strip()
    kept = {name: row.get(name, "") for name in _ABOUT[Platform.CANVAS]}
    email = login if "@" in login else ""
    return Person(row["ID"].strip(), (sis, login), first, last, email, kept)


def _moodle(row: _Row) -> Person:
    number, user = row.get("ID number", "").strip(), row.get("Username", "").strip()
    email = row.get("Email address", "").strip()
    first = row.get("First name", row.get("Full name", "")).strip()
    last = row.get("Last name", row.get("Surname", "")).strip()
    kept = {"ID number": number, "Email address": email, "Username": user}
    return Person(number or email or user, (number, user, email), first, last, email, kept)


def _blackboard(row: _Row) -> Person:
    user, number = row.get("Username", "").strip(), row.get("Student ID", "").strip()
    first, last = row.get("First Name", "").strip(), row.get("Last Name", "").strip()
    kept = {"Username": user, "Last Name": last, "First Name": first}
    return Person(user, (number,), first, last, "", kept)


def _brightspace(row: _Row) -> Person:
    number = row.get("OrgDefinedId", "").strip().removeprefix("#")
    user = row.get("Username", "").strip().removeprefix("#")
    first, last = row.get("First Name", "").strip(), row.get("Last Name", "").strip()
    kept = {"OrgDefinedId": number, "Username": user}
    return Person(number or user, (user,), first, last, row.get("Email", "").strip(), kept)


def _plain(row: _Row) -> Person:
    cells = {name: row.get(name, "").strip() for name in _ABOUT[Platform.PLAIN]}
    key = cells["lms_user_id"] or cells["id"]
    ids = (cells["id"],)
    return Person(key, ids, cells["first_name"], cells["last_name"], cells["email"], cells)


_PEOPLE: dict[Platform, Callable[[_Row], Person]] = {
    Platform.CANVAS: _canvas,
    Platform.MOODLE: _moodle,
    Platform.BLACKBOARD: _blackboard,
    Platform.BRIGHTSPACE: _brightspace,
    Platform.PLAIN: _plain,
}


def _item(platform: Platform, header: str, maximum: str) -> SheetItem | None:
    """The item that a column is about; None for a platform's own sums and remarks."""
    names = [header]
    if platform is Platform.CANVAS:
        locked = "read only" in maximum
        if _CANVAS_TOTALS.search(header):
            locked = True
        if found := _ID_AT_END.fullmatch(header):
            names.append(found["title"])
        return SheetItem(header, tuple(names), as_number(maximum), locked)
    if platform is Platform.BLACKBOARD:
        found = _BLACKBOARD.fullmatch(header)
        return _titled(header, found) if found else None
    if platform is Platform.BRIGHTSPACE:
        found = _BRIGHTSPACE.fullmatch(header)
        return _titled(header, found) if found else None
    if platform is Platform.MOODLE and (found := _MOODLE.fullmatch(header)):
        if (found["how"] or "").casefold() in ("feedback", "percentage", "letter"):
            return None
        kind = f"{found['kind']}: " if found["kind"] else ""
        return SheetItem(header, (header, found["title"], kind + found["title"]))
    return SheetItem(header, (header,))


def _titled(header: str, found: re.Match[str]) -> SheetItem:
    return SheetItem(header, (header, found["title"]), as_number(found["max"] or ""))
