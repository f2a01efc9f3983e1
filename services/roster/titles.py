"""The titles of a sheet: in which row they stand, which column is where, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from domain.roster import Fault
from services.roster.files.raw import MAX_COLUMNS, RawRow, Trouble
from services.roster.sheets import Column, Sheet, simplified
from services.roster.values import shown

HEAD_ROWS = 5  # within which the titles are looked for: people put the name of the list above them


@dataclass
class Placed:
    """A column where it stands, with what its cells were found to mean."""

    at: int
    column: Column
    meant: dict[str, Any] = field(default_factory=dict)


@dataclass
class Head:
    """The row of titles. `used` are the columns without a known title that hold something all the same."""

    number: int
    width: int
    first: int = 0  # where the first column of the template stands
    columns: list[Placed] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # as faults call a column, by its place
    unknown: set[int] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    missing: list[Column] = field(default_factory=list)

    def look(self, row: RawRow) -> None:
        """Note which columns without a known title hold something in this row."""
        if len(row.cells) > self.width or self.unknown:
            for at, cell in enumerate(row.cells):
                if cell is not None and (at >= self.width or at in self.unknown):
                    self.used.add(at)
                    self.unknown.discard(at)


def row_of_titles(sheet: Sheet, rows: list[RawRow]) -> int | None:
    """Which of these rows has most titles of the sheet; None if none has any."""
    known = [sum(known_as(sheet, cell) is not None for cell in row.cells) for row in rows]
    return known.index(max(known)) if any(known) else None


def known_as(sheet: Sheet, title: object) -> Column | None:
    """The column that is called so."""
    if title is None:
        return None
    name = simplified(_words(title))
    return next((column for column in sheet.columns if name in column.names), None)


def head(sheet: Sheet, row: RawRow) -> tuple[Head, list[Fault]]:
    """Read the titles, with what is wrong whatever stands below them."""
    found = Head(row.number, len(row.cells))
    faults: list[Fault] = []
    for at, title in enumerate(row.cells):
        found.names[at] = shown(_words(title)) or letter(at)
        column = known_as(sheet, title)
        if column is None:
            found.unknown.add(at)
        elif any(placed.column is column for placed in found.columns):
            faults.append(_fault("column_twice", sheet, found, at, row))
        else:
            found.columns.append(Placed(at, column))
            found.first = at if column is sheet.columns[0] else found.first
    there = [placed.column for placed in found.columns]
    found.missing = [column for column in sheet.columns if column.required and column not in there]
    faults += [Fault("no_column", sheet.code, row.number, column.code) for column in found.missing]
    return found, faults


def without_title(sheet: Sheet, row: RawRow, found: Head) -> Iterable[Fault]:
    """What is wrong with columns that hold something under no title, or under one that nobody knows."""
    for at in sorted(found.used):
        has_title = at < len(row.cells) and row.cells[at] is not None
        yield _fault("unknown_column" if has_title else "untitled_column", sheet, found, at, row)


def _fault(kind: str, sheet: Sheet, found: Head, at: int, row: RawRow) -> Fault:
    title = row.cells[at] if at < len(row.cells) else None
    return Fault(kind, sheet.code, row.number, found.names.setdefault(at, letter(at)), shown(_words(title)))


def _words(title: object) -> object:
    return title.text if isinstance(title, Trouble) else title


def letter(at: int) -> str:
    """How spreadsheets call a column: A, B, ... Z, AA."""
    letters = ""
    at = min(at, MAX_COLUMNS) + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
