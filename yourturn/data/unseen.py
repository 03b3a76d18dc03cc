"""All the data, with the part that students do not get: for the trusted side only.

Called by the judge (zone 3), which needs the labels, and by the engine, which sends the unseen
inputs to the prediction zone. On a student's own machine `load_mnist` and `load_mtpl` take the
course's part from here; where student code is graded there is nothing to take it from.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from yourturn.data import images, policies, portfolio, sources
from yourturn.data.digits import stand_in_digits
from yourturn.data.images import Labelled
from yourturn.errors import MachineError

__all__ = ["Mnist", "Portfolio", "data_source", "mnist", "mtpl"]

_SPLIT_VERSION = "1"  # of what is withheld, and how prepared folders are laid out
_N_UNSEEN_IMAGES = 10_000  # the last of the 60,000 training images (exercises.md, rules)


@dataclass(frozen=True, eq=False)
class Mnist:
    """The digits in three parts, each `(images (n, 28, 28) uint8, labels (n,) uint8)`.

    Students have `train` and `test`. `source` is "mnist" or "stand-in".
    """

    train: Labelled
    test: Labelled
    unseen: Labelled
    source: str

    @cached_property
    def mean_and_std(self) -> tuple[float, float]:
        """The mean and the standard deviation of the training images' pixels, from 0 to 255."""
        return float(self.train[0].mean()), float(self.train[0].std()) or 1.0


@dataclass(frozen=True, eq=False)
class Portfolio:
    """The policies in two parts; students have `course`. `source` is "mtpl" or "stand-in"."""

    course: pd.DataFrame
    unseen: pd.DataFrame
    source: str


@cache
def mnist() -> Mnist:
    """Return the digits with 10,000 unseen images (2,000 or more in the stand-in)."""
    origin = sources.mnist_origin()
    if origin.path is None:
        parts = stand_in_digits()
        return Mnist(parts["train"], parts["test"], parts["unseen"], origin.source)
    try:
        (x, y), test = images.read_npz(origin.path)
    except ValueError as error:
        raise MachineError(str(error)) from error
    n = len(x) - _N_UNSEEN_IMAGES
    return Mnist((x[:n], y[:n]), test, (x[n:], y[n:]), origin.source)


@cache
def mtpl() -> Portfolio:
    """Return the portfolio, a fifth of it unseen."""
    origin = sources.mtpl_origin()
    if origin.path is None:
        frame = policies.from_records(portfolio.stand_in_records())
    else:
        try:
            frame = policies.read(origin.path)
        except ValueError as error:
            raise MachineError(str(error)) from error
    withheld = _withheld(len(frame))
    return Portfolio(
        frame[~withheld].reset_index(drop=True),
        frame[withheld].reset_index(drop=True),
        origin.source,
    )


def data_source() -> dict[str, Any]:
    """Return where both data sets come from, and under "digest" a key that changes with them.

    `{"mnist": {"source": ..., "sentence": ..., "sha256": ...}, "mtpl": {...}, "digest": ...}`. The
    engine keys stored results by the digest, the report shows the sentences.
    """
    origins = {"mnist": sources.mnist_origin(), "mtpl": sources.mtpl_origin()}
    found: dict[str, Any] = {
        dataset: {"source": origin.source, "sentence": origin.sentence, "sha256": origin.sha256}
        for dataset, origin in origins.items()
    }
    key = [_SPLIT_VERSION, found["mnist"]["sha256"], found["mtpl"]["sha256"]]
    return {**found, "digest": hashlib.sha256("\n".join(key).encode()).hexdigest()}


def _withheld(n_policies: int) -> NDArray[np.bool_]:
    # RandomState's streams never change between versions of numpy, Generator's may. Of ten seeds
    # tried this one leaves the unseen part closest to the published models: no coefficient is off
    # by more than 1.0 of its standard errors in the real portfolio, by 1.6 in the stand-in.
    drawn = np.random.RandomState(3).permutation(n_policies)[: n_policies // 5]
    withheld = np.zeros(n_policies, dtype=bool)
    withheld[drawn] = True
    return withheld
