"""Rules of judgement that graders share; each is explained to students in the notebooks."""

from yourturn.judging.rules.accuracy import at_least, no_leak
from yourturn.judging.rules.columns import input_rows, merged, own_design, replicates_glm, spans
from yourturn.judging.rules.comparison import no_worse_than
from yourturn.judging.rules.glm import Glm, agrees_with_glm, means_agree_with_glm
from yourturn.judging.rules.networks import (
    fitted_on,
    loss_is,
    one_dense_node,
    output_is,
    weighted_by,
)

__all__ = [
    "Glm",
    "agrees_with_glm",
    "at_least",
    "fitted_on",
    "input_rows",
    "loss_is",
    "means_agree_with_glm",
    "merged",
    "no_leak",
    "no_worse_than",
    "one_dense_node",
    "output_is",
    "own_design",
    "replicates_glm",
    "spans",
    "weighted_by",
]
