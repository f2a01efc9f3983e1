"""The demo's cases: whatever number they are drawn from, and on whatever day, they fit together."""

import random
from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import hours
from bot.demo.courses import COURSES, FIRST_DAY, cast_tales, tales
from bot.demo.settling import Calendar, first_moment
from domain import categories
from domain.calendar import PUBLISHED

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("month", range(1, 13))
def test_every_case_finds_a_tale_that_fits(month: int) -> None:
    for seed in range(40):
        found = cast_tales(random.Random(seed), month)
        assert len({id(tale) for tale in found}) == len(COURSES)
        for course, tale in zip(COURSES, found, strict=True):
            assert month not in tale.months
            for deed in course.deeds:
                assert tale.more or deed.what != "add"
                assert tale.voice or deed.what != "transcribe"
            assert course.class_ is None or tale.answer(course.class_)


def test_another_number_makes_other_cases() -> None:
    first, second = (cast_tales(random.Random(seed), 11) for seed in (1, 2))
    assert first != second
    assert first == cast_tales(random.Random(1), 11)


def test_days_go_forward_and_begin_after_moving_in() -> None:
    for course in COURSES:
        days = [course.day, *(deed.day for deed in course.deeds)]
        assert course.day < FIRST_DAY
        assert all(later <= earlier for earlier, later in pairwise(days))
        assert days[-1] >= 1


def test_categories_are_known_ones_and_those_proposed_are_right() -> None:
    for key, tale in tales().items():
        code = tale.category or categories.BUILT_IN.propose(tale.words).code
        assert categories.BUILT_IN.has(code)
        assert code != "other" or key == "library", key


@pytest.mark.parametrize("today", ["2026-02-26", "2026-10-09", "2026-11-24", "2026-11-29", "2026-01-02"])
def test_what_is_overdue_is_so_on_whatever_day(today: str) -> None:
    """Spring Festival and the National Day holidays lie behind the first two; the fourth is a Sunday."""
    now = datetime.combine(datetime.fromisoformat(today), time(3), SHANGHAI)
    calendar = Calendar(now, SHANGHAI)
    assert all(PUBLISHED.is_workday(calendar.day(before)) for before in range(1, FIRST_DAY + 1))
    assert PUBLISHED.add(calendar.day(5), 3) < now.date() <= PUBLISHED.add(calendar.day(2), 3)
    assert first_moment(now, SHANGHAI) < calendar.moment(FIRST_DAY, time(9)) < now


def test_the_clock_stops_at_every_full_hour() -> None:
    begin, end = datetime(2026, 11, 24, 7, 30, tzinfo=UTC), datetime(2026, 11, 24, 10, 10, tzinfo=UTC)
    assert [(moment.hour, moment.minute) for moment in hours(begin, end)] == [(8, 0), (9, 0), (10, 0), (10, 10)]
    assert list(hours(end, begin)) == [begin]
