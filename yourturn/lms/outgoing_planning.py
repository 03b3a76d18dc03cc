"""What would go into a platform's file: each cell, what it changes, what stands against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yourturn.errors import PlatformError
from yourturn.lms import sentences
from yourturn.lms.cells import is_formula, number
from yourturn.lms.outgoing import Cell, Column, Outgoing, Row, Rules
from yourturn.lms.people import Person, match
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.sheet import Sheet, SheetItem, as_number
from yourturn.lms.table import Item, Learner, Status, Table


def prepare(
    table: Table,
    rules: Rules,
    settings: LearningPlatform,
    sheet: Sheet | None = None,
    comments: Mapping[tuple[str, str], str] | None = None,
) -> Outgoing:
    """Decide every cell. Raises `PlatformError` with everything that does not fit.

    With `settings.leave_out` what does not fit is left out and listed instead.
    """
    return _Preparation(table, rules, settings, sheet, comments or {}).run()


@dataclass
class _Preparation:
    table: Table
    rules: Rules
    settings: LearningPlatform
    sheet: Sheet | None
    comments: Mapping[tuple[str, str], str]
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def run(self) -> Outgoing:
        columns = self._columns()
        self._check_headers(columns)
        self._tell_what_waits()
        people = self._people([lr for lr in self.table.learners if self._has_something(lr)])
        rows = [
            row
            for learner in self.table.learners
            if learner.id in people
            and (row := self._row(learner, people[learner.id], columns)) is not None
        ]
        if self.problems and not self.settings.leave_out:
            raise PlatformError(sentences.stopped("Nothing was written.", self.problems))
        if not rows:
            names = ", ".join(item.name for item in self.table.items) or "any assignment"
            listed = "".join(f"\n- {line}" for line in (*self.problems, *self.remarks))
            raise PlatformError(
                f"Nothing was written: nobody has a score on {names} to send.{listed}"
            )
        return Outgoing(tuple(columns), tuple(rows), tuple(self.problems), tuple(self.remarks))

    def _columns(self) -> list[Column]:
        columns = []
        for item in self.table.items:
            try:
                columns.append(self._checked_header(self._column(item)))
            except PlatformError as error:
                self.problems.append(str(error))
        return columns

    def _checked_header(self, column: Column) -> Column:
        """The importer reads the header as it is, so it must not need an apostrophe."""
        if is_formula(column.header) or not column.header.isprintable():
            raise PlatformError(
                f"{column.header!r} cannot be a column's header: a spreadsheet would run it as a "
                f"formula or break it. Rename the item on {self.rules.platform}."
            )
        return column

    def _column(self, item: Item) -> Column:
        title = self.settings.title(item.name)
        maximum = self.settings.reckoning().maximum(item)
        found = self.sheet.find(title) if self.sheet else []
        if self.sheet and self.rules.items_by_id and not found:
            found = self.sheet.find(item.name)
        highest = self.rules.highest
        if highest is not None and maximum > highest:
            raise PlatformError(
                f"{item.name} is out of {maximum:g}, and {self.rules.platform} imports at most "
                f"{highest:g}. Send per cent (--unit percent), or let the site take more and say "
                "so in c.LearningPlatform.moodle_maximum."
            )
        if len(found) > 1:
            headers = [one.header for one in found]
            raise PlatformError(sentences.several_items(item, headers, self.rules.platform))
        if found:
            return self._existing(item, found[0], maximum)
        if self.sheet and not self.settings.create and not self.rules.items_by_id:
            known = ", ".join(repr(one.header) for one in self.sheet.items if not one.locked)
            raise PlatformError(
                f"{self.rules.platform} has no item {title!r}, only {known or 'none'}. Make it "
                f"there, or say what {item.name} is called in c.LearningPlatform.titles."
            )
        new = self.rules.is_new(title)
        header = self.rules.header(title, maximum)
        if new and not self.settings.create:
            raise PlatformError(
                f"{title!r} would become a new item on {self.rules.platform}, because it does "
                "not say which one it is. Give the platform's export (--against) or its header "
                "(c.LearningPlatform.titles), or make it new on purpose (--create)."
            )
        return Column(item, header, maximum, new)

    def _existing(self, item: Item, found: SheetItem, maximum: float) -> Column:
        if found.locked:
            raise PlatformError(
                f"{found.header!r} is locked on {self.rules.platform}: it takes no scores. "
                f"Unlock it there, or leave {item.name} out."
            )
        if found.maximum is not None and abs(found.maximum - maximum) > 0.005:
            raise PlatformError(
                sentences.other_maximum(
                    item, maximum, found.header, found.maximum, self.rules.platform
                )
            )
        header = self.settings.title(item.name) if self.rules.items_by_id else found.header
        return Column(item, header, maximum, sheet_header=found.header)

    def _check_headers(self, columns: Sequence[Column]) -> None:
        headers = [column.header for column in columns]
        for header in sorted({h for h in headers if headers.count(h) > 1}):
            names = " and ".join(c.item.name for c in columns if c.header == header)
            raise PlatformError(
                f"{names} would both go to {header!r}; correct c.LearningPlatform.titles."
            )

    def _has_something(self, learner: Learner) -> bool:
        return any(self._text(learner, item) is not None for item in self.table.items)

    def _text(self, learner: Learner, item: Item) -> str | None:
        """The cell before any check, None for nothing to say."""
        score = self.table.score(learner, item)
        if score.status is Status.EXCUSED:
            return self.rules.excused
        value = self.settings.reckoning().value(score, item)
        return None if value is None else number(value)

    def _tell_what_waits(self) -> None:
        """Pending, missing and, where the platform cannot be told, excused students by name."""
        for item in self.table.items:
            missing = []
            for learner in self.table.learners:
                status = self.settings.reckoning().status(self.table.score(learner, item))
                if status is Status.PENDING:
                    self.remarks.append(sentences.waits(learner, item))
                if status is Status.EXCUSED and self.rules.excused is None:
                    told = sentences.is_excused(learner, item, self.rules.platform, "by a file")
                    self.remarks.append(told)
                if status is Status.MISSING:
                    missing.append(learner)
            self.remarks += sentences.handed_in_nothing(missing, item)

    def _people(self, learners: Sequence[Learner]) -> dict[str, Person]:
        if self.sheet is not None:
            matching = match(learners, self.sheet.people, self.rules.platform)
            self.problems += [matching.unmatched[who] for who in sorted(matching.unmatched)]
            found = {who: p for who, p in matching.people.items() if self._is_writable(p)}
            return self._with_one_key(found, learners)
        people: dict[str, Person] = {}
        for learner in learners:
            person = self.rules.identify(learner)
            if isinstance(person, str):
                self.problems.append(person)
            elif self._is_writable(person):
                people[learner.id] = person
        return self._with_one_key(self._without_shared_keys(people), learners)

    def _with_one_key(
        self, people: dict[str, Person], learners: Sequence[Learner]
    ) -> dict[str, Person]:
        """Leave out whoever has a blank in the column by which most are found.

        Moodle would give such a row's score to the student in the row before.
        """
        if not self.rules.one_key or not people:
            return people
        blank = {
            key: [who for who, person in people.items() if not person.columns.get(key)]
            for key in self.rules.keys
        }
        best = min(blank, key=lambda key: len(blank[key]))
        names = {learner.id: str(learner) for learner in learners}
        for who in blank[best]:
            self.problems.append(
                f"{names[who]} has no {best}, by which {self.rules.platform} can find the others. "
                f"Give them one on {self.rules.platform}, and import its list of people again: "
                "yourturn roster import."
            )
        if best != self.rules.keys[0]:
            self.remarks.append(
                f"Not everybody has an {self.rules.keys[0]}: let {self.rules.platform} find people "
                f"by {best}."
            )
        return {who: person for who, person in people.items() if who not in blank[best]}

    def _is_writable(self, person: Person) -> bool:
        """Whether the importer will find the person by the key as it is written."""
        for column in self.rules.required:
            if not person.columns.get(column):
                self.problems.append(
                    f"{person} has no {column}, by which {self.rules.platform} finds people in "
                    "such a file; give them one there, and export again."
                )
                return False
        key = next((person.columns[k] for k in self.rules.keys if person.columns.get(k)), "")
        if not is_formula(key):
            return True
        self.problems.append(
            f"{person} goes by {key!r}, which a spreadsheet would run as a formula. Change the id "
            f"on {self.rules.platform}, or send the scores without a file (yourturn push)."
        )
        return False

    def _without_shared_keys(self, people: dict[str, Person]) -> dict[str, Person]:
        by_key: dict[str, list[str]] = {}
        for who, person in people.items():
            by_key.setdefault(person.key, []).append(who)
        for key, several in by_key.items():
            if len(several) > 1:
                self.problems.append(
                    f"{' and '.join(several)} are both {key!r} on {self.rules.platform}; correct "
                    "one's lms_user_id: yourturn roster import."
                )
        return {who: p for who, p in people.items() if len(by_key[p.key]) == 1}

    def _row(self, learner: Learner, person: Person, columns: Sequence[Column]) -> Row | None:
        cells: dict[str, Cell] = {}
        silent: list[Column] = []
        for column in columns:
            text = self._text(learner, column.item)
            if text is not None:
                text = self._checked(learner, column, text)
            if text is None:
                silent.append(column)
                continue
            comment = self.comments.get((learner.id, column.item.name), "")
            cells[column.item.name] = Cell(text, self._before(person, column), comment)
        if cells and silent and self.rules.blank_erases:
            if self.sheet is None:
                names = " and ".join(column.item.name for column in silent)
                self.problems.append(
                    f"{learner} has a score on one item but none on {names}, and a blank cell "
                    f"deletes what {self.rules.platform} has there. Export one assignment at a "
                    "time (--assignment), or give the platform's export (--against)."
                )
                return None
            for column in silent:
                before = self._before(person, column) or ""
                cells[column.item.name] = Cell(before, before, kept=True)
        return Row(learner, person, cells) if cells else None

    def _checked(self, learner: Learner, column: Column, text: str) -> str | None:
        """The cell, brought down to what the importer takes; None if it takes it not at all."""
        value = as_number(text)
        if self.rules.above_maximum or value is None or value <= column.maximum + 0.005:
            return text
        if self.settings.cap:
            self.remarks.append(f"{learner}, {column.item.name}: {text} became {column.maximum:g}.")
            return number(column.maximum)
        self.problems.append(
            f"{learner} has {text} on {column.item.name}, above the {column.maximum:g} that "
            f"{column.header!r} takes on {self.rules.platform}. Bring it down (--cap), or raise "
            "the item's maximum in the notebook and on the platform."
        )
        return None

    def _before(self, person: Person, column: Column) -> str | None:
        if self.sheet is None or not column.sheet_header:
            return None
        return self.sheet.scores.get((person.key, column.sheet_header), "")
