"""Who receives and sends loses the place for a while: nothing is sent by two."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.fleet import Role, placed
from bot.process import running
from domain.messages import Message
from domain.people import Address
from storage import outbox
from storage.line import Line
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.fleet.test_sharing import PATIENCE, cut, until_taken
from tests.support import postgres
from tests.support.city import BEGIN, clock_at, config_for, opened
from tests.support.sandbox import Bench, Phone, text_of
from tests.support.tunnel import tunnel

pytestmark = pytest.mark.postgres
MANY = 60
SLOWLY = {"per_second": 10, "per_chat_per_second": 10, "per_chat_burst": 1}


@pytest.fixture
def url(postgres_server: str) -> Iterator[DatabaseUrl]:
    """An empty database."""
    with postgres.database(postgres_server) as address:
        yield DatabaseUrl.parse(address)


async def heard(phone: Phone) -> list[str]:
    """What the bot said."""
    return [text_of(message) for message in await phone.messages() if message["from"]["is_bot"]]


async def at_least(phone: Phone, count: int) -> None:
    """Wait until the bot said so much."""
    async with asyncio.timeout(PATIENCE):
        while len(await heard(phone)) < count:  # noqa: ASYNC110 it says so in its own time
            await asyncio.sleep(0.05)


async def test_while_another_process_has_the_place_nothing_is_sent_here(
    sandbox: Bench, tmp_path: Path, url: DatabaseUrl
) -> None:
    phone = await sandbox.phone("陈桂兰")
    await phone.say("/start")
    said = [f"第{number}句" for number in range(MANY)]

    def fill(tx: Tx) -> None:
        for words in said:
            outbox.add(tx, Address("telegram", str(phone.id)), Message(text=words), BEGIN)

    config = config_for(sandbox, tmp_path, database={"url": url.text}, delivery=SLOWLY)
    async with opened(url.text) as writer:
        await writer.run(fill)
    async with running(config, clock_at(), Role.INTAKE) as bot:
        assert bot.place is not None
        await at_least(phone, 3)
        other = await Line.open(url)
        await cut(url, bot.place)
        await until_taken(other)
        before = len(await heard(phone))
        await asyncio.sleep(1.5)
        assert len(await heard(phone)) <= before + 2, "what was in flight, and nothing more"
        await other.close()
        await at_least(phone, MANY)
    assert await heard(phone) == said


async def test_a_machine_that_vanished_is_found_out_also_with_words_on_the_way(url: DatabaseUrl) -> None:
    """As long as something sent is not confirmed, TCP does not ask whether the other side is alive: it sends again."""
    line = await Line.open(url)
    try:
        cursor = await line._connection.execute("SHOW tcp_user_timeout")
        row = await cursor.fetchone()
        assert row == ("4000",), "the server gives up as well"
        ours = line._connection.pgconn.socket
        with socket.socket(fileno=os.dup(ours)) as copy:
            assert copy.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 4_000
    finally:
        await line.close()


async def test_a_place_whose_connection_is_silent_is_lost_and_taken_again(
    url: DatabaseUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands between confirms what comes, so TCP finds no fault; the server has let the place fall free."""
    monkeypatch.setattr("storage.line.LOST_AFTER", 300)
    heard: list[str] = []
    async with tunnel(url.text) as (way, address), placed(DatabaseUrl.parse(address), Role.INTAKE) as place:
        assert place is not None
        keeping = asyncio.create_task(place.keep(None, lambda: heard.append("cut"), lambda: heard.append("back")))
        way.fall_silent()
        other = await Line.open(url)
        await until_taken(other)
        async with asyncio.timeout(PATIENCE):
            while heard != ["cut"]:  # noqa: ASYNC110 it finds out in its own time
                await asyncio.sleep(0.05)
        await other.close()
        async with asyncio.timeout(PATIENCE):
            while heard != ["cut", "back"]:  # noqa: ASYNC110 so here
                await asyncio.sleep(0.05)
        keeping.cancel()


async def test_why_no_place_can_be_had_is_told_once(url: DatabaseUrl, caplog: pytest.LogCaptureFixture) -> None:
    with postgres.account(url.text) as account:
        async with placed(DatabaseUrl.parse(account.address), Role.INTAKE) as place:
            assert place is not None
            back = asyncio.Event()
            keeping = asyncio.create_task(place.keep(None, lambda: None, back.set))
            account.bar()
            await asyncio.sleep(2.5)
            account.let_in()
            await asyncio.wait_for(back.wait(), PATIENCE)
            keeping.cancel()
    assert caplog.text.count("is not permitted to log in") == 1
    assert caplog.text.count("ALTER ROLE ... LOGIN") == 1
