"""A connection to PostgreSQL that stays open and silent is cut; work of any length is not."""

import asyncio

import psycopg
import pytest

from storage import silence
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.storage.test_writer import ON_POSTGRESQL, note, noted
from tests.support.tunnel import tunnel

pytestmark = ON_POSTGRESQL


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second stands for the time until it is asked."""
    monkeypatch.setattr(silence, "SILENT_FOR", 0.1)
    monkeypatch.setattr(silence, "WAITS_FOR", 0.05)


async def test_a_writer_whose_connection_is_silent_stores_what_waits_by_a_new_one(
    writer: Writer, database_url: str
) -> None:
    async with tunnel(database_url) as (way, address):
        other = Writer(await open_engine(DatabaseUrl.parse(address)), writer.rules)
        assert await other.run(note("before")) is True
        way.fall_silent()
        assert await asyncio.wait_for(other.run(note("after")), 10) is True
        await other.close()
    assert await noted(writer) == ["after", "before"]


async def test_a_connection_that_falls_silent_while_nothing_waits_ends_with_the_writer(
    writer: Writer, database_url: str
) -> None:
    async with tunnel(database_url) as (way, address):
        other = Writer(await open_engine(DatabaseUrl.parse(address)), writer.rules)
        way.fall_silent()
        stuck = asyncio.create_task(other.run(note("stuck")))
        await asyncio.sleep(0)
        await asyncio.wait_for(other.close(), 10)
        await asyncio.wait({stuck}, timeout=5)
        assert stuck.done()


async def test_work_of_any_length_is_left_alone(writer: Writer, caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    def job(tx: Tx) -> None:
        for number in range(3):
            tx.connection.execute("SELECT pg_sleep(0.4)")
            done.append(number)

    await writer.run(job, slow=True)
    assert done == [0, 1, 2], "all of it once"
    assert not caplog.text


async def test_a_server_that_can_not_be_asked_is_waited_for(writer: Writer, database_url: str) -> None:
    nowhere = DatabaseUrl.parse("postgresql://127.0.0.1:9/nothing")
    with psycopg.connect(database_url) as connection:
        looking = asyncio.create_task(silence.watch(nowhere, connection, {"pid": 1, "backend_start": None}))
        done, _ = await asyncio.wait({looking}, timeout=0.5)
        assert not done
        looking.cancel()
        connection.execute("SELECT 1")
