"""The two engines: a connection that lives in one thread, and the words around a transaction.

SQLite stands in aiosqlite's own thread; `Connection._execute`, which runs any function there, is not public:
it is used in this file alone, held by tests/storage/test_seams.py, and the library's version is capped.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import aiosqlite
import psycopg
from psycopg.rows import dict_row

from storage import silence
from storage.schema import LATEST, Engine
from storage.trouble import discreet, is_storage_trouble, mend
from storage.url import DatabaseUrl

T = TypeVar("T")


class DatabaseRefusedError(Exception):
    """The database can't be used as it is; the message says why and what to do."""


class Connected(Protocol):
    """What the writer needs of an engine."""

    name: Engine

    @property
    def here(self) -> Any | None:
        """The connection, where a statement is quick enough for the event loop's own thread."""

    async def call(self, work: Callable[[Any], T]) -> T:
        """Run `work(connection)` in the connection's thread."""

    def in_transaction(self, connection: Any) -> bool:
        """Whether the transaction that was begun is still there."""

    async def recover(self) -> None:
        """Make a connection usable again after it failed."""

    async def close(self) -> None:
        """End the thread; an open one would keep a finished process alive."""


BEGIN: dict[Engine, str] = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",  # what a savepoint would undo; in a file it costs as much as the statements
    "PRAGMA cache_size = -8000",  # 8 MB of pages; the 2 MB that SQLite begins with are read again and again
    "PRAGMA busy_timeout = 0",  # the writer waits for a lock of another process, and others with it do not
)


OPENS_WITHIN = 5  # seconds for which a server, or who holds a file, is waited for at the beginning
BROKEN = "It was not touched. Check the path and its rights, or put a backup in its place."


class SqliteEngine:
    """One SQLite file, written by one connection in aiosqlite's thread."""

    name: Engine = "sqlite"

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: DatabaseUrl) -> "SqliteEngine":
        """Open an existing file. Raises DatabaseRefusedError, and leaves a broken file as it is."""
        if url.path is None or not url.path.is_file():
            raise DatabaseRefusedError(f"{url}: there is no such file. Create it with: shuanglian migrate")
        if not (os.access(url.path, os.W_OK) and os.access(url.path.parent, os.W_OK)):
            raise DatabaseRefusedError(
                f"{url}: this account may not write this file or its folder. Give it the right (chown, chmod, or a disk"
                " that is mounted for writing), and start again."
            )
        connection = await aiosqlite.connect(
            url.path, isolation_level=None, check_same_thread=False, timeout=OPENS_WITHIN
        )
        try:
            await connection._execute(_prepare, connection._conn)  # type: ignore[no-untyped-call]
        except BaseException as error:  # who is told to end while the file is held leaves no thread behind either
            await connection.close()
            if not isinstance(error, sqlite3.DatabaseError):
                raise
            todo = mend(error) if is_storage_trouble(error) else BROKEN
            raise DatabaseRefusedError(f"{url}: SQLite can't read or write this file ({error}). {todo}") from error
        return cls(connection)

    @property
    def here(self) -> sqlite3.Connection:
        return self._connection._conn

    async def call(self, work: Callable[[Any], T]) -> T:
        result: T = await self._connection._execute(work, self._connection._conn)  # type: ignore[no-untyped-call]
        return result

    def in_transaction(self, connection: sqlite3.Connection) -> bool:
        return connection.in_transaction

    async def recover(self) -> None:
        await asyncio.sleep(0)

    async def close(self) -> None:
        await self._connection.close()


def _prepare(connection: sqlite3.Connection) -> None:
    connection.row_factory = _as_dict
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for pragma in PRAGMAS:
        connection.execute(pragma).fetchone()


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


# A process that stands still, or whose machine is gone, in the middle of a transaction would hold its rows for ever.
STILL_FOR = 10_000  # milliseconds; nothing between two statements of a job takes as long
LOCKED_FOR = 3_000  # milliseconds that rows of others are waited for: then the job that wants them steps aside
LOST_AFTER = 10_000  # milliseconds without a sign that what was sent came over
TIMEOUTS = {
    "idle_in_transaction_session_timeout": STILL_FOR,
    "lock_timeout": LOCKED_FOR,
    "tcp_user_timeout": LOST_AFTER,
}


