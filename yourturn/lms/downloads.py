"""Which file of a download is whose submission: every file is decided, or listed with why not."""

import csv
import io
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from yourturn.errors import PlatformError
from yourturn.lms.download_names import Named, Parser, english_date
from yourturn.lms.people import name_words
from yourturn.lms.sheet_reading import decode
from yourturn.lms.table import Learner

_RENAMED = re.compile(r"(?P<stem>.+?)(?:-\d+|[ _]?\(\d+\)|[ _-]copy)+", re.IGNORECASE)


@dataclass(frozen=True)
class Taken:
    """A file that becomes a submission's notebook; `when` is in UTC and without a zone."""

    path: Path
    student: str
    notebook: str
    when: datetime | None


@dataclass(frozen=True)
class Collection:
    """What is taken from a download, by path, and what is not, as sentences."""

    taken: Mapping[Path, Taken]
    report: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    path: Path
    shown: str
    learner: Learner
    notebook: str
    exact: bool
    when: datetime | None
    order: int

    @property
    def key(self) -> tuple[datetime, int]:
        return self.when or datetime.min, self.order


@dataclass(frozen=True)
class Worksheet:
    """Moodle's grading worksheet: what a participant's number stands for."""

    ids: tuple[str, ...]
    name: str
    when: datetime | None


def plan_collection(
    root: Path,
    files: Iterable[Path],
    parser: Parser,
    learners: Sequence[Learner],
    notebooks: Sequence[str],
    timezone: str = "UTC",
) -> Collection:
    """Decide every notebook below `root`: the right student, the latest attempt.

    `notebooks` are the assignment's, without the ending. A name that could mean two students,
    or none, or two files that could both be the latest are reported and not taken.
    """
    zone = _zone(timezone)
    files = sorted(files)
    # Only what the instructor put beside the download: a student may hand in a CSV as well.
    worksheets = _worksheets(path for path in files if path.parent == root)
    everybody = _Class(learners)
    report: list[str] = []
    candidates: dict[tuple[str, str], list[_Candidate]] = {}
    for path in files:
        if path.suffix.lower() != ".ipynb":
            continue
        shown = path.relative_to(root).as_posix()
        named = parser(PurePosixPath(shown))
        if named is None:
            report.append(f"{shown}: its name is not one that the platform gives.")
            continue
        named = _with_worksheet(named, worksheets)
        learner = everybody.find(named)
        if isinstance(learner, str):
            report.append(f"{shown}: {learner}")
            continue
        notebook = _notebook(named.file, notebooks)
        if notebook is None:
            report.append(
                f"{shown}: {learner} named it {named.file!r}, which is none of "
                f"{', '.join(f'{name}.ipynb' for name in notebooks)}."
            )
            continue
        when = named.when.replace(tzinfo=zone).astimezone(UTC) if named.when else None
        when = when.replace(tzinfo=None) if when else None
        exact = named.file == f"{notebook}.ipynb"
        if not exact:
            report.append(f"{shown}: {learner}'s file is taken as {notebook}.ipynb.")
        candidate = _Candidate(path, shown, learner, notebook, exact, when, named.order)
        candidates.setdefault((learner.id, notebook), []).append(candidate)
    taken = {}
    for several in candidates.values():
        chosen = _latest(several, report)
        if chosen is not None:
            taken[chosen.path] = Taken(chosen.path, chosen.learner.id, chosen.notebook, chosen.when)
    return Collection(taken, tuple(report))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PlatformError(
            f"c.LearningPlatform.timezone is {name!r}; name one such as 'Europe/Brussels'."
        ) from None


