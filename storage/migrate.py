"""Bring a database's schema up to date. Only the command that does this imports Alembic."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from storage.engines import OPENS_WITHIN, TIMEOUTS
from storage.lock import barred, only_one
from storage.schema import LATEST
from storage.url import DatabaseUrl


def migrate(url: DatabaseUrl, now: datetime) -> tuple[str | None, str, Path | None]:
    """Run what is missing, in one transaction; copy an SQLite file first if it holds a schema already.

    A new file is for its owner alone: it will hold names and what people wrote.

    Returns (version before, version after, the backup's path or None). Raises what the driver raises, and
    DatabaseRefusedError where something is to be changed under a running bot, or no file can be made; then the
    database is as it was.
    """
    if url.path is not None:
        try:
            create(url.path)
        except OSError as error:
            raise barred(url, error) from error
    with connected(url) as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
        if before == LATEST:
            return before, LATEST, None
        with only_one(url):  # a bot of the old program could read nothing of what is changed
            backup = _copy(url.path, now) if before is not None and url.path is not None else None
            upgrade(connection)
            connection.commit()
    return before, LATEST, backup


def upgrade(connection: Connection) -> None:
    """Run what is missing; in the transaction of the connection, if it has begun one."""
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "alembic"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextlib.contextmanager
def connected(url: DatabaseUrl) -> Iterator[Connection]:
    """A connection of Alembic's library, which waits for nobody for ever; on SQLite, transactions begin as we say."""
    options: dict[str, Any] = {"isolation_level": None, "timeout": OPENS_WITHIN} if url.path is not None else {}
    engine = create_engine(url.for_sqlalchemy(), connect_args=options)
    try:
        with engine.connect() as connection:
            if url.path is None:
                connection.exec_driver_sql(f"SET lock_timeout = {TIMEOUTS['lock_timeout']}")
                connection.commit()
            yield connection
    finally:
        engine.dispose()


def create(path: Path) -> None:
    """Make an empty file that nobody else can read, unless there is one; SQLite gives its log the same rights."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _copy(path: Path, now: datetime) -> Path:
    backup = path.with_name(f"{path.name}.before-{LATEST}-{now:%Y%m%dT%H%M%S}")
    create(backup)
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(backup)) as target,
    ):
        source.backup(target)
    return backup
