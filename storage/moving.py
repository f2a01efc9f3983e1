"""Move a city: all that one database holds, into another one that is empty, of either engine.

What is read is one moment, since nobody else can write meanwhile; what is written is one transaction, since a city
of which half has moved is none. Nothing is said to be moved before the other side was read again and compared.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection, MetaData, Table, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from storage import numbers
from storage.contents import BackupError, Contents, NoBackupError, contents
from storage.engines import schema_version
from storage.lock import only_one
from storage.migrate import connected, create, upgrade
from storage.schema import LATEST, engine_of
from storage.url import DatabaseUrl

__all__ = ["BackupError", "Moved", "NoBackupError", "move"]

PORTION = 2000  # rows that are in memory at a time
OF_ALEMBIC = "alembic_version"
Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True)
class Moved:
    """One table that is the same on both sides now."""

    table: str
    rows: int
    hash: str  # of all its rows, in whatever order


class Sum:
    """How many rows there are and what is in them: one hash of all, whatever their order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def through(self, rows: Rows) -> Rows:
        """Count rows as they pass."""
        for row in rows:
            self.rows += 1
            self._sum += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
            yield row

    def __str__(self) -> str:
        return f"{self._sum % 2**256:064x}"


def move(source: DatabaseUrl, target: DatabaseUrl, tell: Callable[[Moved], None]) -> Contents:
    """Copy everything, compare it, and tell of each table that is the same. Returns what has moved.

    The second time it is refused, for the target is not empty any more. Raises BackupError, or DatabaseRefusedError
    while a bot runs on either or where no file can be made; then both are as they were, also if the process was killed.
    """
    if target == source or (source.path and target.path and _same_file(source.path, target.path)):
        raise NoBackupError(f"{source}: is on both sides.")
    if source.path is not None and not source.path.is_file():
        raise NoBackupError(f"{source}: there is no such file.")
    try:
        with only_one(source), only_one(target), _made(target), connected(source) as old, connected(target) as new:
            _hold(old, source)
            found = _look(old, str(source))
            _move(old, new, str(target), tell)
            moved = _look(new, str(target))
            if moved != found:
                raise BackupError(f"{target}: holds {moved}, but {source} holds {found}.")
            new.commit()
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error, OSError) as error:
        raise BackupError(f"{source} to {target}: {_first_line(error)}") from error
    return moved


def _move(old: Connection, new: Connection, name: str, tell: Callable[[Moved], None]) -> None:
    tables = _prepared(new, name)
    sums = {table.name: _copy(old, new, table) for table in tables}
    numbers.carry_on(old, new, tables)
    if engine_of(new) == "postgresql":
        new.exec_driver_sql("ANALYZE")  # else it plans its next queries as if the tables were empty
    elif new.exec_driver_sql("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupError(f"{name}: a row points at one that is not there.")
    for table in tables:
        there = _sum(new, table)
        if (there.rows, str(there)) != (sums[table.name].rows, str(sums[table.name])):
            raise BackupError(f"{name}: {table.name} did not arrive as it was; the two databases differ in it.")
        tell(Moved(table.name, there.rows, str(there)))


def _hold(connection: Connection, url: DatabaseUrl) -> None:
    """Keep every other writer out of the source until the end, so that nothing is left behind."""
    if url.path is not None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("PRAGMA query_only = ON")  # not even we
    _at_the_latest(connection, str(url))
    _lock(connection)


def _lock(connection: Connection) -> None:
    """Let nobody else write, on PostgreSQL table by table; reading goes on."""
    if engine_of(connection) == "postgresql":
        for table in _tables(connection):
            connection.exec_driver_sql(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE')


def _look(connection: Connection, name: str) -> Contents:
    """What an open database holds, its seals verified."""
    with _as_dicts(connection) as raw:
        return contents(raw, engine_of(connection), name)


def _at_the_latest(connection: Connection, name: str) -> None:
    names = {table.name for table in _tables(connection)}
    with _as_dicts(connection) as raw:
        version = schema_version(raw) if OF_ALEMBIC in names else None
    if version is None:
        raise NoBackupError(f"{name}: holds no database of this program.")
    if version != LATEST:
        mend = "Run `shuanglian migrate` on it first." if version < LATEST else "Install the newer program."
        raise BackupError(f"{name}: has schema {version}; this program knows {LATEST}. {mend}")


def _prepared(connection: Connection, name: str) -> list[Table]:
    """The target's tables in the order of their references, all empty; made now where there were none."""
    if engine_of(connection) == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if _tables(connection):
        _lock(connection)
        _must_be_fresh(connection, name)
    upgrade(connection)
    tables = [table for table in _tables(connection) if table.name != OF_ALEMBIC]
    for table in reversed(tables):
        connection.exec_driver_sql(f'DELETE FROM "{table.name}"')  # noqa: S608 - what a new database begins with
    return tables


def _must_be_fresh(connection: Connection, name: str) -> None:
    """See that nobody has used a database since its schema was made. Raises NoBackupError."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
    with engine.connect() as other:
        upgrade(other)
        new = {table.name: table for table in _tables(other)}
        for table in _tables(connection):
            mine = new.get(table.name)
            if mine is None or _count(connection, table) != _count(other, mine):
                raise NoBackupError(f"{name}: is not empty ({table.name}). A city moves into an empty database.")
            if str(_sum(connection, mine)) != str(_sum(other, mine)):
                raise NoBackupError(f"{name}: is not as it was made ({table.name}). A city moves into an empty one.")
    engine.dispose()


def _copy(old: Connection, new: Connection, table: Table) -> Sum:
    passed = Sum()
    rows = passed.through(_rows(old, table))
    if engine_of(new) == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        words = f'INSERT INTO "{table.name}" ({_columns(table)}) VALUES ({marks})'  # noqa: S608 - names of the schema
        _driver(new).executemany(words, (tuple(row) for row in rows))
        return passed
    with _driver(new).cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({_columns(table)}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
    return passed


def _rows(connection: Connection, table: Table) -> Rows:
    """All rows of a table, few of them in memory at a time."""
    words = f'SELECT {_columns(table)} FROM "{table.name}"'  # noqa: S608 - names of the schema
    with connection.exec_driver_sql(words, execution_options={"stream_results": True}) as found:
        for portion in found.partitions(PORTION):
            yield from portion


def _sum(connection: Connection, table: Table) -> Sum:
    found = Sum()
    for _ in found.through(_rows(connection, table)):
        pass
    return found


def _count(connection: Connection, table: Table) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one())  # noqa: S608


def _tables(connection: Connection) -> list[Table]:
    schema = MetaData()
    schema.reflect(connection)
    return schema.sorted_tables


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextlib.contextmanager
def _as_dicts(connection: Connection) -> Iterator[Any]:
    """The driver's own connection, with rows as the storage's queries expect them."""
    raw = _driver(connection)
    before = raw.row_factory
    raw.row_factory = dict_row if engine_of(connection) == "postgresql" else sqlite3.Row
    try:
        yield raw
    finally:
        raw.row_factory = before


@contextlib.contextmanager
def _made(url: DatabaseUrl) -> Iterator[None]:
    """The target's file, for its owner alone; gone again if it was not there and nothing came of it."""
    made = url.path is not None and not url.path.exists()
    if url.path is not None:
        create(url.path)
    try:
        yield
    except BaseException:
        for end in ("", "-wal", "-shm", "-journal") if made else ():
            Path(f"{url.path}{end}").unlink(missing_ok=True)
        raise


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
