"""The calendar's end is told to those who administer everything, in time and once."""

from datetime import UTC, datetime

import pytest

from domain.calendar import PUBLISHED_UNTIL
from domain.people import Role
from services.calendars import calendar_ends
from tests.support.hall import CONFIGURED, Hall, seat

END = datetime(PUBLISHED_UNTIL.year, 12, 31, 4, tzinfo=UTC)


async def test_those_at_the_top_hear_once(both_halls: Hall) -> None:
    hall = both_halls
    city = await hall.seated(seat(Role.ADMIN, "zibo"))
    configured = await hall.resident("配置的人", account=CONFIGURED)
    await hall.seated(seat(Role.ADMIN, "zhangdian"))
    hall.now = END
    assert await hall.asleep(calendar_ends) == []
    assert {to for to, _ in await hall.tick(calendar_ends)} == {city.id, configured.id}
    await hall.tick(calendar_ends)
    hall.later(days=3)
    await hall.tick(calendar_ends)
    for who in (city, configured):
        [told] = await hall.heard(who)
        assert "12月31日" in told.text


@pytest.mark.parametrize(
    ("day", "hour", "told"), [(30, 4, False), (1, 4, True), (1, 0, False), (1, 15, False), (1, 1, True)]
)
async def test_a_month_before_and_by_day(hall: Hall, day: int, hour: int, told: bool) -> None:
    await hall.seated(seat(Role.ADMIN, "zibo"))
    hall.now = datetime(PUBLISHED_UNTIL.year, 11 if day == 30 else 12, day, hour, tzinfo=UTC)
    assert bool(await hall.tick(calendar_ends)) is told
