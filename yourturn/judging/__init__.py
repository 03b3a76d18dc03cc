"""Judging, zone 3: pytest criteria over what was handed in, away from any student code."""

from yourturn.answers import HandedFigure, HandedFunction, HandedModel
from yourturn.judging.criterion import criterion
from yourturn.judging.probe import Handed, Probe, tensor
from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict

__all__ = [
    "CriterionResult",
    "GradedCell",
    "Handed",
    "HandedFigure",
    "HandedFunction",
    "HandedModel",
    "Probe",
    "Verdict",
    "criterion",
    "tensor",
]
