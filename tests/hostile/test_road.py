"""Every attacker and every broken file goes the whole road beside two honest students."""

import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PATCHES = sorted(path.stem for path in (HERE / "cases" / "smallest").glob("*.py"))
NO_IDS = ("-rf", "übung", "😀", "a b", "a" * 200, "$(touch left)", "x'--", "<b>x")
BROKEN = sorted(runpy.run_path(str(HERE / "broken.py"))["BROKEN"])
EVERYTHING = [4, 2]

# The first test waits for the whole class, which takes minutes on a busy machine.
pytestmark = pytest.mark.timeout(2400)


@pytest.mark.parametrize("case", [*PATCHES, *BROKEN])
def test_an_attack_has_its_stated_outcome(graded, outcomes, case):
    outcome = outcomes[case]
    expected = [
        None if points == "-" else float(points) for points in (outcome["q1"], outcome["q2"])
    ]
    assert graded.points(case) == expected
    assert outcome["words"] in graded.said(case)
    assert graded.page(case).is_file()


@pytest.mark.parametrize("student", ["aa-honest", "zz-honest"])
def test_an_honest_neighbour_keeps_everything(graded, student):
    assert graded.points(student) == EVERYTHING
    assert graded.said(student) == ""


def test_nothing_outside_of_the_results_has_changed(graded):
    assert graded.stray == ()


def test_no_folder_is_taken_for_another_students(graded):
    for name in NO_IDS:
        assert f"{name!r} is no student id" in graded.log
    assert "linked-student is not graded: is a symbolic link" in graded.log
    students = {path.name for path in (graded.folder / "autograded").iterdir()}
    assert students == {*PATCHES, *BROKEN, "aa-honest", "zz-honest"}


def test_no_line_of_a_grader_and_no_solution_reaches_a_student(graded):
    grader = (graded.folder / "graders" / "smallest" / "test_smallest.py").read_text()
    hidden = [line.strip() for line in grader.splitlines() if "assert" in line or "Probe" in line]
    reachable = [*graded.folder.glob("autograded/**/*"), *graded.folder.glob("feedback/**/*")]
    for path in (path for path in reachable if path.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert [line for line in hidden if line in text] == [], path
        if path.parts[-3] in ("linked_solution", "linked_gradebook", "pipe", "empty"):
            assert "1 + 2" not in text, path


def test_every_case_has_an_outcome_and_every_outcome_a_case(outcomes):
    assert sorted(outcomes) == sorted([*PATCHES, *BROKEN])
    assert len(outcomes) >= 80
