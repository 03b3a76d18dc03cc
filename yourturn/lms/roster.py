"""People of a learning platform into nbgrader's students: updated, added, never deleted.

Ids and e-mail addresses decide by themselves. Where only a name speaks for two being the same
person, somebody is asked.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nbgrader.api import Gradebook, Student

from yourturn.errors import PlatformError, StudentError
from yourturn.gradebook.ingest import check_student_id
from yourturn.lms.people import Person, same_name
from yourturn.lms.sheet import Platform
from yourturn.lms.table import Learner

NEW, SKIP = "new", "skip"
_ALIKE = 0.85  # of the letters of two names, in any order; below it they are strangers


@dataclass(frozen=True)
class Doubt:
    """A person who may be one of some students; the answer is a student id, `new` or `skip`."""

    person: Person
    candidates: tuple[Learner, ...]

    def __str__(self) -> str:
        others = " or ".join(str(learner) for learner in self.candidates)
        return f"{self.person} may be {others}"


@dataclass(frozen=True)
class Entry:
    """What becomes of one person: the student's fields, and which of them change."""

    person: Person
    student_id: str
    fields: Mapping[str, str]
    changes: Mapping[str, tuple[str, str]]
    is_new: bool


@dataclass(frozen=True)
class Roster:
    """The plan of an import. Nothing may be written while `doubts` or `problems` remain."""

    entries: tuple[Entry, ...]
    doubts: tuple[Doubt, ...] = ()
    problems: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def plan_roster(
    learners: Sequence[Learner],
    people: Iterable[Person],
    platform: Platform,
    answers: Mapping[str, str] | None = None,
    id_column: str = "",
) -> Roster:
    """Decide for every person whether they are a student already or a new one.

    `answers` maps a person's key to a student id, `new` or `skip`. A new student's id is what
    stands in `id_column`, else the platform's login name, else the part of the e-mail address
    before the @.
    """
    return _Planning(learners, platform, dict(answers or {}), id_column).run(list(people))


def write_roster(gradebook: Gradebook, roster: Roster) -> None:
    """Add and update students in one transaction; nobody is deleted."""
    if roster.doubts or roster.problems:
        raise PlatformError("The roster is not written while doubts remain.")
    for entry in roster.entries:
        student = gradebook.db.get(Student, entry.student_id)
        if student is None:
            gradebook.db.add(Student(id=entry.student_id, **entry.fields))
            continue
        for name, (_, new) in entry.changes.items():
            setattr(student, name, new)
    gradebook.db.commit()


