"""Which long poll of a bot is the one in force: a newer one ends an older one."""

from __future__ import annotations

from sandbox.changes import Changes


class Polls:
    """The number of the current poll of every bot."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._current: dict[int, tuple[int, str]] = {}
        self._last = 0

    def begin(self, bot: int, reason: str) -> int:
        """A new poll (or a webhook); whoever polled before ends with `reason`."""
        self._last += 1
        self._current[bot] = (self._last, reason)
        self._changes.ring()
        return self._last

    def ended_by(self, bot: int, poll: int) -> str | None:
        """Why this poll is over; None while it is the one in force."""
        current, reason = self._current[bot]
        return None if current == poll else reason
