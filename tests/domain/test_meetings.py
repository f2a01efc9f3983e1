"""When the clock speaks of a meeting, and how a time may be written."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.meetings import LONGEST, Stage, due, moments, next_moment, possible, read_when
from domain.rules import ReminderRules

CITY = ZoneInfo("Asia/Shanghai")
RULES = ReminderRules()


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=CITY)


@pytest.mark.parametrize(
    ("at", "eve", "hour", "after"),
    [
        (local(5, 15), local(4, 9), local(5, 14), local(5, 16)),
        (local(5, 9), local(4, 9), local(5, 8), local(5, 10)),
        (local(5, 8, 30), local(4, 9), local(4, 21), local(5, 9, 30)),  # an hour before is night: the evening before
        (local(5, 23, 30), local(4, 9), local(5, 21), local(6, 8)),  # and the question comes in the morning
        (local(5, 0, 30), local(4, 9), local(4, 21), local(5, 8)),
        (local(5, 21, 30), local(4, 9), local(5, 20, 30), local(6, 8)),
    ],
)
def test_moments(at: datetime, eve: datetime, hour: datetime, after: datetime) -> None:
    assert moments(at, CITY, RULES) == ((Stage.DAY, eve), (Stage.HOUR, hour), (Stage.AFTER, after))


@settings(deadline=None)  # a machine that does other things is slow now and then
@given(st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: local(1, 0) + timedelta(minutes=minutes)))
def test_nobody_is_told_at_night_and_the_stages_follow_each_other(at: datetime) -> None:
    found = [moment for _, moment in moments(at, CITY, RULES)]
    assert all(moment.astimezone(CITY).hour in range(8, 22) for moment in found)
    assert found == sorted(found)
    assert found[1] < at < found[2]


def test_the_latest_stage_wins_and_what_has_begun_is_not_reminded_of() -> None:
    at = local(5, 15)
    assert due(at, local(4, 8, 59), CITY, RULES) is None
    assert due(at, local(4, 9), CITY, RULES) is Stage.DAY
    assert due(at, local(5, 14), CITY, RULES) is Stage.HOUR
    assert due(at, local(5, 15), CITY, RULES) is None
    assert due(at, local(9, 10), CITY, RULES) is Stage.AFTER
    assert next_moment(at, local(4, 9), CITY, RULES) == local(5, 14)
    assert next_moment(at, local(5, 16), CITY, RULES) is None


def test_another_city_sleeps_at_other_hours() -> None:
    early = ReminderRules(quiet_from=20, quiet_until=10, hour=12)
    assert [moment for _, moment in moments(local(5, 10, 30), CITY, early)] == [
        local(4, 12),
        local(4, 19),
        local(5, 11, 30),
    ]


def test_how_far_ahead() -> None:
    now = datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert not possible(now, now)
    assert possible(now + LONGEST, now)
    assert not possible(now + LONGEST + timedelta(seconds=1), now)


@pytest.mark.parametrize(
    ("words", "day", "at"),
    [
        ("12月5日下午3点", date(2026, 12, 5), time(15)),
        ("12月5日，15:30", date(2026, 12, 5), time(15, 30)),
        ("明天上午9点半", date(2026, 12, 2), time(9, 30)),
        ("今天 晚上7点20分", date(2026, 12, 1), time(19, 20)),
        ("5 Dec 3 pm", date(2026, 12, 5), time(15)),
        ("5 dec 12:10 am", date(2026, 12, 5), time(0, 10)),
        ("today 14:00", date(2026, 12, 1), time(14)),
        ("15：30", None, time(15, 30)),
        ("中午12点", None, time(12)),
        ("中午1点", None, time(13)),
        ("12/5", date(2026, 12, 5), None),
        ("25:00", None, None),
        ("9点75分", None, None),
        ("下次再说", None, None),
        ("", None, None),
    ],
)
def test_day_and_time_in_words(words: str, day: date | None, at: time | None) -> None:
    assert read_when(words, date(2026, 12, 1)) == (day, at)


@settings(deadline=None)  # a machine that does other things is slow now and then
@given(st.text(max_size=40))
def test_anything_may_be_written(words: str) -> None:
    read_when(words, date(2026, 12, 1))