class _Planning:
    def __init__(
        self,
        learners: Sequence[Learner],
        platform: Platform,
        answers: dict[str, str],
        id_column: str,
    ) -> None:
        self.learners = {learner.id: learner for learner in learners}
        self.index = _Index(learners)
        self.platform = platform
        self.answers = answers
        self.id_column = id_column
        self.problems: list[str] = []
        self.doubts: list[Doubt] = []
        self.skipped: list[str] = []

    def run(self, people: list[Person]) -> Roster:
        self._check_answers(people)
        decided: dict[str, Learner | None] = {}
        for person in people:
            if person.key in self.answers:
                if self.answers[person.key] == SKIP:
                    self.skipped.append(str(person))
                else:
                    decided[person.key] = self.learners.get(self.answers[person.key])
                continue
            certain = self.index.certain(person)
            if len(certain) == 1:
                decided[person.key] = certain[0]
            elif certain:
                self.doubts.append(Doubt(person, tuple(certain)))
        taken = {learner.id for learner in decided.values() if learner is not None}
        by_key = {person.key: person for person in people}
        waiting = {doubt.person.key for doubt in self.doubts}
        for person in people:
            if person.key in decided or person.key in self.answers or person.key in waiting:
                continue
            alike = [lr for lr in self.index.alike(person) if lr.id not in taken]
            if alike:
                self.doubts.append(Doubt(person, tuple(alike)))
            else:
                decided[person.key] = None
        entries = [
            entry
            for key, learner in decided.items()
            if (entry := self._entry(by_key[key], learner)) is not None
        ]
        self._check_ids(entries)
        return Roster(tuple(entries), tuple(self.doubts), tuple(self.problems), tuple(self.skipped))

    def _check_answers(self, people: list[Person]) -> None:
        keys = {person.key for person in people}
        for key, answer in self.answers.items():
            if key not in keys:
                raise PlatformError(f"The answer {key}={answer}: nobody in the file is {key!r}.")
            if answer not in (NEW, SKIP) and answer not in self.learners:
                raise PlatformError(
                    f"The answer {key}={answer}: the gradebook has no student {answer!r}; "
                    f"answer with a student id, {NEW!r} or {SKIP!r}."
                )

    def _entry(self, person: Person, learner: Learner | None) -> Entry | None:
        given = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "lms_user_id": person.key,
        }
        fields = {name: value for name, value in given.items() if value}
        if learner is not None:
            now = {name: getattr(learner, name) for name in fields}
            changes = {n: (now[n], new) for n, new in fields.items() if now[n] != new}
            return Entry(person, learner.id, fields, changes, is_new=False)
        student_id = self._new_id(person)
        try:
            check_student_id(student_id)
        except StudentError:
            self.problems.append(
                f"{person} has no id that nbgrader can use ({student_id!r}): up to 64 letters of "
                "the English alphabet, digits and '._@-'. Name the column that holds one "
                "(--id-column), or add the student by hand and answer "
                f"--match {person.key}=STUDENT."
            )
            return None
        changes = {name: ("", value) for name, value in fields.items()}
        return Entry(person, student_id, fields, changes, is_new=True)

    def _new_id(self, person: Person) -> str:
        if self.id_column:
            if self.id_column not in person.columns:
                known = ", ".join(name for name in person.columns if name)
                raise PlatformError(f"There is no id column {self.id_column!r}, only {known}.")
            return person.columns[self.id_column].strip()
        login = next(
            (person.columns[name] for name in _LOGINS[self.platform] if person.columns.get(name)),
            "",
        )
        return login or person.email.partition("@")[0] or person.key

    def _check_ids(self, entries: list[Entry]) -> None:
        owners: dict[str, list[Person]] = {}
        for entry in entries:
            owners.setdefault(entry.student_id, []).append(entry.person)
        for student_id, several in owners.items():
            if len(several) > 1:
                names = " and ".join(str(person) for person in several)
                self.problems.append(
                    f"{names} would both be the student {student_id!r}. Name a column with "
                    "different ids (--id-column), or answer --match for one of them."
                )
            known = self.learners.get(student_id)
            new = any(entry.is_new for entry in entries if entry.student_id == student_id)
            if known is not None and new and len(several) == 1:
                self.problems.append(
                    f"{several[0]} would become the student {student_id!r}, whom the gradebook "
                    f"has already as {known}. Answer --match {several[0].key}={student_id} if "
                    "they are the same, or name another column (--id-column)."
                )


_LOGINS: dict[Platform, tuple[str, ...]] = {
    Platform.CANVAS: ("SIS Login ID",),
    Platform.MOODLE: ("Username",),
    Platform.BLACKBOARD: ("Username",),
    Platform.BRIGHTSPACE: ("Username",),
    Platform.PLAIN: ("id",),
}


class _Index:
    """Students by what may identify them, so that a class of thousands takes a moment."""

    def __init__(self, learners: Sequence[Learner]) -> None:
        self._stored: dict[str, list[Learner]] = {}
        self._ids: dict[str, list[Learner]] = {}
        self._emails: dict[str, list[Learner]] = {}
        self._names: dict[str, list[Learner]] = {}
        for learner in learners:
            if learner.lms_user_id:
                self._stored.setdefault(learner.lms_user_id, []).append(learner)
            for known in {learner.id, learner.lms_user_id} - {""}:
                self._ids.setdefault(known, []).append(learner)
            if learner.email:
                self._emails.setdefault(learner.email.casefold(), []).append(learner)
            if learner.name != learner.id:
                for beginning in _beginnings(learner.name):
                    self._names.setdefault(beginning, []).append(learner)

    def certain(self, person: Person) -> list[Learner]:
        """Students who are this person by the stored id, another id, else by e-mail address."""
        if person.key in self._stored:
            return self._stored[person.key]
        ids = [known for known in dict.fromkeys((person.key, *person.ids)) if known]
        found = {lr.id: lr for known in ids for lr in self._ids.get(known, [])}
        return list(found.values()) or self._emails.get(person.email.casefold(), [])

    def alike(self, person: Person) -> list[Learner]:
        """Students whose name speaks for being this person; a name never decides."""
        if person.name == person.key:
            return []
        close = {
            lr.id: lr
            for beginning in _beginnings(person.name)
            for lr in self._names.get(beginning, [])
        }
        return [lr for lr in close.values() if _alike(lr.name, person.name)]


def _alike(a: str, b: str) -> bool:
    if same_name(a, b):
        return True
    matcher = SequenceMatcher(None, _letters(a), _letters(b), autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _beginnings(name: str) -> set[str]:
    """The first letters of each word: two spellings of one name share some of them."""
    return {word[:3] for word in _letters(name).split()}


def _letters(name: str) -> str:
    """A name without accents and case, its words sorted."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", kept)))
