"""The proof of this course's graders, on the stand-in data; `make prove` does it in full.

Where a notebook trains, only as many mutants are tried as it takes to see every criterion fail, and
the accepted variants are left to `make test-slow`; so are the mutants where it trains on images.
"""

import ast
import math
import multiprocessing
import re
import runpy
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import numpy as np
import pytest

from yourturn.answers.read import read_answers
from yourturn.engine import Submission, execute
from yourturn.gradebook.confinement import course_settings
from yourturn.judging import Probe
from yourturn.judging.probe import Tensor
from yourturn.notebooks import Assignment, apply_patch, release_notebook, write_notebook
from yourturn.proof import prove
from yourturn.settings import Settings

pytestmark = pytest.mark.timeout(1800)  # a proof trains dozens of networks


# What a student's own answer is, or whose row it is about: a grader knows numbers of slips, too.
OWN = re.compile(
    r"\b(?:is|are|has|have|gave|returned|holds|for a policyholder of) [\d,.]+"
    r"|\bvalues from [\d.]+ to [\d.]+"
    r"|\byour two layers, [\d,]+ and [\d,]+"
)


class Remembering(ProcessPoolExecutor):
    """Keeps what was graded: every message that right and wrong submissions bring forth."""

    futures: tuple[Future[Any], ...] = ()

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(function, *args, **kwargs)
        self.futures += (future,)
        return future


@pytest.fixture(scope="module")
def executor():
    """Two processes, each with a judge of its own, that grade the trials of all assignments."""
    with Remembering(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.fixture(scope="module")
def prove_some(assignment, this_course, executor):
    """Prove an assignment by trials of these kinds; the proof, and all that its graders said."""

    def run(*kinds, quick):
        executor.futures = ()
        found = prove(
            this_course,
            assignment.name,
            executor,
            settings=course_settings(this_course),
            seeds=(0,),
            quick=quick,
            kinds=kinds,
        )
        graded = [future.result() for future in executor.futures]
        criteria = [c for one in graded for cell in one.cells for c in cell.criteria]
        return found, {c.sentence for c in criteria} | {c.message for c in criteria}

    return run


@pytest.fixture(scope="module")
def proof(prove_some, trains):
    """The reference, the release and the mutants, and every sentence and message to them."""
    return prove_some("reference", "released", "mutant", quick=trains)


@pytest.fixture(scope="module")
def ends(prove_some):
    """The two ends that a grade may have: the reference and the release."""
    found, _ = prove_some("reference", "released", quick=True)
    return found


@pytest.fixture(scope="module")
def accepted(prove_some):
    """The accepted variants, and every sentence and message to them."""
    return prove_some("accepted", quick=False)


def test_graders_are_proven(proof):
    found, _ = proof
    assert complaints(found) == []
    assert found.unguarded == ()
    assert (found.references, found.mutants >= 6) == (1, True)


def test_the_reference_earns_everything_and_the_release_nothing(ends):
    assert complaints(ends) == []
    assert ends.references == 1


def test_accepted_variants_earn_every_criterion(accepted):
    found, _ = accepted
    assert complaints(found) == []
    assert found.accepted >= 4


def complaints(found):
    return [f"{f.trial.kind} {f.trial.name}: {f.message}" for f in found.findings]


def test_no_sentence_tells_a_hidden_number(
    proof, assignment, this_course, trains, monkeypatch, pytestconfig
):
    _, told = proof
    pytestconfig.addinivalue_line("markers", "criterion: what a grader's test judges")
    monkeypatch.setenv("YOURTURN_DATA", "stand-in")
    hidden = {
        number
        for path in sorted((this_course / "graders" / assignment.name).glob("test_*.py"))
        for number in [*written(path.read_text()), *made(runpy.run_path(str(path)))]
    }
    if not trains:  # what comes of a student's own training or fit is the student's own
        hidden |= {*made(reference(assignment, course_settings(this_course)))}
    hidden -= {*numbers(write_notebook(release_notebook(assignment)).decode())}
    assert len(told) > 20
    leaks = {text: hidden & {*numbers(OWN.sub(" ", text))} for text in told}
    assert {text: found for text, found in leaks.items() if found} == {}


def written(grader: str) -> Iterator[str]:
    """The numbers that stand in a grader."""
    for node in ast.walk(ast.parse(grader)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield from numbers(f"{node.value}")


def reference(assignment: Assignment, settings: Settings) -> Mapping[str, Any]:
    """The reference's answers."""
    notebook = write_notebook(apply_patch(assignment, ()))
    return read_answers(execute(Submission(assignment, notebook), settings).hand_in)


def made(grader: Mapping[str, Any]) -> Iterator[str]:
    """The numbers that are made: inputs of a grader's calls, answers, and arrays of either."""
    found = [value for name, value in grader.items() if not name.startswith("__")]
    while found:
        value = found.pop()
        if isinstance(value, Probe):
            found += value.arguments
        elif isinstance(value, Tensor):
            found.append(value.array)
        elif isinstance(value, dict):
            found += value.values()
        elif isinstance(value, list | tuple):
            found += value
        elif type(value) in (int, float):
            yield from numbers(f"{value:.4g}")
        elif isinstance(value, np.ndarray) and value.size <= 1000 and value.dtype.kind in "iuf":
            for number in value.ravel().tolist():
                yield from numbers(f"{number:.4g}")


def numbers(text: str) -> Iterator[str]:
    """Every number in a text that says more than a count, with at most four digits that count."""
    for number in re.findall(r"(?<![\w.])\d[\d,_]*(?:\.\d+)?(?:e[+-]?\d+)?", text):
        value = float(re.sub("[,_]", "", number))
        rounded = f"{value:.4g}" if math.isfinite(value) else number
        if len(re.sub(r"\D", "", rounded.split("e")[0]).strip("0")) > 1:
            yield rounded
