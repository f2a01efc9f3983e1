"""The same kills where Telegram calls the bot: what was not answered with 200 is called for again."""

import pytest

from bench.crash.drill import drill
from tests.crash.holding import hold

pytestmark = pytest.mark.crash


async def test_kills_lose_nothing_by_webhook() -> None:
    hold(await drill("webhook"), "crash-webhook")
