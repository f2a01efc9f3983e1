"""Rates on demand. Telegram's exact rule is not known, so there are two kinds to survive.

`bucket` lets bursts through and refills evenly; `window` counts strictly what the last second saw.
Whoever is refused with a `retry_after` stays refused until that time is over, as with Telegram.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from sandbox.errors import too_many


class LimitOrder(BaseModel):
    """What `/sandbox/limits` takes. Rates that are absent are not limited."""

    model_config = ConfigDict(extra="forbid")

    per_second: float | None = Field(default=None, gt=0)
    per_chat_per_second: float | None = Field(default=None, gt=0)
    per_group_per_minute: float | None = Field(default=None, gt=0)
    kind: Literal["bucket", "window"] = "bucket"
    retry_after: int | None = Field(default=None, ge=1)


class Meter(Protocol):
    """Counts what passes one gate."""

    def wait(self, now: float) -> float:
        """Seconds until the next message may pass; 0 when it may pass now."""
        ...

    def count(self, now: float) -> None:
        """One message passes."""
        ...


class Bucket:
    """Holds as many tokens as one period allows, and fills evenly."""

    def __init__(self, amount: float, period: float) -> None:
        self._size = max(1.0, amount)
        self._rate = amount / period
        self._tokens = self._size
        self._filled = 0.0

    def wait(self, now: float) -> float:
        self._tokens = min(self._size, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._rate

    def count(self, now: float) -> None:
        self._tokens -= 1


class Window:
    """Lets pass at most so many within any one period."""

    def __init__(self, amount: float, period: float) -> None:
        self._period = period if amount >= 1 else period / amount
        self._amount = max(1, int(amount))
        self._passed: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self._passed and self._passed[0] <= now - self._period:
            self._passed.popleft()
        return 0.0 if len(self._passed) < self._amount else self._passed[0] + self._period - now

    def count(self, now: float) -> None:
        self._passed.append(now)


KINDS: dict[str, Callable[[float, float], Meter]] = {"bucket": Bucket, "window": Window}


class Limits:
    """All gates of all bots; open until an order is given."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self.set(LimitOrder())

    def set(self, order: LimitOrder) -> None:
        self.order = order
        self._meters: dict[tuple[int, str], Meter] = {}
        self._closed_until: dict[tuple[int, str], float] = {}

    def pass_through(self, bot: int, chat: int | str) -> None:
        """Count one message of a bot to a chat. Raises a 429 when it comes too soon."""
        now = self._seconds()
        gates = self._gates(bot, str(chat))
        for key, meter in gates:
            wait = max(self._closed_until.get(key, 0.0) - now, meter.wait(now))
            if wait > 0:
                raise too_many(self._refuse(key, wait, now))
        for _, meter in gates:
            meter.count(now)

    def _refuse(self, key: tuple[int, str], wait: float, now: float) -> int:
        if now >= self._closed_until.get(key, 0.0):
            self._closed_until[key] = now + (self.order.retry_after or wait)
        return max(1, math.ceil(self._closed_until[key] - now))

    def _gates(self, bot: int, chat: str) -> list[tuple[tuple[int, str], Meter]]:
        order = self.order
        rates = [("all", order.per_second, 1.0), (chat, order.per_chat_per_second, 1.0)]
        if chat.startswith("-"):
            rates.append((f"minute:{chat}", order.per_group_per_minute, 60.0))
        make = KINDS[order.kind]
        return [
            ((bot, name), self._meters.setdefault((bot, name), make(amount, period)))
            for name, amount, period in rates
            if amount is not None
        ]
