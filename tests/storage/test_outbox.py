"""What goes out: order within a chat, cards, keys, what waits for somebody who is away."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from domain.messages import Message
from domain.people import Address
from domain.rules import Rules
from domain.telling import Priority
from storage import cards, outbox, relays, sends
from storage.engines import PostgresEngine
from storage.outbox import Outgoing
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support.city import BEGIN

HERE, THERE = Address("telegram", "1"), Address("telegram", "2")
POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


async def add(writer: Writer, text: str, at: Address = HERE, card: str | None = None, fresh: bool = True,
              priority: Priority = Priority.REPLY, **more: object) -> int:  # fmt: skip
    message = Message(text=text, card=card, fresh=fresh)
    return await writer.run(
        lambda tx: outbox.add(tx, at, message, BEGIN, priority=priority, **more)  # type: ignore[arg-type]
    )


async def heads(writer: Writer) -> list[Outgoing]:
    return await writer.run(lambda tx: outbox.waiting(tx, 50, 50))


async def drain(writer: Writer) -> list[str]:
    """Send all there is, one head at a time. Returns the texts in the order in which they went."""
    went, message_id = [], 100
    while rows := await heads(writer):
        row, message_id = rows[0], message_id + 1
        went.append(row.message.text)
        await writer.run(lambda tx, row=row, id_=message_id: sends.sent(tx, row, [id_], BEGIN))  # type: ignore[misc]
    return went


async def test_replies_go_before_reminders_before_notices(writer: Writer) -> None:
    for text, priority in (("notice", 2), ("reminder", 1), ("one", 0), ("two", 0)):
        await add(writer, text, priority=Priority(priority))
    await add(writer, "other reminder", THERE, priority=Priority.REMINDER)
    assert [row.message.text for row in await heads(writer)] == ["one", "two", "reminder", "other reminder", "notice"]
    assert {kind: count for kind, (count, _) in (await writer.run(outbox.queue)).items()} == {0: 2, 1: 2, 2: 1}
    assert await drain(writer) == ["one", "two", "reminder", "other reminder", "notice"]
    assert not await writer.run(outbox.queue)


async def test_a_newer_card_replaces_one_that_was_not_sent(writer: Writer) -> None:
    await add(writer, "old", card="case:1")
    await add(writer, "other", card="case:2")
    await add(writer, "elsewhere", THERE, card="case:1")
    await add(writer, "new", card="case:1", fresh=False)
    assert sorted(await drain(writer)) == ["elsewhere", "new", "other"]


@pytest_asyncio.fixture
async def another(writer: Writer, database_url: str) -> AsyncIterator[PostgresEngine]:
    """The line of another process to the same database."""
    engine = await PostgresEngine.open(DatabaseUrl.parse(database_url))
    yield engine
    await engine.close()


def until_it_waits(task: "asyncio.Task[int]", connection: Any) -> None:
    """Return when somebody waits for this connection's transaction, or need not."""
    query = "SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    while not task.done() and not connection.execute(query).fetchone():
        time.sleep(0.01)


@POSTGRESQL
async def test_of_a_card_that_two_processes_write_at_once_the_last_state_goes_out_last(
    writer: Writer, another: PostgresEngine
) -> None:
    """Neither sees the other's row before it is committed, so the second waits for the first."""

    def put(connection: Any) -> None:
        connection.execute("BEGIN")
        tx = Tx("postgresql", connection, Rules())
        outbox.add(tx, HERE, Message(text="older", card="case:1", fresh=False), BEGIN)

    await another.call(put)
    await add(writer, "another card", card="case:2")
    await add(writer, "elsewhere", THERE, card="case:1")
    await add(writer, "no card")
    newer = asyncio.create_task(add(writer, "newer", card="case:1", fresh=False))
    await another.call(partial(until_it_waits, newer))
    await another.call(lambda connection: connection.execute("COMMIT"))
    await newer
    rows = await heads(writer)
    assert [row.message.text for row in rows] == ["another card", "elsewhere", "no card", "newer"]
    assert [row.id for row in rows] == sorted(row.id for row in rows)


