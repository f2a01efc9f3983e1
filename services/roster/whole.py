"""The whole roster as it would stand after an import: what is there, with the workbook's rows laid over it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from domain.roster import ANY, MODELS, Book, Key, Level, MandateRow, RosterRow, UnitRow, overlaid
from domain.units import UnitKind

PARENTS: dict[UnitKind, frozenset[UnitKind]] = {
    UnitKind.CITY: frozenset(),
    UnitKind.DISTRICT: frozenset({UnitKind.CITY}),
    UnitKind.TOWN: frozenset({UnitKind.DISTRICT}),
    UnitKind.STREET: frozenset({UnitKind.DISTRICT}),
    UnitKind.COMMUNITY: frozenset({UnitKind.TOWN, UnitKind.STREET}),
}
# Where a congress has constituencies. Streets hold no congress, so a community of a street elects no town's.
CONSTITUENCIES: dict[Level, frozenset[UnitKind]] = {
    Level.CITY: frozenset({UnitKind.CITY, UnitKind.DISTRICT}),
    Level.DISTRICT: frozenset({UnitKind.DISTRICT, UnitKind.TOWN, UnitKind.STREET, UnitKind.COMMUNITY}),
    Level.TOWN: frozenset({UnitKind.TOWN, UnitKind.COMMUNITY}),
}

Row = TypeVar("Row", bound=RosterRow)


def merged(current: Iterable[Row], wanted: Iterable[tuple[Key, Row]]) -> dict[Key, Row]:
    """The rows that are there, and over them those of the import, which keep their row numbers."""
    rows = {row.key: row for row in current}
    for key, row in wanted:
        old = rows.get(key)
        rows[key] = row if old is None else overlaid(old, row)
    return rows


class Whole:
    """The roster as it would stand."""

    def __init__(self, current: Book, wanted: Book, erased: frozenset[str]) -> None:
        self.erased = erased
        self.unread = wanted.unread
        self.keys = {sheet: [row.key for row in wanted.sheet(sheet)] for sheet in MODELS}
        self.brought = {sheet: frozenset(self.keys[sheet]) for sheet in MODELS}
        self.rows: dict[str, dict[Key, RosterRow]] = {
            sheet: merged(current.sheet(sheet), zip(self.keys[sheet], wanted.sheet(sheet), strict=True))
            for sheet in MODELS
        }
        self.units = {row.code: row for row in self.rows["units"].values() if isinstance(row, UnitRow)}
        self.mandates: dict[str, list[MandateRow]] = defaultdict(list)
        for row in self.rows["mandates"].values():
            if isinstance(row, MandateRow):
                self.mandates[row.person].append(row)

    def brings(self, sheet: str, row: RosterRow) -> bool:
        """Whether this row comes with the import, so that its author can mend it."""
        return row.key in self.brought[sheet]

    def is_unread(self, sheet: str, name: str) -> bool:
        """Whether the workbook has this row, but with faults of its own."""
        names = self.unread.get(sheet, frozenset())
        return name in names or ANY in names

    def has(self, sheet: str, name: str) -> bool:
        """Whether something of this code or ref is there, or might be."""
        return (name,) in self.rows[sheet] or self.is_unread(sheet, name)

    def unit(self, code: str | None) -> UnitRow | None:
        """A unit whose row can be relied on."""
        return None if code is None or self.is_unread("units", code) else self.units.get(code)

    def elects(self, unit: UnitRow, level: Level) -> bool:
        """Whether representatives of this level can have the unit as their constituency."""
        if level is Level.TOWN and unit.kind is UnitKind.COMMUNITY:
            parent = self.unit(unit.parent)
            return parent is None or parent.kind is UnitKind.TOWN
        return unit.kind in CONSTITUENCIES[level]
