"""A row that somebody else holds for long: only who wants it waits, also at the end and at the next start."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.fleet import Role
from domain.messages import Message
from domain.people import Address
from storage import inbox, outbox
from storage.engines import TIMEOUTS
from storage.inbox import PARTS, part_of
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.fleet.test_sharing import PATIENCE, agree, member, parts, until
from tests.support import postgres
from tests.support.city import BEGIN, opened, settle_town
from tests.support.sandbox import Bench, Phone
from tests.walk.steps import LIGHTS

WELL = "井盖也坏了"

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseUrl]:
    """An empty database, on which a lock is waited for a tenth of the ordinary 3 s."""
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", 300)
    with postgres.database(postgres_server) as address:
        yield DatabaseUrl.parse(address)


@contextlib.asynccontextmanager
async def held(url: DatabaseUrl, table: str, column: str, value: object) -> AsyncIterator[None]:
    """Somebody has a row in a transaction of their own and forgets about it."""
    async with await psycopg.AsyncConnection.connect(url.text) as other:
        query = psycopg.sql.SQL("SELECT 1 FROM {} WHERE {} = %s FOR UPDATE").format(
            psycopg.sql.Identifier(table), psycopg.sql.Identifier(column)
        )
        await other.execute(query, (value,))
        yield


async def put(writer: Writer, phone: Phone, text: str) -> int:
    at = Address("telegram", str(phone.id))
    return await writer.run(lambda tx: outbox.add(tx, at, Message(text=text), BEGIN))


async def behind(writer: Writer, phone: Phone) -> int:
    """The person (id) who writes from a telephone."""
    query = "SELECT person_id AS id FROM accounts WHERE address = %s"
    row = await writer.run(lambda tx: tx.connection.execute(query, (str(phone.id),)).fetchone())
    return int(row["id"])


async def states(writer: Writer) -> list[str]:
    rows = await writer.run(lambda tx: list(tx.connection.execute("SELECT state FROM outbox ORDER BY id")))
    return [row["state"] for row in rows]


async def all_marked(writer: Writer, count: int) -> None:
    """Wait until so many messages are marked as sent."""
    async with asyncio.timeout(PATIENCE):
        while (await states(writer)).count("sent") < count:  # noqa: ASYNC110 no bell rings
            await asyncio.sleep(0.05)


async def test_a_mark_that_waits_holds_up_no_other_and_a_clean_end_doubles_nothing_else(
    sandbox: Bench, tmp_path: Path, url: DatabaseUrl
) -> None:
    async with opened(url.text) as writer:
        await settle_town(writer)
    first, *others = [await sandbox.phone(f"居民{number}") for number in range(41)]
    async with member(sandbox, tmp_path, url, Role.ALL) as bot:
        for phone in (first, *others):
            await phone.say("/start")
        for phone in (first, *others):
            await phone.hear(timeout=PATIENCE)
        await bot.delivery.idle()
    async with opened(url.text) as writer:
        await writer.run(lambda tx: tx.connection.execute("DELETE FROM outbox") and None)
        row = await put(writer, first, "held")
    async with held(url, "outbox", "id", row), member(sandbox, tmp_path, url, Role.ALL) as bot:
        await first.hear("held", timeout=PATIENCE)
        for phone in others:  # more than may be on their way at once
            await put(bot.writer, phone, "notice")
        for phone in others:
            await phone.hear("notice", timeout=PATIENCE)
        await all_marked(bot.writer, len(others))
    async with member(sandbox, tmp_path, url, Role.ALL) as bot:
        await first.hear("held", timeout=PATIENCE)
        await bot.delivery.idle()
        assert await states(bot.writer) == ["sent"] * 41
    for phone in others:
        await phone.silence()


async def test_a_turn_that_waits_holds_up_no_start_and_is_not_taken_for_one_that_kills(
    sandbox: Bench, tmp_path: Path, url: DatabaseUrl
) -> None:
    one, other = await sandbox.phone("陈桂兰"), await sandbox.phone("王芳")
    async with opened(url.text) as writer:
        await settle_town(writer)
    async with member(sandbox, tmp_path, url, Role.ALL):
        for phone in (one, other):
            await agree(phone)
            await phone.say(LIGHTS)
            await phone.hear(LIGHTS)
    async with opened(url.text) as writer:
        person = await behind(writer, one)
    said = await one.say(WELL)
    async with held(url, "drafts", "person_id", person):
        for start in range(3):
            async with member(sandbox, tmp_path, url, Role.ALL) as bot:
                await other.say(f"井盖坏了{start}")
                await other.hear(f"井盖坏了{start}", timeout=PATIENCE)
                await until(lambda bot=bot: bot.turns.is_busy(str(one.id)))
    async with opened(url.text) as writer:
        waiting = await writer.run(inbox.waiting)
    assert [json.loads(arrived.payload)["update_id"] for arrived in waiting] == [said["update_id"]]
    assert waiting[0].attempts <= 1
    async with member(sandbox, tmp_path, url, Role.ALL):
        await one.hear(WELL, timeout=PATIENCE)


async def test_a_turn_that_waits_after_a_start_lets_the_other_chats_go_on(
    sandbox: Bench, tmp_path: Path, url: DatabaseUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that waits then is suspect; the one that can't go on is not counted while the others are tried."""
    monkeypatch.setattr("bot.turns.FOUND_OUT_WITHIN", 1.0)
    one, *others = [await sandbox.phone(f"居民{number}") for number in range(4)]
    async with opened(url.text) as writer:
        await settle_town(writer)
    async with member(sandbox, tmp_path, url, Role.ALL):
        for phone in (one, *others):
            await agree(phone)
            await phone.say(LIGHTS)
            await phone.hear(LIGHTS)
    async with opened(url.text) as writer:
        person = await behind(writer, one)
    async with member(sandbox, tmp_path, url, Role.INTAKE) as bot:  # what comes is stored, and handled by nobody
        said = await one.say(WELL)
        for number, phone in enumerate(others):
            await phone.say(f"井盖坏了{number}")
        async with asyncio.timeout(PATIENCE):
            while len(await bot.writer.run(inbox.waiting)) < 4:  # noqa: ASYNC110 no bell rings here
                await asyncio.sleep(0.05)
    async with held(url, "drafts", "person_id", person), member(sandbox, tmp_path, url, Role.ALL) as bot:
        for number, phone in enumerate(others):
            await phone.hear(f"井盖坏了{number}", timeout=PATIENCE)
        await others[0].say("还有一句")
        await others[0].hear("还有一句", timeout=PATIENCE)
        [left] = await bot.writer.run(inbox.waiting)
        assert (json.loads(left.payload)["update_id"], left.attempts) == (said["update_id"], 1)
        assert bot.turns.is_busy(str(one.id))
    async with member(sandbox, tmp_path, url, Role.ALL):
        await one.hear(WELL, timeout=PATIENCE)


