"""What the clock brings, stepped through day by day: one warning, one word when it is late, nothing at night."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from domain.calendar import PUBLISHED
from domain.people import Address, Role
from services.commands import today
from services.suggestions import assigning, following, handling
from services.suggestions.due import ENOUGH, ask_again, due
from storage import suggestions
from storage.tx import Tx, micros
from tests.support.city import BEGIN, seats
from tests.support.hall import HOME, RULES, Hall, seat

Heard = list[tuple[int | Address, str]]


async def days(hall: Hall, count: int) -> AsyncIterator[tuple[str, Heard]]:
    """Every hour of some days: (the day and hour in Shanghai, what was told then), where something was."""
    for _ in range(count * 24):
        hall.later(hours=1)
        if heard := await hall.tick(due):
            yield f"{hall.now + timedelta(hours=8):%m-%d %H}", heard


async def test_one_warning_a_working_day_before_and_one_word_the_next_morning(both_halls: Hall) -> None:
    """Registered on Tuesday the 1st, due on Friday the 4th: a warning on the 3rd, late on the 5th at nine."""
    hall = both_halls
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    found = [item async for item in days(hall, 14)]
    assert found == [("12-03 09", [(officer.id, "due.soon")]), ("12-05 09", [(officer.id, "due.overdue")])]


async def test_both_the_representative_and_the_officer_hear_of_what_is_late(hall: Hall) -> None:
    both = [await hall.seated(ref) for ref in seats(HOME)]
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    case = await hall.submit(await hall.resident())
    mine = next(one.id for one in both if one.id == case.representative_id)
    found = [item async for item in days(hall, 14)]
    assert found == [
        ("12-03 09", [(mine, "due.soon")]),
        ("12-05 09", [(mine, "due.overdue"), (officer.id, "due.overdue")]),
    ]


async def test_those_above_hear_when_it_stays_undone_for_a_working_day(both_halls: Hall) -> None:
    """Late on Saturday the 5th; Monday is the officer's, and on Tuesday the administrator hears, once."""
    hall = both_halls
    officer, admin = await hall.seated(seat(Role.OFFICER, HOME)), await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.submit(await hall.resident())
    found = [item async for item in days(hall, 20)]
    assert found == [
        ("12-03 09", [(officer.id, "due.soon")]),
        ("12-05 09", [(officer.id, "due.overdue")]),
        ("12-08 09", [(admin.id, "due.above")]),
    ]
    assert "报给您" in await hall.words_for(admin)


async def test_who_stands_in_for_the_officer_hears_once(hall: Hall) -> None:
    admin = await hall.seated(seat(Role.ADMIN, "zhangdian"))
    await hall.submit(await hall.resident())
    found = [heard async for _, heard in days(hall, 20)]
    assert found == [[(admin.id, "due.soon")], [(admin.id, "due.overdue")]]


async def test_a_warning_before_a_weekend_comes_on_the_working_day(hall: Hall) -> None:
    hall.now = BEGIN + timedelta(days=2)  # Thursday the 3rd: due on Tuesday the 8th
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    assert [when async for when, _ in days(hall, 14)] == ["12-07 09", "12-09 09"]


async def test_a_warning_before_the_spring_festival_comes_before_it(hall: Hall) -> None:
    hall.now = datetime(2026, 2, 11, 2, tzinfo=UTC)  # Wednesday: due on Saturday the 14th, which is worked
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    assert [when async for when, _ in days(hall, 14)] == ["02-13 09", "02-15 09"]


async def test_over_the_spring_festival(hall: Hall) -> None:
    hall.now = datetime(2026, 2, 12, 2, tzinfo=UTC)  # Thursday: Friday, Saturday, and then the 24th
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    assert [when async for when, _ in days(hall, 20)] == ["02-14 09", "02-25 09"]


