"""Chats that rest take no room from others, and go on in their order when they have rested."""

import asyncio

import pytest

import bot.backlog
import bot.setbacks
from domain.messages import Message
from domain.people import Address
from storage import outbox
from storage.tx import Tx
from tests.bot.test_delivery import STRANGE, got, phones, put, written
from tests.support.city import City


async def test_chats_that_rest_for_long_hide_nobody(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of a newer release write to more chats than memory has room for, what this one can't read."""
    city.trouble_expected = True
    monkeypatch.setattr(bot.backlog, "KEPT", 8)
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (60.0, 60.0))
    [free] = await phones(city, "王芳")
    now = city.clock.now()

    def newer(tx: Tx) -> None:
        for number in range(20):
            written(Address("telegram", f"8{number:03}"), STRANGE, now, tx)
        tx.wakes[:] = [(outbox.OUTBOX, None)]

    await city.bot.writer.run(newer)
    async with asyncio.timeout(5):
        while len(city.bot.delivery._pace._stopped) < 8:  # noqa: ASYNC110 - nothing else tells of it
            await asyncio.sleep(0.01)
    await put(city, free, "one", "two")
    await free.hear("two", timeout=4)
    assert await got(free) == ["one", "two"]
    assert await city.bot.writer.run(lambda tx: sum(n for n, _ in outbox.queue(tx).values())) == 20


async def test_a_chat_that_was_left_out_goes_on_in_its_order(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.backlog, "LONG", 0.1, raising=False)
    [phone] = await phones(city, "王芳")
    await city.bot.settle()
    await city.bench.fault(method="sendMessage", chat=phone.id, status=429, retry_after=1, count=1)
    await put(city, phone, "one", "two")
    await asyncio.sleep(0.2)
    await put(city, phone, "three")
    await phone.hear("three", timeout=3)
    assert await got(phone) == ["one", "two", "three"]


async def test_a_chat_that_waits_has_one_timer_however_often_all_is_read_anew(city: City) -> None:
    delivery, now = city.bot.delivery, city.clock.now()
    chats = [Address("telegram", f"8{number:03}") for number in range(50)]
    for at in chats:
        delivery._pace.rest(at.address, 4.5)
    await city.bot.writer.run(lambda tx: [outbox.add(tx, at, Message(text="x"), now) for at in chats])
    for _ in range(10):
        delivery._backlog.hear(None)
        async with asyncio.timeout(5):
            while delivery._backlog.stale:  # noqa: ASYNC110 - nothing else tells of it
                await asyncio.sleep(0.01)
        await city.bot.writer.run(lambda tx: None)
    timers = [timer for timer in asyncio.get_running_loop()._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
    assert len(timers) < 2 * len(chats)
    await city.bot.writer.run(lambda tx: tx.connection.execute("DELETE FROM outbox WHERE state = 'waiting'") and None)
