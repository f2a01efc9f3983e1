"""Every walk is walked on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.sandbox.conformance import check_requests
from tests.support.city import City, living
from tests.support.sandbox import Bench


@pytest_asyncio.fixture
async def city(sandbox: Bench, tmp_path: Path, database_url: str) -> AsyncIterator[City]:
    """The bot with the demo's town, against a sandbox of its own, once on each engine."""
    async with living(sandbox, tmp_path, database={"url": database_url}) as city:
        yield city
    check_requests(await sandbox.requests())
