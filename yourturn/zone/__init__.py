"""Confined, warm processes: run a notebook, call its functions, predict with its models."""

from yourturn import quick_schema  # noqa: F401  (first)

from .client import execute, predict
from .launch import warm
from .limits import Level, Limits, ZoneSettings
from .offer import Offer, offer
from .request import (
    Argument,
    Call,
    CallOutcome,
    Ending,
    Executed,
    Execution,
    Predicted,
    Prediction,
)

__all__ = [
    "Argument",
    "Call",
    "CallOutcome",
    "Ending",
    "Executed",
    "Execution",
    "Level",
    "Limits",
    "Offer",
    "Predicted",
    "Prediction",
    "ZoneSettings",
    "execute",
    "offer",
    "predict",
    "warm",
]