class _Class:
    """Students by what a download's names may call them."""

    def __init__(self, learners: Sequence[Learner]) -> None:
        self._learners = learners
        self._stored = _by(learners, lambda lr: (lr.lms_user_id,))
        self._known = _by(learners, lambda lr: {lr.id.casefold(), lr.email.casefold()})
        self._names = _by(learners, lambda lr: (name_words(lr.name),))

    def find(self, named: Named) -> Learner | str:
        """The one student whom a name means, or why there is not one."""
        ids = [known for known in dict.fromkeys(named.ids) if known]
        found = _distinct(lr for known in ids for lr in self._stored.get(known, []))
        found = found or _distinct(
            lr for known in ids for lr in self._known.get(known.casefold(), [])
        )
        if not found and named.name:
            same = self._names.get(name_words(named.name), [])
            # Somebody whose id is known and is another one is not this person.
            found = [lr for lr in same if not ids or not lr.lms_user_id]
        known_by = " or ".join(repr(known) for known in ids) or repr(named.name)
        if len(found) == 1:
            return found[0]
        if found:
            return f"{known_by} may be {' or '.join(str(lr) for lr in found[:5])}."
        alike = [
            lr
            for lr in self._learners
            if named.hint and _letters(lr.sortable_name) == named.hint.casefold()
        ]
        hint = f" Perhaps {' or '.join(str(lr) for lr in alike[:3])}?" if alike else ""
        return f"the gradebook knows nobody as {known_by}: yourturn roster import.{hint}"


def _by(
    learners: Sequence[Learner], keys: Callable[[Learner], Iterable[Hashable]]
) -> dict[Hashable, list[Learner]]:
    index: dict[Hashable, list[Learner]] = {}
    for learner in learners:
        for key in keys(learner):
            if key:
                index.setdefault(key, []).append(learner)
    return index


def _distinct(learners: Iterable[Learner]) -> list[Learner]:
    return list({learner.id: learner for learner in learners}.values())


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _notebook(file: str, notebooks: Sequence[str]) -> str | None:
    """The assignment's notebook that a file is, whatever was added to its name.

    A platform, a browser or a student adds `-1`, ` (1)`, `_copy`. Where the assignment has one
    notebook and the student handed in something else's name, nothing is guessed.
    """
    stem = file[: -len(".ipynb")] if file.lower().endswith(".ipynb") else file
    known = {name.casefold(): name for name in notebooks}
    if stem.casefold() in known:
        return known[stem.casefold()]
    renamed = _RENAMED.fullmatch(stem)
    return known.get(renamed["stem"].casefold()) if renamed else None


def _latest(several: list[_Candidate], report: list[str]) -> _Candidate | None:
    """The latest attempt; equal files count once, two that could both be it count not at all."""
    best = max(candidate.key for candidate in several)
    latest = [candidate for candidate in several if candidate.key == best]
    for candidate in several:
        if candidate.key != best:
            report.append(f"{candidate.shown}: {candidate.learner} handed in a later one.")
    if len({candidate.path.read_bytes() for candidate in latest}) > 1:
        named = [candidate for candidate in latest if candidate.exact]
        if len(named) != 1:
            shown = " and ".join(candidate.shown for candidate in latest)
            report.append(f"{shown}: {latest[0].learner}'s latest could be either of them.")
            return None
        report += [
            f"{c.shown}: {c.learner} also handed in a {c.notebook}.ipynb of that very name."
            for c in latest
            if not c.exact
        ]
        return named[0]
    return min(latest, key=lambda candidate: (not candidate.exact, candidate.shown))


def _with_worksheet(named: Named, worksheets: Mapping[str, Worksheet]) -> Named:
    known = worksheets.get(named.participant)
    if known is None:
        return named
    return replace(named, ids=known.ids, name=known.name or named.name, when=known.when)


def _worksheets(files: Iterable[Path]) -> dict[str, Worksheet]:
    """Participants of every grading worksheet that lies with the download."""
    found: dict[str, Worksheet] = {}
    for path in files:
        if path.suffix.lower() != ".csv":
            continue
        text = decode(path.read_bytes(), path.name)
        rows = csv.DictReader(io.StringIO(text, newline=""))
        if "Identifier" not in (rows.fieldnames or ()):
            continue
        for row in rows:
            number = re.search(r"\d+\s*$", row.get("Identifier") or "")
            if number is None:
                continue
            ids = [(row.get(name) or "").strip() for name in ("ID number", "Email address")]
            when = english_date(row.get("Last modified (submission)") or "")
            name = (row.get("Full name") or "").strip()
            found[number[0].strip()] = Worksheet(tuple(i for i in ids if i), name, when)
    return found
