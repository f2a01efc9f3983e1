"""Backups of a PostgreSQL database, by its own pg_dump and pg_restore.

What is dumped is the very snapshot in which the seals were verified. What was there before a restore stays in the
same database, in a schema of its own, until somebody drops that.
"""

import itertools
import os
import re
import shutil
import subprocess
import tempfile
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
# The script that pg_restore makes of an archive: where rows begin and end, and lines that are for psql alone.
COPY = re.compile(rb"COPY public\.\w+ \(.*\) FROM stdin;$")
END_OF_ROWS = b"\\.\n"
FOR_PSQL = re.compile(rb"\\(un)?restrict ")
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
    """Load an archive where our tables are, and move these into a schema of their own.

    All of it is one transaction, in which the archive is verified too: whoever is killed on the way changes nothing.
    """
    pg_restore = _program("pg_restore")
    tables = _tables(url, pg_restore, file)
    aside = f"before_restore_{now:%Y%m%dt%H%M%S}"
    with _connected(url) as connection, connection.transaction():
        moved = _set_aside(connection, tables, aside)
        try:
            _load(connection, pg_restore, "--no-owner", "--no-privileges", "--file=-", str(file))
            connection.execute("RESET search_path")  # of the archive, to which no schema is known
            found = contents(connection, "postgresql", str(file))
        except BackupError as error:
            raise NoBackupError(f"{file}: can't be put back ({error}). Take another copy.") from error
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


def _set_aside(connection: "psycopg.Connection[dict[str, Any]]", tables: list[str], aside: str) -> bool:
    """Move our tables into a schema of their own. Returns whether there were any."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(%s)"
    there = [row["tablename"] for row in connection.execute(query, (tables,)).fetchall()]
    try:
        if there:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(aside)))
        for table in there:
            words = sql.SQL("ALTER TABLE {} SET SCHEMA {}")
            connection.execute(words.format(sql.Identifier("public", table), sql.Identifier(aside)))
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL refuses to move the tables ({error.diag.message_primary or error}).") from error
    return bool(there)


def _load(connection: "psycopg.Connection[dict[str, Any]]", *command: str) -> None:
    """Run the script that pg_restore makes of an archive: by itself it would not load it within our transaction."""
    with tempfile.TemporaryFile() as said:
        try:
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=_environment()) as program:  # noqa: S603
                _play(connection, iter(program.stdout or ()))
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            raise BackupError(error.diag.message_primary or str(error)) from error
        said.seek(0)
        _judge(command[0], program.returncode, said.read().decode(errors="replace"))


def _play(connection: "psycopg.Connection[dict[str, Any]]", script: Iterator[bytes]) -> None:
    """Run a script as psql does: statements, and after a COPY its rows up to a full stop."""
    statements: list[bytes] = []
    for line in script:
        if FOR_PSQL.match(line):
            continue
        statements.append(line)
        if COPY.match(line):
            connection.execute(b"".join(statements[:-1]), prepare=False)
            with connection.cursor().copy(line) as rows:
                for row in itertools.takewhile(END_OF_ROWS.__ne__, script):
                    rows.write(row)
            statements = []
    connection.execute(b"".join(statements), prepare=False)


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
        env=_environment() | ({"PGPASSWORD": str(password)} if password else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    _judge(command[0], done.returncode, done.stderr)
    return done.stdout


def _environment() -> dict[str, str]:
    """Programs speak English here, whatever the operator's language."""
    return {**os.environ, "LC_ALL": "C"}


def _judge(program: str, code: int, said: str) -> None:
    """Raise BackupError, with the first line that a program said, if it failed."""
    if code:
        first = (said.strip() or "no reason was given").splitlines()[0]
        raise BackupError(f"{Path(program).name}: {first[:LAST_LINE]}")
