"""The proof of this course's graders, on the stand-in data; `make prove` does it in full."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from yourturn.gradebook.confinement import course_settings
from yourturn.proof import prove

pytestmark = pytest.mark.timeout(1800)  # a proof trains dozens of networks


@pytest.fixture(scope="module")
def executor():
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        yield executor


def test_graders_are_proven(assignment, this_course, executor, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", "stand-in")
    settings = course_settings(this_course)
    found = prove(this_course, assignment.name, executor, settings=settings, seeds=(0,))
    complaints = [f"{f.trial.kind} {f.trial.name}: {f.message}" for f in found.findings]
    assert complaints == []
    assert found.unguarded == ()
    assert found.accepted >= 4
    assert found.mutants >= 6
