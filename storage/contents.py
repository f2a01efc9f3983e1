"""What a backup must be before anybody may rely on it: ours, of a version that we know, and with every seal whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.rules import Rules
from storage import events
from storage.engines import schema_version
from storage.schema import LATEST, Engine, migrations
from storage.tx import Sql, Tx, moment

SQL = Sql("contents")


class BackupError(Exception):
    """It did not work; the message says why, and everything is as it was."""


class NoBackupError(BackupError):
    """What was given is not what can be used."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds."""

    version: str  # of the schema
    sealed: int  # changes in the history whose seals were verified
    last_change: datetime | None
    updates: int  # that waited to be handled
    messages: int  # that waited to be sent


def known(version: str | None, name: str) -> str:
    """The schema's version, if this program can do something with it. Raises NoBackupError."""
    if version is None:
        raise NoBackupError(f"{name}: holds no database of this program.")
    if version > LATEST:
        raise NoBackupError(f"{name}: has schema {version}; this program knows {LATEST}. Install the newer program.")
    if version not in migrations():
        raise NoBackupError(f"{name}: has schema {version}, which is none of this program's.")
    return version


def contents(connection: Any, engine: Engine, name: str) -> Contents:
    """Look through an open database. Raises BackupError where something does not hold."""
    version = known(schema_version(connection), name)
    tx = Tx(engine, connection, Rules())
    broken = events.verify(tx)
    if broken is not None:
        raise BackupError(f"{name}: the history was changed at position {broken}; `shuanglian doctor` says the same.")
    row = SQL(tx).figures()
    return Contents(version, row["sealed"], moment(row["last_change"]), row["updates"], row["messages"])
