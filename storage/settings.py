"""What administrators settled in chat, and where it holds."""

import json
from datetime import date, datetime

from domain.calendar import Workdays
from domain.settings import Held, Scope
from domain.settings.reading import Value
from storage.tx import Sql, TooLateError, Tx, instant, micros

SQL = Sql("settings")


def in_force(tx: Tx, scope: Scope, target_id: int) -> dict[str, Held]:
    """The settings of a unit or a station that hold, by their codes."""
    rows = SQL(tx).in_force(scope=scope.value, target_id=target_id)
    return {
        row["code"]: Held(
            row["id"], row["code"], json.loads(row["value"]), json.loads(row["was"]), row["by"], instant(row["at"])
        )
        for row in rows
    }


def of_city(tx: Tx) -> dict[str, Value]:
    """What takes the place of the configuration, by the settings' codes."""
    return {row["code"]: json.loads(row["value"]) for row in SQL(tx).of_city()}


def workdays(tx: Tx, unit_id: int) -> Workdays:
    """The working days of a unit: its own, and those of the units above it."""
    days: dict[str, set[date]] = {"off": set(), "on": set()}
    for row in SQL(tx).calendars(unit_id=unit_id):
        days[row["code"]] |= {date.fromisoformat(day) for day in json.loads(row["value"])}
    return Workdays(frozenset(days["off"]), frozenset(days["on"]))


def end(tx: Tx, held: Held, now: datetime) -> None:
    """Let a setting hold no more. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).end(id=held.id, now=micros(now)):
        raise TooLateError


def add(
    tx: Tx, scope: Scope, target_id: int, code: str, value: Value, was: Value | None, by: int, now: datetime
) -> int:
    """Let a setting hold from now on. Returns its id."""
    given = {"value": json.dumps(value, ensure_ascii=False), "was": json.dumps(was, ensure_ascii=False)}
    return int(SQL(tx).add(scope=scope.value, target_id=target_id, code=code, set_by=by, now=micros(now), **given))


def whose(tx: Tx, id_: int) -> tuple[str, str]:
    """The code of a setting that holds or held, and the name of its unit or station."""
    row = SQL(tx).whose(id=id_)
    return (row["code"], row["place"] or "") if row else ("", "")


def handling(tx: Tx, unit_id: int, category: str) -> list[int]:
    """The departments (ids) that handle a category in a unit, by a word on this very unit."""
    return [row["department_id"] for row in SQL(tx).handling(unit_id=unit_id, category=category)]


def handle(tx: Tx, unit_id: int, category: str, departments: list[int]) -> None:
    """Let these departments handle a category in a unit, and no others."""
    old = handling(tx, unit_id, category)
    for id_ in sorted(set(departments) - set(old)):
        SQL(tx).handle(department_id=id_, category=category, unit_id=unit_id)
    for id_ in sorted(set(old) - set(departments)):
        SQL(tx).handle_no_more(department_id=id_, category=category, unit_id=unit_id)


def open_at(tx: Tx, station_id: int, hours: str) -> None:
    """The hours at which a station receives people, as they are shown."""
    SQL(tx).open_at(hours=hours, station_id=station_id)
