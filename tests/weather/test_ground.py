"""What the process stands on fails: the disk, the file, the clock, the database server; and calls come in disorder."""

import pytest

from bench.weather.weathers import CALLS, CLOCK, DISK, FILE, SERVER
from tests.weather.holding import hold

pytestmark = pytest.mark.weather


async def test_a_full_disk_is_waited_out() -> None:
    await hold(DISK)


async def test_a_file_that_nobody_may_write_or_somebody_holds_is_waited_for() -> None:
    await hold(FILE)


@pytest.mark.faketime
async def test_a_clock_that_is_set_back_an_hour_holds_nothing_up() -> None:
    await hold(CLOCK)


async def test_calls_that_come_twice_in_disorder_or_make_no_sense_do_no_harm() -> None:
    await hold(CALLS)


@pytest.mark.postgres
async def test_a_database_server_that_is_restarted_is_waited_for() -> None:
    await hold(SERVER)
