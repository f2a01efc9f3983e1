"""A city for benchmarks: residents with accounts, each with a case, written straight into the tables."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from storage.migrate import migrate
from storage.url import DatabaseUrl

NOW = 1_790_000_000_000_000


def seed(folder: Path, residents: int) -> Path:
    """A database in `folder` with that many residents, whose account ids begin at 1000. Made anew every time."""
    path = folder / "city.db"
    for old in folder.glob("city.db*"):
        old.unlink()
    migrate(DatabaseUrl.parse(f"sqlite:///{path}"), datetime.now(UTC))
    with sqlite3.connect(path) as db:
        for words, rows in city(residents):
            db.executemany(words, rows)
    db.close()
    return path


def seed_server(url: str, residents: int) -> None:
    """The same in an empty database of a PostgreSQL server."""
    migrate(DatabaseUrl.parse(url), datetime.now(UTC))
    with psycopg.connect(url) as db:
        for words, rows in city(residents):
            db.cursor().executemany(words.replace("?", "%s").encode(), rows)


def city(residents: int) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Statements with their rows, in the order of their references."""
    numbers = range(1, residents + 1)
    return [
        ("INSERT INTO units (id, code, name, kind, parent_id) VALUES (?, ?, ?, ?, ?)",
         [(1, "zibo", "淄博市", "city", None), (2, "zd", "张店区", "district", 1)]),
        ("INSERT INTO persons (id, code, name, unit_id, created_at) VALUES (?, ?, ?, 2, ?)",
         [(n, f"P{n}", f"居民{n}", NOW) for n in numbers]),
        ("INSERT INTO accounts (channel, address, person_id, bound_at) VALUES ('telegram', ?, ?, ?)",
         [(str(999 + n), n, NOW) for n in numbers]),
        ("INSERT INTO suggestions (id, code, number_unit_id, year, serial, state, channel, author_id, anonymous,"
         " category, unit_id, holder_role, reason, registered_at, first_word_due)"
         " VALUES (?, ?, 2, 2026, ?, 'desk', 'chat', ?, 0, 'other', 2, 'admin', 'configured', ?, '2027-01-01')",
         [(n, f"C{n}", n, n, NOW) for n in numbers]),
        ("INSERT INTO case_messages (suggestion_id, kind, author_id, role, words, at)"
         " VALUES (?, 'original', ?, 'resident', '路灯不亮', ?)",
         [(n, n, NOW) for n in numbers]),
        ("INSERT INTO relays (channel, address, message_id, suggestion_id) VALUES ('telegram', ?, 1, ?)",
         [(str(999 + n), n) for n in numbers]),
    ]  # fmt: skip
