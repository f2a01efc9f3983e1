"""Copies of the whole database: made beside a running bot, looked through before anybody relies on them, put back.

A backup is one file. Of SQLite it is a database by itself, made by SQLite's own online copy; of PostgreSQL it is an
archive of `pg_dump`. Either way it is one moment of the database, its history's seals have been verified, and a
checksum at its end says later whether it is still as it was written.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from storage.backup import checksum, postgresql, sqlite
from storage.contents import BackupError, Contents, NoBackupError
from storage.lock import only_one
from storage.url import DatabaseUrl

__all__ = ["BackupError", "Contents", "NoBackupError", "backup", "restore"]


def backup(url: DatabaseUrl, out: Path) -> Contents:
    """Copy the database to a new file, and check it. Raises BackupError; then there is no file."""
    if out.exists():
        raise NoBackupError(f"{out}: there is a file of this name already. A backup overwrites nothing.")
    with _unfinished(out) as part:
        contents = sqlite.copy(url.path, part) if url.path is not None else postgresql.dump(url, part)
        checksum.append(part)
        _put(part, out)
    return contents


def restore(url: DatabaseUrl, file: Path, now: datetime) -> tuple[Contents, str | None]:
    """Put a backup in the place of the database, and keep what was there before.

    Returns what the backup holds, and where the old database is (None if there was none). Raises BackupError, or
    DatabaseRefusedError while a bot runs; then the database is as it was.
    """
    if file.is_dir():
        raise NoBackupError(f"{file}: is a folder. A backup is one file.")
    if not file.is_file():
        raise NoBackupError(f"{file}: there is no such file.")
    size = _verify(file)
    if url.path is None:
        with only_one(url):
            return postgresql.put_back(url, file, now)
    if url.path.exists() and url.path.samefile(file):
        raise NoBackupError(f"{file}: is the database itself.")
    url.path.parent.mkdir(parents=True, exist_ok=True)
    with only_one(url), _unfinished(url.path) as part:
        contents = sqlite.take(file, size, part)
        aside = sqlite.set_aside(url.path, now)
        _put(part, url.path)
    return contents, aside


def _verify(file: Path) -> int:
    try:
        return checksum.verify(file)
    except OSError as error:
        raise NoBackupError(f"{file}: can't be read ({error.strerror}).") from error


@contextlib.contextmanager
def _unfinished(goal: Path) -> Iterator[Path]:
    """A file beside its goal, for nobody else to read; gone unless it was put in its place."""
    part = goal.with_name(f"{goal.name}.unfinished")
    try:
        part.unlink(missing_ok=True)  # of an earlier one that was killed
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise BackupError(f"{part}: can't be written ({error.strerror}).") from error
    try:
        yield part
    except OSError as error:
        raise BackupError(f"{goal}: can't be written ({error.strerror}).") from error
    finally:
        for left in (part, *(Path(f"{part}{end}") for end in sqlite.BESIDE)):
            left.unlink(missing_ok=True)


def _put(part: Path, goal: Path) -> None:
    """Give a finished file its name, so that it stays also if the power fails now."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(goal)
    folder = os.open(goal.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