async def test_a_first_word_ends_the_reminders(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    case = await hall.submit(await hall.resident())
    await hall.do(officer, following.reply, handling.Reply(case_id=case.id, message_id=3, words="在看"))
    assert [item async for item in days(hall, 14)] == []


async def test_the_second_handling_is_warned_of_too(hall: Hall) -> None:
    officer, resident = await hall.seated(seat(Role.OFFICER, HOME)), await hall.resident()
    case = await hall.submit(resident)
    await hall.answer(officer, case)
    await hall.rate(resident, case, "basic", "unsatisfied")  # due on Wednesday the 16th
    found = [(when, heard) async for when, heard in days(hall, 20)]
    assert found == [("12-15 09", [(officer.id, "due.soon")]), ("12-17 09", [(officer.id, "due.overdue")])]


@pytest.mark.parametrize("missed", [1, 3])
async def test_after_days_without_a_tick_only_what_still_holds_is_told(hall: Hall, missed: int) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    hall.later(days=3 + missed)
    expected = "due.overdue" if missed > 0 else "due.soon"
    assert await hall.tick(due) == [(officer.id, expected)]
    assert await hall.tick(due) == []


async def test_two_ticks_at_the_same_moment_tell_once(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    await hall.heard(officer)
    hall.later(days=2)
    await hall.tick(due)
    await hall.tick(due)
    assert len(await hall.heard(officer)) == 1


@pytest.mark.parametrize(("hour", "spoken"), [(0, False), (3, False), (8, False), (9, True), (21, True), (22, False)])
async def test_nobody_is_woken(hall: Hall, hour: int, spoken: bool) -> None:
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    hall.now = datetime(2026, 12, 3, 0, tzinfo=UTC) + timedelta(hours=hour - 8)
    assert bool(await hall.tick(due)) is spoken


async def test_where_mornings_are_quiet_it_comes_after_them(hall: Hall) -> None:
    quiet = hall.writer.rules.reminders.model_copy(update={"quiet_until": 10, "hour": 11})
    hall.writer.rules = hall.writer.rules.model_copy(update={"reminders": quiet})
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    assert [when async for when, _ in days(hall, 14)] == ["12-03 11", "12-05 11"]


async def test_what_was_told_is_not_looked_at_again(both_halls: Hall) -> None:
    """However much is overdue, a tick reads what is new."""
    hall = both_halls
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    found = []
    for _ in range(3):
        hall.later(days=2)
        day = today(RULES, hall.now)
        owing = partial(
            suggestions.owing, day=PUBLISHED.add(day, 1), today=day, late=PUBLISHED.before(day), count=ENOUGH
        )
        found.append(await hall.job(owing))
        await hall.tick(due)
    assert found == [[1], [1], []], "soon, overdue, and then nothing more"


async def test_who_comes_later_hears_of_what_nobody_could_hear_before(hall: Hall) -> None:
    await hall.submit(await hall.resident())
    hall.later(days=5)
    assert await hall.tick(due) == []
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    assert await hall.tick(due) == [], "it is not asked at every tick"
    await hall.tick(ask_again)
    assert await hall.tick(due) == [(officer.id, "due.overdue")]


async def test_a_case_that_changes_hands_is_warned_of_anew(hall: Hall) -> None:
    officer = await hall.seated(seat(Role.OFFICER, HOME))
    case = await hall.submit(await hall.resident())
    hall.later(days=2)
    assert await hall.tick(due) == [(officer.id, "due.soon")]
    both = [await hall.seated(ref) for ref in seats(HOME)]
    representative = next(one for one in both if one.id != case.representative_id)
    pick = handling.Pick(case_id=case.id, version=case.version, value=str(representative.id))
    await hall.do(officer, assigning.assign, pick)
    assert (await hall.case(case.id)).representative_id == representative.id
    assert await hall.tick(due) == [(representative.id, "due.soon")]


MANY = """
INSERT INTO suggestions (code, number_unit_id, year, serial, state, channel, author_id, anonymous, category, unit_id,
    station_id, holder_role, reason, registered_at, first_word_due, answered_at, answer_class, answers)
SELECT 'c' || n, number_unit_id, year, n, :state, channel, author_id, 0, category, unit_id, station_id, 'officer',
    'officer', registered_at, first_word_due, :answered, 'A', 1
FROM suggestions, (WITH RECURSIVE r (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM r WHERE n < 600) SELECT n FROM r)
"""
WORDS = """
INSERT INTO case_messages (suggestion_id, kind, author_id, role, words, at)
SELECT id, 'original', author_id, 'resident', 'x', registered_at FROM suggestions WHERE id > 1
"""


async def many(hall: Hall, state: str) -> None:
    """599 cases more like the first one."""

    def insert(tx: Tx) -> None:
        tx.connection.execute(MANY, {"state": state, "answered": micros(hall.now)})
        tx.connection.execute(WORDS)

    await hall.job(insert)


async def all_told(hall: Hall) -> list[str]:
    """Tick as the schedule does: until nothing more is due."""
    told: Heard = []
    while heard := await hall.tick(due):
        assert len(heard) <= 2 * ENOUGH + 2, "a portion is of a size that others can wait for"
        told += heard
    return [kind for _, kind in told]


async def test_more_owing_cases_than_one_look_takes(hall: Hall) -> None:
    await hall.seated(seat(Role.OFFICER, HOME))
    await hall.submit(await hall.resident())
    await many(hall, "desk")
    hall.later(days=2)
    assert await all_told(hall) == ["due.soon"] * 600
    hall.later(days=2)
    assert await all_told(hall) == ["due.overdue"] * 600


async def test_more_answers_without_a_rating_than_one_look_takes(hall: Hall) -> None:
    await hall.submit(await hall.resident())
    await many(hall, "answered")
    hall.later(days=7, seconds=1)
    assert (await all_told(hall)).count("rate.reminder") == 599
    hall.later(days=7)
    assert (await all_told(hall)).count("rate.lapsed") == 599
