"""What goes into a platform's file, cell by cell, and the rules that it must keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yourturn.lms.cells import number
from yourturn.lms.people import Person
from yourturn.lms.sheet import as_number
from yourturn.lms.table import Item, Learner


@dataclass(frozen=True)
class Rules:
    """What a platform's importer does with a file.

    `identify` makes a person of a student when there is no export of the platform's to match
    with, or says what is missing. `header` makes the column's name of a title and the item's
    maximum; it raises `PlatformError` for what the importer would not take. `is_new` tells
    whether a title makes a new item, `keys` the columns that find a person, `required` those
    that may not be empty. With `one_key` one of `keys` must find everybody, as whoever imports
    the file chooses a single column for that. With `items_by_id` a file calls items by ids of
    their own, not by the headers of the platform's export. `blank_erases` tells whether a blank
    cell deletes what is there, `above_maximum` whether more than an item's maximum is taken,
    `highest` what no item may be out of. `excused` is the cell for an excused student, None where
    there is none.
    """

    platform: str
    identify: Callable[[Learner], Person | str]
    header: Callable[[str, float], str]
    keys: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    one_key: bool = False
    items_by_id: bool = False
    is_new: Callable[[str], bool] = lambda title: False
    blank_erases: bool = False
    excused: str | None = None
    above_maximum: bool = True
    highest: float | None = None


@dataclass(frozen=True)
class Column:
    """An item and the header of its column; the maximum is that of the numbers sent.

    `sheet_header` is the column in the platform's export, where there is one.
    """

    item: Item
    header: str
    maximum: float
    new: bool = False
    sheet_header: str = ""


@dataclass(frozen=True)
class Cell:
    """What is written for one student and item, `before` what the platform has, if known."""

    text: str
    before: str | None = None
    comment: str = ""
    kept: bool = False  # only written so that a blank does not erase it

    @property
    def changes(self) -> bool:
        """Whether the platform's score will be another one than before."""
        old, new = as_number(self.before or ""), as_number(self.text)
        if old is None or new is None:
            return (self.before or "").strip() != self.text
        return number(old) != number(new)


@dataclass(frozen=True)
class Row:
    """One student's cells by item name."""

    learner: Learner
    person: Person
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Outgoing:
    """Everything a writer needs; `left_out` and `remarks` are for the instructor to read."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def changed(self) -> list[tuple[Row, Column, Cell]]:
        """The cells that change something."""
        return [
            (row, column, row.cells[column.item.name])
            for row in self.rows
            for column in self.columns
            if column.item.name in row.cells and row.cells[column.item.name].changes
        ]
