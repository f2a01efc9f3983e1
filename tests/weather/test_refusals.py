"""The Bot API says 429, 403, 400, 500 and 502, one after another, to a process that people talk to."""

import pytest

from bench.weather.weathers import REFUSALS
from tests.weather.holding import hold

pytestmark = pytest.mark.weather


async def test_what_the_bot_api_refuses_arrives_afterwards() -> None:
    await hold(REFUSALS)