async def test_a_worker_with_a_turn_that_waits_shares_the_rest(
    sandbox: Bench, tmp_path: Path, url: DatabaseUrl
) -> None:
    one = await sandbox.phone("陈桂兰")
    async with opened(url.text) as writer:
        await settle_town(writer)
    async with member(sandbox, tmp_path, url, Role.INTAKE), member(sandbox, tmp_path, url, Role.WORKER) as first:
        await until(lambda: parts(first) == [PARTS])
        await agree(one)
        await one.say(LIGHTS)
        await one.hear(LIGHTS)
        async with contextlib.AsyncExitStack() as stack:
            async with held(url, "drafts", "person_id", await behind(first.writer, one)):
                await one.say(WELL)
                await until(lambda: first.turns.is_busy(str(one.id)))
                workers = [first]
                workers += [
                    await stack.enter_async_context(member(sandbox, tmp_path, url, Role.WORKER)) for _ in range(3)
                ]
                await until(lambda: parts(first)[0] <= PARTS // 4)
                await until(lambda: sum(parts(*workers[1:])) >= PARTS - PARTS // 4 - 1)
                mine = part_of(str(one.id))
                assert not any(mine in worker.turns.parts for worker in workers[1:]), "what is in hand is no one else's"
            await one.hear(WELL, timeout=PATIENCE)
            await until(lambda: sum(parts(*workers)) == PARTS)
