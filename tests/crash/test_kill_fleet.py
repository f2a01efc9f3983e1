"""One intake and three workers on PostgreSQL, killed in turn while the others go on; between, each is upgraded."""

import pytest

from bench.crash.drill import drill, stopped
from tests.crash.holding import hold

pytestmark = [pytest.mark.crash, pytest.mark.postgres]


async def test_kills_of_a_fleet_lose_nothing() -> None:
    hold(await drill("fleet"), "crash-fleet")


async def test_a_fleet_that_is_told_to_end_loses_and_doubles_nothing() -> None:
    hold(await stopped("fleet"), "crash-stop-fleet")
