"""Units and stations."""

from datetime import date

from domain.units import Station, Unit, UnitKind
from storage.tx import Row, Sql, Tx

SQL = Sql("units")


def find(tx: Tx, unit_id: int) -> Unit | None:
    """A unit by its id."""
    row = SQL(tx).find(id=unit_id)
    return _unit(row) if row else None


def by_code(tx: Tx, code: str) -> Unit | None:
    """A unit by its code."""
    row = SQL(tx).by_code(code=code)
    return _unit(row) if row else None


def roots(tx: Tx) -> list[Unit]:
    """The units at the top: the city."""
    return [_unit(row) for row in SQL(tx).roots()]


def lock(tx: Tx, unit_id: int) -> None:
    """Let other transactions that lock the unit wait for this one: what they look at after that is what it left."""
    SQL(tx).lock(id=unit_id)


def children(tx: Tx, parent_id: int, today: date) -> list[Unit]:
    """The units right below one, those of today."""
    return [_unit(row) for row in SQL(tx).children(parent_id=parent_id, today=today.isoformat())]


def chain(tx: Tx, unit_id: int) -> list[Unit]:
    """A unit and all above it, from below."""
    return [_unit(row) for row in SQL(tx).chain(id=unit_id)]


def below(tx: Tx, unit_id: int) -> frozenset[int]:
    """The ids of a unit and all below it."""
    return frozenset(row["id"] for row in SQL(tx).below(id=unit_id))


def stations(tx: Tx, today: date) -> list[Station]:
    """All stations of today."""
    return [Station(**row) for row in SQL(tx).stations(today=today.isoformat())]


def stations_of(tx: Tx, unit_id: int, today: date) -> list[Station]:
    """The stations of one unit."""
    return [Station(**row) for row in SQL(tx).stations_of(unit_id=unit_id, today=today.isoformat())]


def station(tx: Tx, station_id: int) -> Station | None:
    """A station by its id."""
    row = SQL(tx).station(id=station_id)
    return Station(**row) if row else None


def station_by_code(tx: Tx, code: str, today: date) -> Station | None:
    """A station by the code of its link."""
    row = SQL(tx).station_by_code(code=code, today=today.isoformat())
    return Station(**row) if row else None


def _unit(row: Row) -> Unit:
    return Unit(row["id"], row["code"], row["name"], UnitKind(row["kind"]), row["parent_id"])
