"""One bot a database: the second one is refused before it can do anything."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

import psycopg

from storage.engines import DatabaseRefusedError
from storage.url import DatabaseUrl

# Any numbers that no other program of the same server uses: of the one that receives and sends, and of the workers.
ADVISORY = 7_391_203_640_021
PRESENT = 7_391_204
SETTLES = "1500ms"  # a server may hold a place for a moment longer than the process that had it
NO_FOLDER = "Make this folder for the bot's account, or name another in the database's address ([database] url)."
UNWRITABLE = "Let the bot's account write in this folder, or name another in the database's address ([database] url)."


@contextlib.contextmanager
def only_one(url: DatabaseUrl) -> Iterator[None]:
    """Hold the database's one place for a bot. Raises DatabaseRefusedError if it is taken.

    The place falls free with the process, however it ends. Other commands need none and work beside it.
    """
    with _file(url) if url.path is not None else _advisory(url):
        yield


def barred(url: DatabaseUrl, error: OSError) -> DatabaseRefusedError:
    """Why no file can be made where an SQLite database is, or shall be, and the mend."""
    if url.path is not None and not url.path.parent.is_dir():
        return DatabaseRefusedError(f"{url}: there is no folder {url.path.parent}. {NO_FOLDER}")
    return DatabaseRefusedError(f"{url}: no file can be made in its folder ({error.strerror}). {UNWRITABLE}")


@contextlib.contextmanager
def _file(url: DatabaseUrl) -> Iterator[None]:
    try:
        mine = os.open(f"{url.path}.lock", os.O_CREAT | os.O_WRONLY, 0o600)  # or whoever may read it could hold it
    except OSError as error:
        raise barred(url, error) from error
    with os.fdopen(mine, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseRefusedError(f"{url}: a bot is running on this database already. Stop it first.") from None
        yield


@contextlib.contextmanager
def _advisory(url: DatabaseUrl) -> Iterator[None]:
    try:
        connection = psycopg.connect(url.text, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseRefusedError(f"{url}: PostgreSQL does not let us in ({error}).") from error
    with connection:
        connection.execute("SELECT set_config('lock_timeout', %s, false)", (SETTLES,))
        try:
            connection.execute("SELECT pg_advisory_lock(%s), pg_advisory_lock(%s, 0)", (ADVISORY, PRESENT))
        except psycopg.errors.LockNotAvailable:
            raise DatabaseRefusedError(f"{url}: a bot is running on this database already. Stop it first.") from None
        yield
