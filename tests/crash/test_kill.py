"""The process is killed 25 times while 45 people talk and 300 reminders are owed, by polling.

Nothing they said, and nothing they are owed, is lost. At most what is in flight at a kill may come twice.
"""

import pytest

from bench.crash.drill import drill
from tests.crash.holding import hold

pytestmark = pytest.mark.crash


async def test_kills_lose_nothing_by_polling() -> None:
    hold(await drill("polling"), "crash-polling")
