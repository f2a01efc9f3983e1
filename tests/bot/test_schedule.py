"""The schedule: it ticks at once, goes on after the machine's clock was set back, and ends without a fault."""

import asyncio
import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED

import bot.schedule
from bot.schedule import Schedule
from domain.telling import Due
from storage.tx import Tx
from storage.writer import Writer
from tests.support.city import clock_at
from tests.support.sandbox import PATIENCE


class Counted:
    """Work that counts how often it was asked for."""

    def __init__(self) -> None:
        self.times = 0

    def work(self, tx: Tx, now: datetime) -> Due:
        self.times += 1
        return Due()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    made = Counted()
    monkeypatch.setattr(bot.schedule, "TICKS", ((made.work, 0.05),))
    return made


async def until(counted: Counted, times: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while counted.times < times:  # noqa: ASYNC110 - a tick rings no bell
            await asyncio.sleep(0.01)


async def test_the_first_tick_comes_at_once_and_others_follow(writer: Writer, counted: Counted) -> None:
    schedule = Schedule(writer, clock_at())
    schedule.start()
    await until(counted, 3)
    await schedule.stop(5)
    ended = counted.times
    await asyncio.sleep(0.2)
    assert counted.times == ended


async def test_a_machine_clock_set_back_an_hour_holds_no_tick_up(writer: Writer, counted: Counted) -> None:
    schedule = Schedule(writer, clock_at())
    schedule.start()
    await until(counted, 1)
    assert schedule._scheduler is not None
    for job in schedule._scheduler.get_jobs():  # what it looks like to the scheduler after the clock went back
        job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    before = counted.times
    await until(counted, before + 2)
    await schedule.stop(5)


async def test_a_machine_clock_that_leaps_a_week_ahead_brings_one_tick_at_once(
    writer: Writer, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.schedule, "TICKS", ((counted.work, 600),))
    schedule, ended = Schedule(writer, clock_at()), asyncio.Event()
    schedule.start()
    assert schedule._scheduler is not None
    schedule._scheduler.add_listener(lambda _: ended.set(), EVENT_JOB_EXECUTED)
    await asyncio.wait_for(ended.wait(), 5)
    [job] = schedule._scheduler.get_jobs()
    before = datetime.now(UTC)
    job.modify(next_run_time=before - timedelta(days=7))  # what it looks like to the scheduler after the leap
    await until(counted, 2)
    assert before < job.next_run_time <= datetime.now(UTC) + timedelta(seconds=600)
    await schedule.stop(5)
    assert counted.times == 2


async def test_what_a_leap_missed_is_never_listed(writer: Writer) -> None:
    """However far it goes: a list of years of ticks would fill the memory."""
    schedule = Schedule(writer, clock_at())
    schedule.start()
    assert schedule._scheduler is not None
    jobs = schedule._scheduler.get_jobs()
    listed = {job.id: len(job._get_run_times(datetime.now(UTC) + timedelta(days=2))) for job in jobs}
    await schedule.stop(5)
    assert set(listed.values()) == {1}


async def test_stopping_waits_for_no_database(
    writer: Writer, counted: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    """It takes nothing, for as long as another program holds it; the next process ticks."""
    caplog.set_level(logging.ERROR)
    entered, goes_on = threading.Event(), threading.Event()

    def holds(tx: Tx) -> bool:
        entered.set()
        return goes_on.wait(2 * PATIENCE)

    held = asyncio.create_task(writer.run(holds, slow=True))
    assert await asyncio.to_thread(entered.wait, PATIENCE)
    schedule = Schedule(writer, clock_at())
    schedule.start()
    await asyncio.sleep(0.1)
    await asyncio.wait_for(schedule.stop(0.1), PATIENCE)
    goes_on.set()
    await held
    assert await writer.run(lambda tx: counted.times) == 0
    assert not caplog.records


async def test_stopping_in_a_tick_lets_it_end(
    writer: Writer, counted: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    schedule = Schedule(writer, clock_at())
    schedule.start()
    await asyncio.sleep(0)
    await schedule.stop(5)
    assert not caplog.records


async def test_stopping_at_any_moment_is_no_fault(writer: Writer, caplog: pytest.LogCaptureFixture) -> None:
    """The scheduler breaks off who waits for a tick, also for one that has just ended."""
    caplog.set_level(logging.ERROR)
    for moment in range(10):
        schedule = Schedule(writer, clock_at())
        schedule.start()
        await asyncio.sleep(0.01 * moment)
        await schedule.stop(PATIENCE)
    assert not caplog.records
