"""Working days of the Chinese calendar, with its holidays and make-up workdays.

The published calendar ends with a year. Beyond it only weekends and the statutory days that a library computes
are known, so a day out there is provisional: it is shown as such and computed anew when the data arrive.
"""

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


def is_workday(day: date) -> bool:
    """Whether offices work on this day."""
    if PUBLISHED_FROM <= day <= PUBLISHED_UNTIL:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and day not in _statutory(day.year)


def is_provisional(day: date) -> bool:
    """Whether the calendar of this day's year is not published yet."""
    return day > PUBLISHED_UNTIL


def add_workdays(start: date, count: int) -> date:
    """The count-th working day after `start`, which itself never counts."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def workday_from(day: date) -> date:
    """The day itself, or the next working day after it."""
    return day if is_workday(day) else add_workdays(day, 1)


def workday_before(day: date) -> date:
    """The last working day before `day`."""
    day -= timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
