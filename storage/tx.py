"""What a job gets in its hand: an open transaction, the named queries, and the rules of the city.

A job is a plain function. It runs inside one transaction that others may share, behind a savepoint of its own, in a
thread that the writer chooses (`storage/writer.py`). So it never awaits, never speaks to the network, never commits.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import aiosql
from aiosql.types import SQLOperationType

from domain.rules import Rules
from storage.schema import Engine

Row = dict[str, Any]
RETURNING = re.compile(r"\s+RETURNING id\s*;?\s*$")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TooLateError(Exception):
    """Somebody else was faster: what was decided on has changed. The job is tried again, and decides anew."""


@dataclass
class Tx:
    """One job's transaction.

    `wakes` collects who is to hear of what after the commit: ("outbox", the new row).
    """

    engine: Engine
    connection: Any
    rules: Rules
    update_id: int | None = None
    wakes: list[tuple[str, object]] = field(default_factory=list)


ADAPTERS: dict[Engine, str] = {"sqlite": "sqlite3", "postgresql": "psycopg"}


@cache
def load(feature: str, engine: Engine) -> Any:
    """The named queries of `storage/<feature>.sql`, overlaid by `<feature>.postgres.sql` where engines differ."""
    folder = files("storage")
    queries = aiosql.from_str((folder / f"{feature}.sql").read_text(encoding="utf-8"), ADAPTERS[engine])
    other = folder / f"{feature}.postgres.sql"
    if engine == "postgresql" and other.is_file():
        for name in (extra := aiosql.from_str(other.read_text(encoding="utf-8"), "psycopg")).available_queries:
            setattr(queries, name, getattr(extra, name))
    return queries


class Bound:
    """The queries of a feature on a connection. Each named query is a method of a subclass that `_bound` makes."""

    __slots__ = ("connection",)

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no query named {name}")


class Sql:
    """The named queries of one feature, bound to a transaction when called: `SQL(tx).find(id=3)`."""

    def __init__(self, feature: str) -> None:
        self.feature = feature

    def __call__(self, tx: Tx) -> Bound:
        return _bound(self.feature, tx.engine)(tx.connection)


def _one(cursor: Any, rows: "Rows") -> Row | None:
    row = cursor.fetchone()
    return None if row is None else rows(cursor, (row,))[0]


def _value(cursor: Any, rows: "Rows") -> Any:
    row = _one(cursor, rows)
    return None if row is None else next(iter(row.values()))


def _all(cursor: Any, rows: "Rows") -> list[Row]:
    return rows(cursor, cursor.fetchall())  # all at once: a RETURNING that is read half holds its savepoint open


def _new(cursor: Any, rows: "Rows") -> int:
    """The id of a new row: SQLite knows it without being asked, and a RETURNING would cost half the insert again."""
    return int(cursor.fetchone()["id"] if rows is _as_they_are else cursor.lastrowid)


def _changed(cursor: Any, rows: "Rows") -> int:
    return int(cursor.rowcount)


# What a query gives, by the sign behind its name in the `.sql` file: none, ^, $, ! and <!. Those of *! give nothing.
Rows = Callable[[Any, Sequence[Any]], list[Row]]
GIVES: dict[SQLOperationType, Callable[[Any, Rows], Any]] = {
    SQLOperationType.SELECT: _all,
    SQLOperationType.SELECT_ONE: _one,
    SQLOperationType.SELECT_VALUE: _value,
    SQLOperationType.INSERT_UPDATE_DELETE: _changed,
    SQLOperationType.INSERT_RETURNING: _new,
}


@cache
def _bound(feature: str, engine: Engine) -> type[Bound]:
    """The queries as methods: what a turn does twenty times should take no detour."""
    queries = load(feature, engine)
    names = [name for name in queries.available_queries if not name.endswith("_cursor")]
    methods = {name: _method(getattr(queries, name), engine) for name in names}
    return type(f"Queries of {feature}", (Bound,), {"__slots__": (), **methods})


def _method(query: Any, engine: Engine) -> Callable[..., Any]:
    if query.operation is SQLOperationType.INSERT_UPDATE_DELETE_MANY:
        return _many(query.sql)
    sql, gives = query.sql, GIVES[query.operation]
    if engine == "postgresql":

        def run(self: Bound, **values: Any) -> Any:
            return gives(self.connection.execute(sql, values), _as_they_are)

        return run
    rows = _named()
    if gives is _new:
        sql = RETURNING.sub("", sql)

    def run_bare(self: Bound, **values: Any) -> Any:
        cursor = self.connection.execute(sql, values)
        cursor.row_factory = None
        return gives(cursor, rows)

    return run_bare


def _many(sql: str) -> Callable[..., None]:
    """A query of sign *!: it takes many rows, and the driver prepares it once for all of them."""

    def run(self: Bound, rows: Iterable[Row]) -> None:
        self.connection.cursor().executemany(sql, rows)

    return run


def _named() -> Rows:
    """Makes dicts of one query's bare rows; what its columns are called is looked up once."""
    columns: list[str] = []

    def rows(cursor: Any, found: Sequence[Any]) -> list[Row]:
        if not columns:
            columns.extend(column[0] for column in cursor.description)
        return [dict(zip(columns, row, strict=True)) for row in found]

    return rows


def _as_they_are(cursor: Any, found: Sequence[Any]) -> list[Row]:
    """PostgreSQL's driver gives dicts."""
    return list(found)


def micros(moment: datetime) -> int:
    """An instant as it is stored: microseconds since 1970-01-01 UTC."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def instant(value: int) -> datetime:
    """The instant of stored microseconds, in UTC."""
    return EPOCH + timedelta(microseconds=value)


def moment(value: int | None) -> datetime | None:
    """The same where there may be none."""
    return None if value is None else instant(value)


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)  # made once: it is asked for often


def dumps(value: Any) -> str:
    """JSON as it is stored: compact, readable Chinese."""
    return _JSON.encode(value)
