"""Delivery against a Bot API that refuses, stops, breaks off and forgets: nothing is lost, and order holds."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

import bot.backlog
import bot.setbacks
from bot.config import DeliverySection
from bot.pace import Pace
from domain.messages import Button, Message
from domain.people import Address, Role
from domain.rules import Rules
from domain.telling import Priority
from storage import outbox, sends
from storage.engines import open_engine
from storage.tx import Tx
from storage.writer import Writer
from tests.storage.test_writer import Gate
from tests.support.city import City, seats
from tests.support.sandbox import PATIENCE, Phone, text_of
from tests.walk.steps import HOME, ZH, office, part


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same back-off, ten times as fast."""
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (0.05, 6.0))


@pytest.fixture
def troubled(city: City) -> City:
    city.trouble_expected = True
    return city


async def phones(city: City, *names: str) -> list[Phone]:
    """People who have opened the chat, so that the bot may write to them."""
    found = [await city.bench.phone(name) for name in names]
    for phone in found:
        await phone.say("/start")
        await phone.hear()
    return found


async def put(city: City, phone: Phone, *texts: str, card: str | None = None, fresh: bool = True,
              priority: Priority = Priority.REPLY, buttons: tuple[tuple[Button, ...], ...] = (),
              **more: Any) -> None:  # fmt: skip
    """Put messages on their way."""
    at, now = Address("telegram", str(phone.id)), city.clock.now()
    for text in texts:
        message = Message(text=text, card=card, fresh=fresh, buttons=buttons)
        await city.bot.writer.run(
            lambda tx, message=message: outbox.add(tx, at, message, now, priority=priority, **more)  # type: ignore[misc]
        )


