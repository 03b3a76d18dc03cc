"""Fixtures that every grader shares: the data with their unseen part, and the rules.

The answers themselves, `call` and `predict` come from the judge (`yourturn.judging.plugin`).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from yourturn.data import unseen
from yourturn.errors import StudentError
from yourturn.judging import rules


@pytest.fixture(scope="session")
def mnist() -> unseen.Mnist:
    """Handwritten digits: `.train`, `.test` and `.unseen`, each images and labels."""
    return unseen.mnist()


@pytest.fixture(scope="session")
def mtpl() -> unseen.Portfolio:
    """The motor portfolio: the `.course` policies students have, and the `.unseen` ones."""
    return unseen.mtpl()


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Callable[[str], np.ndarray | None]:
    """Another answer as an array with at least one axis, None where none can be used."""

    def get(name: str) -> np.ndarray | None:
        try:
            return np.atleast_1d(np.asarray(request.getfixturevalue(name), dtype=float))
        except (StudentError, TypeError, ValueError):
            return None

    return get


@pytest.fixture
def at_least() -> Callable[..., Any]:
    """Judge an accuracy threshold fairly (exact binomial tail)."""
    return rules.at_least


@pytest.fixture
def on_leaderboard(record_property: Callable[[str, Any], None]) -> Callable[..., None]:
    """Put a network's right answers `(n,)` bool on unseen images on the class's leaderboard."""

    def put(correct: np.ndarray, *, network: str) -> None:
        record_property("network", network)
        record_property("right", int(np.sum(correct)))
        record_property("images", len(correct))

    return put


@pytest.fixture
def no_leak() -> Callable[..., Any]:
    """Judge that the public test images were not trained on."""
    return rules.no_leak


@pytest.fixture
def agrees_with_glm() -> Callable[..., Any]:
    """Judge that weights lie in a GLM's likelihood-ratio confidence region."""
    from yourturn.judging.rules.glm import agrees_with_glm  # whoever has a GLM imported it

    return agrees_with_glm


@pytest.fixture
def no_worse_than() -> Callable[..., Any]:
    """Judge two fits on unseen policies by the paired difference of deviances."""
    return rules.no_worse_than
