import os
import pty
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from yourturn.commands import app
from yourturn.lms.people import Person
from yourturn.lms.roster import plan_roster
from yourturn.lms.scores import read_learners
from yourturn.lms.sheet import Platform
from yourturn.lms.table import Learner


def canvas(key, name, login="", sis="", email=""):
    first, _, last = name.rpartition(" ")
    columns = {"SIS Login ID": login, "SIS User ID": sis}
    return Person(key, (sis, login), first, last, email, columns)


def plan(learners, people, **arguments):
    return plan_roster(learners, people, Platform.CANVAS, **arguments)


def test_new_people_get_their_login_as_id():
    made = plan([], [canvas("7", "Ben Bitdiddle", login="ben")])
    (entry,) = made.entries
    assert (entry.student_id, entry.is_new) == ("ben", True)
    assert entry.fields == {
        "first_name": "Ben",
        "last_name": "Bitdiddle",
        "lms_user_id": "7",
    }
    assert plan([], [canvas("7", "B C", email="b.c@x.org")]).entries[0].student_id == "b.c"
    assert plan([], [canvas("7", "B C")]).entries[0].student_id == "7"
    with_column = plan([], [canvas("7", "B C", sis="r0123")], id_column="SIS User ID")
    assert with_column.entries[0].student_id == "r0123"


@pytest.mark.parametrize(
    "learner",
    [
        Learner("x", lms_user_id="7"),
        Learner("ben"),
        Learner("s1"),
        Learner("7"),
        Learner("x", email="BEN@x.org"),
    ],
)
def test_ids_and_addresses_decide(learner):
    made = plan([learner], [canvas("7", "Ben B", login="ben", sis="s1", email="ben@x.org")])
    assert [(e.student_id, e.is_new) for e in made.entries] == [(learner.id, False)]
    assert made.entries[0].changes.get("last_name") == ("", "B")


@pytest.mark.parametrize(
    "name", ["Ben Bitdiddle", "Bitdiddle Ben", "Ben Bitdidle", "Bén Bitdiddle", "ben bitdiddle"]
)
def test_a_name_is_asked_about_and_never_decides(name):
    first, _, last = name.partition(" ")
    learners = [Learner("x9", first, last), Learner("x8", "Amy", "Adams")]
    person = canvas("7", "Ben Bitdiddle", login="ben")
    made = plan(learners, [person])
    assert made.entries == ()
    assert [str(doubt) for doubt in made.doubts] == [f"Ben Bitdiddle (7) may be {learners[0]}"]
    assert plan(learners, [person], answers={"7": "x9"}).entries[0].student_id == "x9"
    new = plan(learners, [person], answers={"7": "new"}).entries[0]
    assert (new.student_id, new.is_new) == ("ben", True)
    skipped = plan(learners, [person], answers={"7": "skip"})
    assert (skipped.entries, skipped.skipped) == ((), ("Ben Bitdiddle (7)",))


def test_a_student_found_by_id_is_no_candidate_for_another():
    learners = [Learner("ben", "Ben", "Bitdiddle")]
    people = [canvas("7", "Ben Bitdiddle", login="ben"), canvas("8", "Ben Bitdiddle", login="ben2")]
    made = plan(learners, people)
    assert [(e.student_id, e.is_new) for e in made.entries] == [("ben", False), ("ben2", True)]


@pytest.mark.parametrize(
    ("learners", "people", "words"),
    [
        ([], [canvas("7", "B C", login="bé n")], "has no id that nbgrader can use ('bé n')"),
        ([], [canvas("7", "B C", login="b"), canvas("8", "D E", login="b")],
         "B C (7) and D E (8) would both be the student 'b'"),
        ([Learner("b", "Q", "R", email="other@x.org")], [canvas("7", "B C", email="b@x.org")],
         "B C (7) would become the student 'b', whom the gradebook has already as Q R (b)"),
    ],
)  # fmt: skip
def test_ids_that_cannot_be_are_problems(learners, people, words):
    (problem, *_) = plan(learners, people).problems
    assert words in problem


def test_thousands_without_a_common_id_take_a_moment():
    learners = [Learner(f"u{k}", f"First{k}", f"Name{k % 70}x{k}") for k in range(2000)]
    people = [canvas(str(k), f"Other{k} Person{k}", login=f"p{k}") for k in range(2000)]
    assert len(plan(learners, people).entries) == 2000


MOODLE = """\
First name,Last name,ID number,Username,Email address
Amy,Adams,101,amy,amy@example.edu
Ben,Bitdiddle-Smith,102,ben,ben@example.edu
Cor,Cook,203,c.cook,cc@other.org
Eve,Größe,105,eve,eve@example.edu
"""


@pytest.fixture
def yourturn(classroom, monkeypatch):
    monkeypatch.chdir(classroom.folder)
    (classroom.folder / "moodle.csv").write_text(MOODLE, encoding="utf-8")
    return lambda *arguments, **keywords: CliRunner().invoke(app, arguments, **keywords)


def flat(text):
    return " ".join(text.split())


def test_doubts_stop_an_import_until_they_are_answered(yourturn, classroom):
    before = read_learners(classroom.gradebook)
    result = yourturn("roster", "import", "moodle.csv")
    assert result.exit_code == 1
    assert "Cor Cook (203) may be Cor Cook (cor). Say which: --match '203=cor'" in flat(
        result.stderr
    )
    assert read_learners(classroom.gradebook) == before
    result = yourturn("roster", "import", "moodle.csv", "--match", "203=cor", "--dry-run")
    assert "Nothing was written: this was a dry run." in result.stdout
    assert read_learners(classroom.gradebook) == before
    assert yourturn("roster", "import", "moodle.csv", "--match", "203=cor").exit_code == 0
    classroom.gradebook.db.expire_all()
    after = {lr.id: lr for lr in read_learners(classroom.gradebook)}
    assert after["ben"].last_name == "Bitdiddle-Smith"
    assert after["cor"].lms_user_id == "203"
    assert after["eve"] == Learner("eve", "Eve", "Größe", "eve@example.edu", "105")
    assert "dot" in after, "nobody is deleted"
    again = yourturn("roster", "import", "moodle.csv")
    assert again.exit_code == 0
    assert "students change" not in again.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--match", "999=cor"], "nobody in the file is '999'"),
        (["--match", "203=zoe"], "the gradebook has no student 'zoe'"),
        (["--match", "203"], "write PERSON=STUDENT"),
        (["--id-column", "Nr"], "There is no id column 'Nr', only ID number"),
        (["--platform", "ilias"], "There is no platform 'ilias'; known are canvas"),
    ],
)
def test_wrong_answers_are_told(yourturn, arguments, words):
    result = yourturn("roster", "import", "moodle.csv", *arguments)
    assert result.exit_code == 1
    assert words in flat(result.stderr)


def test_at_a_terminal_doubts_are_asked(yourturn, classroom):
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "wb", buffering=0) as keyboard:
        command = "from yourturn.commands import app; app(['roster', 'import', 'moodle.csv'])"
        with subprocess.Popen(
            [sys.executable, "-c", command],
            cwd=classroom.folder,
            stdin=theirs,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            os.close(theirs)
            keyboard.write(b"who?\ncor\n")
            shown, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert shown.count("Which (cor, new, skip)") == 2
    assert {lr.id: lr.lms_user_id for lr in read_learners(classroom.gradebook)}["cor"] == "203"
