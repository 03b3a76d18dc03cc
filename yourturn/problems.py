"""Problems: what a person should know about a grading beside its verdicts."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """One remark on a submission: whose it is, and what it says.

    `kind` tells whose: the student's, the author's of the grader, or the machine's.
    """

    kind: Literal["student", "author", "machine"]
    message: str
    grade_id: str | None = None
