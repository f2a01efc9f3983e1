"""What all tests share: databases on both engines, a sandbox, and a city with the bot running in it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.writer import Writer
from tests.sandbox.conformance import check_requests
from tests.support import postgres
from tests.support.city import City, living, opened
from tests.support.programs import require, require_for
from tests.support.sandbox import Bench, sandbox

__all__ = ["sandbox"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a test's marks say that it needs must be here."""
    require_for(item)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    require("postgres")
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest_asyncio.fixture
async def writer(database_url: str) -> AsyncIterator[Writer]:
    """A writer on a fresh database, once on each engine."""
    async with opened(database_url) as writer:
        yield writer


@pytest_asyncio.fixture
async def city(sandbox: Bench, tmp_path: Path) -> AsyncIterator[City]:
    """The bot with the demo's town, against a sandbox of its own; all that it asked for is held against the API."""
    async with living(sandbox, tmp_path) as city:
        yield city
    check_requests(await sandbox.requests())
