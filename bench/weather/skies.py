"""How each weather begins and ends: entered it begins, left it is over."""

import asyncio
import contextlib
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from bench.crash.scene import query
from bench.weather.stage import Stage, UnavailableError
from storage.url import DatabaseUrl

Sky = Callable[[Stage], AbstractAsyncContextManager[None]]

LATE = (3, 30)  # seconds of an answer that is late, in a short run and in a full one
NEVER = 3600  # seconds
ROOM = 300_000  # bytes that a file may have where no small disk can be mounted
ENOUGH = 120.0  # seconds in which what a weather is to show must have happened
UNREACHED = "can't be reached"
DEAD = "SELECT 1 FROM outbox WHERE state = 'dead'"
SEALED = "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM seals)"
HOLD = """import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


async def until(happened: Callable[[], bool], why: str) -> None:
    """Let a weather last until it showed what it is for. Raises AssertionError, saying why it did not."""
    end = time.monotonic() + ENOUGH
    while not happened():
        assert time.monotonic() < end, why
        await asyncio.sleep(0.2)


def trouble(**order: Any) -> Sky:
    """The Bot API fails in one of the sandbox's ways."""

    @contextlib.asynccontextmanager
    async def sky(stage: Stage) -> AsyncIterator[None]:
        await stage.scene.bench.fault(**order)
        yield
        await stage.scene.bench.calm()

    return sky


@contextlib.asynccontextmanager
async def late(stage: Stage) -> AsyncIterator[None]:
    """Every answer takes its time."""
    async with trouble(delay_ms=LATE[stage.full] * 1000)(stage):
        yield


@contextlib.asynccontextmanager
async def refused(stage: Stage) -> AsyncIterator[None]:
    """No message is taken; afterwards the operator does what the log says."""
    async with trouble(method="sendMessage", status=400)(stage):
        yield
        await until(lambda: bool(query(stage.scene.database, DEAD)), "no message was refused")
    code, words = await stage.bot.command("parked", "list", "--json")
    assert code == 0, words
    rows = [str(one["message"]) for one in json.loads(words) if one["message"] is not None]
    code, words = await stage.bot.command("parked", "retry", "--messages", *rows)
    assert code == 0, words


@contextlib.asynccontextmanager
async def blocked(stage: Stage) -> AsyncIterator[None]:
    """Nothing more reaches residents in the middle of their conversations, until they let the bot in again."""
    phones = [person.phone for person in stage.talks.people[-stage.fresh :]]
    for phone in phones:
        await stage.scene.bench.fault(chat=phone.id, status=403)
    yield
    await until(lambda: UNREACHED in stage.bot.log.read_text(encoding="utf-8"), "nothing was sent to them")
    await stage.scene.bench.calm()
    for phone in phones:
        await phone.block()
        await phone.unblock()


@contextlib.asynccontextmanager
async def away(stage: Stage) -> AsyncIterator[None]:
    """Nobody listens where the Bot API was."""
    await stage.gate.shut()
    yield
    await stage.gate.open()


@contextlib.asynccontextmanager
async def rival(stage: Stage) -> AsyncIterator[None]:
    """Another program polls with the same token, and confirms nothing."""

    async def poll() -> None:
        while True:
            await stage.scene.bench.call("getUpdates", timeout=1)
            await asyncio.sleep(0.2)

    polling = asyncio.create_task(poll())
    yield
    polling.cancel()


@contextlib.asynccontextmanager
async def quiet_week(stage: Stage) -> AsyncIterator[None]:
    """Telegram's numbers go on somewhere else, and lower; it does that only where nothing waits."""
    asked = {"next": 1000}
    while (await stage.scene.bench.http.post("/sandbox/updates/renumber", json=asked)).is_error:  # noqa: ASYNC110 no bell
        await asyncio.sleep(0.1)
    yield


@contextlib.asynccontextmanager
async def bad_calls(stage: Stage) -> AsyncIterator[None]:
    """Updates come several times and in the wrong order, and some are of no kind that we know."""
    assert stage.relay is not None
    relay = stage.relay
    relay.bad = True
    yield
    await until(lambda: relay.passed > 0, "nobody wrote meanwhile")
    relay.bad = False
    await relay.idle()


@contextlib.asynccontextmanager
async def clock_back(stage: Stage) -> AsyncIterator[None]:
    """The machine's clock is set back an hour, and put right in the end; the schedule must tick meanwhile."""
    stage.clock.write_text("-3600\n", encoding="utf-8")
    await asyncio.sleep(1.5)  # libfaketime reads it once a second
    [(before, _)] = query(stage.scene.database, SEALED)
    yield

    def ticked() -> bool:
        [(events, seals)] = query(stage.scene.database, SEALED)
        return bool(events > before and events == seals)

    await until(ticked, "the schedule stands still")
    stage.clock.write_text("+0\n", encoding="utf-8")


@contextlib.asynccontextmanager
async def full_disk(stage: Stage) -> AsyncIterator[None]:
    """Something else fills the disk to its last byte. Without a small disk the process may not write more."""
    if stage.disk is None:
        _, hard = resource.prlimit(stage.pid, resource.RLIMIT_FSIZE)
        _empty_log(stage)
        resource.prlimit(stage.pid, resource.RLIMIT_FSIZE, (ROOM, hard))
        yield
        resource.prlimit(stage.pid, resource.RLIMIT_FSIZE, (hard, hard))
        return
    filler = stage.disk / "filler"
    _empty_log(stage)
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 65_536)
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x")
    yield
    filler.unlink()


@contextlib.asynccontextmanager
async def read_only(stage: Stage) -> AsyncIterator[None]:
    """Nobody may write the file, not even who has it open: it is immutable."""
    path = _path(stage)
    files = [path, f"{path}-wal"]
    if (why := _writable_still(Path(path)) or _chattr("+i", files)) is not None:
        raise UnavailableError(f"no file can be made immutable here: {why}")
    try:
        yield
    finally:
        _chattr("-i", files)


@contextlib.asynccontextmanager
async def locked(stage: Stage) -> AsyncIterator[None]:
    """Another program holds the database, longer than we wait for it."""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, _path(stage), stdin=pipe, stdout=pipe)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        await holder.communicate(b"")


@contextlib.asynccontextmanager
async def restarted(stage: Stage) -> AsyncIterator[None]:
    """The database server goes, and comes back."""
    assert stage.server is not None
    await asyncio.to_thread(stage.server.stop)
    yield
    await asyncio.to_thread(stage.server.start)


def _path(stage: Stage) -> str:
    path = DatabaseUrl.parse(stage.scene.database).path
    assert path is not None
    return str(path)


def _empty_log(stage: Stage) -> None:
    """Give the write-ahead log's room back, so that the next commit needs new room."""
    with contextlib.closing(sqlite3.connect(_path(stage), timeout=20)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _writable_still(beside: Path) -> str | None:
    """Why an immutable file is not so for whoever has it open: a disk in memory keeps from opening it only."""
    with tempfile.NamedTemporaryFile(dir=beside.parent, buffering=0) as probe:
        try:
            why = _chattr("+i", [probe.name])
            with contextlib.suppress(PermissionError):
                probe.write(b"x")
                why = why or "who has it open may go on writing"
        finally:
            _chattr("-i", [probe.name])
    return why


def _chattr(how: str, files: list[str]) -> str | None:
    """Why it did not work."""
    done = subprocess.run(["chattr", how, *files], capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else None
