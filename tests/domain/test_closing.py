"""The stages before a quarter closes: their days by a table, and at what hours somebody may hear."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from pydantic import ValidationError

from domain.calendar import PUBLISHED_UNTIL
from domain.contacts.closing import closing, later, may_remind, stage_at, stages
from domain.contacts.periods import DAY, Period, span_of
from domain.rules import ReminderRules, SchemeRules

RULES = ReminderRules()
ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment of the city."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# Every quarter of a year whose calendar is published: on which days each stage comes.
DAYS = {
    date(2026, 3, 31): {30: "2026-02-28", 14: "2026-03-17", 7: "2026-03-24", 3: "2026-03-27", 1: "2026-03-30"},
    date(2026, 6, 30): {30: "2026-05-29", 14: "2026-06-16", 7: "2026-06-23", 3: "2026-06-26", 1: "2026-06-29"},
    date(2026, 9, 30): {30: "2026-08-31", 14: "2026-09-16", 7: "2026-09-23", 3: "2026-09-24", 1: "2026-09-29"},
    date(2026, 12, 31): {30: "2026-12-01", 14: "2026-12-17", 7: "2026-12-24", 3: "2026-12-28", 1: "2026-12-30"},
    # A day off moves 3 days before to the 7 days' day: the later stage stays.
    date(2024, 3, 31): {30: "2024-03-01", 14: "2024-03-15", 7: "2024-03-22", 3: "2024-03-28", 1: "2024-03-29"},
    date(2023, 12, 31): {30: "2023-12-01", 14: "2023-12-15", 7: "2023-12-22", 3: "2023-12-28", 1: "2023-12-29"},
    date(2023, 6, 30): {30: "2023-05-31", 14: "2023-06-16", 7: "2023-06-21", 3: "2023-06-27", 1: "2023-06-29"},
}


@pytest.mark.parametrize("last", DAYS, ids=str)
def test_each_stage_has_its_day(last: date) -> None:
    found = stages(RULES, RULES.days, span_of(last, Period.QUARTER), ZONE)
    assert {one.days: one.opens.date().isoformat() for one in found} == DAYS[last]
    assert {one.opens.timetz() for one in found} == {time(9, tzinfo=ZONE)}


def test_of_two_stages_on_one_day_the_later_one_is_left() -> None:
    found = stages(RULES, (5, 4, 3, 2), span_of(date(2026, 6, 30), Period.QUARTER), ZONE)
    assert [(one.days, one.opens.date()) for one in found] == [(5, date(2026, 6, 25)), (2, date(2026, 6, 26))]


def test_stages_follow_each_other_without_a_gap_until_the_quarter_is_over() -> None:
    chance = random.Random(11)
    for year in range(2020, PUBLISHED_UNTIL.year + 1):
        for month in (1, 4, 7, 10):
            days = [chance.randint(1, 60) for _ in range(chance.randint(1, 12))]
            quarter = span_of(date(year, month, 1), Period.QUARTER)
            found = stages(RULES, days, quarter, ZONE)
            assert [one.ends for one in found[:-1]] == [one.opens for one in found[1:]]
            assert found[-1].ends == datetime.combine(quarter.last + DAY, time(), ZONE)
            assert all(chinese_calendar.is_workday(one.opens.date()) for one in found)
            assert all(one.opens < one.ends and one.days in days for one in found)


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2026-12-01T08:59:59", None), ("2026-12-01T09:00:00", 30), ("2026-12-17T08:59:59", 30),
        ("2026-12-17T09:00:00", 14), ("2026-12-30T08:59:59", 3), ("2026-12-30T09:00:00", 1),
        ("2026-12-31T23:59:59", 1), ("2027-01-01T00:00:00", None), ("2026-10-01T09:00:00", None),
    ],
)  # fmt: skip
def test_a_stage_lasts_until_the_next_one(moment: str, days: int | None) -> None:
    found = stage_at(RULES, RULES.days, at(moment), ZONE)
    assert (found.days if found else None) == days


def test_the_citys_own_midnight_ends_the_quarter() -> None:
    assert stage_at(RULES, RULES.days, datetime(2026, 12, 31, 15, 59, tzinfo=UTC), ZONE) is not None
    assert stage_at(RULES, RULES.days, datetime(2026, 12, 31, 16, 0, tzinfo=UTC), ZONE) is None


@pytest.mark.parametrize(
    ("moment", "awake", "may"),
    [
        ("2026-12-01T07:59", False, False), ("2026-12-01T08:00", True, True), ("2026-12-01T21:59", True, True),
        ("2026-12-01T22:00", False, False), ("2026-12-05T10:00", True, False),  # a Saturday
        ("2026-10-10T10:00", True, True),  # a Saturday on which offices work
    ],
)  # fmt: skip
def test_nobody_hears_at_night_or_on_a_day_off(moment: str, awake: bool, may: bool) -> None:
    found = not RULES.is_quiet(at(moment).astimezone(ZONE).hour), may_remind(RULES, at(moment), ZONE)
    assert found == (awake, may)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-12-01T10:00", "2026-12-02T09:00"), ("2026-12-18T10:00", "2026-12-21T09:00"),  # over a weekend
        ("2026-12-16T10:00", None),  # the next stage comes then
        ("2026-12-30T10:00", "2026-12-31T09:00"), ("2026-12-31T10:00", None),
    ],
)  # fmt: skip
def test_it_can_be_put_off_to_the_next_working_day(moment: str, until: str | None) -> None:
    stage = stage_at(RULES, RULES.days, at(moment), ZONE)
    assert stage is not None
    assert later(RULES, stage, at(moment), ZONE) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (date(2026, 1, 1), {Period.QUARTER}), (date(2026, 3, 31), {Period.QUARTER}),
        (date(2026, 4, 1), {Period.QUARTER, Period.HALF_YEAR}), (date(2026, 6, 30), {Period.QUARTER, Period.HALF_YEAR}),
        (date(2026, 7, 1), {Period.QUARTER}), (date(2026, 9, 30), {Period.QUARTER}), (date(2026, 10, 1), set(Period)),
        (date(2026, 12, 31), set(Period)), (date(2028, 2, 29), {Period.QUARTER}),
    ],
)  # fmt: skip
def test_what_closes_with_a_quarter(day: date, periods: set[Period]) -> None:
    found = closing(SchemeRules(), day)
    assert {one.quota.period for one in found} == periods
    assert {one.span.last for one in found} == {span_of(day, Period.QUARTER).last}


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = ReminderRules(quiet_from=12, quiet_until=14)
    assert [hour for hour in range(24) if noon.is_quiet(hour)] == [12, 13]
    assert [hour for hour in range(24) if noon.is_time(hour)] == [9, 10, 11, *range(14, 24)]
    none = ReminderRules(quiet_from=0, quiet_until=0)
    assert not any(none.is_quiet(hour) for hour in range(24))


@pytest.mark.parametrize("given", [{"hour": 7}, {"days": [0]}, {"days": [61]}, {"quiet_from": 9}, {"hour": 24}])
def test_what_makes_no_sense_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ReminderRules.model_validate(given)


def test_a_stage_is_a_day_before_the_one_that_follows_however_long_the_holidays() -> None:
    quarter = span_of(date(2026, 10, 1), Period.QUARTER)
    for one in stages(RULES, range(1, 61), quarter, ZONE):
        assert quarter.first < one.opens.date() <= quarter.last - timedelta(days=one.days)
