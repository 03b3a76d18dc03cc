"""The references of 04 and 07 on the published data, where these are at hand."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from yourturn.engine import Submission, grade
from yourturn.gradebook.confinement import course_settings
from yourturn.judging.verdict import Verdict
from yourturn.notebooks import Assignment, apply_patch, write_notebook

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # training on 50,000 images
ASSIGNMENTS = ("04-claim-frequency", "07-cnn")


@pytest.fixture(scope="module")
def graded(this_course, published_data):
    """Grade both references at the same time, in processes that know the data's folder."""
    context = multiprocessing.get_context("spawn")
    settings = course_settings(this_course)
    with (
        pytest.MonkeyPatch.context() as environment,
        ProcessPoolExecutor(2, mp_context=context) as executor,
    ):
        environment.setenv("YOURTURN_DATA", str(published_data))
        running = {}
        for name in ASSIGNMENTS:
            assignment = Assignment.load(this_course, name)
            notebook = write_notebook(apply_patch(assignment, []))
            running[name] = executor.submit(grade, Submission(assignment, notebook), settings)
        return {name: future.result() for name, future in running.items()}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_reference_earns_every_criterion(graded, name):
    failed = [
        f"{result.name}: {result.message}"
        for cell in graded[name].cells
        for result in cell.criteria
        if result.verdict is not Verdict.PASSED
    ]
    assert failed == []


def test_the_published_data_were_used(graded):
    assert [graded[name].data_source for name in ASSIGNMENTS] == ["mtpl", "mnist"]
