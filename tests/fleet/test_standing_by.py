"""An intake that stands by: alive, not ready, and no reason for an alarm, until the place of the first one is free."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Config
from bot.doctor import machine
from bot.fleet import Role
from bot.process import running
from bot.status import STANDS_BY
from storage.url import DatabaseUrl
from tests.bot.test_status import Pages, starting
from tests.support import postgres
from tests.support.city import clock_at, config_for, opened
from tests.support.sandbox import Bench

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres_server: str) -> Iterator[DatabaseUrl]:
    """An empty database."""
    with postgres.database(postgres_server) as address:
        yield DatabaseUrl.parse(address)


async def readiness(config: Config) -> tuple[bool, str]:
    """What the doctor makes of the process that serves these pages."""
    [found] = [finding for finding in await machine.pages(config) if finding.name == "ready"]
    return found.well, found.words


async def test_it_serves_its_pages_and_then_takes_the_place(sandbox: Bench, tmp_path: Path, url: DatabaseUrl) -> None:
    pages = Pages(), Pages()
    first, second = (config_for(sandbox, tmp_path, database={"url": url.text}, metrics=one.section) for one in pages)
    async with opened(url.text):
        pass
    async with contextlib.AsyncExitStack() as whoever_works:
        await whoever_works.enter_async_context(running(first, clock_at(), Role.INTAKE))
        async with starting(running(second, clock_at(), Role.INTAKE)):
            await pages[1].until_it_says(503, STANDS_BY)
            shown = {name for name, *_ in await pages[1].figures()}
            assert not shown & {"database_up", "telegram_silent_seconds", "updates_oldest_seconds"}
            assert await readiness(second) == (True, f"not ready: {STANDS_BY}")
            assert await readiness(first) == (True, "ready")
            await whoever_works.aclose()
            await pages[1].until_it_says(200, "ready")
            assert {"database_up", "telegram_silent_seconds"} <= {name for name, *_ in await pages[1].figures()}
