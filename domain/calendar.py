"""Working days of the Chinese calendar, with its holidays and make-up workdays.

The published calendar ends with a year. Beyond it only weekends and the statutory days that a library computes
are known, so a day out there is provisional: whoever is promised one hears that it was counted so. It stays.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays as published
from holidays.countries.china import China

PUBLISHED_UNTIL: date = date(max(published).year, 12, 31)
PUBLISHED_FROM: date = date(min(published).year, 1, 1)


@cache
def _statutory(year: int) -> frozenset[date]:
    return frozenset(China(years=year))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Workdays:
    """The published calendar, with the days on which a place has off or works besides."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day. A day that stands in both is off."""
        return day not in self.off and (day in self.on or _is_workday(day))

    def add(self, start: date, count: int) -> date:
        """The count-th working day after `start`, which itself never counts."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def at_or_after(self, day: date) -> date:
        """The day itself, or the next working day after it."""
        return day if self.is_workday(day) else self.add(day, 1)

    def at_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return day if self.is_workday(day) else self.before(day)

    def before(self, day: date) -> date:
        """The last working day before `day`."""
        day -= timedelta(days=1)
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day


def _is_workday(day: date) -> bool:
    if PUBLISHED_FROM <= day <= PUBLISHED_UNTIL:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and day not in _statutory(day.year)


PUBLISHED = Workdays()


def is_provisional(day: date) -> bool:
    """Whether the calendar of this day's year is not published yet."""
    return day > PUBLISHED_UNTIL
