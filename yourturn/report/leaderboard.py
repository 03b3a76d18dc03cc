"""A class's networks by the share of unseen images that they read right, chance allowed for."""

from collections.abc import Iterable
from dataclasses import dataclass

from scipy.special import betaincinv

from yourturn.networks import Network
from yourturn.report.results import Results, Work

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Standing:
    """One network's place: `right` of `images`, and the interval its true share lies in.

    `rank` counts the networks that are certainly better, whose intervals lie wholly above this
    one, and one more: who cannot be told apart shares a rank. `network` is None where the
    hand-in says nothing of it.
    """

    rank: int
    student: str
    right: int
    images: int
    low: float
    high: float
    network: Network | None

    @property
    def share(self) -> float:
        """The share of unseen images read right."""
        return self.right / self.images


def standings(results: Results) -> list[Standing]:
    """List the networks that graders put on the leaderboard, the best first."""
    found = [standing for work in results.works for standing in _of(work)]
    ranked = [_with_rank(one, found) for one in found]
    return sorted(ranked, key=lambda one: (one.rank, -one.share, one.student))


def interval(right: int, images: int) -> tuple[float, float]:
    """Return the confidence interval of Clopper and Pearson (Biometrika 26, 1934) for a share.

    It is exact, as the graders' own rule for accuracies (`judging.rules.at_least`).
    """
    tail = (1 - CONFIDENCE) / 2
    low = betaincinv(right, images - right + 1, tail) if right else 0.0
    high = betaincinv(right + 1, images - right, 1 - tail) if right < images else 1.0
    return float(low), float(high)


def _of(work: Work) -> Iterable[Standing]:
    for figures in work.figures:
        right, images = figures.get("right"), figures.get("images")
        if isinstance(right, int) and isinstance(images, int) and 0 <= right <= images > 0:
            known = {network.name: network for network in work.networks}
            network = known.get(str(figures.get("network")))
            yield Standing(0, work.student, right, images, *interval(right, images), network)
            return


def _with_rank(one: Standing, all_of_them: Iterable[Standing]) -> Standing:
    better = sum(other.low > one.high for other in all_of_them)
    return Standing(better + 1, one.student, one.right, one.images, one.low, one.high, one.network)
