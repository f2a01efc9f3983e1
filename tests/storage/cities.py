"""Towns on either engine, to be moved from one to the other."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from domain.people import Role
from domain.rules import Rules
from storage import events, inbox
from storage.engines import DatabaseRefusedError, open_engine
from storage.moving import Moved, move
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support import postgres
from tests.support.city import BEGIN, TABLES, opened, settle_town

ACROSS = ("sqlite to postgresql", "postgresql to sqlite")
Make = Callable[[str], DatabaseUrl]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes addresses of databases where there is nothing yet."""
    files = itertools.count(1)

    def make(engine: str) -> DatabaseUrl:
        if engine == "sqlite":
            return DatabaseUrl.parse(f"sqlite:///{tmp_path}/{next(files)}.db")
        server = request.getfixturevalue("postgres_server")
        return DatabaseUrl.parse(made.enter_context(postgres.database(server)))

    with contextlib.ExitStack() as made:
        yield make


@pytest.fixture(params=[pytest.param(way, marks=pytest.mark.postgres) for way in ACROSS])
def way(request: pytest.FixtureRequest, empty: Make) -> tuple[DatabaseUrl, DatabaseUrl]:
    """From where to where."""
    old, new = request.param.split(" to ")
    return empty(old), empty(new)


@pytest_asyncio.fixture
async def source(way: tuple[DatabaseUrl, DatabaseUrl]) -> AsyncIterator[DatabaseUrl]:
    """A town with a sealed history, and numbers that were given to rows which are gone."""
    await fill(way[0])
    yield way[0]


@pytest.fixture
def target(way: tuple[DatabaseUrl, DatabaseUrl]) -> DatabaseUrl:
    return way[1]


async def fill(url: DatabaseUrl) -> None:
    """A town, three sealed changes, words with everything in them, and pruned rows."""

    def job(tx: Tx) -> None:
        for number in range(3):
            events.add(tx, "suggestion", number, "x", actor_id=None, role=Role.SYSTEM, now=BEGIN)
        events.seal(tx, BEGIN)
        for number in range(3):
            inbox.store(tx, 7, number, "5", f'{{"text": "路灯 \\\\ \\t\\n\U0001f6a6 {number}"}}', BEGIN)
        tx.connection.execute("DELETE FROM inbox WHERE seq > 1")
        tx.connection.execute("INSERT INTO invite_tries VALUES ('telegram', '1', 5), ('telegram', '1', 5)")
        tx.connection.execute("UPDATE units SET latitude = 0.1 + 0.2, longitude = 1e-300 WHERE id = 3")

    async with opened(url.text) as writer:
        await settle_town(writer)
        await writer.run(job)


async def crowd(url: DatabaseUrl, count: int) -> None:
    """Many rows more."""
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"  # noqa: S608
    await change(url, numbers + " INSERT INTO dedupe_keys (key, at) SELECT '提醒 ' || i, i FROM n")  # noqa: S608


async def change(url: DatabaseUrl, statement: str) -> None:
    """Somebody's hand in the database."""
    await ask(url, lambda tx: tx.connection.execute(statement) and None)


async def ask(url: DatabaseUrl, job: Callable[[Tx], Any]) -> Any:
    writer = Writer(await open_engine(url), Rules())
    try:
        return await writer.run(job)
    finally:
        await writer.close()


async def everything(url: DatabaseUrl) -> dict[str, list[str]]:
    """All rows of all tables, read by the drivers alone; nothing where there are no tables."""

    def job(tx: Tx) -> dict[str, list[str]]:
        names = [row["name"] for row in tx.connection.execute(TABLES[tx.engine]).fetchall()]
        return {
            name: sorted(str(dict(row)) for row in tx.connection.execute(f'SELECT * FROM "{name}"').fetchall())  # noqa: S608
            for name in names
            if name != "sqlite_sequence"
        }

    return dict(await ask(url, job))


async def nothing_at(url: DatabaseUrl) -> bool:
    """Whether there is no table at all."""
    if url.path is not None:
        return not url.path.exists()
    with pytest.raises(DatabaseRefusedError, match="the schema is at nothing"):
        await open_engine(url)
    return True


async def moving(source: DatabaseUrl, target: DatabaseUrl) -> list[Moved]:
    told: list[Moved] = []
    await asyncio.to_thread(move, source, target, told.append)
    return told
