"""The pace of sending, on monotonic time: an even clock for all, a small allowance for each chat, stops on 429.

A clock a little below the messenger's limit sends more than one that runs into it and is stopped. Its exact rule is
not published, so the clock is even, which leaves a bucket full; `bot/window.py` sees to it that no second holds
too much where it is counted; and a real stop on 429 stands behind both.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from math import ceil

from telegram.error import RetryAfter

from bot.config import DeliverySection
from bot.logs import QUIET, Seldom
from bot.window import Window

log = logging.getLogger(__name__)

FAR = 3600.0
SLOWER = "All that waits goes out afterwards. If this comes again and again, lower per_second under [delivery]."
TOGETHER = 1.0  # seconds; a second chat's 429 within them means that all of us are too fast
MANY = 1000  # chats; when more are known, those are forgotten whose allowance is whole
LATE = 0.1  # seconds by which the clock may be behind and make up for it: a timer never goes off early


class Pace:
    """When may the next message go, and to which chat? Times are seconds of a monotonic clock."""

    def __init__(self, limits: DeliverySection, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._step = 1 / limits.per_second
        self._window = Window(ceil(limits.per_second), now)
        self._chat_step = 1 / limits.per_chat_per_second
        self._chat_burst = (limits.per_chat_burst - 1) * self._chat_step
        self._group_step = 60 / limits.per_group_per_minute
        self._next = 0.0
        self._chats: dict[str, float] = {}  # when a chat's allowance will be whole again
        self._many = MANY
        self._stopped: dict[str, float] = {}  # until when a chat is left alone
        self._last_stop = ("", -FAR)
        self._told = Seldom(log, logging.WARNING, now)

    def overall(self) -> float:
        """Seconds until anything may be sent, or until it is worth asking again."""
        return max(0.0, self._next - self._now()) or self._window.wait()

    def chat(self, address: str) -> float:
        """Seconds until this chat may get something."""
        now = self._now()
        burst = 0.0 if address.startswith("-") else self._chat_burst
        allowance = self._chats.get(address, 0.0) - burst
        return max(0.0, allowance - now, self._stopped.get(address, 0.0) - now)

    def resting(self, address: str) -> float:
        """Seconds for which this chat is left alone, apart from its allowance."""
        return max(0.0, self._stopped[address] - self._now()) if address in self._stopped else 0.0

    def took(self, address: str) -> "Passage":
        """A message begins to be sent now. Returns what its calls go by."""
        now = self._now()
        step = self._group_step if address.startswith("-") else self._chat_step
        self._chats[address] = max(now, self._chats.get(address, 0.0)) + step
        if len(self._chats) > self._many:
            self._chats = {known: until for known, until in self._chats.items() if until > now}
            self._stopped = {known: until for known, until in self._stopped.items() if until > now}
            self._many = max(MANY, 2 * len(self._chats))
        return Passage(self, self._window, self.place())

    def place(self) -> int:
        """Take the place of one call, now. Returns its number in the window."""
        self._next = max(self._next, self._now() - LATE) + self._step
        return self._window.begin()

    def stop(self, address: str, seconds: float) -> None:
        """The messenger said no: leave this chat alone; and all, if another chat heard the same just now."""
        now = self._now()
        self._told.say("Telegram asks for fewer messages (429): a pause of %.0f s. %s", seconds, SLOWER)
        self._stopped[address] = now + seconds
        last, at = self._last_stop
        if last != address and now - at < TOGETHER:
            self._next = max(self._next, now + seconds)
        self._last_stop = (address, now)

    def hold(self, seconds: float) -> None:
        """Send nothing to anybody for a while."""
        self._next = max(self._next, self._now() + seconds)

    def rest(self, address: str, seconds: float) -> None:
        """Leave one chat alone for a while, after an error that is not its fault."""
        self._stopped[address] = self._now() + seconds


class Passage:
    """The calls of one message: the first goes at the place that was taken for it, each further one at its own."""

    def __init__(self, pace: Pace, window: Window, place: int) -> None:
        self._pace, self._window = pace, window
        self._place: int | None = place

    async def __aenter__(self) -> None:
        if self._place is None:
            while (pause := self._pace.overall()) > 0:  # noqa: ASYNC110 others wait as well
                await asyncio.sleep(pause)
            self._place = self._pace.place()

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._place is not None:
            self._window.end(self._place, well=kind is None)
            self._place = None

    def close(self) -> None:
        """No call comes any more; a place that nobody used is free."""
        if self._place is not None:
            self._window.spare(self._place)


PASSAGE: ContextVar[Passage | None] = ContextVar("passage", default=None)  # of the message that is being sent


class Outage:
    """Whether anything goes out at all. If nothing reaches several chats in a row, it is not the chats."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._chats: set[str] = set()
        self._failures = 0
        self._told, self._last = False, -FAR

    def failed(self, address: str) -> int:
        """A chat could not be reached. Returns how many failures the outage has had, 0 as long as it is one chat."""
        self._chats.add(address)
        self._failures += len(self._chats) > 1
        return self._failures

    def is_news(self) -> bool:
        """Whether the operator should hear of it now: once an outage, and of those that come and go once a minute."""
        now = self._now()
        if not self._failures or self._told or now - self._last < QUIET:
            return False
        self._told, self._last = True, now
        return True

    def worked(self) -> bool:
        """Something was sent. Returns whether that ends an outage of which the operator has heard."""
        ended, self._told = self._told, False
        self._chats.clear()
        self._failures = 0
        return ended


def back_off(failures: int, first: float, longest: float) -> float:
    """Seconds until the next try: ever longer, and with some chance in it, so that not all come at the same moment."""
    return min(longest, first * 2.0 ** min(failures - 1, 10)) * random.uniform(0.75, 1.25)


def asked_by(error: RetryAfter) -> float:
    """The seconds that the messenger asks us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
