"""The one queue and its one runner: order, isolation, shared commits, and what happens when the database says no."""

import asyncio
import contextlib
import itertools
import logging
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from storage import outbox
from storage.engines import TIMEOUTS, DatabaseRefusedError, open_engine
from storage.probe import takes_writes
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import BATCH_JOBS, Writer, WriterClosedError
from tests.support.city import BEGIN, opened
from tests.support.sandbox import PATIENCE

# Locks and pages of a file are SQLite's, a server that can be lost is PostgreSQL's.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def note(key: str) -> Callable[[Tx], bool]:
    """A job that stores a key."""
    return lambda tx: outbox.claim(tx, key, BEGIN)


async def noted(writer: Writer) -> list[str]:
    """The keys that are stored."""
    return await writer.run(lambda tx: sorted(r["key"] for r in tx.connection.execute("SELECT key FROM dedupe_keys")))


class Gate:
    """A slow job: it holds the database until it is let go, so that a test can fill the queue behind it."""

    def __init__(self, writer: Writer, words: str = "SELECT 1") -> None:
        self._entered, self._open, self._words = threading.Event(), threading.Event(), words
        self._task = asyncio.create_task(writer.run(self._job, slow=True))

    def _job(self, tx: Tx) -> None:
        tx.connection.execute(self._words)
        self._entered.set()
        assert self._open.wait(60)

    async def __aenter__(self) -> "Gate":
        assert await asyncio.to_thread(self._entered.wait, 60)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._open.set()
        await self._task

    def open(self) -> None:
        self._open.set()


async def test_jobs_run_in_the_order_in_which_they_came(writer: Writer) -> None:
    order: list[int] = []

    def job(n: int) -> Callable[[Tx], None]:
        return lambda tx: order.append(n)

    await asyncio.gather(*(writer.run(job(n)) for n in range(200)))
    assert order == list(range(200))


async def test_marks_go_before_all_that_waits(writer: Writer) -> None:
    order: list[str] = []

    def mark(word: str) -> Callable[[Tx], None]:
        return lambda tx: order.append(word)

    async with Gate(writer):
        late = [asyncio.create_task(writer.run(mark(word))) for word in ("a", "b")]
        await asyncio.sleep(0)
        early = asyncio.create_task(writer.run(mark("mark"), first=True))
        await asyncio.sleep(0)
    await asyncio.gather(*late, early)
    assert order == ["mark", "a", "b"]


async def test_a_failing_job_is_undone_alone(writer: Writer) -> None:
    def broken(tx: Tx) -> None:
        outbox.claim(tx, "broken", BEGIN)
        raise ValueError("no")

    async with Gate(writer):
        jobs = [asyncio.create_task(writer.run(job)) for job in (note("before"), broken, note("after"))]
        await asyncio.sleep(0)
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert results[0] is True
    assert isinstance(results[1], ValueError)
    assert results[2] is True
    assert await noted(writer) == ["after", "before"]


class Panic(BaseException):
    """What a library in Rust raises where it gives up: no Exception."""


@pytest.mark.parametrize("error", [StopIteration, Panic, GeneratorExit, asyncio.CancelledError])
@pytest.mark.parametrize("slow", [False, True])
async def test_no_error_of_a_job_ends_the_writer(writer: Writer, error: type[BaseException], slow: bool) -> None:
    def broken(tx: Tx) -> None:
        outbox.claim(tx, "broken", BEGIN)
        raise error

    with pytest.raises(RuntimeError, match=error.__name__):
        await asyncio.wait_for(writer.run(broken, slow=slow), PATIENCE)
    assert await asyncio.wait_for(writer.run(note("after")), PATIENCE) is True
    assert await noted(writer) == ["after"]