class PostgresEngine:
    """A PostgreSQL connection in a thread of its own, connected again when it was lost."""

    name: Engine = "postgresql"

    def __init__(self, url: DatabaseUrl) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postgresql")
        self._connection: psycopg.Connection[dict[str, Any]] | None = None
        self._session: dict[str, Any] | None = None  # what the server calls this connection
        self._closed = False

    @classmethod
    async def open(cls, url: DatabaseUrl) -> "PostgresEngine":
        """Connect. Raises DatabaseRefusedError when the server does not answer or does not let us in."""
        engine = cls(url)
        try:
            await engine.recover()
        except BaseException as error:
            await engine.close()
            if not isinstance(error, psycopg.OperationalError):
                raise
            raise DatabaseRefusedError(
                f"{url}: PostgreSQL does not let us in ({discreet(error)}). {mend(error)}"
            ) from error
        return engine

    @property
    def here(self) -> None:
        return None

    async def call(self, work: Callable[[Any], T]) -> T:
        loop = asyncio.get_running_loop()
        answer = loop.run_in_executor(self._thread, work, self._connection)
        overdue = loop.call_later(silence.SILENT_FOR, self._watch, answer)
        try:
            return await answer
        finally:
            overdue.cancel()

    def _watch(self, answer: "asyncio.Future[Any]") -> None:
        """No answer has come for a while: see whether one may still come."""
        if self._connection is not None:
            watching = asyncio.ensure_future(silence.watch(self._url, self._connection, self._session))
            answer.add_done_callback(lambda _: watching.cancel())

    def in_transaction(self, connection: "psycopg.Connection[dict[str, Any]]") -> bool:
        return not connection.closed and connection.info.transaction_status in (
            psycopg.pq.TransactionStatus.INTRANS,
            psycopg.pq.TransactionStatus.INERROR,
        )

    async def recover(self) -> None:
        await self.call(lambda _: self._reconnect())

    def _reconnect(self) -> None:
        """A new connection, also where the old one holds: that may lead to a server that only lets read by now.

        It is kept here, in the thread: of who stops waiting meanwhile `close` finds it all the same.
        """
        self._disconnect()
        self._connection = connection = psycopg.connect(
            self._url.text,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=OPENS_WITHIN,
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
            tcp_user_timeout=LOST_AFTER,
        )
        try:
            for name, milliseconds in TIMEOUTS.items():
                connection.execute("SELECT set_config(%s, %s, false)", (name, str(milliseconds)))
            self._session = connection.execute(silence.SESSION).fetchone()
        except BaseException:
            connection.close()
            raise

    def _disconnect(self) -> None:
        self._session = None
        if self._connection is not None:
            self._connection.close()

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            await self.call(lambda _: self._disconnect())  # behind what is still under way
        finally:
            self._thread.shutdown(wait=False)


async def open_engine(url: DatabaseUrl) -> Connected:
    """Open the database behind `url` and see that its schema is the one this program knows."""
    engine: Connected = await (SqliteEngine if url.engine == "sqlite" else PostgresEngine).open(url)
    try:
        version = await engine.call(schema_version)
    except BaseException as error:
        await engine.close()
        if not isinstance(error, psycopg.OperationalError):
            raise
        raise DatabaseRefusedError(f"{url}: can't be read ({error}). {mend(error)}") from error
    if version == LATEST:
        return engine
    await engine.close()
    todo = "Run: shuanglian migrate" if (version or "") < LATEST else "Install the newer program."
    raise DatabaseRefusedError(f"{url}: the schema is at {version or 'nothing'}, this program needs {LATEST}. {todo}")


def schema_version(connection: Any) -> str | None:
    """The schema's version as Alembic left it, None for an empty database."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
        return None
    return str(row["version_num"]) if row else None
