"""What comes in is stored once, in its order, and not without limit."""

from datetime import timedelta

from storage import inbox
from storage.inbox import Arrived
from storage.tx import Tx
from storage.writer import Writer
from tests.support.city import BEGIN


async def store(writer: Writer, update_id: int, address: str = "1", bot: int = 7) -> Arrived | None:
    return await writer.run(lambda tx: inbox.store(tx, bot, update_id, address, f'{{"n":{update_id}}}', BEGIN))


async def waiting(writer: Writer) -> list[int]:
    return [arrived.update_id for arrived in await writer.run(inbox.waiting)]


async def test_the_same_update_twice_is_stored_once(writer: Writer) -> None:
    assert await store(writer, 5) is not None
    assert await store(writer, 5) is None
    assert await store(writer, 5, bot=8) is not None, "another bot counts its updates by itself"
    assert await waiting(writer) == [5, 5]


async def test_order_is_that_of_arrival_not_of_numbers(writer: Writer) -> None:
    for number in (900, 3, 500):
        await store(writer, number)
    assert await waiting(writer) == [900, 3, 500]


async def test_what_is_handled_is_blanked_and_never_comes_again(writer: Writer) -> None:
    arrived = await store(writer, 5)
    assert arrived is not None
    await writer.run(lambda tx: inbox.done(tx, arrived.seq, BEGIN))
    assert await waiting(writer) == []
    assert await store(writer, 5) is None
    kept = await writer.run(lambda tx: tx.connection.execute("SELECT payload, state FROM inbox").fetchall())
    assert kept == [{"payload": None, "state": "done"}]


async def test_one_chat_too_many_is_refused_and_others_are_not(writer: Writer) -> None:
    most = writer.rules.limits.waiting

    def flood(tx: Tx) -> list[bool]:
        found = [inbox.store(tx, 7, n, "1", "{}", BEGIN) for n in range(most + 3)]
        return [arrived.refused for arrived in found if arrived is not None]

    assert await writer.run(flood) == [False] * most + [True] * 3
    other = await store(writer, 9999, "2")
    assert other is not None
    assert not other.refused
    assert len(await waiting(writer)) == most + 1
    assert await store(writer, most + 1) is None, "a refused one that comes again is still known"


async def test_attempts_are_counted_and_what_is_put_aside_keeps_its_words(writer: Writer) -> None:
    arrived = await store(writer, 5)
    assert arrived is not None
    for _ in range(2):
        await writer.run(lambda tx: inbox.attempt(tx, arrived.seq))
    [again] = await writer.run(inbox.waiting)
    assert (again.attempts, again.payload) == (2, '{"n":5}')
    await writer.run(lambda tx: inbox.park(tx, arrived.seq, "x" * 900, BEGIN))
    assert await waiting(writer) == []
    assert await writer.run(inbox.count_parked) == 1
    [row] = await writer.run(lambda tx: tx.connection.execute("SELECT payload, error FROM inbox").fetchall())
    assert (row["payload"], len(row["error"])) == ('{"n":5}', 500)
    await writer.run(lambda tx: inbox.done(tx, arrived.seq, BEGIN))
    assert await writer.run(inbox.count_parked) == 1, "parked stays parked"


async def test_old_rows_go_but_not_what_waits(writer: Writer) -> None:
    most = writer.rules.limits.waiting

    def fill(tx: Tx) -> None:
        for n in range(most + 2):
            inbox.store(tx, 7, n, "1", "{}", BEGIN)
        first, second, *_ = inbox.waiting(tx)
        inbox.done(tx, first.seq, BEGIN)
        inbox.park(tx, second.seq, "no", BEGIN)

    await writer.run(fill)
    assert await writer.run(lambda tx: inbox.prune(tx, BEGIN)) == 0
    assert await writer.run(lambda tx: inbox.prune(tx, BEGIN + timedelta(seconds=1))) == 3, "one done, two refused"
    assert await writer.run(inbox.count_parked) == 1
    assert await writer.run(lambda tx: inbox.prune_parked(tx, BEGIN)) == 0
    assert await writer.run(lambda tx: inbox.prune_parked(tx, BEGIN + timedelta(seconds=1))) == 1
    assert len(await waiting(writer)) == most - 2


async def test_a_strangers_traces_are_deleted(writer: Writer) -> None:
    arrived = await store(writer, 5, "1")
    await store(writer, 6, "1")
    await store(writer, 7, "2")
    assert arrived is not None
    await writer.run(lambda tx: inbox.done(tx, arrived.seq, BEGIN))
    await writer.run(lambda tx: inbox.forget_strangers(tx, BEGIN))
    assert await store(writer, 5) is None, "not before its time"
    await writer.run(lambda tx: inbox.forget_strangers(tx, BEGIN + timedelta(seconds=1)))
    assert await waiting(writer) == [6, 7]
    assert await store(writer, 5) is not None, "nothing of it is left"
