"""The roster as it is remembered: read whole as the rows of a workbook, written many rows at a time.

Persons who came by chat have no ref and don't belong to the roster. Erased persons keep their ref, so that an old
workbook can't bring them back.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.people import Role, random_code
from domain.roster import (
    ROLE_PLACE,
    Book,
    Change,
    DepartmentRow,
    Key,
    LinkRow,
    MandateRow,
    PersonRow,
    RoleRow,
    StationRow,
    UnitRow,
)
from storage.tx import Row, Sql, Tx, instant, micros

SQL = Sql("roster")


def load(tx: Tx) -> Book:
    """All that the roster holds now."""
    sql = SQL(tx)
    return Book(
        units=tuple(UnitRow(**row) for row in sql.units()),
        stations=tuple(StationRow(**row) for row in sql.stations()),
        departments=_departments(sql.departments(), sql.scopes()),
        persons=tuple(PersonRow(**row) for row in sql.persons()),
        mandates=tuple(MandateRow(**row) for row in sql.mandates()),
        roles=tuple(_role(row) for row in sql.roles()),
        links=tuple(LinkRow(**row) for row in sql.links()),
    )


def _departments(rows: list[Row], scopes: list[Row]) -> tuple[DepartmentRow, ...]:
    categories: dict[str, dict[str, None]] = defaultdict(dict)
    units: dict[str, dict[str, None]] = defaultdict(dict)
    for scope in scopes:
        categories[scope["department"]][scope["category"]] = None
        units[scope["department"]][scope["unit"]] = None
    return tuple(
        DepartmentRow(**row, categories=tuple(categories[row["code"]]), units=tuple(units[row["code"]])) for row in rows
    )


def _role(row: Row) -> RoleRow:
    """A role names the one place that limits it; its unit follows from a station or department."""
    place = ROLE_PLACE[Role(row["role"])]
    others = dict.fromkeys(set(ROLE_PLACE.values()) - {place})
    return RoleRow(**{**row, **others})


def settled(tx: Tx) -> frozenset[str]:
    """Refs of persons who use the bot: their language and home are their own choice."""
    return frozenset(row["ref"] for row in SQL(tx).settled())


def erased(tx: Tx) -> frozenset[str]:
    """Refs of persons who were erased."""
    return frozenset(row["ref"] for row in SQL(tx).erased())


def refusals(tx: Tx) -> dict[Key, tuple[datetime, str]]:
    """When links were ended or declined in the chat last, and how, by tier, keeper and other side."""
    rows = sorted(SQL(tx).refusals(), key=lambda row: int(row["at"]))
    return {(row["tier"], row["keeper"], row["other"]): (instant(row["at"]), row["how"]) for row in rows}


def put(tx: Tx, sheet: str, changes: Sequence[Change], now: datetime) -> None:
    """Store rows of one sheet as they shall stand, many with each statement. What they name must be stored already."""
    WRITERS[sheet](tx, changes, now)


def _values(change: Change) -> Row:
    return {name: _stored(value) for name, value in change.row.values().items()}


def _stored(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is date:
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return int(value) if kind is bool else value


def _put_units(tx: Tx, changes: Sequence[Change], _now: datetime) -> None:
    SQL(tx).put_unit(map(_values, changes))


def _put_stations(tx: Tx, changes: Sequence[Change], _now: datetime) -> None:
    SQL(tx).put_station(map(_values, changes))


def _put_departments(tx: Tx, changes: Sequence[Change], _now: datetime) -> None:
    rows = [_values(change) for change in changes]
    sql = SQL(tx)
    sql.put_department(rows)
    sql.clear_scopes(rows)
    sql.put_scope(
        {"code": row["code"], "category": category, "unit": unit}
        for row in rows
        for category in row["categories"]
        for unit in row["units"]
    )


def _put_persons(tx: Tx, changes: Sequence[Change], now: datetime) -> None:
    at = micros(now)
    SQL(tx).put_person({**_values(change), "random_code": random_code(), "now": at} for change in changes)


def _put_mandates(tx: Tx, changes: Sequence[Change], _now: datetime) -> None:
    SQL(tx).put_mandate(map(_values, changes))


def _put_roles(tx: Tx, changes: Sequence[Change], _now: datetime) -> None:
    """Roles have no key in the schema: a new one is added, of a known one only the end can change."""
    SQL(tx).add_role(_values(change) for change in changes if change.kind == "added")
    known = [_values(change) for change in changes if change.kind != "added"]
    for role in ROLE_PLACE:
        getattr(SQL(tx), f"end_{role}")(row for row in known if row["role"] == role)


def _put_links(tx: Tx, changes: Sequence[Change], now: datetime) -> None:
    at = micros(now)
    SQL(tx).put_link({**_values(change), "now": at} for change in changes)


WRITERS: dict[str, Callable[[Tx, Sequence[Change], datetime], None]] = {
    "units": _put_units,
    "stations": _put_stations,
    "departments": _put_departments,
    "persons": _put_persons,
    "mandates": _put_mandates,
    "roles": _put_roles,
    "links": _put_links,
}


def follow(tx: Tx) -> None:
    """Let the roles at stations and departments follow these to their units."""
    sql = SQL(tx)
    sql.follow_stations()
    sql.follow_departments()
