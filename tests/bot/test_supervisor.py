"""One of the tasks that a process lives by ends: the process ends with it and says why, in nobody's words."""

import asyncio
import gc
import sys
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

import bot.delivery
from bot.clock import SystemClock
from bot.process import running
from bot.supervisor import PartEndedError, Supervisor
from bot.web import serving
from domain.messages import Message
from tests.support.city import City, config_for, listening, opened
from tests.support.halved import WORDS
from tests.support.ports import free_port
from tests.support.process import Bot, write_config
from tests.support.sandbox import PATIENCE, Bench
from tests.walk.test_elsewhere import by_webhook

HALVED = (sys.executable, "-m", "tests.support.halved")


async def stumble() -> None:
    """Fail over something that somebody said."""
    await asyncio.sleep(0)
    Message(text="ok", buttons=WORDS)  # type: ignore[arg-type]


async def test_who_ends_by_a_fault_is_named_without_what_it_stumbled_over() -> None:
    tasks = Supervisor()
    with listening() as errors:
        tasks.start(stumble(), "stumbling")
        await asyncio.wait_for(tasks.over.wait(), PATIENCE)
    assert "“stumbling” ended (ValidationError at " in str(tasks.error)
    assert any("“stumbling” ended by a fault" in error for error in errors)
    assert WORDS not in "".join(errors) + str(tasks.error)


async def test_who_ends_without_a_fault_ends_the_process_as_well() -> None:
    tasks = Supervisor()
    tasks.start(asyncio.sleep(0), "short")
    await asyncio.wait_for(tasks.over.wait(), PATIENCE)
    assert "“short” ended (by itself)" in str(tasks.error)


async def test_who_is_broken_off_from_inside_ends_the_process_as_well() -> None:
    """What a part waits for may be cancelled by others, and then the part is, too, though nobody told it to end."""
    tasks, inner = Supervisor(), asyncio.create_task(asyncio.sleep(60))

    async def waiting() -> None:
        await inner

    tasks.start(waiting(), "waiting")
    await asyncio.sleep(0)
    inner.cancel()
    await asyncio.wait_for(tasks.over.wait(), PATIENCE)
    assert "“waiting” ended (broken off)" in str(tasks.error)


async def test_what_is_told_to_end_may() -> None:
    tasks = Supervisor()
    cancelled = tasks.start(asyncio.sleep(60), "cancelled")
    tasks.leave()
    cancelled.cancel()
    await asyncio.wait({cancelled})
    await asyncio.wait({tasks.start(asyncio.sleep(0), "late")})
    await asyncio.sleep(0)
    assert not tasks.over.is_set()


async def test_pages_and_calls_that_are_served_no_more_end_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ends(server: uvicorn.Server) -> None:
        server.should_exit = True

    monkeypatch.setattr(uvicorn.Server, "main_loop", ends)
    tasks = Supervisor()
    async with serving(Starlette(), "127.0.0.1", free_port(), tasks):
        await asyncio.wait_for(tasks.over.wait(), PATIENCE)
    assert "“web” ended" in str(tasks.error)


async def test_what_the_event_loop_says_by_itself_quotes_nobody(city: City) -> None:
    city.trouble_expected = True
    task = asyncio.create_task(stumble())
    await asyncio.wait({task})
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(lambda words: 1 // 0, WORDS)
    await asyncio.sleep(0.01)
    said = "\n".join(city.errors)
    assert "never retrieved" in said
    assert "ValidationError at " in said
    assert "ZeroDivisionError at " in said
    assert WORDS not in said


async def test_a_part_that_dies_while_the_rest_still_begins_ends_the_process_as_well(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_for(sandbox, tmp_path, telegram=by_webhook(sandbox))
    await sandbox.fault(method="setWebhook", status=502)
    monkeypatch.setattr(bot.delivery.Delivery, "run", lambda delivery: stumble())
    tasks = Supervisor()

    async def life() -> None:
        async with running(config, SystemClock(), tasks=tasks):
            raise AssertionError("it never begins")

    async with opened(config.database.url):
        pass
    with listening(), pytest.raises(PartEndedError, match="“delivery” ended"):
        await asyncio.wait_for(tasks.live(life(), asyncio.Event()), PATIENCE)


async def test_what_keeps_a_process_from_beginning_is_told_as_it_is() -> None:
    async def life() -> None:
        raise OSError("the port is taken")

    with pytest.raises(OSError, match="the port is taken"):
        await Supervisor().live(life(), asyncio.Event())


async def test_told_to_end_a_process_finishes_what_it_has_in_hand() -> None:
    told, done = asyncio.Event(), []

    async def life() -> None:
        try:
            told.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            done.append("finished")

    await Supervisor().live(life(), told)
    assert done == ["finished"]


@pytest.mark.crash
async def test_a_poller_that_dies_ends_the_process_with_code_1(sandbox: Bench, tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/city.db"):
        pass
    process = Bot(write_config(tmp_path, sandbox))
    try:
        await process.start(*HALVED)
        assert process.process is not None
        assert await asyncio.wait_for(process.process.wait(), PATIENCE) == 1
        log = process.log.read_text(encoding="utf-8")
        assert "“polling” ended by a fault" in log
        assert "“polling” ended (KeyError at " in log.splitlines()[-1]
        assert WORDS not in log
        await process.start()
        assert await process.up(), "whoever starts it again finds it well"
        assert await process.stop() == 0
    finally:
        await process.kill()
