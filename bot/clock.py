"""The one place where the time is read. Everybody else is told it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SteppedClock:
    """A clock that runs on, and can be set forward: the demo's, and the tests'."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set(self, moment: datetime) -> None:
        """Jump to `moment`. Raises ValueError for a moment in the past: people would be told things twice."""
        ahead = moment - datetime.now(UTC)
        if ahead < self.ahead:
            raise ValueError("the clock only goes forward")
        self.ahead = ahead
