"""The sealed history: a changed, removed or inserted row is found out."""

import sqlite3
from datetime import timedelta

import psycopg
import pytest

from domain.people import Role
from storage import events
from storage.tx import Tx, instant
from storage.writer import Writer
from tests.support.city import BEGIN
from tests.support.tampering import unguarded

INSERT = "INSERT INTO events (id, subject, subject_id, kind, role, at) VALUES ({id}, 'suggestion', 1, 'x', 'admin', 5)"


async def write(writer: Writer, count: int = 5) -> None:
    def job(tx: Tx) -> None:
        for n in range(count):
            events.add(tx, "suggestion", 1, f"step{n}", actor_id=n, role=Role.OFFICER, now=BEGIN, facts={"n": n})

    await writer.run(job, update_id=9)


async def seal(writer: Writer) -> int:
    return await writer.run(lambda tx: events.seal(tx, BEGIN))


async def sealed(writer: Writer, count: int = 5) -> Writer:
    """A history of so many sealed rows that holds."""
    await write(writer, count)
    assert await seal(writer) == count
    assert await writer.run(events.verify) is None
    return writer


async def tamper(writer: Writer, *statements: str) -> int | None:
    """Do something to the tables behind the program's back. Returns where the check finds it."""

    def job(tx: Tx) -> None:
        for statement in (*unguarded(tx.engine), *statements):
            tx.connection.execute(statement)

    if writer.engine.name == "sqlite":  # somebody else's program would not check references
        await writer.engine.call(lambda connection: connection.execute("PRAGMA foreign_keys = OFF").fetchone())
    await writer.run(job)
    return await writer.run(events.verify)


async def test_sealing_goes_on_where_it_ended_and_twice_seals_nothing(writer: Writer) -> None:
    await sealed(writer)
    assert await seal(writer) == 0
    await write(writer, 2)
    assert await seal(writer) == 2
    assert await writer.run(events.verify) is None


async def test_a_long_history_is_sealed_in_pieces(writer: Writer) -> None:
    await write(writer, events.SEALED_AT_ONCE + 3)
    assert [await seal(writer), await seal(writer), await seal(writer)] == [events.SEALED_AT_ONCE, 3, 0]
    assert await writer.run(events.verify) is None


@pytest.mark.parametrize(
    "change",
    ["kind = 'x'", "actor_id = 77", "actor_id = NULL", "role = 'admin'", "on_behalf_of = 3", "at = at + 1",
     "facts = '{}'", "update_id = 1", "subject_id = 2", "subject = 'person'"],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_changed_row_is_found(writer: Writer, change: str) -> None:
    await sealed(writer)
    assert await tamper(writer, f"UPDATE events SET {change} WHERE id = 3") == 3  # noqa: S608 - what somebody might do


async def test_a_changed_row_is_found_on_both_engines(writer: Writer) -> None:
    await sealed(writer)
    assert await tamper(writer, "UPDATE events SET facts = '{}' WHERE kind = 'step3'") == 4


@pytest.mark.parametrize("position", [1, 3, 5])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_removed_row_is_found_also_the_last_one(writer: Writer, position: int) -> None:
    await sealed(writer)
    assert await tamper(writer, f"DELETE FROM events WHERE id = {position}") == position  # noqa: S608


async def test_a_row_removed_with_its_seal_is_found(writer: Writer) -> None:
    await sealed(writer)
    found = await tamper(
        writer,
        "DELETE FROM seals WHERE position = 3",
        "DELETE FROM events WHERE kind = 'step2'",
    )
    assert found == 3


async def test_an_inserted_row_is_found(writer: Writer) -> None:
    """With a seal of its own it breaks the chain; without one it stands there unsealed, and its age tells."""
    await sealed(writer)
    assert await tamper(writer, INSERT.format(id=1000)) is None
    assert await writer.run(events.oldest_unsealed) == instant(5)
    shift = [f"UPDATE seals SET position = {n + 1} WHERE position = {n}" for n in (5, 4, 3)]  # noqa: S608
    place = "INSERT INTO seals (position, event_id, hash, sealed_at) VALUES (3, 1000, 'made up', 1)"
    assert await tamper(writer, *shift, place) == 3


async def test_two_rows_that_change_places_are_found(writer: Writer) -> None:
    await sealed(writer)
    swap = ("UPDATE seals SET event_id = -1 WHERE position = 2" if writer.engine.name == "sqlite" else
            "UPDATE seals SET hash = 'x' WHERE position = 2")  # fmt: skip
    assert await tamper(writer, swap) == 2


async def test_rows_that_are_committed_late_are_sealed_late(writer: Writer) -> None:
    """On PostgreSQL a lower id may appear after a higher one was sealed."""
    for number in (900, 899):
        assert await tamper(writer, INSERT.format(id=number)) is None
        assert await seal(writer) == 1
    assert await writer.run(events.verify) is None


async def test_the_oldest_unsealed_row_tells_its_age(writer: Writer) -> None:
    assert await writer.run(events.oldest_unsealed) is None
    await sealed(writer)
    assert await writer.run(events.oldest_unsealed) is None
    later = BEGIN + timedelta(minutes=9)
    await writer.run(lambda tx: events.add(tx, "person", 1, "home", actor_id=None, role=Role.SYSTEM, now=later))
    assert await writer.run(events.oldest_unsealed) == later


async def test_a_subjects_history_comes_back_in_order(writer: Writer) -> None:
    await write(writer, 3)
    found = await writer.run(lambda tx: events.of(tx, "suggestion", 1))
    assert [(row["kind"], row["facts"], row["at"]) for row in found] == [
        (f"step{n}", {"n": n}, BEGIN) for n in range(3)
    ]
    assert await writer.run(lambda tx: events.of(tx, "suggestion", 2)) == []


@pytest.mark.parametrize("table", ["events", "seals"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET {column} = 7", "DELETE FROM {table}"])
async def test_the_database_itself_lets_nobody_change_or_remove_a_row(writer: Writer, table: str, change: str) -> None:
    await sealed(writer)
    statement = change.format(table=table, column={"events": "at", "seals": "sealed_at"}[table])

    def rows(tx: Tx) -> list[object]:
        return [dict(row) for row in tx.connection.execute(f"SELECT * FROM {table}").fetchall()]  # noqa: S608

    before = await writer.run(rows)
    with pytest.raises((sqlite3.IntegrityError, psycopg.DataError), match="the history is append-only"):
        await writer.run(lambda tx: tx.connection.execute(statement))
    with pytest.raises((sqlite3.IntegrityError, psycopg.DataError), match="the history is append-only"):
        await writer.run(lambda tx: tx.connection.execute(f"{statement} WHERE {KEY[table]} = 2"))
    assert await writer.run(rows) == before
    await writer.run(lambda tx: tx.connection.execute(f"{statement} WHERE {KEY[table]} = 99"))  # no row, no refusal
    assert await writer.run(events.verify) is None


KEY = {"events": "id", "seals": "position"}
