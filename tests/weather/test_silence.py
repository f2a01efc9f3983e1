"""Connections close, answers come late or never, the server is away, another program polls, the numbers begin anew."""

import pytest

from bench.weather.weathers import SILENCE
from tests.weather.holding import hold

pytestmark = pytest.mark.weather


async def test_a_bot_api_that_is_silent_costs_nothing_but_time() -> None:
    await hold(SILENCE)