async def put_at_once(city: City, phone: Phone, *texts: str, **more: Any) -> None:
    """Put messages on their way in one moment: on a slow machine, too, none of them is sent before all are there."""
    at, now = Address("telegram", str(phone.id)), city.clock.now()

    def job(tx: Tx) -> None:
        for text in texts:
            outbox.add(tx, at, Message(text=text), now, **more)

    await city.bot.writer.run(job)


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something has come about of which no bell tells."""
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def refusals(city: City, count: int, status: int) -> None:
    """Wait until so many messages were refused."""

    async def refused() -> bool:
        return sum(entry["status"] == status for entry in await city.bench.requests("sendMessage")) >= count

    await until(refused)


async def sent_in_order(city: City) -> list[str]:
    """The messages that were taken, of all chats."""
    return [entry["params"]["text"] for entry in await city.bench.requests("sendMessage") if entry["ok"]]


async def got(phone: Phone, since: int = 1) -> list[str]:
    """What the bot said, without the greeting."""
    return [text_of(m) for m in await phone.messages() if m["from"]["is_bot"]][since:]


async def rows(city: City, columns: str = "state, error, attempts") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM outbox WHERE card IS NOT 'hello' ORDER BY id"  # noqa: S608 - our own columns
    found = await city.bot.writer.run(lambda tx: tx.connection.execute(query).fetchall())
    return [tuple(row.values()) for row in found]


async def test_429_stops_one_chat_for_as_long_as_it_says(city: City) -> None:
    stopped, free = await phones(city, "王芳", "李强")
    await city.bench.fault(method="sendMessage", chat=stopped.id, status=429, retry_after=2, count=1)
    begun = time.monotonic()
    await put(city, stopped, "one", "two")
    await put(city, free, "three")
    await stopped.hear("two")
    assert time.monotonic() - begun >= 2.0
    assert (await sent_in_order(city))[-3:] == ["three", "one", "two"], "nobody else waited"


async def test_429_of_two_chats_stops_all(city: City) -> None:
    first, second, third = await phones(city, "王芳", "李强", "赵敏")
    for phone in (first, second):
        await city.bench.fault(method="sendMessage", chat=phone.id, status=429, retry_after=1, count=1)
    begun = time.monotonic()
    await put(city, first, "one")
    await put(city, second, "two")
    await refusals(city, 2, 429)
    await put(city, third, "three")
    await third.hear("three")
    assert time.monotonic() - begun >= 1.0
    assert [await got(phone) for phone in (first, second)] == [["one"], ["two"]]


async def test_403_parks_what_waits_tells_the_officer_once_and_keeps_replies(city: City) -> None:
    officer = await city.staff(office(Role.OFFICER, HOME), Role.OFFICER, HOME)
    mine = await city.staff(seats(HOME)[0])
    before = len(await got(mine, 0))
    await city.bench.fault(chat=mine.id, status=403)
    await put(city, mine, "reply one", "reply two")
    await put(city, mine, "reminder", priority=Priority.REMINDER)
    await officer.hear(part(ZH, "desk.unreachable"))
    await put(city, mine, "reply three", parked=True)
    assert await got(mine, before) == []
    await city.bench.calm()
    await mine.say("/help")
    await mine.hear("reply three")
    await city.bot.delivery.idle()
    assert [text for text in await got(mine, before) if "re" in text[:2]] == ["reply one", "reply two", "reply three"]
    await officer.silence()
    assert await officer.bench.call("getMe"), "and nothing else happened"


async def test_who_blocks_and_comes_back_gets_replies_and_no_old_reminders(city: City) -> None:
    phone = await city.resident("王芳")
    await phone.block()
    await put(city, phone, "reply")
    await put(city, phone, "old notice", priority=Priority.NOTICE)
    await city.bot.delivery.idle()
    await phone.unblock()
    await phone.hear("reply")
    await phone.say("/start")
    await phone.hear(part(ZH, "start.what_now"))
    await phone.silence()
    assert "old notice" not in await got(phone)


async def test_400_is_a_dead_letter_and_the_chat_goes_on(troubled: City) -> None:
    [phone] = await phones(troubled, "王芳")
    await put(troubled, phone, "<b>never closed", "next")
    await phone.hear("next")
    await troubled.bot.delivery.idle()
    [dead, sent] = await rows(troubled)
    assert dead[0] == "dead"
    assert "parse entities" in dead[1]
    assert sent[0] == "sent"
    assert await got(phone) == ["next"]
    assert any("dead letter" in error for error in troubled.errors)


async def test_what_can_never_be_sent_is_a_dead_letter(troubled: City) -> None:
    nobody, now = Address("telegram", "no number"), troubled.clock.now()
    await troubled.bot.writer.run(lambda tx: outbox.add(tx, nobody, Message(text="one"), now))
    await troubled.bot.delivery.idle()
    assert [row[0] for row in await rows(troubled)] == ["dead"]


@pytest.mark.parametrize(
    "answer",
    [{"status": 500}, {"status": 502}, {"status": 504}, {"status": 502, "http": 200}, {"status": 400, "http": 200}],
)
async def test_trouble_of_the_network_is_tried_again_in_its_place(city: City, answer: dict[str, int]) -> None:
    """So is a refusal that HTTP calls a success: what stands in between has said it, and knows nothing for sure."""
    [phone] = await phones(city, "王芳")
    await city.bench.fault(method="sendMessage", **answer, count=3)
    await put(city, phone, "one", "two")
    await phone.hear("two")
    assert await got(phone) == ["one", "two"]
    await city.bot.delivery.idle()
    assert [row[2] for row in await rows(city)] == [4, 1]


async def test_one_broken_chat_does_not_hold_up_others(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (4.0, 6.0))  # whoever was held up would be so for 3 s at least
    broken, well = await phones(city, "王芳", "李强")
    await city.bench.fault(chat=broken.id, status=500)
    await put(city, broken, "late")
    for n in range(5):
        await put(city, well, f"m{n}")
    await well.hear("m4", timeout=2.5)
    await city.bench.calm()
    await broken.hear("late")


async def test_a_connection_lost_before_the_send_loses_nothing(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bench.fault(method="sendMessage", drop="before", count=2)
    await put(city, phone, "one", "two")
    await phone.hear("two")
    assert await got(phone) == ["one", "two"]


async def test_a_connection_lost_after_the_send_may_say_it_twice_but_never_not(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bench.fault(method="sendMessage", drop="after", count=1)
    await put(city, phone, "one", "two")
    await phone.hear("two")
    assert await got(phone) == ["one", "one", "two"]


async def test_an_edit_that_changes_nothing_is_done(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await put(city, phone, "card", card="c")
    await phone.hear("card")
    await put(city, phone, "card", card="c", fresh=False)
    await city.bot.delivery.idle()
    assert [row[:2] for row in await rows(city)] == [("sent", None), ("sent", None)]
    assert await got(phone) == ["card"]


async def test_an_edit_of_what_is_gone_is_a_new_message(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await put(city, phone, "card", card="c")
    sent = await phone.hear("card")
    assert (await city.bench.call("deleteMessage", chat_id=phone.id, message_id=sent["message_id"]))["ok"]
    await put(city, phone, "changed", card="c", fresh=False)
    anew = await phone.hear("changed")
    assert anew["message_id"] > sent["message_id"]
    await put(city, phone, "changed again", card="c", fresh=False)
    again = await phone.hear("changed again")
    assert again["message_id"] == anew["message_id"], "the new message is the card from now on"


async def test_a_card_sent_anew_takes_the_buttons_off_the_old_one(city: City) -> None:
    [phone] = await phones(city, "王芳")
    buttons = ((Button(label="press", code="1:cases:::"),),)
    await put(city, phone, "old", card="c", buttons=buttons)
    old = await phone.hear("old")
    await put(city, phone, "new", card="c", buttons=buttons)
    new = await phone.hear("new")
    await city.bot.delivery.idle()
    shown = {message["message_id"]: "reply_markup" in message for message in await phone.messages()}
    assert (shown[old["message_id"]], shown[new["message_id"]]) == (False, True)


async def test_many_changes_of_a_card_cost_few_edits(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await put(city, phone, "begin", card="c")
    await phone.hear("begin")
    await city.bench.fault(method="editMessageText", delay_ms=50)
    begun = time.monotonic()
    await put(city, phone, *(f"{n} %" for n in range(100)), card="c", fresh=False)
    await phone.hear("99 %")
    await city.bot.delivery.idle()
    as_many_as_fit = (time.monotonic() - begun) / 0.05
    assert len(await city.bench.requests("editMessageText")) <= as_many_as_fit, "one after the other, however many"
    assert await got(phone) == ["99 %"]


async def test_replies_go_before_reminders_before_notices(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bench.fault(method="sendMessage", chat=phone.id, status=429, retry_after=1, count=1)
    await put(city, phone, "first")
    await refusals(city, 1, 429)
    for text, priority in (("notice", 2), ("reminder", 1), ("reply", 0)):
        await put(city, phone, text, priority=Priority(priority))
    await phone.hear("notice")
    assert await got(phone) == ["first", "reply", "reminder", "notice"]


async def test_what_came_too_late_is_dropped(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await put(city, phone, "yesterday's warning", expires=city.clock.now() - timedelta(minutes=1))
    await put(city, phone, "today's")
    await phone.hear("today's")
    assert await got(phone) == ["today's"]
    assert [row[0] for row in await rows(city)] == ["dropped", "sent"]


async def test_the_chat_that_is_no_chat_any_more(city: City) -> None:
    """An account that was deleted is as unreachable as one that blocked us."""
    [phone] = await phones(city, "王芳")
    await city.bench.fault(chat=phone.id, status=400, description="Bad Request: chat not found")
    await put(city, phone, "reply")
    await city.bot.delivery.idle()
    assert [row[0] for row in await rows(city)] == ["parked"]


async def test_a_newer_card_wins_over_one_whose_send_failed(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bench.fault(method="sendMessage", chat=phone.id, status=429, retry_after=1, count=1, delay_ms=150)
    await put(city, phone, "old", card="c")
    await asyncio.sleep(0.08)
    await put(city, phone, "new", card="c")
    await phone.hear("new")
    assert await got(phone) == ["new"]


async def test_what_comes_while_the_outbox_is_read_anew_is_not_overlooked(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that is committed right behind the reading must not wait until the database is asked again."""
    monkeypatch.setattr(bot.backlog, "LOOK_AGAIN", 2 * PATIENCE)
    [phone] = await phones(city, "王芳")
    at = Address("telegram", str(phone.id))

    def slow_return(tx: Tx) -> None:  # ends its batch, so that the gate stands in the next one
        sends.unpark(tx, at)
        time.sleep(0.02)

    returning = asyncio.create_task(city.bot.writer.run(slow_return))
    async with Gate(city.bot.writer) as gate:
        await asyncio.sleep(0.05)  # the reading is in the queue now
        late = asyncio.create_task(put(city, phone, "late"))
        await asyncio.sleep(0.05)
        gate.open()
    await asyncio.gather(returning, late)
    await phone.hear("late")


