from pathlib import Path

import pytest

from yourturn.notebooks import Assignment, find_assignments

COURSE = Path(__file__).parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for an `assignment` on every assignment of this course."""
    if "assignment" in metafunc.fixturenames:
        names = find_assignments(COURSE)
        metafunc.parametrize("assignment", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def assignment(request: pytest.FixtureRequest) -> Assignment:
    """One of this course's assignments."""
    return Assignment.load(COURSE, request.param)


@pytest.fixture(scope="session")
def this_course() -> Path:
    """The folder of this course."""
    return COURSE
