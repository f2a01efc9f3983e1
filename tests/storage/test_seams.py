"""The private seam of aiosqlite on which storage/engines.py stands: a new release is let in when this passes."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from storage.engines import SqliteEngine
from storage.migrate import migrate
from storage.url import DatabaseUrl
from tests.support.city import BEGIN
from tests.support.sandbox import PATIENCE


async def test_execute_runs_any_function_in_the_connections_own_thread() -> None:
    async with aiosqlite.connect(":memory:", check_same_thread=False) as connection:
        running = await connection._execute(threading.current_thread)  # type: ignore[no-untyped-call]
        assert running is connection._thread
        assert running is not threading.current_thread()
        assert isinstance(connection._conn, sqlite3.Connection)
        # The library itself only ever touches the connection by the same way, so that nothing runs beside a job.
        made_in = []
        connection._conn.set_trace_callback(lambda statement: made_in.append(threading.current_thread()))
        await connection.execute("SELECT 1")
        assert made_in == [running]


async def test_jobs_run_one_after_another_and_errors_come_back(tmp_path: Path) -> None:
    url = DatabaseUrl.parse(f"sqlite:///{tmp_path}/a.db")
    migrate(url, BEGIN)
    engine = await SqliteEngine.open(url)
    running, most = 0, 0

    def job(connection: sqlite3.Connection) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        connection.execute("SELECT count(*) FROM units").fetchone()
        running -= 1

    await asyncio.gather(*(engine.call(job) for _ in range(50)))
    assert most == 1
    with pytest.raises(ZeroDivisionError):
        await engine.call(lambda connection: 1 / 0)
    await engine.close()


async def test_closing_ends_the_thread(tmp_path: Path) -> None:
    url = DatabaseUrl.parse(f"sqlite:///{tmp_path}/a.db")
    migrate(url, BEGIN)
    engine = await SqliteEngine.open(url)
    thread = await engine.call(lambda connection: threading.current_thread())
    await engine.close()
    await asyncio.to_thread(thread.join, PATIENCE)
    assert not thread.is_alive()


async def test_a_refused_file_leaves_no_thread_behind(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"no database " * 100)
    before = threading.active_count()
    with pytest.raises(Exception, match="not touched"):
        await SqliteEngine.open(DatabaseUrl.parse(f"sqlite:///{path}"))
    await until_as_few_threads_as(before)


async def test_told_to_end_while_the_file_is_held_it_leaves_no_thread_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread is no daemon: a process that was told to end would stay for ever."""
    monkeypatch.setattr("storage.engines.OPENS_WITHIN", 0.5)
    path, before = tmp_path / "held.db", threading.active_count()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE a (b)")
        other.execute("BEGIN EXCLUSIVE")
        opening = asyncio.create_task(SqliteEngine.open(DatabaseUrl.parse(f"sqlite:///{path}")))
        await asyncio.sleep(0.1)
        assert threading.active_count() > before
        opening.cancel()
        await asyncio.wait({opening}, timeout=PATIENCE)
    assert opening.cancelled()
    await until_as_few_threads_as(before)


async def until_as_few_threads_as(before: int) -> None:
    """Wait until threads that were told to end have ended."""
    async with asyncio.timeout(PATIENCE):
        while threading.active_count() > before:  # noqa: ASYNC110 a thread rings no bell at its end
            await asyncio.sleep(0.01)
