"""Stand-in digits for a machine without network: scikit-learn's, brought to MNIST's form.

scikit-learn holds 1,797 digits of 8 x 8 pixels, written by 13 people (UCI, "Optical Recognition of
Handwritten Digits", E. Alpaydin and C. Kaynak, 1998; its test set). Each is enlarged to 20 x 20
inside 28 x 28, as MNIST's are, and given seven times, a little turned and moved.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yourturn.data.images import Labelled
from yourturn.data.keep import Arrays, kept

__all__ = ["PARTS", "stand_in_digits"]

PARTS = ("train", "test", "unseen")

_VERSION = 1  # of the images; a kept file of another version is not read
_TURN_DEGREES, _MOVE_PIXELS = 6.0, 4.0
_COPIES = 7
# Of ten originals that are about as hard, four are kept from training; the hardest never are.
_TEST, _UNSEEN = (0, 6), (1, 5)
_HARDEST = 0.55


@cache
def stand_in_digits() -> dict[str, Labelled]:
    """Return the parts "train", "test" and "unseen", made of different originals."""
    arrays = kept(f"stand-in-digits-{_VERSION}", _make)
    return {part: (arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in PARTS}


def _make() -> Arrays:
    from sklearn.datasets import load_digits  # a second to import, for those who need it

    bunch = load_digits()
    originals = (bunch.images / 16).astype("float32")
    labels = bunch.target.astype("uint8")
    parts = _parts(originals, labels)
    # RandomState's streams never change between versions of numpy, Generator's may
    random = np.random.RandomState(19970101)
    arrays: dict[str, NDArray[np.uint8]] = {}
    for part in PARTS:
        chosen = np.repeat(parts[part], _COPIES)
        chosen = chosen[random.permutation(len(chosen))]
        turn = np.deg2rad(random.uniform(-_TURN_DEGREES, _TURN_DEGREES, len(chosen)))
        move = random.uniform(-_MOVE_PIXELS, _MOVE_PIXELS, (len(chosen), 2))
        arrays[f"{part}_images"] = _drawn(originals, chosen, turn, move)
        arrays[f"{part}_labels"] = labels[chosen]
    return arrays


def _parts(
    originals: NDArray[np.float32], labels: NDArray[np.uint8]
) -> dict[str, NDArray[np.intp]]:
    """Deal the originals to the parts, digit by digit, from the hardest to the easiest."""
    difficulty = _difficulty(originals, labels)
    parts: dict[str, list[int]] = {part: [] for part in PARTS}
    for digit in range(10):
        members = np.flatnonzero(labels == digit)
        order = members[np.argsort(-difficulty[members], kind="stable")]
        n_hardest = int((difficulty[members] > _HARDEST).sum())
        parts["train"] += order[:n_hardest].tolist()
        for rank, member in enumerate(order[n_hardest:].tolist()):
            turn = rank % 10
            part = "test" if turn in _TEST else "unseen" if turn in _UNSEEN else "train"
            parts[part].append(member)
    return {part: np.array(sorted(members)) for part, members in parts.items()}


def _difficulty(originals: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Squared distance to the nearest three of its own kind over that to three of other kinds."""
    flat = originals.reshape(len(originals), -1).astype("float64")
    squares = (flat**2).sum(axis=1)
    distance = squares[:, None] + squares - 2 * flat @ flat.T
    np.fill_diagonal(distance, np.inf)
    same = labels[:, None] == labels
    own = np.sort(np.where(same, distance, np.inf), axis=1)[:, :3].mean(axis=1)
    other = np.sort(np.where(same, np.inf, distance), axis=1)[:, :3].mean(axis=1)
    return np.asarray(own / other)


def _drawn(
    originals: NDArray[np.float32],
    chosen: NDArray[np.intp],
    turn: NDArray[np.float64],
    move: NDArray[np.float64],
) -> NDArray[np.uint8]:
    """Draw the chosen originals at 28 x 28, turned by `turn` radians, moved by `move` pixels."""
    from scipy import ndimage

    padded = np.pad(originals, ((0, 0), (2, 2), (2, 2)))
    smooth = np.stack([ndimage.spline_filter(image, order=3) for image in padded])
    down, right = np.mgrid[:28, :28] - 13.5
    images = np.empty((len(chosen), 28, 28), dtype=np.uint8)
    for row, original in enumerate(chosen):
        cosine, sine = np.cos(turn[row]), np.sin(turn[row])
        dy, dx = down - move[row, 0], right - move[row, 1]
        at = np.stack([cosine * dy - sine * dx, sine * dy + cosine * dx]) * (8 / 20) + 5.5
        ink = ndimage.map_coordinates(smooth[original], at, order=3, prefilter=False)
        images[row] = np.clip(np.rint(255 * ink), 0, 255)
    return images
