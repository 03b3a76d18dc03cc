"""Answers more alike than a class's answers are by chance: a hint to a person, not a verdict.

Good answers to one question resemble each other, so likeness alone says little. What speaks is
lines that hardly anybody else wrote. Comments, spacing and what everybody was given count
for nothing.
"""

import io
import tokenize
from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from yourturn.report.results import Results

ALIKE = 80
"""Percent of likeness (rapidfuzz's ratio, the normalised indel similarity) worth a look."""

RARE = 0.05
"""A line is rare that at most this share of a class wrote, or two students."""

MIN_RARE_LINES = 3
MIN_LENGTH = 12  # characters: `x = 3` is nobody's own


@dataclass(frozen=True)
class Pair:
    """Two students whose answers are alike: percent, and the rare lines they share."""

    one: str
    other: str
    percent: float
    shared: tuple[str, ...]


def alike(results: Results) -> list[Pair]:
    """List pairs with shared rare lines, most alike first."""
    given = set(_lines(results.released))
    written = {
        work.student: [
            line
            for source in work.code.values()
            for line in _lines(source)
            if line not in given and len(line) >= MIN_LENGTH
        ]
        for work in results.works
    }
    students = [student for student, lines in written.items() if len(lines) >= MIN_RARE_LINES]
    authors = Counter(line for student in students for line in set(written[student]))
    most = max(2, int(RARE * len(students)))
    rare = {
        student: [line for line in dict.fromkeys(written[student]) if authors[line] <= most]
        for student in students
    }
    texts = ["\n".join(written[student]) for student in students]
    percents = cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    pairs = []
    for i, one in enumerate(students):
        for j in range(i + 1, len(students)):
            if percents[i, j] < ALIKE:
                continue
            theirs = set(rare[students[j]])
            shared = tuple(line for line in rare[one] if line in theirs)
            if len(shared) >= MIN_RARE_LINES:
                pairs.append(Pair(one, students[j], float(percents[i, j]), shared))
    return sorted(pairs, key=lambda pair: (-len(pair.shared), -pair.percent))


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
