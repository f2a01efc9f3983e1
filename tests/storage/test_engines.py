"""Opening a database: what can't be used is refused, with the reason and the mend, and left as it is."""

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.engines import TIMEOUTS, DatabaseRefusedError, open_engine
from storage.migrate import migrate
from storage.schema import LATEST
from storage.url import DatabaseUrl
from tests.storage.test_writer import ON_POSTGRESQL
from tests.support.city import BEGIN


def execute(url: DatabaseUrl, statement: str) -> None:
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as lite, lite:
            lite.execute(statement)
        return
    with psycopg.connect(url.text, autocommit=True) as connection:
        connection.execute(statement.encode())


async def refusal(url: DatabaseUrl) -> str:
    """What the program says when it is asked to work on this database."""
    with pytest.raises(DatabaseRefusedError) as refused:
        await open_engine(url)
    return str(refused.value)


async def test_a_current_database_opens(database_url: str) -> None:
    url = DatabaseUrl.parse(database_url)
    migrate(url, BEGIN)
    engine = await open_engine(url)
    assert engine.name == url.engine
    await engine.close()


async def test_an_empty_database_is_refused_with_the_mend(database_url: str) -> None:
    url = DatabaseUrl.parse(database_url)
    if url.path is not None:
        url.path.touch()
    assert "the schema is at nothing" in (words := await refusal(url))
    assert "Run: shuanglian migrate" in words


@pytest.mark.parametrize(
    ("version", "mend"), [("0000", "Run: shuanglian migrate"), ("9999", "Install the newer program")]
)
async def test_another_schema_is_refused_with_the_mend(database_url: str, version: str, mend: str) -> None:
    url = DatabaseUrl.parse(database_url)
    migrate(url, BEGIN)
    execute(url, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608 - our own table of versions
    words = await refusal(url)
    assert f"the schema is at {version}, this program needs {LATEST}" in words
    assert mend in words


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert "there is no such file. Create it with: shuanglian migrate" in await refusal(
        DatabaseUrl.parse(f"sqlite:///{path}")
    )
    assert not path.exists()


@pytest.mark.parametrize("content", [b"this is no database at all" * 50, b"SQLite format 3\0" + b"\x07" * 8000])
async def test_a_broken_file_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(content)
    assert "It was not touched" in await refusal(DatabaseUrl.parse(f"sqlite:///{path}"))
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["broken.db"]  # noqa: PTH208 - nothing beside it: no log, no lock


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "no such file" in await refusal(DatabaseUrl.parse(f"sqlite:///{tmp_path}"))


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    words = await refusal(DatabaseUrl.parse("postgresql://bot:geheim@127.0.0.1:9/nothing"))
    assert "127.0.0.1:9/nothing" in words
    assert "geheim" not in words


async def test_sqlite_writes_durably_and_keeps_references(tmp_path: Path) -> None:
    url = DatabaseUrl.parse(f"sqlite:///{tmp_path}/a.db")
    migrate(url, BEGIN)
    engine = await open_engine(url)

    def settings(connection: sqlite3.Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = (connection.execute(f"PRAGMA {name}").fetchone() for name in names)
        return {name: next(iter(row.values())) for name, row in zip(names, found, strict=True)}

    assert await engine.call(settings) == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 0,
    }  # fmt: skip
    await engine.close()


@pytest.mark.parametrize(
    ("text", "engine", "path"),
    [
        ("sqlite:///a.db", "sqlite", "/base/a.db"),
        ("sqlite:////var/a.db", "sqlite", "/var/a.db"),
        ("postgresql://u:p@h/d", "postgresql", None),
        ("postgres://h/d", "postgresql", None),
    ],
)
def test_addresses(text: str, engine: str, path: str | None) -> None:
    url = DatabaseUrl.parse(text, Path("/base"))
    assert (url.engine, str(url.path) if url.path else None) == (engine, path)


@pytest.mark.parametrize("text", ["", "sqlite://", "sqlite:///", "mysql://h/d", "a.db"])
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        DatabaseUrl.parse(text)


@pytest.mark.parametrize(
    "text", ["postgresql://bot:secret@db:5432/town", "postgresql://db:5432/town?user=bot&password=secret"]
)
def test_an_address_is_shown_without_its_password(text: str) -> None:
    assert str(DatabaseUrl.parse(text)) == "postgresql://db:5432/town"


@ON_POSTGRESQL
@pytest.mark.parametrize("held", [False, True], ids=["while it connects", "while it reads the schema"])
async def test_told_to_end_while_it_opens_it_leaves_no_connection_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", 300)
    connect, made = psycopg.connect, list[Any]()
    url = DatabaseUrl.parse(database_url)
    migrate(url, BEGIN)

    def slowly(*where: Any, **how: Any) -> Any:
        made.append(connect(*where, **how))
        time.sleep(0.0 if held else 0.3)
        return made[-1]

    with connect(url.text) as other:
        if held:
            other.execute("LOCK TABLE alembic_version")
        monkeypatch.setattr(psycopg, "connect", slowly)
        opening = asyncio.create_task(open_engine(url))
        while not made:  # noqa: ASYNC110 - it comes in another thread
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        opening.cancel()
        await asyncio.wait({opening}, timeout=5)
    assert opening.cancelled()
    assert made[0].closed