async def test_a_listener_that_fails_ends_no_writer(writer: Writer, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[object] = []

    def fails(thing: object) -> None:
        raise ValueError(thing)

    writer.on("outbox", fails)
    writer.on("outbox", heard.append)
    await asyncio.wait_for(writer.run(lambda tx: tx.wakes.append(("outbox", "a row"))), PATIENCE)
    assert await asyncio.wait_for(writer.run(note("after")), PATIENCE) is True
    assert heard == ["a row"]
    assert "ValueError" in caplog.text


async def test_a_job_that_breaks_a_rule_of_the_schema_is_undone_alone(writer: Writer) -> None:
    def twice(tx: Tx) -> None:
        outbox.claim(tx, "twice", BEGIN)
        tx.connection.execute("INSERT INTO dedupe_keys (key, at) VALUES ('twice', 1)")

    async with Gate(writer):
        jobs = [asyncio.create_task(writer.run(job)) for job in (note("before"), twice, note("after"))]
        await asyncio.sleep(0)
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert isinstance(results[1], (sqlite3.IntegrityError, psycopg.IntegrityError))
    assert await noted(writer) == ["after", "before"]


async def test_jobs_that_are_ready_together_share_a_commit(writer: Writer) -> None:
    """SQLite tells its statements; PostgreSQL gives each transaction a number."""
    if writer.engine.name == "postgresql":
        number = "SELECT txid_current() AS n"
        jobs = [writer.run(lambda tx: tx.connection.execute(number).fetchone()["n"]) for _ in range(200)]
        commits = len(set(await asyncio.gather(*jobs)))
    else:
        heard: list[str] = []
        await writer.run(lambda tx: tx.connection.set_trace_callback(heard.append))
        heard.clear()
        await asyncio.gather(*(writer.run(note(f"k{n}")) for n in range(200)))
        await writer.run(lambda tx: tx.connection.set_trace_callback(None))
        commits = heard.count("COMMIT")
        assert sum(statement.startswith("SAVEPOINT") for statement in heard) >= 200
    assert 200 / BATCH_JOBS < commits < 100


async def test_nothing_is_told_to_a_caller_before_it_is_committed(writer: Writer, database_url: str) -> None:
    await writer.run(note("there"))
    if writer.engine.name == "sqlite":
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as other:
            assert other.execute("SELECT key FROM dedupe_keys").fetchall() == [("there",)]
        other.close()
    else:
        with psycopg.connect(database_url) as server:
            assert server.execute("SELECT key FROM dedupe_keys").fetchall() == [("there",)]


async def test_listeners_are_woken_after_a_commit_and_not_by_what_failed(writer: Writer) -> None:
    woken: list[object] = []
    writer.on("outbox", woken.append)

    def asks(tx: Tx) -> None:
        tx.wakes += [("outbox", "a row"), ("outbox", None), ("somebody else", "no")]

    def asks_and_fails(tx: Tx) -> None:
        tx.wakes.append(("outbox", "never stored"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await writer.run(asks_and_fails)
    assert woken == []
    await writer.run(asks)
    assert woken == ["a row", None]


async def test_a_caller_who_left_gets_nothing_done_that_had_not_begun(writer: Writer) -> None:
    async with Gate(writer):
        leaving = asyncio.create_task(writer.run(note("left")))
        staying = asyncio.create_task(writer.run(note("stayed")))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
    await staying
    assert leaving.cancelled()
    assert await noted(writer) == ["stayed"]


async def test_a_caller_who_leaves_while_the_job_runs_stops_nobody(writer: Writer) -> None:
    gate = Gate(writer)
    async with gate:
        gate._task.cancel()
        behind = asyncio.create_task(writer.run(note("behind")))
        await asyncio.sleep(0)
        gate.open()
        assert await behind is True
        gate._task = asyncio.create_task(asyncio.sleep(0))


async def test_closing_stores_what_waits_and_refuses_what_comes(writer: Writer) -> None:
    async with Gate(writer) as gate:
        waiting = [asyncio.create_task(writer.run(note(f"k{n}"))) for n in range(100)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(writer.close())
        await asyncio.sleep(0)
        with pytest.raises(WriterClosedError):
            await writer.run(note("late"))
        gate.open()
        await closing
    assert all(await asyncio.gather(*waiting))


LOCKER = """
import sqlite3, sys, time
lock = sqlite3.connect(sys.argv[1], isolation_level=None)
lock.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
"""


def another_process_locks(url: str, seconds: float) -> "subprocess.Popen[bytes]":
    path = url.removeprefix("sqlite:///")
    process = subprocess.Popen([sys.executable, "-c", LOCKER, path, str(seconds)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"locked\n"
    return process


async def pragma(writer: Writer, words: str) -> int:
    """Set or ask for something of the connection."""
    row = await writer.run(lambda tx: tx.connection.execute(f"PRAGMA {words}").fetchone(), first=True)
    return int(next(iter(row.values()))) if row else 0


@ON_SQLITE
async def test_a_lock_of_another_process_is_waited_for_and_the_loop_goes_on(
    writer: Writer, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    process = another_process_locks(database_url, 1)
    waiting = [asyncio.create_task(writer.run(note(key))) for key in ("a", "b")]
    turns = 0
    while not waiting[0].done():
        await asyncio.sleep(0.01)
        turns += 1
    assert all(await asyncio.gather(*waiting))
    assert turns > 10
    assert process.wait() == 0
    assert not [record for record in caplog.records if record.name == "storage.writer"]


@ON_SQLITE
async def test_a_lock_that_stays_is_told_once(
    writer: Writer, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    writer.patience = 0.1
    process = another_process_locks(database_url, 1)
    with caplog.at_level(logging.WARNING):
        assert all(await asyncio.gather(writer.run(note("a")), writer.run(note("b"))))
    assert process.wait() == 0
    said = [record.message for record in caplog.records if record.name == "storage.writer"]
    assert len(said) == 2, "the trouble is told once, and its end"
    assert "database is locked" in said[0]
    assert "works again" in said[1]


@ON_SQLITE
async def test_a_slow_job_does_not_hold_up_the_loop(writer: Writer) -> None:
    here = threading.get_ident()
    assert await writer.run(lambda tx: threading.get_ident()) == here
    assert await writer.run(lambda tx: threading.get_ident(), slow=True) != here
    async with Gate(writer):
        quick = asyncio.create_task(writer.run(note("behind")))
        await asyncio.sleep(0.05)
        assert not quick.done()
    assert await quick is True


@ON_SQLITE
async def test_a_full_disk_makes_jobs_wait_and_loses_none(writer: Writer, caplog: pytest.LogCaptureFixture) -> None:
    pages = await pragma(writer, "page_count")
    await pragma(writer, f"max_page_count = {pages}")
    ran: list[str] = []

    def big(tx: Tx) -> bool:
        ran.append("big")
        return outbox.claim(tx, "big" * 100_000, BEGIN)

    waiting = [asyncio.create_task(writer.run(job)) for job in (note("a"), big, note("b"))]
    async with asyncio.timeout(PATIENCE):
        while len(ran) < 3:  # noqa: ASYNC110 it is tried again in its own time
            await asyncio.sleep(0.01)
    assert not any(task.done() for task in waiting)
    await pragma(writer, "max_page_count = 100000")
    assert all(await asyncio.gather(*waiting))
    assert [key[:3] for key in await noted(writer)] == ["a", "b", "big"]
    said = [record.message for record in caplog.records if record.name == "storage.writer"]
    assert "disk is full" in said[0]
    assert "works again" in said[-1]


@ON_SQLITE
async def test_closing_while_the_disk_is_full_tells_callers_the_truth_at_once(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.RETRY_SECONDS", (2 * PATIENCE,))
    await pragma(writer, f"max_page_count = {await pragma(writer, 'page_count')}")
    waiting = asyncio.create_task(writer.run(note("big" * 100_000)))
    await asyncio.sleep(0.2)
    await asyncio.wait_for(writer.close(), PATIENCE)
    with pytest.raises(WriterClosedError):
        await waiting


def ends_it(tx: Tx) -> None:
    """A job that loses its transaction."""
    outbox.claim(tx, "never", BEGIN)
    tx.connection.execute("ROLLBACK")
    raise ValueError("no")


async def test_a_job_that_loses_each_transaction_steps_aside_and_nobody_waits_for_it(
    writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []

    def counted(tx: Tx) -> None:
        tries.append(time.monotonic())
        ends_it(tx)

    async with Gate(writer):
        lost = [asyncio.create_task(writer.run(counted)) for _ in range(2)]
        await asyncio.sleep(0)
        others = [asyncio.create_task(writer.run(note(key))) for key in ("a", "b")]
        await asyncio.sleep(0)
    assert await asyncio.wait_for(asyncio.gather(*others), PATIENCE) == [True, True]
    async with asyncio.timeout(PATIENCE):
        while len(tries) < 5:  # noqa: ASYNC110 it is tried again in its own time
            await asyncio.sleep(0.01)
    assert await asyncio.wait_for(writer.run(note("c")), PATIENCE) is True
    assert not any(task.done() for task in lost)
    rests = [later - earlier for earlier, later in itertools.pairwise(tries[2:5])]
    assert min(rests) >= 0.04, "it is tried again, and rests between"
    await writer.close()
    assert [type(r) for r in await asyncio.gather(*lost, return_exceptions=True)] == [WriterClosedError] * 2
    said = [record.message for record in caplog.records if record.name.startswith("storage")]
    assert len(said) == 2, "that each stepped aside, and nothing of the database"
    assert all("steps aside; the others go on (ValueError)" in line for line in said)


async def test_a_job_that_alone_loses_each_transaction_gets_its_error_and_the_others_go_on(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.RETRY_SECONDS", (0.01,))
    monkeypatch.setattr("storage.jobs.LOST_FOR", 0.1)
    async with Gate(writer):
        jobs = [asyncio.create_task(writer.run(job)) for job in (note("before"), ends_it, note("after"))]
        await asyncio.sleep(0)
    results = await asyncio.wait_for(asyncio.gather(*jobs, return_exceptions=True), PATIENCE)
    assert [type(result) for result in results] == [bool, ValueError, bool]
    assert await noted(writer) == ["after", "before"]


@ON_POSTGRESQL
async def test_a_statement_that_takes_too_long_is_its_jobs_fault(writer: Writer) -> None:
    def sleeps(tx: Tx) -> None:
        tx.connection.execute("SET LOCAL statement_timeout = 10")
        tx.connection.execute("SELECT pg_sleep(5)")

    with pytest.raises(psycopg.errors.QueryCanceled):
        await asyncio.wait_for(writer.run(sleeps), PATIENCE)
    assert await writer.run(note("after")) is True


@ON_POSTGRESQL
async def test_a_row_that_somebody_holds_stops_only_who_wants_it_and_for_as_long_as_it_takes(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", 50)
    monkeypatch.setattr("storage.writer.RETRY_SECONDS", (0.01,))
    monkeypatch.setattr("storage.writer.RESTS", 0)
    monkeypatch.setattr("storage.jobs.LOST_FOR", 0.0)
    touch = "UPDATE dedupe_keys SET at = at WHERE key = 'a'"
    async with opened(database_url) as writer:
        await writer.run(note("a"))
        with psycopg.connect(database_url) as other:
            other.execute(touch)
            wants = asyncio.create_task(writer.run(lambda tx: tx.connection.execute(touch).rowcount))
            await asyncio.sleep(0)
            assert await asyncio.wait_for(writer.run(note("b")), PATIENCE) is True
            await asyncio.sleep(0.6)
            assert not wants.done()
        assert await asyncio.wait_for(wants, PATIENCE) == 1
    assert [r.levelname for r in caplog.records if "Another program holds the tables" in r.message] == ["ERROR"]
    assert "does not take anything" not in caplog.text


def cuts(times: int) -> Callable[[Tx], int]:
    """A job in which the connection drops so often, and which then tells how often it ran."""
    ran: list[int] = []

    def job(tx: Tx) -> int:
        ran.append(1)
        if len(ran) <= times:
            with contextlib.closing(socket.socket(fileno=os.dup(tx.connection.fileno()))) as line:
                line.shutdown(socket.SHUT_RDWR)
        tx.connection.execute("SELECT 1")
        return len(ran)

    return job


@ON_POSTGRESQL
async def test_a_connection_that_drops_is_no_jobs_fault_unless_it_lasts(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.RETRY_SECONDS", (0.01,))
    assert await asyncio.wait_for(writer.run(cuts(6)), PATIENCE) == 7
    monkeypatch.setattr("storage.jobs.LOST_FOR", 0.3)
    always = asyncio.create_task(writer.run(cuts(1000)))
    assert await asyncio.wait_for(writer.run(note("other")), PATIENCE) is True
    with pytest.raises(psycopg.OperationalError):
        await asyncio.wait_for(always, PATIENCE)


@ON_POSTGRESQL
async def test_a_server_that_only_lets_read_is_waited_for_and_the_probe_tells(
    writer: Writer, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    pid = await writer.run(lambda tx: tx.connection.info.backend_pid)
    with psycopg.connect(f"{database_url.rsplit('/', 1)[0]}/postgres", autocommit=True) as other:
        name = sql.Identifier(database_url.rsplit("/", 1)[1])
        other.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        waiting = [asyncio.create_task(writer.run(job)) for job in (takes_writes, note("a"))]
        done, _ = await asyncio.wait(waiting, timeout=0.6)
        assert not done
        other.execute(sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
    assert await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE) == [None, True]
    assert await noted(writer) == ["a"]
    assert caplog.text.count("does not take anything") == 1


async def test_a_command_is_told_who_holds_the_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", 200)
    async with opened(database_url) as other:
        writer = Writer(await open_engine(DatabaseUrl.parse(database_url)), other.rules, 0.2, steadfast=False)
        async with Gate(other, "LOCK TABLE dedupe_keys" if other.engine.name == "postgresql" else "SELECT 1"):
            with pytest.raises(DatabaseRefusedError, match="Another program holds the"):
                await asyncio.wait_for(writer.run(note("a")), PATIENCE)
        await writer.close()
        assert await noted(other) == []


@ON_POSTGRESQL
async def test_a_lost_server_is_connected_again_and_the_job_stored_once(writer: Writer, database_url: str) -> None:
    pid = await writer.run(lambda tx: tx.connection.info.backend_pid)
    async with Gate(writer):
        waiting = [asyncio.create_task(writer.run(note(f"k{n}"))) for n in range(3)]
        await asyncio.sleep(0)
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    assert all(await asyncio.gather(*waiting))
    assert await noted(writer) == ["k0", "k1", "k2"]
    assert await writer.run(lambda tx: tx.connection.info.backend_pid) != pid


@ON_POSTGRESQL
async def test_a_process_that_stands_still_holds_up_no_other(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was stopped, or its machine is gone, in the middle of a transaction; others want the same row."""
    monkeypatch.setitem(TIMEOUTS, "idle_in_transaction_session_timeout", 500)
    async with opened(database_url) as still, opened(database_url) as other:
        entered, goes_on = threading.Event(), threading.Event()

        def stands_still(tx: Tx) -> bool:
            claimed = outbox.claim(tx, "the same", BEGIN)
            entered.set()
            assert goes_on.wait(3 * PATIENCE)
            tx.connection.execute("SELECT 1")
            return claimed

        standing = asyncio.create_task(still.run(stands_still))
        try:
            assert await asyncio.to_thread(entered.wait, PATIENCE)
            assert await asyncio.wait_for(other.run(note("the same")), PATIENCE) is True
        finally:
            goes_on.set()
        assert await standing is False, "its job was done again, and found what the other one stored"


async def test_a_job_knows_its_update(writer: Writer) -> None:
    async def update_of(number: int | None) -> Any:
        return await writer.run(lambda tx: tx.update_id, update_id=number)

    assert [await update_of(7), await update_of(None)] == [7, None]
