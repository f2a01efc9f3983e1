"""A bounded record of what bots asked for, for tests and for people who want to see it."""

from __future__ import annotations

from collections import deque

from sandbox.records import Json

KEPT = 10_000


class RequestRecord:
    """The last requests, numbered from 1."""

    def __init__(self) -> None:
        self._kept: deque[Json] = deque(maxlen=KEPT)
        self._last = 0

    def add(self, entry: Json) -> None:
        self._last += 1
        self._kept.append({"n": self._last, **entry})

    def since(self, number: int) -> list[Json]:
        """Requests with a number above `number`, the oldest first."""
        return [entry for entry in self._kept if entry["n"] > number]
