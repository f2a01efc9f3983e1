"""Trouble that lasts longer than any job is given: it is nobody's fault, and over when what met it is stored."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import psycopg
import pytest

from storage.engines import open_engine
from storage.probe import takes_writes
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.storage.test_writer import ON_POSTGRESQL, note, noted, pragma
from tests.support import postgres
from tests.support.sandbox import PATIENCE

ANSWERS = """CREATE FUNCTION answers() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'No space left on device' USING ERRCODE = '{}'; END $$"""
ON_INSERT = "CREATE TRIGGER answers BEFORE INSERT ON dedupe_keys FOR EACH ROW EXECUTE FUNCTION answers()"
FULL, NO_MEMORY, HELD = "53100", "53200", "55P03"
BIG = "big" * 100_000


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second stands for the minute that a job is given."""
    monkeypatch.setattr("storage.writer.RETRY_SECONDS", (0.01,))
    monkeypatch.setattr("storage.jobs.LOST_FOR", 0.1)


@contextlib.asynccontextmanager
async def refusing(database_url: str, code: str) -> AsyncIterator[None]:
    """PostgreSQL refuses each insert of a key with this SQLSTATE."""
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute(ANSWERS.format(code))
        other.execute(ON_INSERT)
        yield
        other.execute("DROP TRIGGER answers ON dedupe_keys")


@contextlib.asynccontextmanager
async def full_disk(writer: Writer, database_url: str) -> AsyncIterator[None]:
    """Nothing of the database grows."""
    if writer.engine.name == "postgresql":
        async with refusing(database_url, FULL):
            yield
        return
    await pragma(writer, f"max_page_count = {await pragma(writer, 'page_count')}")
    yield
    await writer.engine.call(lambda connection: connection.execute("PRAGMA max_page_count = 100000") and None)


async def test_a_disk_that_stays_full_is_waited_for_by_all_and_nobody_says_that_it_works(
    writer: Writer, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with full_disk(writer, database_url):
        big = BIG if writer.engine.name == "sqlite" else ""  # a small one still has room in the file
        stuck = [asyncio.create_task(writer.run(note(f"{number}{big}"))) for number in range(2)]
        await until_told(caplog, "does not take anything")
        await asyncio.sleep(0.5)
        probe = asyncio.create_task(writer.run(takes_writes))
        reading = asyncio.create_task(writer.run(noted_now, first=True))
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in (*stuck, probe))
        assert caplog.text.count("does not take anything") == 1
        assert "works again" not in caplog.text
        assert "steps aside" not in caplog.text
    assert await asyncio.wait_for(asyncio.gather(*stuck, probe), PATIENCE) == [True, True, None]
    await reading
    assert [key[0] for key in await noted(writer)] == ["0", "1"]
    assert caplog.text.count("works again") == 1


async def until_told(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until the log says so."""
    async with asyncio.timeout(PATIENCE):
        while words not in caplog.text:  # noqa: ASYNC110 a log rings no bell
            await asyncio.sleep(0.01)


def noted_now(tx: object) -> int:
    """A job that only reads."""
    return 0


@ON_POSTGRESQL
async def test_a_job_that_alone_has_too_little_memory_gets_its_error_and_the_others_go_on(
    writer: Writer, database_url: str
) -> None:
    async with refusing(database_url, NO_MEMORY):
        alone = asyncio.create_task(writer.run(note("a")))
        with pytest.raises(psycopg.errors.OutOfMemory):
            await asyncio.wait_for(alone, PATIENCE)
        assert await asyncio.wait_for(writer.run(takes_writes), PATIENCE) is None
    assert await writer.run(note("a")) is True


@ON_POSTGRESQL
async def test_how_long_a_job_has_waited_aside_is_told(writer: Writer, database_url: str) -> None:
    assert writer.held_up() == 0
    async with refusing(database_url, HELD):
        begun, stuck = time.monotonic(), asyncio.create_task(writer.run(note("a")))
        async with asyncio.timeout(PATIENCE):
            while writer.held_up() < 0.3:  # noqa: ASYNC110 time rings no bell
                await asyncio.sleep(0.01)
        assert await asyncio.wait_for(writer.run(takes_writes), PATIENCE) is None
        assert 0.3 <= writer.held_up() <= time.monotonic() - begun
    assert await asyncio.wait_for(stuck, PATIENCE) is True
    assert writer.held_up() == 0


@ON_POSTGRESQL
async def test_why_a_server_does_not_let_us_in_again_is_told_once_with_the_mend(
    writer: Writer, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with postgres.account(database_url) as account:
        barred = Writer(await open_engine(DatabaseUrl.parse(account.address)), writer.rules)
        account.bar()
        waiting = asyncio.create_task(barred.run(note("a")))
        async with asyncio.timeout(PATIENCE):
            while "is not permitted to log in" not in caplog.text:  # noqa: ASYNC110 it finds out in its own time
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        account.let_in()
        assert await asyncio.wait_for(waiting, PATIENCE) is True
        await barred.close()
    [told] = [line.getMessage() for line in caplog.records if "is not permitted to log in" in line.getMessage()]
    assert "ALTER ROLE ... LOGIN" in told
    assert "\n" not in told
    assert caplog.text.count("does not take anything") == 1
