"""The report as one HTML page that needs nothing else, no network and no server."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import mean, median

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from yourturn.gradebook.feedback import sentence
from yourturn.gradebook.page import format_points
from yourturn.judging.verdict import Verdict
from yourturn.report.likeness import Pair, alike
from yourturn.report.results import Column, Results, Work
from yourturn.report.statistics import (
    MIN_STUDENTS,
    CriterionStatistics,
    commonest_messages,
    histogram,
    statistics,
)

TEMPLATES = Path(__file__).parent / "templates"
EASY, HARD, MUTE = 0.95, 0.3, 0.1
"""Passed by nearly everybody, by hardly anybody; a discrimination that says nothing."""

_SIGNS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.NOT_JUDGED: "?"}


@dataclass(frozen=True)
class Cell:
    """One student and criterion in the heat map."""

    sign: str
    verdict: str
    message: str


@dataclass(frozen=True)
class Section:
    """Everything about one assignment."""

    results: Results
    statistics: list[CriterionStatistics]
    bars: list[int]
    messages: list[tuple[str, str, list[str]]]
    pairs: list[Pair]

    @property
    def scored(self) -> list[Work]:
        """The submissions that have points."""
        return [work for work in self.results.works if not work.unreadable]

    @property
    def mean(self) -> float:
        """The mean of the points, 0 without submissions."""
        return mean([work.points for work in self.scored] or [0.0])

    @property
    def median(self) -> float:
        """The median of the points, 0 without submissions."""
        return median([work.points for work in self.scored] or [0.0])

    def cell(self, work: Work, column: Column) -> Cell:
        """The heat map's cell of a student and a criterion."""
        verdict, message = work.verdicts.get(column.key, (Verdict.NOT_JUDGED, ""))
        return Cell(_SIGNS[verdict], verdict.name.lower().replace("_", "-"), message)

    def remark(self, found: CriterionStatistics) -> str:
        """What an author should look at, empty if nothing."""
        if found.not_judged:
            return "could not be judged for some: mend the grader"
        if len(self.scored) < MIN_STUDENTS:
            return ""
        if found.discrimination is not None and found.discrimination < MUTE:
            return "does not tell who did well: look at the question"
        if found.passed is not None and found.passed < HARD:
            return "hard"
        if found.passed is not None and found.passed > EASY:
            return "easy"
        return ""


def render(results: Sequence[Results], course_id: str, now: datetime) -> str:
    """Write the page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["points"] = format_points
    environment.filters["sentence"] = sentence
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html.j2").render(
        course=course_id,
        made=now.strftime("%d %B %Y, %H:%M"),
        sections=[_section(one) for one in results],
        script=script,
        digest=digest,
    )


def _section(results: Results) -> Section:
    shares = [w.points / w.max_points for w in results.works if w.max_points and not w.unreadable]
    return Section(
        results,
        statistics(results),
        histogram(shares),
        commonest_messages(results),
        alike(results),
    )
