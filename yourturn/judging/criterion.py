"""The mark that makes a pytest test a criterion of a grade cell."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., Any])


def criterion(grade_id: str, *, weight: float = 1) -> Callable[[Test], Test]:
    """Mark a test as a criterion of the grade cell `grade_id`, such as `"q5-check"`.

    The test's docstring is the criterion in one sentence, and the message of the
    `AssertionError` it raises is why it failed: the student reads both. `weight` is the
    criterion's share of the cell's points, relative to the cell's other criteria.
    """
    mark: Callable[[Test], Test] = pytest.mark.criterion(grade_id=grade_id, weight=weight)
    return mark
