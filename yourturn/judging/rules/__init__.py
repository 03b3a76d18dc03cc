"""Rules of judgement that graders share; each is explained to students in the notebooks.

Those about GLMs stand by themselves, in `glm` and `columns`: they import statsmodels, which
takes a second of processor time that most graders need not spend.
"""

from yourturn.judging.rules.accuracy import at_least, no_leak
from yourturn.judging.rules.comparison import no_worse_than
from yourturn.judging.rules.networks import (
    fitted_on,
    loss_is,
    one_dense_node,
    output_is,
    weighted_by,
)

__all__ = [
    "at_least",
    "fitted_on",
    "loss_is",
    "no_leak",
    "no_worse_than",
    "one_dense_node",
    "output_is",
    "weighted_by",
]
