"""Moving to another database: all of it arrives as it was and goes on with the next number, or nothing happened."""

import contextlib
import sqlite3
import sys
import tracemalloc
from pathlib import Path

import pytest

from domain.people import Role
from storage import events, inbox
from storage.engines import DatabaseRefusedError
from storage.migrate import migrate
from storage.moving import BackupError, NoBackupError
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.storage.cities import (
    ACROSS,
    Make,
    ask,
    change,
    crowd,
    empty,
    everything,
    fill,
    moving,
    nothing_at,
    source,
    target,
    way,
)
from tests.support.city import BEGIN
from tests.support.tampering import unguarded

__all__ = ["empty", "source", "target", "way"]

MANY = 200_000  # rows: their words alone take more than all the rest of a move


@pytest.mark.postgres
@pytest.mark.parametrize("way", [*ACROSS, "sqlite to sqlite", "postgresql to postgresql"], indirect=True)
async def test_everything_arrives_and_the_source_is_as_it_was(source: DatabaseUrl, target: DatabaseUrl) -> None:
    before = await everything(source)
    told = await moving(source, target)
    assert await everything(target) == before
    assert await everything(source) == before
    assert {moved.table: moved.rows for moved in told} == {
        table: len(rows) for table, rows in before.items() if table != "alembic_version"
    }
    assert len({moved.hash for moved in told if moved.rows}) == len([moved for moved in told if moved.rows])
    order = [moved.table for moved in told]
    assert order.index("units") < order.index("persons") < order.index("suggestions") < order.index("relays")
    if target.path is not None:
        assert target.path.stat().st_mode & 0o777 == 0o600


async def test_a_number_that_was_given_is_never_given_again(source: DatabaseUrl, target: DatabaseUrl) -> None:
    await moving(source, target)

    def job(tx: Tx) -> tuple[int, int, bool]:
        arrived = inbox.store(tx, 7, 99, "5", "{}", BEGIN)
        events.add(tx, "person", 1, "home", actor_id=1, role=Role.RESIDENT, now=BEGIN)
        events.seal(tx, BEGIN)
        assert arrived is not None
        last = tx.connection.execute("SELECT max(id) AS id FROM events").fetchone()["id"]
        return arrived.seq, last, events.verify(tx) is None

    seq, last, whole = await ask(target, job)
    assert seq == 4, "1 is there, 2 and 3 were pruned"
    assert last == 1 + len((await everything(source))["events"])
    assert whole


@pytest.mark.postgres
async def test_numbers_survive_several_moves_in_a_row(empty: Make) -> None:
    """Also where nothing was written between two of them."""
    here = empty("sqlite")
    await fill(here)
    for engine in ("postgresql", "sqlite", "postgresql", "postgresql"):
        there = empty(engine)
        await moving(here, there)
        here = there
    arrived = await ask(here, lambda tx: inbox.store(tx, 7, 99, "5", "{}", BEGIN))
    assert arrived.seq == 4


async def test_memory_holds_a_portion_of_many_rows(source: DatabaseUrl, target: DatabaseUrl) -> None:
    await crowd(source, MANY)
    tracemalloc.start()
    try:
        told = await moving(source, target)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ("dedupe_keys", MANY) in [(moved.table, moved.rows) for moved in told]
    assert most < MANY * sys.getsizeof("提醒 12345"), "less than the words alone, and far less than the rows"


async def test_a_fresh_schema_is_as_good_as_nothing(source: DatabaseUrl, target: DatabaseUrl) -> None:
    migrate(target, BEGIN)
    await ask(target, lambda tx: None)  # opened once, as the bot would
    await moving(source, target)
    assert await everything(target) == await everything(source)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dedupe_keys (key, at) VALUES ('theirs', 1)",
        "UPDATE templates SET words = 'theirs' WHERE id = 1",
        "CREATE TABLE theirs (id INTEGER)",
    ],
)
async def test_a_target_that_is_not_empty_is_refused_and_untouched(
    source: DatabaseUrl, target: DatabaseUrl, statement: str
) -> None:
    migrate(target, BEGIN)
    await change(target, statement)
    before = await everything(target)
    with pytest.raises(NoBackupError, match="empty"):
        await moving(source, target)
    assert await everything(target) == before


