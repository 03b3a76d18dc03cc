"""Whether the history and the weights of a training that a student did fit one another.

Zone 1 says what the weights give on the rows of the training (`yourturn.answers.evidence`); the
history says what they gave. Held-out rows are evaluated after an epoch, with dropout off, so both
are the same but for rounding. Metrics of the training itself are averages over an epoch in which
the weights changed, so they bound loosely what the weights may give.

Doubt costs a student nothing: the submission is trained in full besides, and the instructor is
told both figures.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yourturn.answers.evidence import FOUND
from yourturn.answers.kinds import HistoryNode, ModelNode

ROUNDING = 0.003
"""Relative. Sums of float32 in another order differ by 1e-6 of a loss; graphics processors that
keep 10 bits of a factor (TensorFloat-32) by 1e-3."""
LOOSE = 0.75
"""Relative: at the end of an epoch a loss is a quarter of the epoch's average or more, and at most
four times that. Not after the first epoch, which begins with weights drawn at random."""
SMALL = 0.05
"""A loss below it is about as good as none."""
FLATTERED, MODEST = 0.1, 0.5
"""By so much an accuracy of training may be above, and below, what the weights give at its end:
dropout and an epoch's beginning make it worse, only chance makes it better."""

_COUNTS = {"steps", "epochs"}


@dataclass(frozen=True)
class Doubt:
    """A figure as the history states it (None where it does not), and as `by` gives it."""

    figure: str
    stated: float | None
    found: float
    by: str = "the weights that came with it"


def doubts(model: ModelNode) -> list[Doubt]:
    """Say what does not fit in the training that came with a model; nothing if it was done here."""
    history = model.history
    if history is None or history.fit_settings.get("stated") != 1:
        return []
    found = {
        key.removeprefix(FOUND): float(value)
        for key, value in history.fit_settings.items()
        if key.startswith(FOUND) and value is not None
    }
    stated = {
        name: [float(value) for value in values if isinstance(value, float | int)]
        for name, values in history.metrics.items()
    }
    figures = {name: value for name, value in found.items() if name not in _COUNTS}
    return [*_counts(history, stated, found)] or [
        *_held_out(history, stated, figures),
        *_trained_on(stated, figures),
    ]


def _counts(
    history: HistoryNode, stated: Mapping[str, list[float]], found: Mapping[str, float]
) -> Iterator[Doubt]:
    """Epochs, steps and metrics that are not those of the notebook's own `fit`."""
    epochs = len(stated.get("loss", ()))
    asked = found.get("epochs", 0)
    steps = history.fit_settings.get("stated_steps") or 0
    by = "the notebook's code"
    if epochs > asked or (epochs < asked and not history.fit_settings.get("callbacks")):
        yield Doubt("epochs", epochs, asked, by)
    if steps != found.get("steps"):
        yield Doubt("steps of the optimiser", steps, found.get("steps", 0), by)
    for name, value in sorted(found.items()):
        if name not in _COUNTS and (not epochs or len(stated.get(name, ())) != epochs):
            yield Doubt(name, None, value)


def _held_out(
    history: HistoryNode, stated: Mapping[str, list[float]], found: Mapping[str, float]
) -> list[Doubt]:
    """Metrics of the held-out rows: of the last epoch, of any where a callback may choose."""
    rows = history.fit_settings.get("validation_rows") or 1
    names = sorted(name for name in found if name.startswith("val_"))
    by_epoch = [
        [
            Doubt(name, stated[name][epoch], found[name])
            for name in names
            if not _same(stated[name][epoch], found[name], rows)
        ]
        for epoch in range(len(stated["loss"]))
    ]
    chosen = by_epoch if history.fit_settings.get("callbacks") else by_epoch[-1:]
    return [] if [] in chosen else by_epoch[-1]


def _trained_on(stated: Mapping[str, list[float]], found: Mapping[str, float]) -> list[Doubt]:
    return [
        Doubt(name, stated[name][-1], value)
        for name, value in sorted(found.items())
        if not name.startswith("val_") and not _near(name, stated[name], value)
    ]


def _same(stated: float, found: float, rows: float) -> bool:
    # One row on the border of two classes may fall to the other side.
    return abs(stated - found) <= ROUNDING * max(abs(stated), abs(found)) + 1 / rows


def _near(name: str, stated: list[float], found: float) -> bool:
    last = stated[-1]
    if "acc" in name:
        return -MODEST <= last - found <= FLATTERED
    return len(stated) == 1 or abs(last - found) <= LOOSE * max(abs(last), abs(found)) + SMALL
