"""The feed of everything that happens, numbered, for the page, for waiting and for resuming."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from sandbox.records import Json

KEPT = 5000
T = TypeVar("T")


class Changes:
    """A bounded list of numbered changes, and a bell that rings at each."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self.closing = False
        self._kept: deque[tuple[int, Json]] = deque(maxlen=KEPT)
        self._bell = asyncio.Event()

    def publish(self, change: Json) -> int:
        self.last += 1
        self._kept.append((self.last, change))
        self.ring()
        return self.last

    def since(self, number: int) -> list[tuple[int, Json]] | None:
        """Changes after `number`; None when some of them are no longer kept."""
        first = self.last - len(self._kept)
        if number < first or number > self.last:
            return None
        return [entry for entry in self._kept if entry[0] > number]

    def ring(self) -> None:
        """Wake everybody who waits, so that they look again."""
        self._bell.set()
        self._bell = asyncio.Event()

    def close(self) -> None:
        """Let all who wait go home: the server ends."""
        self.closing = True
        self.ring()

    async def after(self, number: int, seconds: float) -> bool:
        """Wait for a change after `number`; whether there is one."""
        return await self.until(lambda: self.last > number, seconds)

    async def until(self, found: Callable[[], T], seconds: float) -> T:
        """Wait until `found()` is truthy, or the time is over, or the server ends; return its last value."""
        deadline = time.monotonic() + seconds
        while not (value := found()) and not self.closing:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            bell = self._bell
            try:
                await asyncio.wait_for(bell.wait(), left)
            except TimeoutError:
                return found()
        return value
