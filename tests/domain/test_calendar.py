"""Working days: the holidays and make-up workdays of 2026 as the State Council published them, and what lies beyond."""

from datetime import date, timedelta

import pytest

from domain.calendar import PUBLISHED, PUBLISHED_FROM, PUBLISHED_UNTIL, is_provisional

SPRING_FESTIVAL = """
02-13 Fri work
02-14 Sat work
02-15 Sun off
02-16 Mon off
02-17 Tue off
02-18 Wed off
02-19 Thu off
02-20 Fri off
02-21 Sat off
02-22 Sun off
02-23 Mon off
02-24 Tue work
02-28 Sat work
03-01 Sun off
"""
NATIONAL_DAY = """
09-19 Sat off
09-20 Sun work
09-24 Thu work
09-25 Fri off
09-30 Wed work
10-01 Thu off
10-05 Mon off
10-07 Wed off
10-08 Thu work
10-10 Sat work
10-11 Sun off
"""
ROWS = [line.split() for line in (SPRING_FESTIVAL + NATIONAL_DAY).splitlines() if line]


@pytest.mark.parametrize(("day", "weekday", "kind"), ROWS, ids=[row[0] for row in ROWS])
def test_holidays_and_make_up_workdays_of_2026(day: str, weekday: str, kind: str) -> None:
    there = date.fromisoformat(f"2026-{day}")
    assert f"{there:%a}" == weekday, "the table itself is wrong"
    assert PUBLISHED.is_workday(there) is (kind == "work")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-24", 3, "2026-11-27"),  # an ordinary week
        ("2026-11-27", 3, "2026-12-02"),  # over a weekend
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-14", 1, "2026-02-24"),  # over the whole festival
        ("2026-02-14", 5, "2026-02-28"),  # and up to the next make-up Saturday
        ("2026-02-18", 1, "2026-02-24"),  # begun on a holiday
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-12-30", 2, "2027-01-04"),  # into a year that is not published
    ],
)
def test_adding_working_days(start: str, count: int, end: str) -> None:
    assert PUBLISHED.add(date.fromisoformat(start), count) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-25", "2026-11-24"),
        ("2026-11-23", "2026-11-20"),
        ("2026-02-24", "2026-02-14"),
        ("2026-02-15", "2026-02-14"),
        ("2026-10-08", "2026-09-30"),
        ("2026-09-21", "2026-09-20"),
    ],
)
def test_the_working_day_before(day: str, before: str) -> None:
    assert PUBLISHED.before(date.fromisoformat(day)) == date.fromisoformat(before)


def test_the_published_calendar_ends_with_a_year() -> None:
    assert (PUBLISHED_FROM.month, PUBLISHED_FROM.day) == (1, 1)
    assert date(2026, 12, 31) <= PUBLISHED_UNTIL
    assert (PUBLISHED_UNTIL.month, PUBLISHED_UNTIL.day) == (12, 31)


def test_beyond_it_days_are_provisional() -> None:
    last, first = PUBLISHED_UNTIL, PUBLISHED_UNTIL + timedelta(days=1)
    assert not is_provisional(last)
    assert is_provisional(first)
    assert not is_provisional(date(2003, 1, 1))


def test_beyond_it_weekends_and_statutory_days_are_off() -> None:
    year = PUBLISHED_UNTIL.year + 1
    assert not PUBLISHED.is_workday(date(year, 1, 1))
    assert not PUBLISHED.is_workday(date(year, 5, 1))
    assert not PUBLISHED.is_workday(date(year, 10, 1))
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(PUBLISHED.is_workday(day) for day in every if day.weekday() >= 5)
    assert 245 <= sum(map(PUBLISHED.is_workday, every)) <= 252


def test_before_it_weekends_are_off_and_weekdays_worked() -> None:
    assert PUBLISHED.is_workday(date(2003, 3, 5))
    assert not PUBLISHED.is_workday(date(2003, 3, 8))
