"""What students hand in: written in their kernel, read strictly on the trusted side.

    student's side    hand_in -> receipt, encode, encode_table, encode_model, fitting; calls
    the form          kinds, npy
    trusted side      read -> decode -> values, model (architecture); conversion

The trusted side's names are imported on first use: a student's kernel never needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yourturn.answers.conversion import convert, describe
    from yourturn.answers.model import Block, HandedModel, Layer
    from yourturn.answers.read import Answers, ReadLimits, model_files, read_answers
    from yourturn.answers.values import HandedFigure, HandedFunction

__all__ = [
    "Answers",
    "Block",
    "HandedFigure",
    "HandedFunction",
    "HandedModel",
    "Layer",
    "ReadLimits",
    "convert",
    "describe",
    "model_files",
    "read_answers",
]

_HOMES = {
    "Answers": "read",
    "Block": "model",
    "HandedFigure": "values",
    "HandedFunction": "values",
    "HandedModel": "model",
    "Layer": "model",
    "ReadLimits": "read",
    "convert": "conversion",
    "describe": "conversion",
    "model_files": "read",
    "read_answers": "read",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'yourturn.answers' has no attribute {name!r}")
    return getattr(import_module(f"yourturn.answers.{_HOMES[name]}"), name)