async def test_the_second_time_is_refused(source: DatabaseUrl, target: DatabaseUrl) -> None:
    await moving(source, target)
    before = await everything(target)
    with pytest.raises(NoBackupError, match="is not empty"):
        await moving(source, target)
    assert await everything(target) == before


async def test_a_changed_history_does_not_move(source: DatabaseUrl, target: DatabaseUrl) -> None:
    for statement in (*unguarded(source.engine), "UPDATE events SET kind = 'y' WHERE subject_id = 1"):
        await change(source, statement)
    with pytest.raises(BackupError, match="changed at position"):
        await moving(source, target)
    assert await nothing_at(target)


@pytest.mark.parametrize(("version", "why"), [("0000", "shuanglian migrate"), ("9999", "newer program")])
async def test_a_schema_of_another_program_does_not_move(
    source: DatabaseUrl, target: DatabaseUrl, version: str, why: str
) -> None:
    await change(source, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608
    with pytest.raises(BackupError, match=why):
        await moving(source, target)
    assert await nothing_at(target)


STRANGE = {
    "sqlite": ("UPDATE persons SET created_at = 'soon' WHERE id = 2", "bigint"),
    "postgresql": ("UPDATE stations SET latitude = 'NaN' WHERE id = 2", "stations did not arrive as it was"),
}


async def test_what_the_other_engine_can_not_hold_is_found_and_nothing_stays(
    source: DatabaseUrl, target: DatabaseUrl
) -> None:
    """SQLite takes words for a number, which PostgreSQL refuses; PostgreSQL has NaN, of which SQLite makes NULL."""
    strange, why = STRANGE[source.engine]
    await change(source, strange)
    with pytest.raises(BackupError, match=why):
        await moving(source, target)
    assert await nothing_at(target)


@pytest.mark.postgres
@pytest.mark.parametrize("made", [False, True])
async def test_a_row_without_what_it_points_at_does_not_move(empty: Make, made: bool) -> None:
    """SQLite lets one be made where nobody asked it to look; then a fresh target stays as it was, with its numbers."""
    for engine in ("sqlite", "postgresql"):
        source, target = empty("sqlite"), empty(engine)
        await fill(source)
        if made:
            migrate(target, BEGIN)
        with contextlib.closing(sqlite3.connect(str(source.path), isolation_level=None)) as careless:
            careless.execute("INSERT INTO drafts VALUES (99999, 'x', '{}', 1)")
        with pytest.raises(BackupError, match=r"points at one|foreign key"):
            await moving(source, target)
        if made:
            arrived = await ask(target, lambda tx: inbox.store(tx, 7, 99, "5", "{}", BEGIN))
            assert arrived.seq == 1
        else:
            assert await nothing_at(target)


async def test_what_can_not_be_moved_is_told(empty: Make, tmp_path: Path) -> None:
    here, there = empty("sqlite"), empty("sqlite")
    with pytest.raises(NoBackupError, match="no such file"):
        await moving(here, there)
    assert not (tmp_path / "2.db.lock").exists()
    await fill(here)
    with pytest.raises(NoBackupError, match="on both sides"):
        await moving(here, DatabaseUrl.parse("sqlite:///./1.db", tmp_path))
    with pytest.raises(DatabaseRefusedError, match="there is no folder"):
        await moving(here, DatabaseUrl.parse(f"sqlite:///{tmp_path}/none/city.db"))
    with pytest.raises(DatabaseRefusedError, match="does not let us in"):
        await moving(here, DatabaseUrl.parse("postgresql://nobody:hush@127.0.0.1:9/nothing"))
    (tmp_path / "junk.db").write_bytes(b"no database " * 500)
    with pytest.raises(BackupError, match="not a database"):
        await moving(here, DatabaseUrl.parse("sqlite:///junk.db", tmp_path))
    assert (tmp_path / "junk.db").read_bytes() == b"no database " * 500
