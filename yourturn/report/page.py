"""The report, and the leaderboard for students, as HTML pages that need nothing else."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import mean, median

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from yourturn.gradebook.feedback import sentence
from yourturn.gradebook.page import format_points
from yourturn.judging.verdict import Verdict
from yourturn.report.leaderboard import Standing, standings
from yourturn.report.likeness import Likeness, Pair
from yourturn.report.results import Column, Results, Work
from yourturn.report.statistics import (
    MIN_STUDENTS,
    CriterionStatistics,
    RunningTimes,
    commonest_messages,
    histogram,
    running_times,
    statistics,
)
from yourturn.report.weights import AlikeWeights, alike_weights

TEMPLATES = Path(__file__).parent / "templates"
EASY, HARD, MUTE = 0.95, 0.3, 0.1
"""Passed by nearly everybody, by hardly anybody; a discrimination that says nothing."""

_SIGNS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.NOT_JUDGED: "?"}
_ORDER = (Verdict.FAILED, Verdict.NOT_JUDGED, Verdict.PASSED)


@dataclass(frozen=True)
class Cell:
    """One student and criterion in the heat map; `order` is what sorting goes by."""

    sign: str
    verdict: str
    message: str
    order: int


@dataclass(frozen=True)
class Section:
    """Everything about one assignment."""

    results: Results
    statistics: list[CriterionStatistics]
    bars: list[int]
    times: RunningTimes | None
    messages: list[tuple[str, str, list[str]]]
    pairs: list[Pair]
    alike: AlikeWeights
    standings: list[Standing]

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

    @property
    def not_confined(self) -> list[str]:
        """Who was graded without walls."""
        return [work.student for work in self.results.works if not work.confined]

    @property
    def data_sources(self) -> str:
        """The data that submissions were judged with, the commonest first; empty without any."""
        found = Counter(work.data_source for work in self.scored)
        return ", ".join(name for name, _ in found.most_common() if name not in ("", "none"))

    @property
    def rests_on(self) -> list[tuple[str, int]]:
        """Which trainings marks rest on, and how many, where students' own are trusted."""
        return Counter(work.rests_on for work in self.scored if work.rests_on).most_common()

    @property
    def not_judged(self) -> list[tuple[str, str]]:
        """Students and why something of theirs could not be judged."""
        return [
            *((work.student, work.unreadable) for work in self.results.works if work.unreadable),
            *((s, told) for s, told in self._told if "could not be judged" in told),
        ]

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """Students and what else an instructor was told, as of trainings done again."""
        return [(s, told) for s, told in self._told if "could not be judged" not in told]

    @property
    def _told(self) -> Iterable[tuple[str, str]]:
        return ((w.student, told) for w in self.results.works for told in w.problems)

    def cell(self, work: Work, column: Column) -> Cell:
        """The heat map's cell of a student and a criterion."""
        verdict, message = work.verdicts.get(column.key, (Verdict.NOT_JUDGED, ""))
        name = verdict.name.lower().replace("_", "-")
        return Cell(_SIGNS[verdict], name, message, _ORDER.index(verdict))

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


def render(
    results: Sequence[Results], course_id: str, now: datetime, names: Mapping[str, str]
) -> str:
    """Write the instructor's page; `names` are the pseudonyms of those on a leaderboard."""
    sections = [_section(one) for one in results]
    return _page("report.html.j2", course_id, now, sections=sections, names=names)


def render_leaderboard(
    results: Sequence[Results], course_id: str, now: datetime, names: Mapping[str, str]
) -> str:
    """Write the page for students: the leaderboards alone, under pseudonyms."""
    boards = [(one.assignment, standings(one)) for one in results]
    boards = [(assignment, places) for assignment, places in boards if places]
    return _page("leaderboard.html.j2", course_id, now, boards=boards, names=names)


def _page(template: str, course_id: str, now: datetime, **content: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["points"] = format_points
    environment.filters["sentence"] = sentence
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template(template).render(
        course=course_id,
        made=now.strftime("%d %B %Y, %H:%M"),
        script=script,
        digest=digest,
        **content,
    )


def _section(results: Results) -> Section:
    shares = [w.points / w.max_points for w in results.works if w.max_points and not w.unreadable]
    likeness = Likeness(results)
    return Section(
        results,
        statistics(results),
        histogram(shares),
        running_times(results),
        commonest_messages(results),
        likeness.pairs(),
        alike_weights(results, likeness),
        standings(results),
    )
