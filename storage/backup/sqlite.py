"""Backups of an SQLite file, by SQLite's own online copy: one moment of it, while others go on writing."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.contents import BackupError, Contents, NoBackupError, contents

MAGIC, HEAD, LARGEST = b"SQLite format 3\0", 100, 65_536  # how a file begins, its head, and a page whose size is 1
BESIDE = ("-wal", "-shm", "-journal")  # files that belong to a database and lie beside it


def copy(database: Path, part: Path) -> Contents:
    """Copy a database that may be in use, and check the copy."""
    if not database.is_file():
        raise BackupError(f"{database}: there is no such file.")
    try:
        return _copied(database.absolute().as_uri(), part, str(database))
    except sqlite3.Error as error:
        raise BackupError(f"{database}: can't be copied ({error}).") from error


def take(file: Path, size: int, part: Path) -> Contents:
    """Copy a backup next to where it is to go, and check the copy; the backup itself is only read.

    `size` is how many bytes it has: SQLite would read zeros for what is missing at its end.
    """
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    if head.startswith(MAGIC) and len(head) == HEAD:
        page = int.from_bytes(head[16:18], "big")
        if size < (page if page > 1 else LARGEST) * int.from_bytes(head[28:32], "big"):
            raise NoBackupError(f"{file}: is cut off. Take another copy.")
    try:
        return _copied(f"{file.absolute().as_uri()}?mode=ro", part, str(file))
    except sqlite3.Error as error:
        raise NoBackupError(f"{file}: is no backup of an SQLite database ({error}).") from error


def set_aside(database: Path, now: datetime) -> str | None:
    """Give the old database a second name, and another to all that lies beside it: the new one must not find its log.

    What its log holds is written into it first. So it is whole wherever this is broken off, and has its own name until
    the new one takes that.
    """
    aside = database.with_name(f"{database.name}.before-restore-{now:%Y%m%dT%H%M%S}")
    if aside.exists():
        raise BackupError(f"{aside}: is there already; try again in a second.")
    _empty_log(database)
    for end in BESIDE:
        if (old := Path(f"{database}{end}")).exists():
            old.replace(f"{aside}{end}")
    if database.exists():
        try:
            aside.hardlink_to(database)
        except OSError:  # not every file system knows that
            database.replace(aside)
    return str(aside) if aside.exists() else None


def _empty_log(database: Path) -> None:
    """Write what the log holds into the database itself.

    A file that is none is not opened, since SQLite clears away the log of a file that it can't read.
    """
    if not _begins_well(database):
        return
    try:
        with _opened(f"{database.absolute().as_uri()}?mode=rw") as connection:
            held = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()["busy"]
    except sqlite3.Error:  # broken, as well as it begins: then it is kept as it is
        return
    if held:
        raise BackupError(f"{database}: another program holds the file: end it, or wait for it.")


def _begins_well(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def _copied(source: str, part: Path, name: str) -> Contents:
    with _opened(source) as old, _opened(part.absolute().as_uri()) as new:
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, whole by itself
        _check_pages(new, name)
        return contents(new, "sqlite", name)


def _check_pages(connection: sqlite3.Connection, name: str) -> None:
    faults = [row["integrity_check"] for row in connection.execute("PRAGMA integrity_check(5)").fetchall()]
    if faults != ["ok"]:
        raise BackupError(f"{name}: SQLite's own check found: {'; '.join(faults)}")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupError(f"{name}: a row points at one that is not there.")


@contextlib.contextmanager
def _opened(uri: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)
    connection.row_factory = _as_dict
    try:
        yield connection
    finally:
        connection.close()


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
