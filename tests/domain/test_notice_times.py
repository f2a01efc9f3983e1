"""The times that can be chosen by a press for a notice: in the city's zone, and never at a quiet hour."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.notices.times import STAMP, offers, read_stamp
from domain.rules import ReminderRules

ZONE = ZoneInfo("Asia/Shanghai")
QUIET = ReminderRules(quiet_from=21, quiet_until=8)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-01 10:02", {"hour": "01 11:05", "evening": "01 19:00", "tomorrow": "02 09:00", "monday": "07 09:00"}),
        ("2026-12-01 18:29", {"hour": "01 19:30", "evening": "01 19:00", "tomorrow": "02 09:00", "monday": "07 09:00"}),
        ("2026-12-01 18:30", {"hour": "01 19:30", "tomorrow": "02 09:00", "monday": "07 09:00"}),
        ("2026-12-01 20:00", {"tomorrow": "02 09:00", "monday": "07 09:00"}),
        ("2026-12-01 06:30", {"evening": "01 19:00", "tomorrow": "02 09:00", "monday": "07 09:00"}),
        ("2026-12-06 12:00", {"hour": "06 13:00", "evening": "06 19:00", "tomorrow": "07 09:00"}),  # a Sunday
        ("2026-12-07 07:00", {"hour": "07 08:00", "evening": "07 19:00", "tomorrow": "08 09:00", "monday": "14 09:00"}),
    ],
)
def test_what_is_offered(now: str, expected: dict[str, str]) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    found = offers(local.astimezone(UTC), ZONE, QUIET.is_quiet)
    assert {name: f"{at:%d %H:%M}" for name, at in found.items()} == expected
    assert not any(QUIET.is_quiet(at.hour) for at in found.values())
    assert [read_stamp(f"{at:{STAMP}}", ZONE) for at in found.values()] == list(found.values())


def test_where_mornings_are_quiet_none_is_offered() -> None:
    late = ReminderRules(quiet_from=18, quiet_until=10, hour=11)
    assert list(offers(datetime(2026, 12, 1, 3, tzinfo=UTC), ZONE, late.is_quiet)) == ["hour"]


@pytest.mark.parametrize(
    "text",
    ["", "202612010", "2026120109001", "202613010900", "000112010900", "２０２６１２０１０９００", "2026_2010900"],
)
def test_a_forged_time_is_none(text: str) -> None:
    assert read_stamp(text, ZONE) is None
