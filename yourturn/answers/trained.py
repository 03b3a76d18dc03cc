"""Trainings that a student did: kept beside the notebook, and taken instead of training again.

Where a folder `trained` lies beside the notebook, each `fit` leaves in it the weights that it ended
with, its history and the optimiser's steps, named by everything that went into it: the model's and
its optimiser's settings, the data, the arguments. While grading, and only where the course trusts
trainings (`c.Training.trust`), the variable `YOURTURN_REPLAY` names that folder, and a `fit` that
finds itself there takes the weights and the history instead of training. What was changed since,
code or data, has another name: it is trained. Whether weights and history fit together is looked
at besides (`yourturn.answers.evidence`).
"""

import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from yourturn.answers.evidence import FOUND, look_at, steps_of

__all__ = ["FOLDER", "came", "keep", "name_of", "replay"]

FOLDER = "trained"
_MAX_BYTES = 20_000_000  # larger files are not collected
_ARRAYS = ("x", "y", "sample_weight", "validation_data")
_CHOICES = (
    "epochs",
    "batch_size",
    "validation_split",
    "validation_batch_size",
    "shuffle",
    "class_weight",
    "initial_epoch",
    "steps_per_epoch",
    "validation_steps",
    "validation_freq",
)


def name_of(model: Any, arguments: Mapping[str, Any]) -> str | None:
    """Name a training before it begins; None when nobody wants its name, or it has none.

    A data set that is read piece by piece has none: such a training is never kept.
    """
    if _place() is None:
        return None
    fits = getattr(model, "_yourturn_fits", 0) + 1
    model._yourturn_fits = fits  # a model that is trained on is another one
    try:
        model._yourturn_steps = int(_steps(model).numpy())
        parts = [_settings(model), str(fits)]
        parts += [_digest(arguments.get(name)) for name in _ARRAYS]
        parts += [f"{name}={arguments.get(name)!r}" for name in _CHOICES]
        parts += [type(one).__name__ for one in arguments.get("callbacks") or ()]
    except (TypeError, ValueError, AttributeError, NotImplementedError):
        return None
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def keep(name: str | None, model: Any, history: Any) -> None:
    """Keep what a training ended with; nothing is kept while grading, or when it is too large."""
    place = _place()
    if name is None or place is None or "YOURTURN_REPLAY" in os.environ:
        return
    weights = model.get_weights()
    if sum(array.nbytes for array in weights) > _MAX_BYTES:
        return
    metrics = {key: [float(value) for value in values] for key, values in history.history.items()}
    told = {"metrics": metrics, "steps": int(_steps(model).numpy()) - model._yourturn_steps}
    arrays = {f"w{number}": array for number, array in enumerate(weights)}
    try:
        descriptor, scrap = tempfile.mkstemp(dir=place, prefix=".new-")
        with os.fdopen(descriptor, "wb") as file:
            np.savez_compressed(file, history=np.array(json.dumps(told)), **arrays)
        Path(scrap).replace(place / f"{name}.npz")
    except OSError:  # a full disk must not stop a student's work
        return


def replay(name: str | None, model: Any, arguments: Mapping[str, Any]) -> Any:
    """Return the history of a kept training and give the model its weights; None to train.

    What the weights give on the training's rows is written into `params` beside what was stated.
    """
    if not came(name):
        return None
    keras = sys.modules["keras"]
    try:
        weights, told = _read(Path(os.environ["YOURTURN_REPLAY"], f"{name}.npz"))
        metrics, stated_steps = told["metrics"], int(told["steps"])
        epochs = len(metrics["loss"])
        asked = int(arguments.get("epochs") or 1) - int(arguments.get("initial_epoch") or 0)
        if not epochs or not _are_finite([*weights, *metrics.values()]):
            return None
        if not model.built or not model.weights:
            model(keras.tree.map_structure(lambda array: array[:1], arguments["x"]))
        untouched = model.get_weights()
        model.set_weights(weights)
    except (OSError, EOFError, BadZipFile, ValueError, KeyError, TypeError, AttributeError):
        return None
    try:
        found = look_at(model, arguments)
        steps = steps_of(arguments, epochs)
    except Exception:  # the student's own loss may raise anything: then so does training
        model.set_weights(untouched)
        return None
    _steps(model).assign_add(steps)
    history = keras.callbacks.History()
    history.set_model(model)
    history.history, history.epoch = metrics, list(range(epochs))
    history.params = {
        "epochs": int(arguments.get("epochs") or 1),
        "steps": steps // epochs,
        "stated": 1,
        "stated_steps": stated_steps,
        "callbacks": len(arguments.get("callbacks") or ()),
        f"{FOUND}steps": steps,
        f"{FOUND}epochs": asked,
        **found,
    }
    model.history = history
    return history


def _read(path: Path) -> tuple[list[np.ndarray], dict[str, Any]]:
    # Read here: np.load leaves a file open that turns out to be no archive.
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        weights = [stored[f"w{number}"] for number in range(len(stored.files) - 1)]
        return weights, json.loads(str(stored["history"]))


def _are_finite(values: list[Any]) -> bool:
    return all(np.isfinite(np.asarray(one, dtype=float)).all() for one in values)


def _steps(model: Any) -> Any:
    """The optimiser's own count of its steps, a variable."""
    return model.optimizer.variables[0]


def came(name: str | None) -> bool:
    """Say whether a training of this name came with the submission and may be taken."""
    place = os.environ.get("YOURTURN_REPLAY")
    return bool(name and place) and Path(place or "", f"{name}.npz").is_file()


def _place() -> Path | None:
    """The folder in which trainings are kept or found; None where nobody wants that."""
    named = os.environ.get("YOURTURN_REPLAY")
    if named is None and "YOURTURN_HAND_IN" in os.environ:
        return None  # while grading, everything is trained
    folder = Path(named or FOLDER)
    return folder if folder.is_dir() else None


def _settings(model: Any) -> str:
    """A model's settings; its parts are numbered, as Keras's names count all of a session's."""
    settings = [model.get_config(), model.get_compile_config()]
    text = json.dumps(settings, sort_keys=True, default=lambda value: type(value).__name__)
    parts = [model, *model._flatten_layers(include_self=False), model.optimizer]
    for number, part in enumerate(parts):
        text = text.replace(json.dumps(part.name), f'"part-{number}"')
    return text


def _digest(data: Any) -> str:
    """Name arrays by their content; ValueError for what is none, such as a generator."""
    if data is None:
        return "none"
    if isinstance(data, Mapping):
        return ",".join(f"{key}:{_digest(value)}" for key, value in sorted(data.items()))
    if isinstance(data, list | tuple) and any(hasattr(one, "shape") for one in data):
        return ",".join(map(_digest, data))
    array = np.ascontiguousarray(data)
    if array.dtype.kind not in "biuf" or not array.ndim:
        raise ValueError("no array of numbers")
    digest = hashlib.sha256(f"{array.dtype} {array.shape}".encode())
    digest.update(array.tobytes())
    return digest.hexdigest()
