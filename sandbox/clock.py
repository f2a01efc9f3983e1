"""The time that messages carry. Whoever embeds the sandbox may give it a clock that can be set forward."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A clock that the page and scripts may move."""

    def now(self) -> datetime:
        """The present moment, with an offset."""
        ...

    async def advance(self, now: datetime) -> None:
        """Go forward to `now`; return when everything due by then is done and sent.

        Raises ValueError when `now` lies in the past.
        """
        ...


def real_now() -> datetime:
    """The machine's time: what messages carry when nobody gave a clock."""
    return datetime.now(UTC)
