"""Rules of judgement that graders share; each is explained to students in the notebooks."""

from yourturn.judging.rules.accuracy import at_least, no_leak
from yourturn.judging.rules.comparison import no_worse_than
from yourturn.judging.rules.glm import Glm, agrees_with_glm, means_agree_with_glm

__all__ = [
    "Glm",
    "agrees_with_glm",
    "at_least",
    "means_agree_with_glm",
    "no_leak",
    "no_worse_than",
]
