"""Databases that are migrated once and then copied: to migrate anew for every test took a tenth of the suite's time."""

import atexit
import functools
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import psycopg

from storage.migrate import migrate
from storage.url import DatabaseUrl

TABLES = "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"
SEED = "seed"


def migrated(url: str, now: datetime) -> DatabaseUrl:
    """Bring a database's schema up to date: an empty one becomes a copy of one that was migrated.

    Returns its address, read.
    """
    where = DatabaseUrl.parse(url)
    if where.path is not None and not where.path.exists():
        shutil.copy(_file(now), where.path)
    elif where.path is None and _is_empty(url):
        _copy(*url.rsplit("/", 1), now)
    else:
        migrate(where, now)
    return where


@functools.cache
def _file(now: datetime) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shuanglian-seed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "seed.db"
    migrate(DatabaseUrl.parse(f"sqlite:///{path}"), now)
    return path


def _is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute(TABLES).fetchone() is None


def _copy(server: str, name: str, now: datetime) -> None:
    seed = _database(server, now)
    _say(server, f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE {seed}")


@functools.cache
def _database(server: str, now: datetime) -> str:
    _say(server, f"CREATE DATABASE {SEED}")
    migrate(DatabaseUrl.parse(f"{server}/{SEED}"), now)
    return SEED


def _say(server: str, *statements: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
