"""What a job gets in its hand: an open transaction, the named queries, and the rules of the city.

A job is a plain function. It runs in the database's own thread, inside one transaction that others may share,
behind a savepoint of its own; so it never awaits, never speaks to the network, and never commits.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import aiosql

from domain.rules import Rules
from storage.schema import Engine

Row = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


class Sql:
    """The named queries of one feature, bound to a transaction when called: `SQL(tx).find(id=3)`."""

    def __init__(self, feature: str) -> None:
        self.feature = feature

    def __call__(self, tx: Tx) -> "Bound":
        return Bound(load(self.feature, tx.engine), tx.connection)


class Bound:
    """Queries that know their connection."""

    __slots__ = ("_connection", "_queries")

    def __init__(self, queries: Any, connection: Any) -> None:
        self._queries = queries
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        query = getattr(self._queries, name)
        connection = self._connection

        def run(**values: Any) -> Any:
            result = query(connection, **values)
            # A RETURNING that is read half holds its savepoint open: read all of it at once.
            return list(result) if isinstance(result, Iterator) else result

        return run


def micros(moment: datetime) -> int:
    """An instant as it is stored: microseconds since 1970-01-01 UTC."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def instant(value: int) -> datetime:
    """The instant of stored microseconds, in UTC."""
    return EPOCH + timedelta(microseconds=value)


def moment(value: int | None) -> datetime | None:
    """The same where there may be none."""
    return None if value is None else instant(value)


def dumps(value: Any) -> str:
    """JSON as it is stored: compact, readable Chinese."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
