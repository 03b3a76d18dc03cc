from pathlib import Path

import pytest

from yourturn.notebooks import Assignment, apply_patch, find_assignments, write_notebook

COURSE = Path(__file__).parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for an `assignment` on every assignment of this course.

    To train all accepted variants takes minutes, and so do wrong networks trained on images.
    """
    asked = metafunc.fixturenames
    if "assignment" not in asked:
        return
    names = find_assignments(COURSE)
    slow = []
    if "accepted" in asked:
        slow = [name for name in names if _trains(name)]
    elif "proof" in asked:
        slow = [name for name in names if _trains_on_images(name)]
    elif "ends" in asked:
        names = [name for name in names if _trains_on_images(name)]
    params = [pytest.param(name, marks=[pytest.mark.slow] * (name in slow)) for name in names]
    metafunc.parametrize("assignment", params, indirect=True, scope="session")


def _trains(name: str) -> bool:
    """Whether the reference of an assignment trains a network."""
    return b".fit(" in write_notebook(apply_patch(Assignment.load(COURSE, name), ()))


def _trains_on_images(name: str) -> bool:
    return _trains(name) and b"load_mnist" in Assignment.load(COURSE, name).source


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
