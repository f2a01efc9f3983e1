"""Backups: one moment of the database while it is written, checked, and put back without losing what was there."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio

from domain.people import Role
from domain.rules import Rules
from storage import events
from storage.backup import BackupError, Contents, NoBackupError, backup, checksum, restore
from storage.backup import postgresql as of_postgresql
from storage.engines import DatabaseRefusedError, open_engine
from storage.lock import only_one
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support.city import BEGIN, opened
from tests.support.tampering import unguarded

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest_asyncio.fixture
async def url(database_url: str) -> AsyncIterator[DatabaseUrl]:
    """A database with three sealed changes in it."""
    async with opened(database_url) as writer:
        for n in range(3):
            await change(writer, n)
        await writer.run(lambda tx: events.seal(tx, BEGIN))
    yield DatabaseUrl.parse(database_url)


async def change(writer: Writer, number: int) -> None:
    """One change: two rows that belong together."""

    def job(tx: Tx) -> None:
        events.add(tx, "suggestion", number, "x", actor_id=None, role=Role.SYSTEM, now=BEGIN)
        tx.connection.execute(f"INSERT INTO dedupe_keys (key, at) VALUES ('{number}', 1)")  # noqa: S608

    await writer.run(job)


async def ask(url: DatabaseUrl, query: str) -> list[Any]:
    """A question to the database, without a schema check."""

    def job(tx: Tx) -> list[Any]:
        return [list(dict(row).values()) for row in tx.connection.execute(query).fetchall()]

    writer = Writer(await open_engine(url), Rules())
    try:
        return await writer.run(job)
    finally:
        await writer.close()


async def tampered(url: DatabaseUrl, statement: str) -> None:
    """Somebody changes the history by hand."""

    def job(tx: Tx) -> None:
        for one in (*unguarded(tx.engine), statement):
            tx.connection.execute(one)

    writer = Writer(await open_engine(url), Rules())
    try:
        await writer.run(job)
    finally:
        await writer.close()


def beside(folder: Path, *parts: str) -> list[str]:
    """Files in a folder with one of these parts in their names."""
    return [file.name for file in folder.iterdir() if any(part in file.name for part in parts)]


async def counts(url: DatabaseUrl) -> tuple[int, int]:
    """How many rows of each kind."""
    [row] = await ask(url, "SELECT (SELECT count(*) FROM events) AS a, (SELECT count(*) FROM dedupe_keys) AS b")
    return row[0], row[1]


async def test_a_backup_is_one_moment_while_others_write(url: DatabaseUrl, tmp_path: Path) -> None:
    writer, going, number = Writer(await open_engine(url), Rules()), True, 100

    async def write() -> None:
        nonlocal number
        while going:
            await change(writer, number)
            number += 1

    writing = asyncio.create_task(write())
    found = await asyncio.to_thread(backup, url, tmp_path / "copy")
    going = False
    await writing
    await writer.close()
    assert isinstance(found, Contents)
    assert (found.sealed, found.last_change) == (3, BEGIN)
    assert number > 100, "it was written meanwhile"
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600

    await asyncio.to_thread(restore, url, tmp_path / "copy", BEGIN)
    first, second = await counts(url)
    assert first == second, "both rows of a change, or none"
    assert 3 <= first <= 3 + number - 100


async def test_what_was_there_before_is_kept_aside(url: DatabaseUrl, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    writer = Writer(await open_engine(url), Rules())
    await change(writer, 7)
    await writer.close()
    _, aside = await asyncio.to_thread(restore, url, tmp_path / "copy", BEGIN)
    assert await counts(url) == (3, 3)
    assert aside is not None
    if url.path is not None:
        assert await counts(DatabaseUrl.parse(f"sqlite:///{aside}")) == (4, 4)
    else:
        schema = aside.rsplit(" ", 1)[1]
        assert await ask(url, f"SELECT count(*) AS n FROM {schema}.events") == [[4]]  # noqa: S608
    writer = Writer(await open_engine(url), Rules())  # ids go on where they were
    await change(writer, 8)
    await writer.close()
    assert await counts(url) == (4, 4)
    if url.path is None:  # the old tables are not in the next backup
        await asyncio.to_thread(backup, url, tmp_path / "next")
        await asyncio.to_thread(restore, url, tmp_path / "next", BEGIN.replace(day=2))
        assert await counts(url) == (4, 4)


async def test_a_changed_history_is_no_backup(url: DatabaseUrl, tmp_path: Path) -> None:
    await tampered(url, "UPDATE events SET kind = 'y' WHERE subject_id = 1")
    with pytest.raises(BackupError, match="changed at position 2"):
        await asyncio.to_thread(backup, url, tmp_path / "copy")
    assert beside(tmp_path, "copy") == []


async def test_while_a_bot_runs_nothing_is_put_back(url: DatabaseUrl, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    with only_one(url), pytest.raises(DatabaseRefusedError, match="a bot is running"):
        await asyncio.to_thread(restore, url, tmp_path / "copy", BEGIN)
    assert await counts(url) == (3, 3)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0 nonsense" * 50, b"PGDMP nonsense" * 50, b"hello"])
async def test_a_file_of_another_kind_is_refused(url: DatabaseUrl, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(NoBackupError, match="other"):
        await asyncio.to_thread(restore, url, tmp_path / "other", BEGIN)
    with pytest.raises(NoBackupError, match="no such file"):
        await asyncio.to_thread(restore, url, tmp_path / "none", BEGIN)
    assert await counts(url) == (3, 3)


async def test_any_byte_that_changed_is_found(url: DatabaseUrl, tmp_path: Path) -> None:
    """Also where no program would see it: in the middle of a name, or in the free space of a page."""
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    for place in (0, 20, 100, len(whole) // 3, len(whole) // 2, len(whole) - 200, len(whole) - 130, len(whole) - 10):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(NoBackupError, match=r"damaged|is no backup"):
            await asyncio.to_thread(restore, url, tmp_path / "damaged", BEGIN)
    assert await counts(url) == (3, 3)


async def test_a_backup_that_was_cut_or_added_to_is_refused(url: DatabaseUrl, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    for other in (whole[:1], whole[: len(whole) // 2], whole[:-500], whole[:-70], whole[:-1], whole + b"x", whole * 2):
        (tmp_path / "other").write_bytes(other)
        with pytest.raises(BackupError, match="other"):
            await asyncio.to_thread(restore, url, tmp_path / "other", BEGIN)
    assert await counts(url) == (3, 3)
    with pytest.raises(NoBackupError, match="is a folder"):
        await asyncio.to_thread(restore, url, tmp_path, BEGIN)


async def test_a_backup_of_an_older_program_without_a_checksum_is_put_back(url: DatabaseUrl, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "old").write_bytes(whole[: -checksum.LENGTH])
    await asyncio.to_thread(restore, url, tmp_path / "old", BEGIN)
    assert await counts(url) == (3, 3)


async def test_a_newer_schema_is_refused(url: DatabaseUrl, tmp_path: Path) -> None:
    await ask(url, "UPDATE alembic_version SET version_num = '9999' RETURNING 1 AS one")
    with pytest.raises(NoBackupError, match="9999"):
        await asyncio.to_thread(backup, url, tmp_path / "copy")


async def test_nothing_is_overwritten(url: DatabaseUrl, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("something")
    with pytest.raises(NoBackupError, match="overwrites nothing"):
        backup(url, tmp_path / "copy")
    with pytest.raises(BackupError, match="can't be written"):
        backup(url, tmp_path / "none" / "copy")
    assert (tmp_path / "copy").read_text() == "something"


@SQLITE
async def test_another_programs_database_is_refused(url: DatabaseUrl, tmp_path: Path) -> None:
    for name, statement in {
        "theirs": "CREATE TABLE t (x)",
        "newer": "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('9999')",
        "odd": "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0000')",
        "empty": "CREATE TABLE alembic_version (version_num TEXT)",
        "hollow": "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0001')",
    }.items():
        with sqlite3.connect(tmp_path / name) as other:
            other.executescript(statement)
        other.close()
        with pytest.raises(NoBackupError):
            restore(url, tmp_path / name, BEGIN)
    with pytest.raises(NoBackupError, match="the database itself"):
        restore(url, url.path or Path(), BEGIN)
    assert await counts(url) == (3, 3)
    assert beside(tmp_path, "unfinished", "before") == []


@SQLITE
async def test_a_broken_page_is_found(url: DatabaseUrl, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy")
    content = bytearray((tmp_path / "copy").read_bytes())
    content[4096 * 3 : 4096 * 30] = b"\xff" * (4096 * 27)
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(BackupError):
        restore(url, tmp_path / "copy", BEGIN)
    assert await counts(url) == (3, 3)


@SQLITE
async def test_a_backup_takes_the_place_of_a_broken_or_missing_file(url: DatabaseUrl, tmp_path: Path) -> None:
    backup(url, tmp_path / "copy")
    (tmp_path / "test.db").write_bytes(b"broken")
    (tmp_path / "test.db-wal").write_bytes(b"its log")
    restore(url, tmp_path / "copy", BEGIN)
    assert await counts(url) == (3, 3)
    assert (tmp_path / f"test.db.before-restore-{BEGIN:%Y%m%dT%H%M%S}").read_bytes() == b"broken"
    assert (tmp_path / f"test.db.before-restore-{BEGIN:%Y%m%dT%H%M%S}-wal").read_bytes() == b"its log"
    new = DatabaseUrl.parse(f"sqlite:///{tmp_path}/new/city.db")
    assert restore(new, tmp_path / "copy", BEGIN)[1] is None
    assert await counts(new) == (3, 3)


@POSTGRESQL
async def test_when_loading_fails_the_old_tables_come_back(url: DatabaseUrl, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, url, tmp_path / "copy")
    cut = (tmp_path / "copy").read_bytes()
    (tmp_path / "cut").write_bytes(cut[: len(cut) * 2 // 3])
    with pytest.raises(BackupError):
        await asyncio.to_thread(restore, url, tmp_path / "cut", BEGIN)
    assert await counts(url) == (3, 3)
    assert await ask(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'") == []


@POSTGRESQL
async def test_without_postgresqls_programs_a_line_says_so(
    url: DatabaseUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(of_postgresql, "DEBIAN", tmp_path)
    with pytest.raises(BackupError, match="pg_dump is not installed here; on Debian: apt-get install"):
        backup(url, tmp_path / "copy")


@POSTGRESQL
async def test_a_server_that_is_away_is_told(url: DatabaseUrl, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="does not let us in"):
        backup(DatabaseUrl.parse("postgresql://postgres@127.0.0.1:1/x"), tmp_path / "copy")
    assert psycopg.connect(url.text).info.status == 0
