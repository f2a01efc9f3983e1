"""Backups of a PostgreSQL database, by its own pg_dump and pg_restore.

What is dumped is the very snapshot in which the seals were verified. What was there before a restore stays in the
same database, in a schema of its own, until somebody drops that.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from storage.contents import BackupError, Contents, NoBackupError, contents, known
from storage.engines import TIMEOUTS
from storage.trouble import mend
from storage.url import DatabaseUrl

MAGIC = b"PGDMP"  # how an archive of pg_dump begins
TABLE = re.compile(r"^\d+; \d+ \d+ TABLE public (\w+) ", re.MULTILINE)
VERSION = re.compile(r"^COPY public\.alembic_version .*\n(\w+)\n", re.MULTILINE)
INSTALL = "is not installed here; on Debian: apt-get install postgresql-client"
DEBIAN = Path("/usr/lib/postgresql")  # a folder a version
LAST_LINE = 300  # characters of what a program said


def dump(url: DatabaseUrl, part: Path) -> Contents:
    """Verify a snapshot of the database and write it to an archive."""
    pg_dump, pg_restore = _program("pg_dump"), _program("pg_restore")
    with _connected(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = contents(connection, "postgresql", str(url))
        row = connection.execute("SELECT pg_export_snapshot() AS name").fetchone() or {}
        _run(
            url, pg_dump, "--format=custom", "--no-owner", "--no-privileges", "--table=public.*",
            f"--snapshot={row['name']}", f"--file={part}",
            f"--lock-wait-timeout={TIMEOUTS['lock_timeout']}", "--dbname", "{database}",
        )  # fmt: skip
    _run(url, pg_restore, f"--file={os.devnull}", str(part))  # reads it to its end
    return found


def put_back(url: DatabaseUrl, file: Path, now: datetime) -> tuple[Contents, str | None]:
    """Load an archive where our tables are, and move these into a schema of their own."""
    pg_restore = _program("pg_restore")
    tables = _tables(url, pg_restore, file)
    aside = f"before_restore_{now:%Y%m%dt%H%M%S}"
    with _connected(url) as connection:
        moved = _move(connection, tables, aside)
        try:
            _run(
                url, pg_restore, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                "--dbname", "{database}", str(file),
            )  # fmt: skip
            found = contents(connection, "postgresql", str(file))
        except BaseException as error:
            _undo(connection, tables, moved, aside)
            if isinstance(error, BackupError):
                raise NoBackupError(f"{file}: can't be put back ({error}). Take another copy.") from error
            raise
    return found, f"{url}, schema {aside}" if moved else None


def _tables(url: DatabaseUrl, pg_restore: str, file: Path) -> list[str]:
    """The tables in an archive of ours. Raises NoBackupError for any other file."""
    with file.open("rb") as opened:
        if opened.read(len(MAGIC)) != MAGIC:
            raise NoBackupError(f"{file}: is no backup of a PostgreSQL database.")
    try:
        tables = TABLE.findall(_run(url, pg_restore, "--list", str(file)))
        version = VERSION.search(_run(url, pg_restore, "--data-only", "--table=alembic_version", "--file=-", str(file)))
    except BackupError as error:
        raise NoBackupError(f"{file}: can't be read as a backup ({error})") from error
    known(version[1] if version else None, str(file))
    return tables


def _move(connection: "psycopg.Connection[dict[str, Any]]", tables: list[str], aside: str) -> list[str]:
    """Set our tables aside. Returns which there were."""
    with _changing(connection):
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)"
        there = [row["tablename"] for row in connection.execute(query, (tables,)).fetchall()]
        if there:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(aside)))
        _transfer(connection, there, "public", aside)
    return there


def _undo(connection: "psycopg.Connection[dict[str, Any]]", tables: list[str], moved: list[str], aside: str) -> None:
    """The old tables come back; of the new ones nothing stays."""
    with _changing(connection):
        for table in tables:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier("public", table)))
        _transfer(connection, moved, aside, "public")
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {}").format(sql.Identifier(aside)))


def _transfer(connection: "psycopg.Connection[dict[str, Any]]", tables: list[str], old: str, new: str) -> None:
    for table in tables:
        words = sql.SQL("ALTER TABLE {} SET SCHEMA {}")
        connection.execute(words.format(sql.Identifier(old, table), sql.Identifier(new)))


@contextmanager
def _changing(connection: "psycopg.Connection[dict[str, Any]]") -> Iterator[None]:
    """One transaction."""
    try:
        with connection.transaction():
            yield
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL refuses to move the tables ({error.diag.message_primary or error}).") from error


@contextmanager
def _connected(url: DatabaseUrl) -> "Iterator[psycopg.Connection[dict[str, Any]]]":
    """A connection that does not wait for ever for somebody who uses the tables."""
    try:
        connection = psycopg.connect(url.text, autocommit=True, connect_timeout=10, row_factory=dict_row)
    except psycopg.OperationalError as error:
        raise BackupError(f"{url}: PostgreSQL does not let us in ({error}).") from error
    try:
        with connection:
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (str(TIMEOUTS["lock_timeout"]),))
            yield connection
    except psycopg.OperationalError as error:
        raise BackupError(f"{url}: {error.diag.message_primary or error}. {mend(error)}") from error


def _program(name: str) -> str:
    """Where one of PostgreSQL's programs is: on the path, or in Debian's folder of the newest version."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    found = shutil.which(name) or next((str(f / name) for f in folders if (f / name).exists()), None)
    if found is None:
        raise BackupError(f"{name} {INSTALL}")
    return found


def _run(url: DatabaseUrl, *command: str) -> str:
    """Run one of PostgreSQL's programs; the password goes by the environment, where no list of processes shows it."""
    parts = conninfo_to_dict(url.text)
    password = parts.pop("password", None)
    database = make_conninfo("", **parts)
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, and arguments of ours
        [database if word == "{database}" else word for word in command],
        env={**os.environ, "LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or "no reason was given").splitlines()
        raise BackupError(f"{Path(command[0]).name}: {said[0][:LAST_LINE]}")
    return done.stdout
