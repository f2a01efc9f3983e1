"""The hours of a reception as people write them, its slots and places, and its life as a table."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.meetings import Answer
from domain.people import Role
from domain.reception_life import TABLE, allows
from domain.receptions import Action, Duty, Reception, State, free_place, is_short, possible, read_hours

TODAY = date(2026, 12, 1)
AT = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)


def reception(minutes: int, slot: int = 15, *answers: Answer) -> Reception:
    duties = tuple(Duty(n, "李建国", True, answer) for n, answer in enumerate(answers))
    ends = AT + timedelta(minutes=minutes)
    return Reception(1, 1, "站", 1, "", 1, "", "", "", AT, ends, slot, State.ANNOUNCED, 1, "", duties)


@pytest.mark.parametrize(
    ("words", "day", "begins", "until"),
    [
        ("12月5日 9:00-11:30", date(2026, 12, 5), time(9), time(11, 30)),
        ("5 Dec 9 am to 11:30 am", date(2026, 12, 5), time(9), time(11, 30)),
        ("12月5日下午3点到5点", date(2026, 12, 5), time(15), time(17)),
        ("9点～11点半", None, time(9), time(11, 30)),
        ("2026-12-05", date(2026, 12, 5), None, None),
        ("2026-12-05 9:00", date(2026, 12, 5), time(9), None),
        ("明天", date(2026, 12, 2), None, None),
        ("11:30", None, time(11, 30), None),
        ("有空再说", None, None, None),
        ("25:00-26:00", None, None, None),
    ],
)
def test_hours_are_read_as_far_as_they_are_there(
    words: str, day: date | None, begins: time | None, until: time | None
) -> None:
    assert read_hours(words, TODAY) == (day, begins, until)


@pytest.mark.parametrize(("minutes", "slots"), [(60, 4), (59, 3), (15, 1), (14, 0)])
def test_a_slot_that_does_not_fit_is_none(minutes: int, slots: int) -> None:
    found = reception(minutes).slots
    assert len(found) == slots
    assert found == tuple(AT + timedelta(minutes=15) * n for n in range(slots))


def test_who_can_not_come_gives_no_place() -> None:
    assert reception(60, 15, Answer.ACCEPTED, Answer.DECLINED, Answer.WAITING).capacity == 2


@pytest.mark.parametrize(
    ("taken", "capacity", "place"), [(set(), 1, 0), ({0}, 1, None), ({0}, 2, 1), ({1}, 2, 0), (set(), 0, None)]
)
def test_the_first_free_place(taken: set[int], capacity: int, place: int | None) -> None:
    assert free_place(taken, capacity) == place


def test_what_is_possible_and_what_is_short() -> None:
    hour, now = timedelta(hours=1), AT - timedelta(days=4)
    assert possible(AT, AT + hour, now)
    assert not possible(AT, AT, now)
    assert not possible(AT, AT + 11 * hour, now)
    assert not possible(now, now + hour, now)
    assert [is_short(date(2026, 12, day), TODAY, 3) for day in (1, 3, 4, 5)] == [True, True, False, False]


def test_nothing_is_done_to_what_was_called_off_and_every_state_is_reached() -> None:
    assert not [row for row in TABLE if State.CANCELLED in row.states]
    assert {state for row in TABLE for state in row.to} == {State.OPEN, State.CLOSED, State.CANCELLED}
    assert {row.action for row in TABLE} == set(Action)
    assert not [row for row in TABLE if Role.RESIDENT in row.roles and row.to], "no resident moves it"
    assert allows(Action.LOG, State.CLOSED, Role.REPRESENTATIVE)
