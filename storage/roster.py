"""The roster as it is remembered: read whole as the rows of a workbook, written one row at a time.

Persons who came by chat have no ref and don't belong to the roster. Erased persons keep their ref, so that an old
workbook can't bring them back.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.people import Role, random_code
from domain.roster import (
    ROLE_PLACE,
    Book,
    DepartmentRow,
    LinkRow,
    MandateRow,
    PersonRow,
    RoleRow,
    RosterRow,
    StationRow,
    UnitRow,
)
from storage.tx import Row, Sql, Tx, micros

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


def put(tx: Tx, sheet: str, row: RosterRow, is_new: bool, now: datetime) -> None:
    """Store a row as it shall stand. What it names must be stored already."""
    WRITERS[sheet](tx, {name: _stored(value) for name, value in row.values().items()}, is_new, now)


def _stored(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _put_unit(tx: Tx, values: Row, _is_new: bool, _now: datetime) -> None:
    SQL(tx).put_unit(**values)


def _put_station(tx: Tx, values: Row, _is_new: bool, _now: datetime) -> None:
    SQL(tx).put_station(**values)


def _put_department(tx: Tx, values: Row, _is_new: bool, _now: datetime) -> None:
    categories, units = values.pop("categories"), values.pop("units")
    sql = SQL(tx)
    sql.put_department(**values)
    sql.clear_scopes(code=values["code"])
    for category in categories:
        for unit in units:
            sql.put_scope(code=values["code"], category=category, unit=unit)


def _put_person(tx: Tx, values: Row, _is_new: bool, now: datetime) -> None:
    SQL(tx).put_person(**values, random_code=random_code(), now=micros(now))


def _put_mandate(tx: Tx, values: Row, _is_new: bool, _now: datetime) -> None:
    SQL(tx).put_mandate(**values)


def _put_role(tx: Tx, values: Row, is_new: bool, _now: datetime) -> None:
    """Roles have no key in the schema: a new one is added, of a known one only the end can change."""
    if is_new:
        SQL(tx).add_role(**values)
        return
    place = ROLE_PLACE[Role(values["role"])]
    named = {name: values[name] for name in ("person", "role", place, "starts", "ends")}
    getattr(SQL(tx), f"end_{values['role']}")(**named)


def _put_link(tx: Tx, values: Row, _is_new: bool, now: datetime) -> None:
    SQL(tx).put_link(**values, now=micros(now))


WRITERS: dict[str, Callable[[Tx, Row, bool, datetime], None]] = {
    "units": _put_unit,
    "stations": _put_station,
    "departments": _put_department,
    "persons": _put_person,
    "mandates": _put_mandate,
    "roles": _put_role,
    "links": _put_link,
}


def follow(tx: Tx) -> None:
    """Let the roles at stations and departments follow these to their units."""
    sql = SQL(tx)
    sql.follow_stations()
    sql.follow_departments()
