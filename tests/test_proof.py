"""The proof finds wrong graders: each test plants one and sees it named."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from yourturn.errors import AuthorError
from yourturn.proof import prove
from yourturn.settings import Settings

MUTANTS = {
    "four": "# Four.\n# fails: test_x_is_three, test_x_is_odd\n# %% q1\nx = 4",
    "five": "# Five.\n# fails: test_x_is_three\n# %% q1\nx = 5",
    "adds": "# Adds two.\n# fails: test_double_doubles\n# %% q2\ndef double(t): return t + 2",
    "flat": "# Flattens.\n# fails: test_double_keeps_shape\n# %% q2\n"
    "import numpy as np\ndef double(t): return np.ravel(2 * np.asarray(t))[:max(1, np.size(t))]"
    " if np.ndim(t) else 2 * t",
}
ACCEPTED = {"float": "# A float.\n# %% q1\nx = 3.0"}


@pytest.fixture(scope="module")
def executor():
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        yield executor


@pytest.fixture
def proof(course, executor):
    """Prove `smallest` with these patches, two seeds."""

    def run(mutants=MUTANTS, accepted=ACCEPTED, quick=False):
        for kind, files in (("mutants", mutants), ("accepted", accepted)):
            folder = course / "graders" / "smallest" / "submissions" / kind
            folder.mkdir(parents=True)
            for name, text in files.items():
                (folder / f"{name}.py").write_text(text + "\n")
        settings = Settings()
        return prove(course, "smallest", executor, settings=settings, seeds=(0, 1), quick=quick)

    return run


def test_right_graders_are_proven(proof):
    found = proof()
    assert (found.findings, found.unguarded) == ((), ())
    assert found.proven
    counts = (found.references, found.accepted, found.mutants, found.criteria)
    assert counts == (2, 1, 4, 4)
    assert (found.kill_rate, found.false_rejection_rate) == (1, 0)


def test_a_quick_proof_sees_every_criterion_fail_with_fewer_mutants(proof):
    six = "# Six.\n# fails: test_x_is_three, test_x_is_odd\n# %% q1\nx = 6"
    found = proof(mutants={**MUTANTS, "six": six}, quick=True)
    assert found.proven
    assert (found.criteria, found.mutants) == (4, 3)  # "five" and "six" fail no more than "four"


def test_survivors_false_rejections_and_unguarded_criteria_are_named(proof):
    found = proof(
        mutants={
            "survivor": "# Right.\n# fails: test_x_is_three\n# %% q1\nx = 3",
            "wider": "# Four.\n# fails: test_x_is_odd\n# %% q1\nx = 4",
            "adds": MUTANTS["adds"],
        },
        accepted={"wrong": "# Not right.\n# %% q2\ndouble = 7", "fine": ACCEPTED["float"]},
    )
    messages = {f.trial.name: f.message for f in found.findings}
    assert set(messages) == {"survivor", "wider", "wrong"}
    assert messages["survivor"] == "test_x_is_three holds"
    assert messages["wider"].startswith("test_x_is_three fails (x is 4;")
    assert found.unguarded == ("test_double_keeps_shape",)
    assert (found.kill_rate, found.false_rejection_rate) == (1 / 3, 1 / 4)
    assert not found.proven


def test_a_release_that_earns_points_is_found(course, proof):
    path = course / "source" / "smallest" / "smallest.ipynb"
    path.write_text(path.read_text().replace("hand_in(x=x)", "hand_in(x=3)"))
    assert "earns 4 points" in proof().findings[0].message


def test_a_mutant_of_an_unknown_criterion_is_the_authors_mistake(proof):
    with pytest.raises(AuthorError, match=r"mutants/odd.py names test_y;.*test_x_is_three"):
        proof(mutants={"odd": "# Odd.\n# fails: test_y\n# %% q1\nx = 4"})
