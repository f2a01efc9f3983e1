"""What a use case is asked for: a checked model, made by the handler from what somebody said or pressed."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from domain.rules import Rules


class Command(BaseModel):
    """The base of all commands."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Command):
    """For use cases that need to know no more than who asks."""


class RefusedError(Exception):
    """The use case may not be done; `key` is the text that says why and who can help."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def today(rules: Rules, now: datetime) -> date:
    """The city's day at a moment."""
    return _day(now, rules.locale.zone)


def is_quiet(rules: Rules, now: datetime) -> bool:
    """Whether nobody is reminded of anything at this hour of the city."""
    return rules.reminders.is_quiet(now.astimezone(rules.locale.zone).hour)


def is_time(rules: Rules, now: datetime) -> bool:
    """Whether people hear at this hour of the city what is due on its day."""
    return rules.reminders.is_time(now.astimezone(rules.locale.zone).hour)


@lru_cache(maxsize=64)
def _day(now: datetime, zone: ZoneInfo) -> date:
    """One turn asks several times."""
    return now.astimezone(zone).date()
