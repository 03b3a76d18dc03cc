"""Answers more alike than a class's answers are by chance: a hint to a person, not a verdict.

Good answers to one question resemble each other, so likeness alone says little. What speaks is
lines that hardly anybody else wrote. Comments, spacing and what everybody was given count
for nothing.
"""

import io
import tokenize
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from yourturn.report.results import Results

ALIKE = 80
"""Percent of likeness worth a look: rapidfuzz's ratio, the normalised indel similarity, of tokens.

Of tokens, not of characters: a name counts once however long it is, and a class of 200 takes a
quarter of a second instead of three.
"""

RARE = 0.05
"""A line is rare that at most this share of a class wrote, or two students."""

MIN_RARE_LINES = 3
MIN_LENGTH = 12  # characters: `x = 3` is nobody's own

_FIRST, _MOST = 0x10000, 0x100000  # of the characters that are no surrogates


@dataclass(frozen=True)
class Pair:
    """Two students whose answers are alike: percent, and the rare lines they share."""

    one: str
    other: str
    percent: float
    shared: tuple[str, ...]


class Likeness:
    """How alike the code of a class's answers is, what everybody was given left out."""

    def __init__(self, results: Results) -> None:
        given = set(_lines(results.released))
        self._written = {
            work.student: [
                line
                for source in work.code.values()
                for line in _lines(source)
                if line not in given and len(line) >= MIN_LENGTH
            ]
            for work in results.works
        }
        self._index = {student: index for index, student in enumerate(self._written)}
        texts = _in_characters(self._written.values())
        self._percents = cdist(texts, texts, scorer=fuzz.ratio, dtype=np.uint8)

    def percent(self, one: str, other: str) -> float:
        """Return how alike two students' code is, in per cent."""
        return float(self._percents[self._index[one], self._index[other]])

    def pairs(self) -> list[Pair]:
        """List pairs with shared rare lines, most alike first."""
        students = [s for s, lines in self._written.items() if len(lines) >= MIN_RARE_LINES]
        authors = Counter(line for student in students for line in set(self._written[student]))
        most = max(2, int(RARE * len(students)))
        rare = {
            student: [line for line in dict.fromkeys(self._written[student])
                      if authors[line] <= most]
            for student in students
        }  # fmt: skip
        pairs = []
        for i, one in enumerate(students):
            for other in students[i + 1 :]:
                if self.percent(one, other) < ALIKE:
                    continue
                theirs = set(rare[other])
                shared = tuple(line for line in rare[one] if line in theirs)
                if len(shared) >= MIN_RARE_LINES:
                    pairs.append(Pair(one, other, self.percent(one, other), shared))
        return sorted(pairs, key=lambda pair: (-len(pair.shared), -pair.percent))


def _in_characters(written: Iterable[Iterable[str]]) -> list[str]:
    """Write each token as one character, the same everywhere."""
    known = dict[str, str]()
    return [
        "".join(
            known.setdefault(token, chr(_FIRST + len(known) % _MOST))
            for line in lines
            for token in line.split()
        )
        for lines in written
    ]


def _lines(source: str) -> list[str]:
    """The code's logical lines, written in one way; lines as they are where it is no Python."""
    lines, tokens = [], list[str]()
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NEWLINE:
                lines.append(" ".join(tokens))
                tokens = []
            elif token.type not in skipped:
                tokens.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        return [" ".join(line.split()) for line in source.splitlines() if line.strip()]
    return [line for line in lines if line]