async def test_a_card_is_edited_where_it_was_sent(writer: Writer) -> None:
    await add(writer, "card", card="case:1")
    [row] = await heads(writer)
    assert (row.action, await writer.run(lambda tx: cards.shown(tx, HERE, "case:1"))) == ("send", None)
    await writer.run(lambda tx: sends.sent(tx, row, [77], BEGIN))
    await add(writer, "edit", card="case:1", fresh=False)
    [row] = await heads(writer)
    assert (row.action, row.attempts) == ("edit", 0)
    assert await writer.run(lambda tx: cards.shown(tx, HERE, "case:1")) == 77


async def test_a_key_is_given_once_for_ever(writer: Writer) -> None:
    assert await writer.run(lambda tx: outbox.claim(tx, "due:1", BEGIN))
    assert not await writer.run(lambda tx: outbox.claim(tx, "due:1", BEGIN + timedelta(days=400)))
    assert await writer.run(lambda tx: outbox.claim(tx, "due:2", BEGIN))


async def test_who_is_away_gets_replies_later_and_no_old_reminders(writer: Writer) -> None:
    await add(writer, "reply")
    await add(writer, "reminder", priority=Priority.REMINDER)
    await add(writer, "notice", priority=Priority.NOTICE)
    await add(writer, "somebody else's", THERE)
    await writer.run(lambda tx: sends.park(tx, HERE))
    assert [row.message.text for row in await heads(writer)] == ["somebody else's"]
    await add(writer, "later reply", parked=True)
    await writer.run(lambda tx: sends.unpark(tx, HERE))
    assert await drain(writer) == ["reply", "somebody else's", "later reply"]


async def test_messages_that_were_sent_find_their_case_for_good(writer: Writer) -> None:
    def relay(tx: Tx) -> None:
        tx.connection.execute("INSERT INTO units (id, code, name, kind) VALUES (1, 'u', 'u', 'city')")
        tx.connection.execute("INSERT INTO persons (id, code, name, created_at) VALUES (1, 'p', 'p', 1)")
        tx.connection.execute(
            "INSERT INTO suggestions (id, code, number_unit_id, year, serial, state, channel, author_id, anonymous,"
            " category, unit_id, holder_role, reason, registered_at, first_word_due) VALUES"
            " (3, 'c', 1, 2026, 1, 'desk', 'chat', 1, 0, 'other', 1, 'admin', 'admin', 1, '2026-12-04')"
        )

    await writer.run(relay)
    await add(writer, "an album", case=3)
    [row] = await heads(writer)
    await writer.run(lambda tx: sends.sent(tx, row, [11, 12], BEGIN))
    await writer.run(lambda tx: outbox.blank(tx, BEGIN + timedelta(days=400)))
    found = [await writer.run(lambda tx, id_=id_: relays.case_of(tx, HERE, id_)) for id_ in (11, 12, 13)]  # type: ignore[misc]
    assert found == [3, 3, None]
    assert await writer.run(lambda tx: relays.case_of(tx, THERE, 11)) is None, "ids count within one chat"


async def test_given_up_rows_wait_no_more_and_tried_ones_do(writer: Writer) -> None:
    first, second = await add(writer, "dead"), await add(writer, "again")
    await writer.run(lambda tx: sends.failed(tx, first, "Bad Request", BEGIN))
    await writer.run(lambda tx: sends.tried(tx, second, "time-out"))
    [row] = await heads(writer)
    assert (row.id, row.attempts) == (second, 1)


async def test_sent_words_are_blanked_and_waiting_ones_never(writer: Writer) -> None:
    await add(writer, "sent")
    [row] = await heads(writer)
    await writer.run(lambda tx: sends.sent(tx, row, [1], BEGIN))
    await add(writer, "waiting")
    assert await writer.run(lambda tx: outbox.blank(tx, BEGIN)) == 0
    assert await writer.run(lambda tx: outbox.blank(tx, BEGIN + timedelta(days=7))) == 1
    assert [row.message.text for row in await heads(writer)] == ["waiting"]


