"""Where the sandbox keeps what it knows: one SQLite file, or the same in memory when nothing should stay.

A table of named records in JSON beats an append-only journal here: an edit replaces its row, so
nothing needs compacting; a killed process leaves whole transactions only; and files are rows too.
With write-ahead logging and `synchronous=NORMAL` a commit costs some ten microseconds and a killed
process loses nothing that was answered (only a power cut may take the last moments).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

# The file is locked while a sandbox runs: two of them would give out the same numbers.
PRAGMAS = ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL")
SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content (key TEXT PRIMARY KEY, bytes BLOB NOT NULL);
"""


class Store:
    """Records by kind and key. Changes are grouped into one transaction until `commit`.

    Raises OSError when another process has the file.
    """

    def __init__(self, data_dir: Path | None) -> None:
        if data_dir is not None:
            data_dir.mkdir(parents=True, exist_ok=True)
        place = ":memory:" if data_dir is None else str(data_dir / "sandbox.sqlite3")
        self._connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False, timeout=0.3)
        try:
            for pragma in PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.executescript(SCHEMA)
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise OSError(f"{place} can't be opened ({error}); is another sandbox using it?") from error

    def put(self, kind: str, key: str, body: str) -> None:
        self._write("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (kind, key, body))

    def drop(self, kind: str, key: str) -> None:
        self._write("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str) -> Iterator[tuple[str, str]]:
        rows = self._connection.execute("SELECT key, body FROM record WHERE kind = ? ORDER BY key", (kind,))
        yield from rows.fetchall()

    def put_content(self, key: str, content: bytes) -> None:
        self._write("INSERT OR REPLACE INTO content VALUES (?, ?)", (key, content))

    def content(self, key: str) -> bytes:
        """The bytes of a file. Raises KeyError when there is none."""
        row = self._connection.execute("SELECT bytes FROM content WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def close(self) -> None:
        self.commit()
        self._connection.close()

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(statement, values)
