"""`yourturn doctor` on this machine, and on poorer ones that `tests/machine.py` makes of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MACHINE = Path(__file__).parents[1] / "machine.py"


@pytest.fixture
def doctor(course):
    """Run the command on a machine with these shortcomings; its exit code and what it printed."""

    def run(*poorer, arguments=()):
        command = (Path(sys.executable).with_name("yourturn"), "doctor", *arguments)
        done = subprocess.run(
            [sys.executable, MACHINE, *poorer, "--", *command],
            cwd="/" if "--ordinary-user" in poorer else course,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        return done.returncode, done.stdout

    return run


NO_WALLS = ("--without", "namespaces", "--without", "landlock")


@pytest.mark.parametrize("user", [(), ("--ordinary-user",)], ids=["this user", "ordinary user"])
def test_it_names_the_walls_the_software_the_data_and_the_machine(doctor, user):
    code, text = doctor(*user)
    assert code == 0
    assert "Confinement  the strongest (bubblewrap" in text
    assert "tensorflow 2." in text
    assert "Data         stand-in digits" in text
    assert "GiB of memory" in text
    assert text.endswith("✓ This machine can grade.\n")


def test_without_namespaces_landlock_is_left_and_the_cure_is_told(doctor):
    code, text = doctor("--ordinary-user", "--without", "namespaces")
    assert code == 0
    assert "Confinement  Landlock" in text
    assert text.count("cannot confine here") == 1
    assert "allow user namespaces" in text


def test_without_any_wall_nothing_is_graded(doctor):
    code, text = doctor(*NO_WALLS)
    assert code == 1
    assert "Confinement  not confined" in text
    assert "This kernel has no Landlock" in text
    assert "✗ Nothing confines a submission, so none is graded" in text


def test_without_any_wall_an_instructor_may_accept_it(doctor, course):
    (course / "nbgrader_config.py").write_text("get_config().Confinement.required = False\n")
    code, text = doctor(*NO_WALLS)
    assert code == 0
    assert "every report will say not confined" in text


def test_a_level_that_is_asked_for_but_not_there_stops_it(doctor, course):
    (course / "nbgrader_config.py").write_text("get_config().Confinement.level = 'bubblewrap'\n")
    code, text = doctor("--without", "namespaces")
    assert code == 1
    assert 'asks for c.Confinement.level = "bubblewrap"' in text


def test_json_for_programs(doctor):
    code, text = doctor(arguments=["--json"])
    found = json.loads(text)
    assert code == 0
    assert (found["confinement"], found["stops"], found["missing"]) == ("bubblewrap", [], [])
    assert set(found["data"]) == {"mnist", "mtpl"}
    assert set(found["versions"]) == {"python", "tensorflow", "keras", "nbgrader"}
    assert found["cores"] >= 1
    assert found["memory_gib"] > 0


def test_a_data_folder_without_data_stops_it(doctor, course, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", str(course))
    code, text = doctor()
    assert code == 1
    assert "holds no mnist.npz" in text
