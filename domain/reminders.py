"""A day on which somebody wants to be reminded of a case: what is offered, and what somebody may write."""

import re
from datetime import date, timedelta
from unicodedata import normalize

LONGEST = timedelta(days=366)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = {"明天": 1, "后天": 2, "大后天": 3, "tomorrow": 1}
MONTH = rf"({'|'.join(MONTHS)})[a-z]*"
# How a day is written: year, month and day, as far as they are said. The first that fits is taken.
PATTERNS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(\d{4})[-./年]\s?(\d{1,2})[-./月]\s?(\d{1,2})[日号]?"), ("year", "month", "day")),
    (re.compile(r"(\d{1,2})月(\d{1,2})[日号]?"), ("month", "day")),
    (re.compile(rf"(\d{{1,2}}) {MONTH} (\d{{4}})"), ("day", "month", "year")),
    (re.compile(rf"(\d{{1,2}}) {MONTH}"), ("day", "month")),
    (re.compile(rf"{MONTH} (\d{{1,2}})"), ("month", "day")),
    (re.compile(r"(\d{1,2})[-./](\d{1,2})"), ("month", "day")),
    (re.compile(r"(\d{1,2})[日号]"), ("day",)),
)


def offers(today: date) -> tuple[date, date, date]:
    """Tomorrow, in a week, in a month."""
    return today + timedelta(days=1), today + timedelta(days=7), month_on(today)


def month_on(today: date) -> date:
    """The same day of the next month, or that month's last day."""
    year, month = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(today.day, last.day))


def possible(day: date, today: date) -> bool:
    """Whether somebody can be reminded on a day: a forged press may name any."""
    return today < day <= today + LONGEST


def read_day(words: str, today: date) -> date | None:
    """The day that somebody wrote; without its year the next one that is to come. None where no day is found."""
    bare = normalize("NFKC", words).strip().lower()
    if bare in NAMED:
        return today + timedelta(days=NAMED[bare])
    for pattern, names in PATTERNS:
        if found := pattern.fullmatch(bare):
            return _next(dict(zip(names, map(_number, found.groups()), strict=True)), today)
    return None


def _number(part: str) -> int:
    return int(part) if part.isdigit() else MONTHS.index(part) + 1


def _next(said: dict[str, int], today: date) -> date | None:
    """The first day from tomorrow on that is so; one whose year was said may be past."""
    if "year" in said:
        return _day(said["year"], said["month"], said["day"])
    months = [said["month"]] if "month" in said else [(today.month + n - 1) % 12 + 1 for n in range(3)]
    days = (_day(year, month, said["day"]) for year in (today.year, today.year + 1) for month in months)
    return next((day for day in sorted(filter(None, days)) if day > today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
