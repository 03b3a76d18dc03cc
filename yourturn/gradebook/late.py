"""What handing in late costs: `c.LatePolicy` in `nbgrader_config.py`."""

import math

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, List, Unicode

_DAY_S = 86_400


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader ships no types
    """Take a share of the points for each day begun; `c.AssignLatePenalties` names this.

    nbgrader counts the lateness from the student's own due date, extensions included, and
    asks once a notebook, of which an assignment of this course has one.
    """

    grace_minutes = Float(0, min=0, help="Minutes after the due date that cost nothing.").tag(
        config=True
    )
    percent_per_day = Float(
        0, min=0, max=100, help="Percent of the points earned, for each day begun."
    ).tag(config=True)
    most_percent = Float(100, min=0, max=100, help="Percent that is taken at most.").tag(
        config=True
    )

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take, None for none; nbgrader calls it for late notebooks."""
        late_s = total_seconds_late - 60 * self.grace_minutes
        if late_s <= 0 or not self.percent_per_day:
            return None
        percent = min(self.most_percent, self.percent_per_day * math.ceil(late_s / _DAY_S))
        return score * percent / 100


class PenaltiesOfSubmission(AssignLatePenalties):  # type: ignore[misc]  # nbgrader ships no types
    """Reckon the penalty again when feedback is generated: essays have points by then."""

    # Generating feedback sets this for all its steps, and warns where a step does not know it.
    display_data_priority = List(Unicode()).tag(config=True)
