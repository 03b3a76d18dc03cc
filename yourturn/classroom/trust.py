"""Marks on trainings that students did themselves, and a sample of them trained again.

With `c.Training.trust = "verify"` a submission that brings trainings (`yourturn.answers.trained`)
is executed without training. Of those a seeded share is trained in full besides, and so is every
one whose history and weights do not fit together (`yourturn.classroom.doubt`). A training whose
code or data were changed is not found by its name: its `fit` trains. What differs is told to the
instructor with both figures and changes no mark.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from yourturn.answers.kinds import Manifest, ModelNode
from yourturn.answers.trained import FOLDER
from yourturn.classroom.doubt import Doubt, doubts
from yourturn.engine import Submission
from yourturn.judging.verdict import CriterionResult
from yourturn.problems import Problem
from yourturn.settings import Settings
from yourturn.zone import Executed

MAX_MANIFEST_BYTES = 4 << 20
Z = 2.576  # two proportions differ by more than chance, 1 % level, as for leaks of test images

_KEPT = re.compile(rf"{FOLDER}/[0-9a-f]{{64}}\.npz")
_SHARES = ("accuracy", "val_accuracy")


@dataclass(frozen=True)
class Variant:
    """One way in which a submission is executed."""

    submission: Submission
    settings: Settings


def variants(submission: Submission, settings: Settings) -> tuple[Variant, ...]:
    """Say how a submission is executed: marks rest on the first, a second may be compared with it.

    Where trainings are not trusted, or none came, kept trainings are taken away.
    """
    files = {path: data for path, data in submission.files.items() if not _KEPT.fullmatch(path)}
    in_full = Variant(replace(submission, files=files), replace(settings, replay=False))
    if settings.trust is None or len(files) == len(submission.files):
        return (in_full,)
    return (Variant(submission, replace(settings, replay=True)), in_full)


def is_drawn(submission: Submission, settings: Settings) -> bool:
    """Say whether a submission is of the share that is trained in full whatever it brings."""
    if settings.trust is None:
        return False
    text = f"{settings.trust.seed}\0{submission.assignment.name}\0{submission.student}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return number < settings.trust.share * 2**64


def is_doubtful(executed: Executed) -> bool:
    """Say whether something that came with a submission does not fit together."""
    return any(doubts(model) for model in _models(executed).values())


def rests_on(executed: Executed) -> str:
    """Say in words which trainings the models among the answers come from; empty without any."""
    stated = [model.history.fit_settings.get("stated") == 1
              for model in _models(executed).values() if model.history]  # fmt: skip
    if not stated:
        return ""
    if all(stated):
        return "the student's own training"
    return "the student's own training in part" if any(stated) else "training while grading"


def differences(
    stated: tuple[Executed, tuple[CriterionResult, ...]],
    in_full: tuple[Executed, tuple[CriterionResult, ...]],
) -> list[Problem]:
    """Compare a submission's own training with one done here; the sentences give both figures."""
    found = [
        Problem(
            "author",
            f"{mine.name} {mine.verdict} with the student's own training and {here.verdict} after "
            f"training here.",
            mine.grade_id,
        )
        for mine, here in zip(stated[1], in_full[1], strict=True)
        if mine.verdict is not here.verdict
    ]
    models = _models(in_full[0])
    for name, model in _models(stated[0]).items():
        doubtful = doubts(model)
        found += [_in_words(name, doubt, _last(models.get(name))) for doubt in doubtful]
        found += _figures(name, model, models.get(name), {doubt.figure for doubt in doubtful})
    return found


def unusable(executed: Executed) -> list[Problem]:
    """Name the trainings that came under the right name and could not be taken."""
    return [
        Problem("author", f"{name}: the training that came with it is no such training; done here.")
        for name, model in _models(executed).items()
        if model.history and model.history.fit_settings.get("unusable") == 1
    ]


def _in_words(name: str, doubt: Doubt, here: Mapping[str, float]) -> Problem:
    stated = "not" if doubt.stated is None else f"{doubt.stated:.4g}"
    text = f"{name}: {doubt.figure} {stated} stated, {doubt.found:.4g} by {doubt.by}"
    if doubt.figure in here:
        text += f", {here[doubt.figure]:.4g} after training here"
    return Problem("author", f"{text}.")


def _figures(
    name: str, stated: ModelNode, in_full: ModelNode | None, told: set[str]
) -> list[Problem]:
    mine, here = _last(stated), _last(in_full)
    rows = (stated.history.fit_settings if stated.history else {}).get("validation_rows")
    found = []
    for metric in sorted({*_SHARES} & mine.keys() & here.keys() - told):
        if isinstance(rows, int) and rows > 0:
            pooled = (mine[metric] + here[metric]) / 2
            error = math.sqrt(max(pooled * (1 - pooled), 1 / rows) * 2 / rows)
            if abs(mine[metric] - here[metric]) > Z * error:
                text = (
                    f"{name}: {metric} {mine[metric]:.4f} by the student's own training, "
                    f"{here[metric]:.4f} after training here."
                )
                found.append(Problem("author", text))
    return found


def _models(executed: Executed) -> Mapping[str, ModelNode]:
    """The models among the answers, as far as they can be read at all; nothing is loaded."""
    found = {}
    for path, data in executed.hand_in.items():
        name, _, file = path.partition("/")
        if file == "answer.json" and len(data) <= MAX_MANIFEST_BYTES:
            try:
                value = Manifest.model_validate_json(data).value
            except (ValidationError, RecursionError):
                continue
            if isinstance(value, ModelNode):
                found[name] = value
    return found


def _last(model: ModelNode | None) -> dict[str, float]:
    """The metrics after the last epoch."""
    if model is None or model.history is None:
        return {}
    metrics = model.history.metrics.items()
    return {
        name: values[-1]
        for name, values in metrics
        if values and isinstance(values[-1], float) and math.isfinite(values[-1])
    }
