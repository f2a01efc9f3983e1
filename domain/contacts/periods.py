"""Quarters, half-years and years: the periods in which contacts are owed. Days are those of the city."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Period(StrEnum):
    """How long a quota runs. All of them begin with the calendar year."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Months in it."""
        return MONTHS[self]


MONTHS = {Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


@dataclass(frozen=True)
class Span:
    """Days in a row; both ends belong to it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """Days in it."""
        return (self.last - self.first).days + 1

    def left(self, today: date) -> int:
        """Days left: the last day minus today. None are left on the last day, and before the first there are most."""
        return max(0, (self.last - max(today, self.first)).days)

    def passed(self, today: date) -> int:
        """Days of it that are over; today is not."""
        return min(self.days, max(0, (today - self.first).days))

    def overlap(self, starts: date, ends: date | None) -> "Span | None":
        """Those of its days that lie between two others; None if there are none. Without an end it goes on."""
        first, last = max(self.first, starts), min(self.last, ends or self.last)
        return Span(first, last) if first <= last else None


def span_of(day: date, period: Period) -> Span:
    """The quarter, half-year or year in which a day lies."""
    month = (day.month - 1) // period.months * period.months + 1
    first = date(day.year, month, 1)
    after = month + period.months
    last = date(day.year, after, 1) - DAY if after <= 12 else date(day.year, 12, 31)
    return Span(first, last)


def is_frozen(day: date, today: date, freezing: int) -> bool:
    """Whether nothing is logged into the quarter of a day any more: more than so many days ago it was over."""
    return (today - span_of(day, Period.QUARTER).last).days > freezing


def loggable(today: date, back_dating: int, freezing: int) -> list[date]:
    """The days to which a contact may be dated, the latest first: not too far back, and not in a frozen quarter."""
    days = (today - DAY * back for back in range(back_dating + 1))
    return [day for day in days if not is_frozen(day, today, freezing)]
