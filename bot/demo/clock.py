"""The town's clock: it can be set forward from the page, and everything happens on the way that is due."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clock import SteppedClock, SystemClock
from bot.demo.folder import Folder
from bot.process import Running

HOUR = timedelta(hours=1)
EVERY = 4  # hours, of the past that is played before anybody looks: one in UTC is nine in the morning here


class TownClock(SteppedClock):
    """A clock that the sandbox may advance once the town is settled."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.ahead)
        self._folder = folder
        self._bot: Running | None = None
        self._walking = asyncio.Lock()

    def start_at(self, moment: datetime) -> None:
        """Stand at a moment of the past, before anything has happened in the town."""
        self.ahead = moment - SystemClock().now()

    def open(self, bot: Running) -> None:
        """From now on the page may set the clock forward."""
        self._bot = bot

    async def close(self) -> None:
        """Set nothing forward any more; return when a walk that was under way has stopped."""
        self._bot = None
        async with self._walking:
            return

    async def advance(self, now: datetime) -> None:
        """Go forward to `now` and do on the way what is due. Raises ValueError for the past."""
        async with self._walking:
            for moment in hours(self.now(), now):
                if self._bot is None:
                    raise ValueError("The town is not there at the moment: it is moving in, or leaving.")
                await self.step(self._bot, moment)
                self._folder.keep(settled=True, ahead=self.ahead)

    async def walk(self, bot: Running, until: datetime) -> None:
        """The same before the town is open, with fewer stops: nobody sees at what minute something came.

        A moment that passed while something was played before it has come.
        """
        for moment in hours(self.now(), until):
            if moment > self.now() and (moment == until or moment.hour % EVERY == 1):
                await self.step(bot, moment)

    async def step(self, bot: Running, moment: datetime) -> None:
        """Set the clock to a moment, and do what is due then."""
        self.set(moment)
        await bot.settle()


def hours(since: datetime, until: datetime) -> Iterator[datetime]:
    """The full hours after `since` and before `until`, and `until` itself, be it in the past.

    Everybody is told each thing on its own day, and in order; an hour in which nothing is due takes about a
    millisecond.
    """
    moment = since.replace(minute=0, second=0, microsecond=0) + HOUR
    while moment < until:
        yield moment
        moment += HOUR
    yield until
