"""Networks whose weights are more alike than independent trainings make them: a hint, no verdict.

Every submission starts with the same seed (`c.Confinement.seed`). Whoever writes the same network
and the same training gets the same weights while grading, to the last bit, and whoever trains
longer or otherwise from the same start gets similar ones. Neither speaks of copying, so such
students are only listed as groups. What speaks are weights that the seed does not explain: brought
along, trained on the students' own machines, or equal after trainings that differ.
"""

import base64
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from yourturn.networks import Network
from yourturn.report.likeness import Likeness
from yourturn.report.results import Results, Work

ALIKE = 0.5
"""Correlation of two kernels from which on they are alike.

Measured with the networks of 03 and 07 on the stand-in digits: independent starts stay below 0.04
where a kernel has 200 weights or more. A copy that is trained on keeps 0.93 and more after five
epochs, 0.96 in its most alike kernel after an epoch at five times the learning rate. Other
trainings from the same start come to 0.67 to 0.93, so that likeness alone does not tell them from
copies: where the weights came from does.
"""


@dataclass(frozen=True)
class Match:
    """Two networks that are alike although the seed does not explain it, and what speaks for it.

    `correlation` is that of the kernel that is most alike, 1 where all weights are identical.
    """

    one: str
    other: str
    network: str
    identical: bool
    correlation: float
    kernels: int
    code_percent: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Students whose networks are alike as the seed explains it: `identical`, or from one start.

    `code_percent` are the least and the greatest likeness of their code, of identical ones.
    """

    network: str
    students: tuple[str, ...]
    identical: bool
    code_percent: tuple[float, float] | None


@dataclass(frozen=True)
class AlikeWeights:
    """What stands out among a class's networks; `unlike` is the most that other pairs have."""

    matches: tuple[Match, ...]
    groups: tuple[Group, ...]
    unlike: float
    n_networks: int


@dataclass(frozen=True)
class _Own:
    """One student's network."""

    work: Work
    network: Network

    @property
    def student(self) -> str:
        return self.work.student


def alike_weights(results: Results, likeness: Likeness) -> AlikeWeights:
    """Compare the networks that were handed in under one name."""
    named = defaultdict[str, list[_Own]](list)
    for work in results.works:
        for network in work.networks:
            named[network.name].append(_Own(work, network))
    matches, groups, unlike = list[Match](), list[Group](), 0.0
    for name, networks in named.items():
        correlation, kernels = _correlations(networks)
        explained = list[tuple[int, int]]()
        for i, j in combinations(range(len(networks)), 2):
            one, other = networks[i], networks[j]
            identical = one.network.weights == other.network.weights
            if not identical and correlation[i, j] < ALIKE:
                unlike = max(unlike, correlation[i, j])
                continue
            evidence = _evidence(one, other, identical)
            if not evidence:
                explained.append((i, j))
                continue
            matches.append(
                Match(
                    one.student,
                    other.student,
                    name,
                    identical,
                    1.0 if identical else float(correlation[i, j]),
                    int(kernels[i, j]),
                    likeness.percent(one.student, other.student),
                    tuple(evidence),
                )
            )
        groups += _groups(name, networks, explained, likeness)
    return AlikeWeights(
        tuple(sorted(matches, key=lambda match: (-match.correlation, match.one, match.other))),
        tuple(sorted(groups, key=lambda group: (not group.identical, len(group.students)))),
        float(unlike),
        sum(map(len, named.values())),
    )


def _correlations(networks: list[_Own]) -> tuple[np.ndarray, np.ndarray]:
    """For each pair the greatest correlation of two kernels in one place and of one shape.

    Both results are (n_networks, n_networks); the second counts the kernels from `ALIKE` on.
    """
    n = len(networks)
    greatest, count = np.full((n, n), -1.0), np.zeros((n, n), dtype=int)
    places = defaultdict[tuple[int, tuple[int, ...]], list[int]](list)
    for index, own in enumerate(networks):
        for place, kernel in enumerate(own.network.kernels):
            places[place, kernel.shape].append(index)
    for (place, _), members in places.items():
        samples = [_sample(networks[index].network, place) for index in members]
        found = np.corrcoef(np.array(samples)) if len(members) > 1 else np.ones((1, 1))
        among = np.ix_(members, members)
        greatest[among] = np.maximum(greatest[among], found)
        count[among] += found >= ALIKE
    return greatest, count


def _sample(network: Network, place: int) -> np.ndarray:
    data = base64.b64decode(network.kernels[place].sample)
    return np.frombuffer(data, dtype=np.int8).astype(float)


def _evidence(one: _Own, other: _Own, identical: bool) -> list[str]:
    """Say why the seed does not explain that two networks are alike; nothing where it does."""
    found = []
    for own in (one, other):
        if own.network.trained == "elsewhere":
            found.append(f"No fit explains the weights of {own.student}: loaded, set, or a loop.")
        if own.network.trained == "by the student":
            found.append(f"{own.student} trained on a machine of their own, with a seed unknown.")
        if own.work.loads:
            found.append(f"{own.student}'s code calls {', '.join(own.work.loads)}.")
    differ = list(_differences(one.network, other.network))
    if identical and differ and "not at all" not in (one.network.trained, other.network.trained):
        found.append(f"The trainings differ ({', '.join(differ)}), the weights do not.")
    return found


def _differences(one: Network, other: Network) -> Iterator[str]:
    for what in ("optimizer", "learning_rate", "batch_size", "epochs"):
        mine, theirs = getattr(one, what), getattr(other, what)
        if None not in (mine, theirs) and mine != theirs:
            yield f"{what.replace('_', ' ')} {_short(mine)} and {_short(theirs)}"


def _short(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _groups(
    name: str, networks: list[_Own], pairs: Iterable[tuple[int, int]], likeness: Likeness
) -> Iterator[Group]:
    """Join pairs that are alike to groups; identical ones besides in groups of their own."""
    leader = list(range(len(networks)))

    def find(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    paired = set[int]()
    for i, j in pairs:
        paired |= {i, j}
        leader[max(find(i), find(j))] = min(find(i), find(j))
    digests = Counter(networks[index].network.weights for index in paired)
    for digest, count in digests.items():
        if count > 1:
            students = [
                networks[i].student for i in paired if networks[i].network.weights == digest
            ]
            percents = [likeness.percent(a, b) for a, b in combinations(sorted(students), 2)]
            yield Group(name, tuple(sorted(students)), True, (min(percents), max(percents)))
    for start in sorted({find(index) for index in paired}):
        members = [networks[index] for index in paired if find(index) == start]
        if len({own.network.weights for own in members}) > 1:
            yield Group(name, tuple(sorted(own.student for own in members)), False, None)
