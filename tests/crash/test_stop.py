"""SIGTERM under load: the process ends in time and by itself, nothing is lost, and nothing comes twice."""

import pytest

from bench.crash.drill import stopped
from bench.crash.scene import Way
from tests.crash.holding import hold

pytestmark = pytest.mark.crash


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_told_to_end_it_loses_and_doubles_nothing(way: Way) -> None:
    hold(await stopped(way), f"crash-stop-{way}")
