"""What a notebook calls for its data: `load_mnist` and `load_mtpl`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from yourturn.data.images import Labelled

__all__ = ["load_mnist", "load_mtpl", "sources_used"]

_used: dict[str, str] = {}


def load_mnist() -> tuple[Labelled, Labelled]:
    """Load handwritten digits: `(x_train, y_train), (x_test, y_test) = load_mnist()`.

    `x_train` holds 50,000 images, `x_test` 10,000, each 28 x 28 pixels of 0 (paper) to 255 (ink)
    as uint8: shapes (50000, 28, 28) and (10000, 28, 28). `y_train` and `y_test` hold the digits
    they show, 0 to 9, as uint8. Without network you get a stand-in of 7,500 and 2,100 images,
    and a line says so.

    Source: MNIST, Y. LeCun, C. Cortes, C. J. C. Burges, as published with Keras, without the last
    10,000 training images, on which your networks are judged. Stand-in: scikit-learn's digits.
    """
    named = os.environ.get("YOURTURN_COURSE_DATA")
    if named:
        from yourturn.data import folder

        entry = folder.read_manifest(Path(named)).mnist
        _tell("mnist", entry.source, entry.sentence)
        return folder.read_images(Path(named), "train"), folder.read_images(Path(named), "test")
    from yourturn.data import sources, unseen

    whole = unseen.mnist()
    origin = sources.mnist_origin()
    _tell("mnist", origin.source, origin.sentence)
    (x_train, y_train), (x_test, y_test) = whole.train, whole.test
    return (x_train.copy(), y_train.copy()), (x_test.copy(), y_test.copy())


def load_mtpl() -> pd.DataFrame:
    """Load the motor third-party liability portfolio, one policy a row.

    Columns: `id`; `expo` exposure in years, above 0, at most 1; `claim` 1 if there was a claim;
    `nclaims` their number; `amount` their sum in euro; `average` amount per claim, NaN without
    one; `coverage` TPL, TPL+ (limited own damage) or TPL++ (full own damage); `ageph` age of the
    policyholder in years; `sex`; `bm` bonus-malus level, 0 (best) to 22; `power` in kW; `agec` age
    of the car in years; `fuel`; `use` private or work; `fleet` 1 if part of a fleet. About 130,000
    rows; without network a simulated stand-in of 32,000, and a line says so.

    Source: beMTPL97, a Belgian portfolio of 1997, without a fifth of the policies, drawn at random,
    on which your models are judged.
    """
    named = os.environ.get("YOURTURN_COURSE_DATA")
    if named:
        from yourturn.data import folder

        entry = folder.read_manifest(Path(named)).mtpl
        _tell("mtpl", entry.source, entry.sentence)
        return folder.read_policies(Path(named))
    from yourturn.data import sources, unseen

    frame = unseen.mtpl().course
    origin = sources.mtpl_origin()
    _tell("mtpl", origin.source, origin.sentence)
    return frame.copy()


def sources_used() -> dict[str, str]:
    """Return the source of each data set loaded so far: "mnist", "mtpl" or "stand-in" by name.

    Called by `hand_in`, which records it.
    """
    return dict(_used)


def _tell(dataset: str, source: str, sentence: str) -> None:
    if dataset not in _used:
        print(sentence)
    _used[dataset] = source
