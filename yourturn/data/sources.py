"""Where the data come from: a named folder, else the publisher, else a built-in stand-in.

Never silently: every `Origin` carries the sentence that is printed for the student, recorded in
the hand-in and read by the graders.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from yourturn.data import digits, portfolio, published
from yourturn.errors import MachineError

__all__ = ["PUBLISHED", "STAND_IN", "Dataset", "Origin", "forget", "mnist_origin", "mtpl_origin"]

Dataset = Literal["mnist", "mtpl"]

STAND_IN = "stand-in"
"""As value of YOURTURN_DATA: use the stand-ins, ask no network."""

PUBLISHED: dict[Dataset, published.Published] = {"mnist": published.MNIST, "mtpl": published.MTPL}
"""Whom to ask; where a test puts a server of its own."""


@dataclass(frozen=True)
class Origin:
    """Where one data set comes from.

    `source` is "mnist" or "mtpl" for the real data, "stand-in" otherwise; `sentence` tells a
    student the same; `path` is the real data's file; `sha256` changes whenever the data do.
    """

    source: str
    sentence: str
    path: Path | None
    sha256: str


def mnist_origin() -> Origin:
    """Find the digits. Raises MachineError when the named folder does not hold them."""
    return _origin("mnist", os.environ.get("YOURTURN_DATA", ""))


def mtpl_origin() -> Origin:
    """Find the portfolio. Raises MachineError when the named folder does not hold it."""
    return _origin("mtpl", os.environ.get("YOURTURN_DATA", ""))


def forget() -> None:
    """Forget what was found, for a process whose network or cache has changed."""
    _origin.cache_clear()


@dataclass(frozen=True)
class _Known:
    filenames: tuple[str, ...]
    name: str
    stand_in: str
    content: Callable[[], list[bytes]]


_KNOWN: dict[Dataset, _Known] = {
    "mnist": _Known(
        ("mnist.npz",),
        "MNIST (50,000 training and 10,000 test images)",
        "stand-in digits (scikit-learn's, turned and moved)",
        lambda: [array.tobytes() for pair in digits.stand_in_digits().values() for array in pair],
    ),
    "mtpl": _Known(
        ("mtpl.csv.gz", "PC_data.txt"),
        "the Belgian motor portfolio of 1997 (four fifths of about 163,000 policies)",
        "a stand-in portfolio (40,000 policies, simulated from published statistics)",
        lambda: [portfolio.stand_in_records().tobytes()],
    ),
}


@cache
def _origin(dataset: Dataset, named: str) -> Origin:
    known = _KNOWN[dataset]
    if named == STAND_IN:
        return _stand_in(dataset, known, "YOURTURN_DATA says so")
    if named:
        path = _in_folder(Path(named), known)
        return _real(dataset, known, path, "the folder named by YOURTURN_DATA")
    try:
        path = published.fetch(PUBLISHED[dataset])
    except published.UnavailableError as reason:
        return _stand_in(dataset, known, str(reason))
    return _real(dataset, known, path, PUBLISHED[dataset].host)


def _in_folder(folder: Path, known: _Known) -> Path:
    for filename in known.filenames:
        if (folder / filename).is_file():
            return folder / filename
    raise MachineError(
        f"YOURTURN_DATA names {folder}, which holds no {' or '.join(known.filenames)}; "
        f"put the file there, name another folder, or unset YOURTURN_DATA."
    )


def _real(dataset: Dataset, known: _Known, path: Path, whence: str) -> Origin:
    sentence = f"Data: {known.name} from {whence}."
    return Origin(dataset, sentence, path, hashlib.sha256(path.read_bytes()).hexdigest())


def _stand_in(dataset: Dataset, known: _Known, reason: str) -> Origin:
    measured = "accuracies differ" if dataset == "mnist" else "coefficients and losses differ"
    sentence = f"Data: {known.stand_in}, because {reason}: {measured} from the course's."
    digest = hashlib.sha256()
    for content in known.content():
        digest.update(content)
    return Origin("stand-in", sentence, None, digest.hexdigest())
