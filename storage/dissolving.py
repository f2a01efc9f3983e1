"""Ending a unit and all below it, and what is left in hand after that."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.dissolving import Ending
from storage.tx import Sql, Tx, micros

SQL = Sql("dissolving")


@dataclass(frozen=True)
class Ended:
    """A unit that has ended, until nothing of it is left in hand."""

    unit_id: int
    unit: str
    above_id: int
    above: str
    last: date
    by: int


def numbers(tx: Tx, unit_id: int, today: date) -> Ending:
    """What would end with a unit."""
    return Ending(**SQL(tx).numbers(unit_id=unit_id, today=today.isoformat()))


def is_over(tx: Tx, unit_id: int, today: date) -> bool:
    """Whether a unit has ended."""
    return SQL(tx).is_over(id=unit_id, today=today.isoformat()) is not None


def other_station(tx: Tx, unit_id: int, above_id: int, today: date) -> tuple[int, str] | None:
    """The station (id, name) to which those go who stay in office; None if there is no other one."""
    row = SQL(tx).other_station(unit_id=unit_id, above_id=above_id, today=today.isoformat())
    return (row["id"], row["name"]) if row else None


def people(tx: Tx, unit_id: int, today: date) -> list[int]:
    """Those (ids) with an account who have a seat or an office in a unit or below it."""
    return [row["id"] for row in SQL(tx).people(unit_id=unit_id, today=today.isoformat())]


def end_invitations(tx: Tx, unit_id: int, now: datetime) -> None:
    """Let the open invitations of a unit and those below it work no more."""
    SQL(tx).end_invitations(unit_id=unit_id, now=micros(now))


def end(tx: Tx, unit_id: int, above_id: int, station_id: int | None, last: date, today: date, by: int) -> None:
    """Let a unit end with a day, and all below it: stations, departments, seats and offices."""
    days = {"unit_id": unit_id, "last": last.isoformat(), "today": today.isoformat()}
    SQL(tx).remember(**days, above_id=above_id, person_id=by)
    if station_id is not None:
        SQL(tx).move_seats(station_id=station_id, unit_id=unit_id, today=today.isoformat())
    SQL(tx).end_seats(**days)
    SQL(tx).drop_offices(unit_id=unit_id, last=last.isoformat())
    SQL(tx).end_offices(**days)
    SQL(tx).end_stations(**days)
    SQL(tx).end_departments(**days)
    SQL(tx).end_units(**days)


def next_(tx: Tx) -> Ended | None:
    """A unit of which something may be left in hand."""
    row = SQL(tx).next()
    if row is None:
        return None
    last = date.fromisoformat(row["ended"])
    return Ended(row["unit_id"], row["unit"], row["above_id"], row["above"], last, row["by_id"])


def links(tx: Tx, unit_id: int, today: date, number: int) -> list[int]:
    """Links (ids) of those who sat there and sit nowhere else, at most so many."""
    return [row["id"] for row in SQL(tx).links(unit_id=unit_id, today=today.isoformat(), number=number)]


def handled(tx: Tx, unit_id: int, number: int) -> list[int]:
    """Cases (ids) with a department of the unit, at most so many."""
    return [row["id"] for row in SQL(tx).handled(unit_id=unit_id, number=number)]


def cases(tx: Tx, unit_id: int, today: date, number: int) -> list[int]:
    """Open cases (ids) that somebody of the unit held, at most so many."""
    return [row["id"] for row in SQL(tx).cases(unit_id=unit_id, today=today.isoformat(), number=number)]


def settled(tx: Tx, ended: Ended) -> bool:
    """Nothing of a unit is left in hand. Whether it was the last one of those that ended with it."""
    SQL(tx).settled(unit_id=ended.unit_id)
    return not SQL(tx).left(above_id=ended.above_id, person_id=ended.by)
