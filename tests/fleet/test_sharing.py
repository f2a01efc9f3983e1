"""Several bots on one PostgreSQL, all in this process: places, shares of the chats, what one leaves for another."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from bot import fleet
from bot.envelope import read
from bot.fleet import Bell, Place, Role, placed
from bot.intake import Fed
from bot.metrics import Metrics
from bot.process import Running, running
from bot.turns import Turns
from storage import inbox
from storage.engines import DatabaseRefusedError
from storage.inbox import PARTS
from storage.line import Line
from storage.lock import only_one
from storage.url import DatabaseUrl
from tests.support import postgres
from tests.support.city import clock_at, config_for, opened, settle_town
from tests.support.sandbox import Bench, Phone
from tests.walk.steps import LIGHTS, ZH, part

pytestmark = pytest.mark.postgres
PATIENCE = 60.0  # seconds: processes begin, which takes many on a loaded machine


@pytest.fixture
def url(postgres_server: str) -> Iterator[DatabaseUrl]:
    """An empty database."""
    with postgres.database(postgres_server) as address:
        yield DatabaseUrl.parse(address)


@contextlib.asynccontextmanager
async def member(bench: Bench, folder: Path, url: DatabaseUrl, role: Role) -> AsyncIterator[Running]:
    """One process of the fleet."""
    config = config_for(bench, folder, database={"url": url.text})
    async with running(config, clock_at(), role) as bot:
        yield bot


async def until(true: object, seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not true():  # type: ignore[operator]  # noqa: ASYNC110 other tasks bring it about
            await asyncio.sleep(0.05)


def parts(*workers: Running) -> list[int]:
    """How many parts of the chats each worker handles."""
    return sorted(len(worker.turns.parts) for worker in workers)


async def agree(phone: Phone) -> None:
    """From the first word to the own place."""
    await phone.say("/start s_zd-fujia")
    await phone.press(ZH("start.agree"), timeout=PATIENCE)
    await phone.hear(timeout=PATIENCE)


async def test_an_intake_and_two_workers_do_what_one_bot_does(sandbox: Bench, tmp_path: Path, url: DatabaseUrl) -> None:
    async with opened(url.text) as writer:
        await settle_town(writer)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(member(sandbox, tmp_path, url, Role.INTAKE))
        workers = [await stack.enter_async_context(member(sandbox, tmp_path, url, Role.WORKER)) for _ in range(2)]
        await until(lambda: parts(*workers) == [PARTS // 2, PARTS // 2])
        phones = [await sandbox.phone(f"居民{number}") for number in range(8)]
        await asyncio.gather(*map(agree, phones))
        for phone in phones:
            await phone.say(LIGHTS)
        for phone in phones:
            await phone.hear(LIGHTS, timeout=PATIENCE)
            await phone.press(ZH("suggest.submit"))
        for phone in phones:
            await phone.hear(" 2026-0", timeout=PATIENCE)


async def test_shares_follow_who_is_there(sandbox: Bench, tmp_path: Path, url: DatabaseUrl) -> None:
    async with opened(url.text):
        pass
    async with member(sandbox, tmp_path, url, Role.WORKER) as first:
        await until(lambda: parts(first) == [PARTS])
        async with member(sandbox, tmp_path, url, Role.WORKER) as second:
            await until(lambda: parts(first, second) == [PARTS // 2] * 2)
            async with member(sandbox, tmp_path, url, Role.WORKER) as third:
                await until(lambda: parts(first, second, third) == [PARTS // 3] * 3)
                held = [worker.turns.parts for worker in (first, second, third)]
                assert frozenset().union(*held) == inbox.EVERY
        await until(lambda: parts(first) == [PARTS])


async def test_what_waits_when_a_worker_comes_is_taken_up(sandbox: Bench, tmp_path: Path, url: DatabaseUrl) -> None:
    async with opened(url.text) as writer:
        await settle_town(writer)
    phone = await sandbox.phone("陈桂兰")
    async with member(sandbox, tmp_path, url, Role.INTAKE) as intake:
        await phone.say("/start s_zd-fujia")
        async with asyncio.timeout(PATIENCE):
            while not await intake.writer.run(inbox.waiting_numbers):  # noqa: ASYNC110 it is in the database
                await asyncio.sleep(0.05)
        async with member(sandbox, tmp_path, url, Role.WORKER):
            await phone.hear(part(ZH, "start.hello"), timeout=PATIENCE)


async def test_an_update_in_two_hands_is_done_once(sandbox: Bench, tmp_path: Path, url: DatabaseUrl) -> None:
    """A worker that was cut off, and does not know it yet, handles what another one has taken over."""
    phone = await sandbox.phone("陈桂兰")
    async with (
        opened(url.text) as one,
        opened(url.text) as other,
        member(sandbox, tmp_path, url, Role.INTAKE) as intake,
    ):
        await settle_town(one)
        number = (await phone.say("/start s_zd-fujia"))["update_id"]
        async with asyncio.timeout(PATIENCE):
            while not (waiting := await one.run(inbox.waiting)):  # noqa: ASYNC110 it is in the database
                await asyncio.sleep(0.05)
        figures = [Metrics(), Metrics()]
        hands = [
            Turns(intake.application, writer, clock_at(), counted)
            for writer, counted in zip((one, other), figures, strict=True)
        ]
        for turns in hands:
            turns.feed(Fed(waiting[0], read(json.loads(waiting[0].payload)), None, kind="message"))
        await asyncio.gather(*(turns.idle() for turns in hands))
        said = await one.run(
            lambda tx: tx.connection.execute(
                "SELECT count(*) AS n FROM outbox WHERE update_id = %s", (number,)
            ).fetchone()
        )
        done = [counted.updates.labels("message", outcome)._value.get()
                for counted in figures for outcome in ("handled", "elsewhere")]  # fmt: skip
        assert (said["n"], sorted(done)) == (1, [0, 0, 1, 1])


async def test_a_second_intake_stands_by_and_takes_over(sandbox: Bench, tmp_path: Path, url: DatabaseUrl) -> None:
    async with opened(url.text) as writer:
        await settle_town(writer)
    phone = await sandbox.phone("陈桂兰")
    async with contextlib.AsyncExitStack() as later, member(sandbox, tmp_path, url, Role.WORKER):
        async with member(sandbox, tmp_path, url, Role.INTAKE):
            standing_by = asyncio.create_task(later.enter_async_context(member(sandbox, tmp_path, url, Role.INTAKE)))
            await agree(phone)
            assert not standing_by.done()
        await asyncio.wait_for(standing_by, PATIENCE)
        await phone.say(LIGHTS)
        await phone.hear(LIGHTS, timeout=PATIENCE)


@pytest.mark.parametrize(
    ("there", "comes", "words"),
    [
        (Role.ALL, Role.ALL, "a bot is running on this database already"),
        (Role.ALL, Role.WORKER, "does everything"),
        (Role.INTAKE, Role.ALL, "a bot is running on this database already"),
        (Role.WORKER, Role.ALL, "--role intake"),
    ],
)
async def test_who_can_not_be_there_together_is_told_why(
    url: DatabaseUrl, there: Role, comes: Role, words: str
) -> None:
    async with placed(url, there):
        with pytest.raises(DatabaseRefusedError, match=words):
            async with placed(url, comes):
                pass
    async with placed(url, comes):
        pass


@pytest.mark.parametrize("role", list(Role))
async def test_what_needs_the_database_alone_is_refused_beside_any(url: DatabaseUrl, role: Role) -> None:
    async with placed(url, role):
        with pytest.raises(DatabaseRefusedError), only_one(url):
            pass
    with only_one(url):
        pass


async def cut(url: DatabaseUrl, place: Place) -> None:
    """The server ends the connection of a place."""
    line = place._line
    assert line is not None
    async with await psycopg.AsyncConnection.connect(url.text, autocommit=True) as other:
        await other.execute("SELECT pg_terminate_backend(%s)", (line._connection.info.backend_pid,))


async def test_a_lost_connection_takes_its_place_again(url: DatabaseUrl) -> None:
    lost: list[int] = []
    async with placed(url, Role.INTAKE) as place:
        assert place is not None
        keeping = asyncio.create_task(place.keep(None, lambda: lost.append(1)))
        await place.bell.rung()
        await cut(url, place)
        assert await asyncio.wait_for(place.bell.rung(), PATIENCE) == set(), "all is looked at: bells were missed"
        assert (lost, place.lost.is_set()) == ([1], False)
        with pytest.raises(DatabaseRefusedError), only_one(url):
            pass
        keeping.cancel()


async def test_who_finds_another_in_the_own_place_ends(url: DatabaseUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "FREE_AFTER", 0.5)
    async with placed(url, Role.INTAKE) as place:
        assert place is not None
        line = place._line
        assert line is not None
        thief = await Line.open(url)
        await cut(url, place)
        await until_taken(thief)
        await asyncio.wait_for(place.keep(None, lambda: None), PATIENCE)
        assert place.lost.is_set()
        await thief.close()


async def until_taken(line: Line) -> None:
    """Take the place of whoever receives and sends, as soon as it is free."""
    async with asyncio.timeout(PATIENCE):
        while not await line.take_place():  # noqa: ASYNC110 a lock rings no bell
            await asyncio.sleep(0.01)


async def test_a_bell_gathers_what_rings() -> None:
    bell = Bell()
    assert await bell.rung() == set()
    bell.ring("1 2")
    bell.ring("2 3")
    assert await bell.rung() == {1, 2, 3}
    bell.ring("4")
    bell.ring("")
    assert await bell.rung() == set()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bell.rung(), 0.05)
