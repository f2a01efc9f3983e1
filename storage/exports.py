"""What `export` writes: rows of cases and contacts without a word or name of a resident, a stretch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.units import UnitKind
from storage import units
from storage.tx import Row, Sql, Tx, micros

SQL = Sql("exports")


@dataclass(frozen=True)
class Stretch:
    """A unit with all below it, since when, and a stretch of numbers: so no question takes long."""

    unit_id: int
    since: datetime
    day: date  # the same as a day of the city
    after: int
    upto: int


def last(tx: Tx, kind: str) -> int:
    """The largest number of a case, contact or event."""
    if kind == "cases":
        newest = SQL(tx).last_case()
    else:
        newest = SQL(tx).last_contact() if kind == "contacts" else SQL(tx).last_event()
    return int(newest or 0)


def cases(tx: Tx, part: Stretch) -> Sequence[Row]:
    """The cases of a stretch, oldest first, with instants in microseconds and days as text."""
    rows: Sequence[Row] = SQL(tx).cases(
        unit_id=part.unit_id, since=micros(part.since), after=part.after, upto=part.upto
    )
    return [{**row, **_where(tx, row["unit_id"])} for row in rows]


def contacts(tx: Tx, part: Stretch) -> Sequence[Row]:
    """The contacts of a stretch in the order in which they were entered."""
    rows: Sequence[Row] = SQL(tx).contacts(
        unit_id=part.unit_id, since=part.day.isoformat(), after=part.after, upto=part.upto
    )
    return [{**row, **_where(tx, row["unit_id"])} for row in rows]


def events(tx: Tx, part: Stretch) -> Sequence[Row]:
    """The history of a stretch, of all units."""
    rows: Sequence[Row] = SQL(tx).events(since=micros(part.since), after=part.after, upto=part.upto)
    return rows


def _where(tx: Tx, unit_id: int) -> dict[str, str]:
    """The district and the town or street: a community is so small that neighbours would know who it was."""
    names = {unit.kind: unit.name for unit in units.chain(tx, unit_id)}
    return {
        "district": names.get(UnitKind.DISTRICT, ""),
        "town": names.get(UnitKind.TOWN) or names.get(UnitKind.STREET) or "",
    }