async def test_times_come_back_as_they_were(writer: Writer) -> None:
    expires = BEGIN + timedelta(hours=5, microseconds=123)
    await add(writer, "x", expires=expires, delay=timedelta(seconds=1.5))
    [row] = await heads(writer)
    assert (row.due, row.expires) == (BEGIN + timedelta(seconds=1.5), expires)


async def test_of_each_chat_only_so_much_is_read(writer: Writer) -> None:
    for text in ("one", "two", "three", "four"):
        await add(writer, text)
    await add(writer, "notice", priority=Priority.NOTICE)
    await add(writer, "urgent", priority=Priority.REPLY)
    await add(writer, "other", THERE)
    rows = await writer.run(lambda tx: outbox.waiting(tx, 50, 2))
    assert [row.message.text for row in rows] == ["one", "two", "other"]
    rows = await writer.run(lambda tx: outbox.waiting(tx, 50, 6))
    assert [row.message.text for row in rows] == ["one", "two", "three", "four", "urgent", "other", "notice"]


@pytest.mark.parametrize(
    ("later", "seconds"),
    [(0.0, 1.5), (1.0, 0.5), (1.5, 0.0), (2.0, -0.5), (-1.0, 0.0), (-3600.0, 0.0)],
)
async def test_how_long_a_row_waits_also_by_a_clock_that_was_set_back(
    writer: Writer, later: float, seconds: float
) -> None:
    await add(writer, "album", delay=timedelta(seconds=1.5))
    [row] = await heads(writer)
    assert row.wait(BEGIN + timedelta(seconds=later)) == seconds


TOKEN = "dG9rZW4tb2YtYW4taW52aXRhdGlvbg"
SECRET = Message(text=f"join: {TOKEN}", picture=f"https://t.me/x?start=i_{TOKEN}", secret=True, instead="made anew")


async def kept(writer: Writer) -> str:
    """All bodies that are stored."""
    return await writer.run(lambda tx: str(tx.connection.execute("SELECT body FROM outbox").fetchall()))


async def test_a_secret_that_is_refused_is_not_kept_and_another_try_says_so(writer: Writer) -> None:
    id_ = await writer.run(lambda tx: outbox.add(tx, HERE, SECRET, BEGIN))
    assert TOKEN in await kept(writer)
    await writer.run(lambda tx: sends.failed(tx, id_, "Bad Request", BEGIN))
    assert TOKEN not in await kept(writer)
    assert await writer.run(lambda tx: sends.send_again(tx, id_))
    assert await drain(writer) == ["made anew"]


async def test_a_secret_for_who_is_away_is_not_kept_and_their_return_says_so(writer: Writer) -> None:
    await add(writer, f'somebody wrote "secret":true and {TOKEN[:6]}')
    await writer.run(lambda tx: outbox.add(tx, HERE, SECRET, BEGIN))
    await writer.run(lambda tx: sends.park(tx, HERE))
    await writer.run(lambda tx: outbox.add(tx, HERE, SECRET, BEGIN, parked=True))
    assert TOKEN not in await kept(writer)
    await writer.run(lambda tx: sends.unpark(tx, HERE))
    assert (await drain(writer))[1:] == ["made anew", "made anew"]


async def test_what_a_refusal_says_is_stored_whatever_it_holds(writer: Writer) -> None:
    """Half a character and NUL stand in answers of the messenger, and in no database."""
    row = await add(writer, "one")
    await writer.run(lambda tx: sends.tried(tx, row, "half \ud83d"))
    await writer.run(lambda tx: sends.failed(tx, row, "half \ud83d, NUL \0", BEGIN))
    [refused] = await writer.run(sends.refused)
    assert refused.error == "half \ufffd, NUL \ufffd"
