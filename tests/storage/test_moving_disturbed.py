"""Moving while others do their worst: the process is killed, somebody writes, a bot runs."""

import asyncio
import contextlib
import subprocess
import sys
import threading

import psycopg
import pytest

from storage import outbox
from storage.engines import DatabaseRefusedError
from storage.lock import only_one
from storage.moving import Moved, move
from storage.url import DatabaseUrl
from tests.storage.cities import Make, ask, crowd, empty, everything, fill, moving, nothing_at, source, target, way
from tests.support.city import BEGIN

__all__ = ["empty", "source", "target", "way"]

MANY = 60_000  # rows, of which so many go before the mover stands still in their middle
HALF = MANY // 2
MOVER = """
import sys, time
from storage import moving
from storage.moving import move
from storage.url import DatabaseUrl

rows_of = moving._rows

def halting(connection, table):
    for number, row in enumerate(rows_of(connection, table)):
        if number == int(sys.argv[3]):
            time.sleep(60)
        yield row

moving._rows = halting

def tell(moved):
    print(moved.table, "arrived", flush=True)
    time.sleep(60)

move(DatabaseUrl.parse(sys.argv[1]), DatabaseUrl.parse(sys.argv[2]), tell)
print("moved", flush=True)
"""


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("point", ["in a table's middle", "before the commit"])
async def test_killed_nothing_has_happened(empty: Make, engine: str, point: str) -> None:
    source, target = empty("sqlite"), empty(engine)
    await fill(source)
    await crowd(source, MANY)
    before = await everything(source)
    await asyncio.to_thread(kill_a_mover, source, target, point)
    assert await everything(source) == before
    await until_the_server_knows(target)
    await moving(source, target)
    assert await everything(target) == before


def kill_a_mover(source: DatabaseUrl, target: DatabaseUrl, point: str) -> None:
    """Let another process move, and kill it at that point."""
    halts_at = HALF if point == "in a table's middle" else -1
    command = [sys.executable, "-c", MOVER, source.text, target.text, str(halts_at)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if point == "before the commit":
            assert process.stdout.readline().endswith(b" arrived\n")
        while point == "in a table's middle" and not half_written(target):
            assert process.poll() is None, "it ended before it was seen to write"
        process.kill()
        assert b"moved" not in process.stdout.read()


def half_written(target: DatabaseUrl) -> bool:
    """Whether somebody is writing many rows there just now."""
    if target.path is not None:
        return target.path.exists() and target.path.stat().st_size > 0
    with psycopg.connect(target.text) as connection:
        row = connection.execute("SELECT max(tuples_processed) FROM pg_stat_progress_copy").fetchone()
        return row is not None and (row[0] or 0) > 1000


async def until_the_server_knows(target: DatabaseUrl) -> None:
    """PostgreSQL learns of a killed process a moment later."""
    for _ in range(200):
        with contextlib.suppress(DatabaseRefusedError), only_one(target):
            return
        await asyncio.sleep(0.02)


async def test_who_writes_meanwhile_waits(source: DatabaseUrl, target: DatabaseUrl) -> None:
    """So that nothing of it goes to the source behind the back of what has moved already."""
    go_on, stopped = threading.Event(), threading.Event()

    def tell(moved: Moved) -> None:
        stopped.set()
        go_on.wait(20)

    before = await everything(source)
    going = asyncio.create_task(asyncio.to_thread(move, source, target, tell))
    await asyncio.to_thread(stopped.wait, 20)
    writing = asyncio.create_task(ask(source, lambda tx: outbox.claim(tx, "late", BEGIN)))
    await asyncio.sleep(0.3)
    assert not writing.done()
    go_on.set()
    await going
    assert await writing is True
    assert await everything(target) == before


async def test_where_a_bot_runs_nothing_moves(source: DatabaseUrl, target: DatabaseUrl) -> None:
    for busy in (source, target):
        with only_one(busy), pytest.raises(DatabaseRefusedError, match=r"a bot is running .* Stop it first"):
            await moving(source, target)
        assert await nothing_at(target)
    await moving(source, target)
