"""The days on which somebody can be reminded, as they are offered and as they are written."""

from datetime import date, timedelta

import pytest

from domain.reminders import LONGEST, month_on, offers, possible, read_day

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("明天", date(2026, 12, 2)),
        ("后天", date(2026, 12, 3)),
        ("Tomorrow", date(2026, 12, 2)),
        ("12月24日", date(2026, 12, 24)),
        ("１２月２４号", date(2026, 12, 24)),
        ("2027年1月5日", date(2027, 1, 5)),
        ("2026-12-24", date(2026, 12, 24)),
        ("2026/12/24", date(2026, 12, 24)),
        ("12-24", date(2026, 12, 24)),
        ("24 Dec", date(2026, 12, 24)),
        ("December 24", date(2026, 12, 24)),
        ("5 jan 2027", date(2027, 1, 5)),
        ("1月5日", date(2027, 1, 5)),
        ("12月1日", date(2027, 12, 1)),
        ("15日", date(2026, 12, 15)),
        ("1号", date(2027, 1, 1)),
        ("31日", date(2026, 12, 31)),
        ("2020-01-01", date(2020, 1, 1)),
        ("2月30日", None),
        ("下次再说", None),
        ("13-45", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(words: str, day: date | None) -> None:
    assert read_day(words, TODAY) == day


EVERY_DAY = [date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 366)]


def test_what_is_offered_can_be_chosen_on_every_day() -> None:
    for today in EVERY_DAY:
        assert all(possible(day, today) for day in offers(today))
        assert list(offers(today)) == sorted(set(offers(today)))
        assert read_day(f"{month_on(today):%Y-%m-%d}", today) == month_on(today)
        assert read_day(f"{today.day}日", today) > today


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_month_on(today: date, day: date) -> None:
    assert month_on(today) == day


def test_neither_today_nor_in_two_years() -> None:
    assert not possible(TODAY, TODAY)
    assert not possible(TODAY - timedelta(days=1), TODAY)
    assert possible(TODAY + LONGEST, TODAY)
    assert not possible(TODAY + LONGEST + timedelta(days=1), TODAY)
