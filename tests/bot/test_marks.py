"""What became of a message can't be stored: it is tried again, nothing comes twice, and its chat goes on in the end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

import bot.delivery
import bot.marks
import bot.setbacks
from storage.tx import Tx
from tests.bot.test_delivery import got, phones, put, rows, until
from tests.storage.test_writer import Gate
from tests.support.city import City, seats
from tests.walk.steps import HOME

ON = {
    "sent": "BEFORE UPDATE OF state ON outbox WHEN NEW.state = 'sent'",
    "dead": "BEFORE UPDATE OF state ON outbox WHEN NEW.state = 'dead'",
    "card": "BEFORE INSERT ON cards WHEN NEW.subject = 'c'",
    "unreachable": "BEFORE UPDATE OF unreachable_at ON accounts",
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    """The same back-off, ten times as fast."""
    monkeypatch.setattr(bot.setbacks, "BACK_OFF", (0.05, 0.2))
    monkeypatch.setattr(bot.delivery, "PAUSE", 0.05)
    monkeypatch.setattr(bot.marks, "PAUSES", (0.05, 0.2))
    city.trouble_expected = True


async def sql(city: City, *statements: str) -> None:
    def job(tx: Tx) -> None:
        for statement in statements:
            tx.connection.execute(statement)

    await city.bot.writer.run(job)


@contextlib.asynccontextmanager
async def refusing(city: City, what: str) -> AsyncIterator[None]:
    """The database refuses one kind of change, and takes all others."""
    await sql(city, f"CREATE TRIGGER refusing {ON[what]} BEGIN SELECT RAISE(ABORT, 'refused'); END")
    yield
    await sql(city, "DROP TRIGGER refusing")


def told(city: City, words: str) -> int:
    return sum(words in error for error in city.errors)


async def until_told(city: City, words: str) -> None:
    await until(lambda: asyncio.sleep(0, told(city, words) > 0))


async def test_what_can_not_be_marked_is_marked_later_and_nothing_comes_twice(city: City) -> None:
    one, other = await phones(city, "王芳", "李强")
    async with refusing(city, "sent"):
        await put(city, one, "one", "two")
        await put(city, other, "three")
        await one.hear("one")
        await other.hear("three")
        await until_told(city, "could not be marked")
        await asyncio.sleep(0.5)
        assert await got(one) == ["one"], "the next one waits for the mark"
    await one.hear("two")
    await put(city, other, "four")
    await other.hear("four")
    await city.bot.delivery.idle()
    assert [await got(one), await got(other)] == [["one", "two"], ["three", "four"]]
    assert await rows(city, "state, attempts") == [("sent", 1)] * 4
    assert told(city, "could not be marked") == 1


async def test_while_nothing_can_be_marked_no_more_is_sent_than_may_come_twice(city: City) -> None:
    most, delivery = city.config.delivery.at_once, city.bot.delivery
    people = await phones(city, *(f"居民{n}" for n in range(most + 3)))
    async with refusing(city, "sent"):
        for phone in people[: most - 1]:
            await put(city, phone, "notice")
        await until(lambda: asyncio.sleep(0, delivery._marks.missing >= most - 1))
        await city.bench.fault(method="sendMessage", delay_ms=200)  # what is under way counts as well
        for phone in people[most - 1 :]:
            await put(city, phone, "notice")
        await until(lambda: asyncio.sleep(0, delivery._marks.missing >= most))
        await asyncio.sleep(0.5)
        assert sum([len(await got(phone)) for phone in people]) == most
        await city.bench.calm()
    await delivery.idle()
    assert [await got(phone) for phone in people] == [["notice"]] * len(people)


async def test_at_the_end_one_that_can_not_be_marked_in_full_leaves_no_other_unmarked(city: City) -> None:
    one, *others = await phones(city, "王芳", "李强", "赵敏")
    await city.bench.fault(method="sendMessage", delay_ms=100)
    async with refusing(city, "card"):
        await put(city, one, "card", card="c")
        for phone in others:
            await put(city, phone, "notice")
        async with Gate(city.bot.writer) as gate:
            await one.hear("card")
            for phone in others:
                await phone.hear("notice")
            [ending] = [task for task in asyncio.all_tasks() if task.get_name() == "delivery"]
            ending.cancel()
            await asyncio.sleep(0.1)  # the end comes while the marks are with the writer
            gate.open()
            await asyncio.wait({ending})
        assert [state for state, *_ in await rows(city)] == ["sent"] * 3
    assert told(city, "is marked as sent, and no more") == 1


async def test_one_that_can_never_be_marked_in_full_is_marked_as_sent_and_its_chat_goes_on(city: City) -> None:
    one, other = await phones(city, "王芳", "李强")
    async with refusing(city, "card"):
        await put(city, one, "card", card="c")
        await put(city, other, "meanwhile")
        await put(city, one, "next")
        await one.hear("next")
        await city.bot.delivery.idle()
    assert [await got(one), await got(other)] == [["card", "next"], ["meanwhile"]]
    assert {state for state, *_ in await rows(city)} == {"sent"}
    assert told(city, "is marked as sent, and no more") == 1


async def test_a_dead_letter_that_can_not_be_noted_is_noted_later_and_its_chat_goes_on(city: City) -> None:
    [phone] = await phones(city, "王芳")
    async with refusing(city, "dead"):
        await put(city, phone, "<b>never closed", "next")
        await asyncio.sleep(0.3)
    await phone.hear("next")
    await city.bot.delivery.idle()
    assert [state for state, *_ in await rows(city)] == ["dead", "sent"]


async def test_where_nobody_can_be_told_that_a_chat_is_gone_its_messages_are_put_aside(city: City) -> None:
    mine = await city.staff(seats(HOME)[0])
    await city.bench.fault(chat=mine.id, status=403)
    async with refusing(city, "unreachable"):
        await put(city, mine, "one", "two")
        await city.bot.delivery.idle()
        assert [state for state, *_ in await rows(city)][-2:] == ["parked"] * 2


async def test_an_outbox_that_can_not_be_read_for_a_while_ends_nothing(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bot.delivery.idle()
    await sql(city, "ALTER TABLE outbox RENAME TO elsewhere")
    city.bot.delivery._backlog.hear(None)
    await until_told(city, "The outbox could not be read")
    await sql(city, "ALTER TABLE elsewhere RENAME TO outbox")
    await put(city, phone, "one")
    await phone.hear("one")


async def test_a_card_that_can_not_be_looked_up_for_a_while_is_no_dead_letter(city: City) -> None:
    [phone] = await phones(city, "王芳")
    await city.bot.delivery.idle()
    await sql(city, "ALTER TABLE cards RENAME TO elsewhere")
    await put(city, phone, "card", card="c")
    await put(city, phone, "next")
    await until_told(city, "The database failed while row")
    await sql(city, "ALTER TABLE elsewhere RENAME TO cards")
    await phone.hear("next")
    assert await got(phone) == ["card", "next"]
