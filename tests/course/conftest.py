from pathlib import Path

import pytest

from yourturn.notebooks import Assignment, apply_patch, find_assignments, write_notebook

COURSE = Path(__file__).parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for an `assignment` on every assignment of this course.

    To train every accepted variant takes minutes.
    """
    if "assignment" in metafunc.fixturenames:
        takes_long = _trains if "accepted" in metafunc.fixturenames else lambda name: False
        names = [
            pytest.param(name, marks=[pytest.mark.slow] if takes_long(name) else [])
            for name in find_assignments(COURSE)
        ]
        metafunc.parametrize("assignment", names, indirect=True, scope="session")


def _trains(name: str) -> bool:
    """Whether the reference of an assignment trains a network."""
    return b".fit(" in write_notebook(apply_patch(Assignment.load(COURSE, name), ()))


@pytest.fixture(scope="session")
def assignment(request: pytest.FixtureRequest) -> Assignment:
    """One of this course's assignments."""
    return Assignment.load(COURSE, request.param)


@pytest.fixture(scope="session")
def trains(assignment: Assignment) -> bool:
    """Whether the reference of the assignment trains a network."""
    return _trains(assignment.name)


@pytest.fixture(scope="session")
def this_course() -> Path:
    """The folder of this course."""
    return COURSE
