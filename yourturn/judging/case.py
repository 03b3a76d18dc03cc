"""A case: everything a judge gets to see of one submission, and the judge's views of it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from yourturn import zone
from yourturn.answers import Answers, HandedModel, convert, model_files, read_answers
from yourturn.answers.npy import read_npy, write_npy
from yourturn.errors import MachineError, StudentError
from yourturn.judging.probe import Probe
from yourturn.notebooks import Assignment
from yourturn.zone import CallOutcome, Limits, ZoneSettings

MAX_KEPT_BYTES = 4 << 20  # ten numbers for 20,000 images fit; reconstructed images are made anew


@dataclass(frozen=True)
class Case:
    """One submission as zone 1 left it: plain bytes, nothing proven, nothing parsed.

    `errors` holds the student's own error by question (`q5`), as one line of text.
    `predictions` are those of an earlier judgement, by the name of what they were made of.
    """

    assignment: Assignment
    hand_in: Mapping[str, bytes]
    calls: Mapping[str, CallOutcome]
    errors: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    zone: ZoneSettings = field(default_factory=ZoneSettings)
    predictions: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def answers(self) -> Answers:
        """What was handed in, read strictly."""
        return read_answers(self.hand_in)

    def answer(self, name: str, wanted: Any = None) -> Any:
        """The answer called `name`, as the type a criterion asks for.

        Raises `StudentError` when it was not handed in, could not be read or does not fit.
        """
        if name in self.answers.refused:
            raise StudentError(self.answers.refused[name])
        if name not in self.answers:
            raise StudentError(self._missing(name))
        value = self.answers[name]
        return value if wanted is None else convert(value, wanted, name)

    def call(self, probe: Probe, wanted: Any = None) -> Any:
        """The result of one declared call; `StudentError` says why there is none."""
        outcome = self.calls.get(probe.call.id)
        if outcome is None or outcome.status == "not handed in":
            if probe.function not in self.answers:
                raise StudentError(self._missing(probe.function))
            raise StudentError(
                f"`{probe.function}` could not be called: the notebook did not come to its end."
            )
        if outcome.status != "returned":
            raise StudentError(f"`{probe!r}` {_ended(outcome)}")
        name = f"the result of {probe.function}"
        result = read_answers(outcome.value)
        if "result" in result.refused:
            raise StudentError(f"`{probe!r}`: {result.refused['result']}")
        if "result" not in result:
            raise StudentError(f"`{probe!r}` returned nothing that can be judged.")
        return result["result"] if wanted is None else convert(result["result"], wanted, name)

    def _missing(self, name: str) -> str:
        question = next(
            (c.grade_id.removesuffix("-check") for c in self.assignment.cells if name in c.answers),
            "",
        )
        error = self.errors.get(question, "")
        if error.startswith("NotImplementedError"):
            return f"`{name}` was not handed in: the question has not been answered yet."
        if error:
            return f"`{name}` was not handed in. Your code stopped with {error}"
        return f"`{name}` was not handed in."


class Predictor:
    """Predictions of handed-in models, made in zone 2 and remembered for the case.

    `remember` is told of each, its name and its `.npy` bytes, unless it is large.
    """

    def __init__(self, case: Case, remember: Callable[[str, bytes], None]) -> None:
        self._case = case
        self._remember = remember
        self._known: dict[str, np.ndarray] = {}

    def __call__(
        self, model: HandedModel, inputs: np.ndarray | Mapping[str, np.ndarray]
    ) -> np.ndarray:
        """Predict with a handed-in model.

        `inputs` is an array with the cases along its first axis, or a dict of such arrays by
        input name. Raises `StudentError` when the model cannot be rebuilt or fed with them.
        """
        arrays = inputs if isinstance(inputs, Mapping) else {"": inputs}
        fed = {name: write_npy(np.asarray(array)) for name, array in arrays.items()}
        files = model_files(model)
        key = _digest({**files, **{f"\0{name}": data for name, data in fed.items()}})
        if key not in self._known:
            data = self._case.predictions.get(key) or self._predict(files, fed)
            if len(data) <= MAX_KEPT_BYTES:
                self._remember(key, data)
            self._known[key] = read_npy(data)
        return self._known[key]

    def _predict(self, files: Mapping[str, bytes], fed: Mapping[str, bytes]) -> bytes:
        predicted = zone.predict(
            zone.Prediction(model=files, inputs=(fed,)), self._case.limits, settings=self._case.zone
        )
        if predicted.refusal is not None:
            raise StudentError(predicted.refusal)
        if predicted.outputs is None:
            if predicted.ending is zone.Ending.DEAD_RUNNER:
                raise MachineError(predicted.message)
            raise StudentError(f"Predicting with the model was stopped: {predicted.message}")
        return predicted.outputs[0]


def _ended(outcome: CallOutcome) -> str:
    match outcome.status:
        case "raised":
            return f"raised {outcome.message}"
        case "timed out":
            return "did not return in time."
        case _:
            return "ended the kernel instead of returning."


def _digest(blobs: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(blobs.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
