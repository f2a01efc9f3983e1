"""Quarters, half-years and years, and what is owed by whoever begins or ends within one."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts.periods import Period, Span, is_frozen, loggable, span_of
from domain.contacts.quotas import Line, line, owed, total
from domain.rules import Quota

DAYS = st.dates(date(1990, 1, 1), date(2120, 12, 31))
PERIODS = st.sampled_from(Period)
Q, H, Y = Period.QUARTER, Period.HALF_YEAR, Period.YEAR

# A day, the period asked for, its first and last day, days in it, days left, days over.
BOUNDARIES = (
    ("2026-01-01", Q, "2026-01-01", "2026-03-31", 90, 89, 0),
    ("2026-03-31", Q, "2026-01-01", "2026-03-31", 90, 0, 89),
    ("2026-04-01", Q, "2026-04-01", "2026-06-30", 91, 90, 0),
    ("2026-06-30", Q, "2026-04-01", "2026-06-30", 91, 0, 90),
    ("2026-07-01", Q, "2026-07-01", "2026-09-30", 92, 91, 0),
    ("2026-09-30", Q, "2026-07-01", "2026-09-30", 92, 0, 91),
    ("2026-10-01", Q, "2026-10-01", "2026-12-31", 92, 91, 0),
    ("2026-12-31", Q, "2026-10-01", "2026-12-31", 92, 0, 91),
    ("2027-01-01", Q, "2027-01-01", "2027-03-31", 90, 89, 0),
    ("2028-02-28", Q, "2028-01-01", "2028-03-31", 91, 32, 58),
    ("2028-02-29", Q, "2028-01-01", "2028-03-31", 91, 31, 59),
    ("2028-03-01", Q, "2028-01-01", "2028-03-31", 91, 30, 60),
    ("2100-02-28", Q, "2100-01-01", "2100-03-31", 90, 31, 58),
    ("2026-06-30", H, "2026-01-01", "2026-06-30", 181, 0, 180),
    ("2028-06-30", H, "2028-01-01", "2028-06-30", 182, 0, 181),
    ("2026-07-01", H, "2026-07-01", "2026-12-31", 184, 183, 0),
    ("2026-12-31", H, "2026-07-01", "2026-12-31", 184, 0, 183),
    ("2026-12-31", Y, "2026-01-01", "2026-12-31", 365, 0, 364),
    ("2028-12-31", Y, "2028-01-01", "2028-12-31", 366, 0, 365),
    ("2029-01-01", Y, "2029-01-01", "2029-12-31", 365, 364, 0),
)


@pytest.mark.parametrize(("day", "period", "first", "last", "days", "left", "over"), BOUNDARIES)
def test_boundary_days(day: str, period: Period, first: str, last: str, days: int, left: int, over: int) -> None:
    today = date.fromisoformat(day)
    span = span_of(today, period)
    assert (span.first.isoformat(), span.last.isoformat(), span.days) == (first, last, days)
    assert (span.left(today), span.passed(today)) == (left, over)


# A quota of how many contacts in the last quarter of 2026 (92 days), the link's first and last day, what is owed.
SHARES = (
    (1, "2022-03-01", None, 1),  # the whole quarter
    (1, "2026-10-01", "2026-12-31", 1),
    (1, "2026-12-01", None, 1),  # 30 days are left
    (1, "2026-12-02", None, 0),  # 29
    (1, "2026-12-31", None, 0),
    (1, "2027-01-01", None, 0),  # not yet
    (1, "2022-03-01", "2026-10-31", 1),  # 30 days lie between its last day and the quarter's first
    (1, "2022-03-01", "2026-10-30", 0),
    (1, "2022-03-01", "2026-09-30", 0),  # no more
    (1, "2026-11-01", "2026-12-01", 1),  # begins and ends within
    (1, "2026-11-01", "2026-11-30", 0),
    (3, "2022-03-01", None, 3),
    (3, "2026-11-01", None, 2),  # 61 of 92 days
    (3, "2026-12-01", None, 2),  # 31 of 92 are a little over a third
    (6, "2026-11-16", None, 3),  # the very half
    (6, "2026-08-01", "2026-11-15", 3),  # a mandate that ends mid-quarter: the other half
    (3, "2022-03-01", "2026-12-30", 3),  # a day less than the whole is rounded up
)
# The same in the first quarter of a leap year (91 days) and of the year after it (90 days).
LEAP_SHARES = (
    ("2028-02-29", 1, "2028-02-29", None, 1),  # 31 days are left
    ("2028-02-29", 1, "2028-03-01", None, 1),  # 30
    ("2028-02-29", 1, "2028-03-02", None, 0),
    ("2029-02-28", 1, "2029-02-28", None, 1),  # 31 days, where there is no 29th
    ("2029-02-28", 1, "2029-03-01", None, 1),
    ("2029-02-28", 1, "2029-03-02", None, 0),
    ("2028-01-15", 1, "2022-03-01", "2028-01-31", 1),  # a mandate ends on the 31st day
    ("2028-01-15", 1, "2022-03-01", "2028-01-30", 0),
    ("2028-02-29", 3, "2022-03-01", "2028-02-29", 2),  # 60 of 91 days
    ("2029-02-28", 3, "2022-03-01", "2029-02-28", 2),  # 59 of 90
    ("2029-02-28", 3, "2022-03-01", "2029-03-01", 2),  # 60 of 90: two thirds
    ("2029-02-28", 3, "2022-03-01", "2029-03-02", 3),
)


@pytest.mark.parametrize(("day", "count", "starts", "ends", "wanted"), LEAP_SHARES)
def test_shares_where_february_has_a_day_more(day: str, count: int, starts: str, ends: str | None, wanted: int) -> None:
    span = span_of(date.fromisoformat(day), Q)
    until = date.fromisoformat(ends) if ends else None
    assert owed(Quota(period=Q, count=count), span, date.fromisoformat(starts), until) == wanted


# Today, how many days a contact may lie back, after how many a quarter is frozen, and the earliest day of a contact.
LOGGABLE = (
    ("2026-12-31", 14, 10, "2026-12-17"),
    ("2027-01-01", 14, 10, "2026-12-18"),
    ("2027-01-10", 14, 10, "2026-12-27"),  # the last day of the old year's quarter
    ("2027-01-11", 14, 10, "2027-01-01"),  # now it is frozen
    ("2027-01-14", 14, 14, "2026-12-31"),
    ("2027-01-15", 14, 14, "2027-01-01"),
    ("2027-04-01", 14, 0, "2027-04-01"),  # frozen with its last day
    ("2027-03-31", 14, 0, "2027-03-17"),
    ("2028-03-01", 1, 10, "2028-02-29"),
    ("2027-07-05", 0, 10, "2027-07-05"),
)


@pytest.mark.parametrize(("today", "back", "freezing", "earliest"), LOGGABLE)
def test_how_far_back_a_contact_can_be_logged(today: str, back: int, freezing: int, earliest: str) -> None:
    days = loggable(date.fromisoformat(today), back, freezing)
    assert (days[0].isoformat(), days[-1].isoformat()) == (today, earliest)


@pytest.mark.parametrize(("count", "starts", "ends", "wanted"), SHARES)
def test_whoever_begins_or_ends_within_a_period_owes_a_share(
    count: int, starts: str, ends: str | None, wanted: int
) -> None:
    span = span_of(date(2026, 11, 11), Q)
    until = date.fromisoformat(ends) if ends else None
    assert owed(Quota(period=Q, count=count), span, date.fromisoformat(starts), until) == wanted


@given(DAYS, PERIODS)
def test_a_day_lies_in_its_period_and_nowhere_else(day: date, period: Period) -> None:
    span = span_of(day, period)
    assert day in span
    assert span_of(span.first, period) == span_of(span.last, period) == span
    assert span_of(span.last + timedelta(days=1), period).first == span.last + timedelta(days=1)
    assert span.passed(day) + 1 + span.left(day) == span.days


@given(DAYS)
def test_longer_periods_are_made_of_whole_shorter_ones(day: date) -> None:
    quarter, half, year = (span_of(day, period) for period in (Q, H, Y))
    assert half.first <= quarter.first <= quarter.last <= half.last
    assert year.first <= half.first <= half.last <= year.last
    firsts = {span_of(year.first + timedelta(days=n), Q).first for n in range(year.days)}
    assert len(firsts) == 4


@given(DAYS, PERIODS, st.integers(1, 12), st.integers(0, 92), DAYS, st.none() | DAYS)
def test_never_more_is_owed_than_the_quota_and_never_more_for_a_shorter_link(
    day: date, period: Period, count: int, remaining: int, starts: date, ends: date | None
) -> None:
    quota, span = Quota(period=period, count=count, remaining=remaining), span_of(day, period)
    share = owed(quota, span, starts, ends)
    assert 0 <= share <= count
    assert owed(quota, span, starts + timedelta(days=1), ends) <= share
    assert owed(quota, span, starts - timedelta(days=1), ends) >= share
    if ends is not None:
        assert owed(quota, span, starts, ends + timedelta(days=1)) >= share
        assert owed(quota, span, starts, None) >= share
    if starts <= span.first and (ends is None or ends >= span.last):
        assert share == count
    if span.overlap(starts, ends) is None:
        assert share == 0


LINES = st.builds(line, st.integers(0, 12), st.integers(0, 20), st.integers(0, 20))


@given(st.lists(LINES))
def test_what_is_owed_is_done_pending_or_missing(lines: list[Line]) -> None:
    summed = total(lines)
    assert summed.links == len(lines)
    assert summed.done + summed.pending + summed.missing == summed.needed
    assert all(one.missing >= 0 and one.pending >= 0 for one in (*lines, summed))
    assert summed.missing == sum(one.missing for one in lines), "more on one link makes up for nothing on another"


@given(LINES, DAYS, PERIODS)
def test_all_done_is_on_pace_and_pace_is_lost_only_by_time(one: Line, day: date, period: Period) -> None:
    span = span_of(day, period)
    paces = [one.on_pace(span, span.first + timedelta(days=n)) for n in range(span.days)]
    assert paces[0], "on the first day nobody is late"
    assert all(before or not after for before, after in itertools.pairwise(paces))
    assert one.on_pace(span, span.last + timedelta(days=1)) == one.is_complete


def test_a_span_that_is_over_leaves_no_days() -> None:
    span = Span(date(2026, 10, 1), date(2026, 12, 31))
    assert (span.left(date(2027, 1, 9)), span.passed(date(2027, 1, 9))) == (0, 92)
    assert (span.left(date(2026, 9, 9)), span.passed(date(2026, 9, 9))) == (91, 0)


@given(DAYS, st.integers(0, 92), st.integers(0, 92))
def test_a_contact_is_dated_without_gaps_and_never_into_a_frozen_quarter(today: date, back: int, freezing: int) -> None:
    days = loggable(today, back, freezing)
    assert days[0] == today, "today can always be logged"
    assert all(later - earlier == timedelta(days=1) for later, earlier in itertools.pairwise(days))
    assert len(days) <= back + 1
    assert not any(is_frozen(day, today, freezing) for day in days)
    before = days[-1] - timedelta(days=1)
    assert len(days) == back + 1 or is_frozen(before, today, freezing), "nothing else keeps a day out"


@given(DAYS, st.integers(0, 92), st.integers(1, 400))
def test_what_is_frozen_stays_frozen(day: date, freezing: int, later: int) -> None:
    last = span_of(day, Q).last
    assert not is_frozen(day, last + timedelta(days=freezing), freezing)
    assert is_frozen(day, last + timedelta(days=freezing + later), freezing)


@given(DAYS, st.integers(1, 12), st.integers(0, 92), DAYS, st.integers(0, 400))
def test_two_who_follow_each_other_owe_together_no_less_than_one(
    day: date, count: int, remaining: int, starts: date, lasts: int
) -> None:
    """A seat that passes on within a quarter: each owes a share, rounded up, and only short ends owe nothing."""
    quota, span = Quota(period=Q, count=count, remaining=remaining), span_of(day, Q)
    ends = starts + timedelta(days=lasts)
    shares = [owed(quota, span, date(1980, 1, 1), ends), owed(quota, span, ends + timedelta(days=1), None)]
    short = [part for part in (span.overlap(date(1980, 1, 1), ends), span.overlap(ends + timedelta(days=1), None))
             if part is not None and part.days - 1 < remaining]  # fmt: skip
    assert sum(shares) >= count or short