async def test_order_holds_when_more_waits_than_memory_keeps(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.backlog, "KEPT", 4)
    one, other = await phones(city, "王芳", "李强")
    await city.bench.fault(method="sendMessage", delay_ms=15)
    texts = [f"m{n}" for n in range(30)]
    for text in texts[:12]:
        await put(city, one, text)
    for text in texts[12:]:
        await put(city, one, text)
        await put(city, other, text, priority=Priority.NOTICE)
        await asyncio.sleep(0.012)
    await one.hear("m29")
    await city.bot.delivery.idle()
    assert await got(one) == texts
    assert await got(other) == texts[12:]


async def test_a_chat_that_is_flooded_holds_up_nobody_else(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for one chat fills all the room there is, and then everything is read anew."""
    monkeypatch.setattr(bot.backlog, "KEPT", 12)
    monkeypatch.setattr(bot.backlog, "EACH", 4)
    flooded, other, away = await phones(city, "王芳", "李强", "赵敏")
    await city.bench.fault(chat=flooded.id, delay_ms=60)
    texts = [f"m{n}" for n in range(40)]
    await put_at_once(city, flooded, *texts)
    await away.block()
    await put(city, away, "nobody reads this")
    await put(city, other, "hello")
    await flooded.hear("m39")
    assert await got(flooded) == texts
    sent = await sent_in_order(city)
    assert sent.index("hello") < sent.index("m39")


async def test_a_reply_goes_before_the_notices_of_a_flooded_chat(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.backlog, "EACH", 4)
    [phone] = await phones(city, "王芳")
    await city.bench.fault(chat=phone.id, delay_ms=100)
    notices = [f"n{n}" for n in range(15)]
    await put_at_once(city, phone, *notices, priority=Priority.NOTICE)
    await put(city, phone, "reply")
    await phone.hear("n14")
    heard = await got(phone)
    assert heard.index("reply") < len(heard) - 8
    assert [text for text in heard if text != "reply"] == notices


async def test_a_clock_that_is_set_back_holds_up_nothing_that_waits(city: City) -> None:
    resident = await city.resident("陈桂兰")
    await resident.say("路灯不亮")
    await resident.hear("路灯不亮")
    for _ in range(2):
        await resident.send_photo(media_group="album")
    await until(lambda: waiting(city))
    await resident.pass_over()
    city.clock.ahead -= timedelta(hours=1)
    await resident.hear("路灯不亮")


async def waiting(city: City) -> bool:
    return await city.bot.writer.run(lambda tx: sum(count for count, _ in outbox.queue(tx).values())) > 0


async def test_a_reply_that_comes_last_takes_the_next_place(city: City) -> None:
    """At a slow pace many notices wait for their places, and a reply waits for one place only."""
    city.bot.delivery._pace = Pace(DeliverySection(per_second=3))
    one, other = await phones(city, "王芳", "李强")
    await city.bot.delivery.idle()
    await put_at_once(city, one, *(f"n{n}" for n in range(5)), priority=Priority.NOTICE)
    await put(city, other, "reply")
    await one.hear("n4")
    sent = await sent_in_order(city)
    assert sent.index("reply") <= sent.index("n2")


async def test_notices_that_hang_leave_room_for_replies(city: City) -> None:
    delivery = city.bot.delivery
    delivery._at_once, delivery._for_replies = 4, 1
    *hanging, well = await phones(city, *(f"居民{n}" for n in range(6)), "王芳")
    for phone in hanging:
        await city.bench.fault(chat=phone.id, delay_ms=6000, count=1)
        await put(city, phone, "notice", priority=Priority.NOTICE)
    await until(lambda: asyncio.sleep(0, len(delivery._tasks) == 3))
    await put(city, well, "reply")
    await well.hear("reply", timeout=5)  # while they hang
    assert len(delivery._tasks) == 3
    await city.bench.calm()


async def test_a_card_that_takes_two_calls_takes_two_places(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bot.delivery.idle()
    buttons = ((Button(label="press", code="1:cases:::"),),)
    await put(city, phone, "old", card="c", buttons=buttons)
    await phone.hear("old")
    await city.bot.delivery.idle()
    before = city.bot.delivery._pace._window._number
    await put(city, phone, "new", card="c", buttons=buttons)
    await phone.hear("new")
    await city.bot.delivery.idle()
    assert city.bot.delivery._pace._window._number == before + 2
    assert not city.bot.delivery._pace._window._flying


STRANGE = '{"text": "x", "colour": "路灯"}'


@pytest.mark.parametrize(
    ("fault", "address", "body", "state", "told"),
    [
        ({"status": 400, "description": "Bad Request: nonsense"}, "9{:03}", None, "dead",
         ("is a dead letter. Look at what it says", "`shuanglian parked list`")),
        ({"status": 403}, "9{:03}", None, "parked", ("can't be reached",)),
        ({}, "no number {}", None, "dead", ("can't be sent",)),
        ({}, "9{:03}", STRANGE, "dead", ("was written by another release", "can't be read still")),
    ],
    ids=["refused", "unreachable", "a fault of ours", "of another release"],
)  # fmt: skip
async def test_what_befalls_a_whole_crowd_is_a_line_and_not_one_for_each(
    troubled: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any], address: str, body: str | None, state: str, told: tuple[str, ...],
) -> None:  # fmt: skip
    """A notice to everybody has 68,000 rows."""
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (0.05, 0.1))
    monkeypatch.setattr(bot.setbacks, "UNREAD", 2)
    if fault:
        await troubled.bench.fault(method="sendMessage", **fault)
    crowd, now = [Address("telegram", address.format(number)) for number in range(40)], troubled.clock.now()

    def notice(tx: Tx) -> None:
        for at in crowd:
            written(at, body, now, tx) if body else outbox.add(tx, at, Message(text="x"), now)

    with caplog.at_level(logging.INFO, "bot"):
        async with beside(troubled) as other:
            await other.run(notice)
        await troubled.bot.delivery.idle()
    assert [found for found, *_ in await rows(troubled)] == [state] * len(crowd)
    lines = [record.getMessage() for record in caplog.records if record.name in ("bot.setbacks", "bot.delivery")]
    for words in told:
        assert sum(words in line for line in lines) == 1, words
    assert len(lines) <= 2


@contextlib.asynccontextmanager
async def beside(city: City) -> AsyncIterator[Writer]:
    """Another process on the same database, which rings no bell."""
    writer = Writer(await open_engine(city.config.database_url), Rules())
    yield writer
    await writer.close()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is looked at ten times as often."""
    monkeypatch.setattr(bot.backlog, "LOOK_AGAIN", 0.5)


async def test_what_another_process_left_is_found_also_while_people_talk(soon: None, city: City) -> None:
    here, there = await phones(city, "王芳", "李强")
    at = Address("telegram", str(there.id))
    async with beside(city) as other:
        await other.run(lambda tx: outbox.add(tx, at, Message(text="from elsewhere"), city.clock.now()))
    talking = asyncio.create_task(talk(city, here))
    await there.hear("from elsewhere")
    talking.cancel()


async def talk(city: City, phone: Phone) -> None:
    """Somebody is told something all the time."""
    while True:
        await put(city, phone, "talk")
        await asyncio.sleep(0.1)


async def test_what_a_newer_release_wrote_waits_with_what_follows_it_and_is_no_dead_letter(
    soon: None, troubled: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (0.05, 0.1))
    newer, never = await phones(troubled, "王芳", "李强")
    bodies = {newer: '{"text": "newer", "colour": "路灯"}', never: '{"text": "never", "colour": "路灯"}'}
    numbers: dict[Phone, int] = {}
    async with beside(troubled) as other:
        for phone, body in bodies.items():
            at = Address("telegram", str(phone.id))
            numbers[phone] = await other.run(partial(written, at, body, troubled.clock.now()))
        await newer.silence(1)
        await put(troubled, newer, "next")
        await put(troubled, never, "next")
        assert {state for state, *_ in await rows(troubled)} == {"waiting"}
        await other.run(lambda tx: tx.connection.execute(
            "UPDATE outbox SET body = '{\"text\": \"newer\"}' WHERE id = ?", (numbers[newer],)
        ))  # fmt: skip
    troubled.bot.delivery._backlog.hear(None)  # as after the upgrade, with which memory begins anew
    await newer.hear("next")
    assert await got(newer) == ["newer", "next"]
    monkeypatch.setattr(bot.setbacks, "UNREAD", 2)  # an hour has passed
    await never.hear("next")
    assert [state for state, *_ in await rows(troubled)] == ["sent", "dead", "sent", "sent"]
    assert sum("was written by another release" in error for error in troubled.errors) == 1, "one line for both"
    assert "路灯" not in "".join(troubled.errors)


def written(at: Address, body: str, now: datetime, tx: Tx) -> int:
    """A message of another release."""
    number = outbox.add(tx, at, Message(text="x"), now)
    tx.connection.execute("UPDATE outbox SET body = ? WHERE id = ?", (body, number))
    return number
