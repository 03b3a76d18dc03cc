"""Remember how `fit` was called: Keras's `History` keeps epochs and steps, nothing else.

How many rows there were, the batch size, the part held out for validation and how much the sample
weights vary are written into `history.params` of the `History` that `fit` returns, from where a
hand-in reads them. Nothing of the training itself changes, unless it was kept before (`trained`).
"""

import functools
import inspect
import sys
from typing import Any

from yourturn.answers import trained

__all__ = ["remember_fits"]

_DEFAULT_BATCH = 32  # keras.Model.fit, `batch_size`


def remember_fits() -> None:
    """Let `fit` remember its settings as soon as Keras is imported.

    Called when `hand_in` is imported. Keras may come later than that: then every cell that a
    notebook runs looks again. Does nothing when done already.
    """
    if "keras" in sys.modules and hasattr(sys.modules["keras"], "Model"):
        _wrap(sys.modules["keras"].Model)
        return
    shell = _shell()
    if shell is not None:
        shell.events.register("pre_run_cell", _look_again)


def _look_again(*_: Any) -> None:
    if "keras" not in sys.modules:
        return
    remember_fits()
    shell = _shell()
    if shell is not None:
        shell.events.unregister("pre_run_cell", _look_again)


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def _wrap(model_class: Any) -> None:
    original = model_class.fit
    if getattr(original, "remembers", False):
        return
    signature = inspect.signature(original)

    @functools.wraps(original)
    def fit(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        name = trained.name_of(given["self"], given)
        history = trained.replay(name, given["self"], given)
        if history is not None:
            history.params.update(_settings(given))
            return history
        history = original(*args, **kwargs)
        if isinstance(getattr(history, "params", None), dict):
            history.params.update(_settings(given))
            if trained.came(name):
                history.params["unusable"] = 1
            trained.keep(name, given["self"], history)
        return history

    fit.remembers = True  # type: ignore[attr-defined]
    model_class.fit = fit


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    settings: dict[str, Any] = {"validation_split": float(given.get("validation_split") or 0.0)}
    rows = _rows(given.get("x"))
    if rows is not None:
        settings["rows"] = rows
        settings["batch_size"] = int(given.get("batch_size") or _DEFAULT_BATCH)
        settings.update(_variation(given.get("sample_weight")))
    validation = given.get("validation_data")
    if isinstance(validation, list | tuple) and validation:
        held_out = _rows(validation[0])
        if held_out is not None:
            settings["validation_rows"] = held_out
    elif rows is not None and settings["validation_split"]:
        # keras.src.trainers.data_adapters.data_adapter_utils.train_validation_split
        settings["validation_rows"] = rows - int(rows * (1 - settings["validation_split"]))
    return settings


def _variation(sample_weight: Any) -> dict[str, float]:
    """Give the coefficient of variation of the weights: it names them, on whatever scale.

    Weights of exposures and of claim counts differ in it; equal weights, or none, have 0.
    """
    if sample_weight is None:
        return {"weight_variation": 0.0}
    numpy = sys.modules["numpy"]
    try:
        weights = numpy.asarray(sample_weight, dtype=float)
    except (TypeError, ValueError):
        return {}
    if not weights.size or not numpy.isfinite(weights).all() or weights.mean() <= 0:
        return {}
    return {"weight_variation": float(weights.std() / weights.mean())}


def _rows(x: Any) -> int | None:
    """Count the rows of an array, or of the first of several inputs; None for a data set."""
    if isinstance(x, dict):
        x = next(iter(x.values()), None)
    elif isinstance(x, list | tuple) and x and hasattr(x[0], "shape"):
        x = x[0]
    shape = getattr(x, "shape", None)
    if shape is not None and len(shape) > 0 and shape[0] is not None:
        return int(shape[0])
    return len(x) if isinstance(x, list) else None
