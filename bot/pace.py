"""The pace of sending, on monotonic time: an even clock for all, a small allowance for each chat, stops on 429.

A clock a little below the messenger's limit sends more than one that runs into it and is stopped. Its exact rule is
not published, so a real stop on 429 stands behind the clock.
"""

import time
from collections.abc import Callable

from bot.config import DeliverySection

FAR = 3600.0
TOGETHER = 1.0  # seconds; a second chat's 429 within them means that all of us are too fast


class Pace:
    """When may the next message go, and to which chat? Times are seconds of a monotonic clock."""

    def __init__(self, limits: DeliverySection, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._step = 1 / limits.per_second
        self._chat_step = 1 / limits.per_chat_per_second
        self._chat_burst = (limits.per_chat_burst - 1) * self._chat_step
        self._group_step = 60 / limits.per_group_per_minute
        self._next = 0.0
        self._chats: dict[str, float] = {}  # when a chat's allowance will be whole again
        self._stopped: dict[str, float] = {}  # until when a chat is left alone
        self._last_stop = ("", -FAR)

    def overall(self) -> float:
        """Seconds until anything may be sent."""
        return max(0.0, self._next - self._now())

    def chat(self, address: str) -> float:
        """Seconds until this chat may get something."""
        now = self._now()
        burst = 0.0 if address.startswith("-") else self._chat_burst
        allowance = self._chats.get(address, 0.0) - burst
        return max(0.0, allowance - now, self._stopped.get(address, 0.0) - now)

    def took(self, address: str) -> None:
        """Something is being sent now."""
        now = self._now()
        self._next = max(now, self._next) + self._step
        step = self._group_step if address.startswith("-") else self._chat_step
        self._chats[address] = max(now, self._chats.get(address, 0.0)) + step
        if len(self._chats) > 10_000:
            self._chats = {known: until for known, until in self._chats.items() if until > now}
            self._stopped = {known: until for known, until in self._stopped.items() if until > now}

    def stop(self, address: str, seconds: float) -> None:
        """The messenger said no: leave this chat alone; and all, if another chat heard the same just now."""
        now = self._now()
        self._stopped[address] = now + seconds
        last, at = self._last_stop
        if last != address and now - at < TOGETHER:
            self._next = max(self._next, now + seconds)
        self._last_stop = (address, now)

    def rest(self, address: str, seconds: float) -> None:
        """Leave one chat alone for a while, after an error that is not its fault."""
        self._stopped[address] = self._now() + seconds
