"""The life of a case as one table: who may do what in which state, and what follows from a rating or from silence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.people import Role
from domain.suggestions import (
    OPEN,
    TRANSITIONS,
    Action,
    AnswerClass,
    Rating,
    State,
    Suggestion,
    after_lapse,
    after_rating,
    after_speaking,
    allows,
    number,
)

# r the resident, p the representative, o the officer, a the administrator, s the clock, d a department's officer
LETTERS = {
    "r": Role.RESIDENT, "p": Role.REPRESENTATIVE, "o": Role.OFFICER, "a": Role.ADMIN, "s": Role.SYSTEM,
    "d": Role.DEPARTMENT_OFFICER,
}  # fmt: skip
TABLE = """
            assign  speak  add  transcribe  answer  rate  lapse  withdraw  merge  object
desk        oa      poa    r    poa         poa     -     -      r         poa    -
assigned    oa      poa    r    poa         poa     -     -      r         poa    -
handling    oa      poa    r    poa         poa     -     -      r         poa    -
answered    -       poa    r    poa         -       r     s      r         -      -
watched     -       poa    r    poa         poa     -     -      r         -      -
second      -       poa    r    poa         poa     -     -      r         -      -
closed      -       -      -    -           -       -     -      -         -      -
withdrawn   -       -      -    -           -       -     -      -         -      -
merged      -       -      -    -           -       -     -      -         -      r
"""


def test_who_may_do_what_in_which_state() -> None:
    actions = list(Action)
    lines = [" " * 12 + "  ".join(actions)]
    for state in State:
        cells = []
        for action in actions:
            may = "".join(letter for letter, role in LETTERS.items() if allows(action, state, role))
            cells.append((may or "-").ljust(len(action)))
        lines.append((state.value.ljust(12) + "  ".join(cells)).rstrip())
    assert "\n" + "\n".join(lines) + "\n" == TABLE


def test_the_table_covers_every_action_and_state() -> None:
    assert set(TRANSITIONS) == set(Action)
    assert set(LETTERS.values()) == set(Role)
    assert set(State) - {State.CLOSED, State.WITHDRAWN, State.MERGED} == OPEN


def test_where_the_fixed_transitions_lead() -> None:
    assert {action.value: rule.to for action, rule in TRANSITIONS.items() if rule.to} == {
        "assign": State.ASSIGNED, "answer": State.ANSWERED, "withdraw": State.WITHDRAWN,
        "merge": State.MERGED,
    }  # fmt: skip


def test_a_first_word_takes_a_case_in_hand_and_later_ones_change_nothing() -> None:
    moved = {state for state in State if after_speaking(state) is not state}
    assert moved == {State.DESK, State.ASSIGNED}
    assert {after_speaking(state) for state in moved} == {State.HANDLING}


RATED = """
A satisfied   first  closed
A satisfied   again  closed
A basic       first  closed
A basic       again  closed
A unsatisfied first  second
A unsatisfied again  closed
B satisfied   first  watched
B satisfied   again  watched
B basic       first  watched
B basic       again  watched
B unsatisfied first  second
B unsatisfied again  watched
C satisfied   first  watched
C satisfied   again  watched
C basic       first  watched
C basic       again  watched
C unsatisfied first  second
C unsatisfied again  watched
D satisfied   first  closed
D satisfied   again  closed
D basic       first  closed
D basic       again  closed
D unsatisfied first  second
D unsatisfied again  closed
"""


def test_where_a_rating_leads() -> None:
    lines = [
        f"{answer.value} {rating.value:<11} {'again' if again else 'first'}  {after_rating(answer, rating, again)}"
        for answer in AnswerClass
        for rating in Rating
        for again in (False, True)
    ]
    assert "\n" + "\n".join(lines) + "\n" == RATED


def test_silence_ends_only_what_is_solved_or_noted() -> None:
    assert {answer.value: after_lapse(answer).value for answer in AnswerClass} == {
        "A": "closed", "B": "watched", "C": "watched", "D": "closed",
    }  # fmt: skip


CASE = Suggestion(
    id=1, code="X", number="张店 2026-0001", state=State.ASSIGNED, version=1, channel="chat", author_id=1,
    anonymous=False, category="other", unit_id=1, unit="张店区", station_id=None, representative_id=2,
    representative="李建国", holder_role=Role.REPRESENTATIVE, reason="link", place="", latitude=None, longitude=None,
    registered_at=datetime(2026, 12, 1, tzinfo=UTC), first_word_due=date(2026, 12, 4), first_word_at=None,
    second_due=None, answered_at=None, answer_class=None, answers=0, process_rating=None, result_rating=None,
    outcome=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("today", "late"), [(date(2026, 12, 3), False), (date(2026, 12, 4), False), (date(2026, 12, 5), True)]
)
def test_a_case_is_overdue_the_next_morning(today: date, late: bool) -> None:
    assert CASE.overdue(today) is late


def test_only_who_owes_something_has_a_day() -> None:
    second = date(2026, 12, 20)
    due = {state.value: replace(CASE, state=state, second_due=second).due for state in State}
    assert due == {
        **dict.fromkeys(["handling", "answered", "watched", "closed", "withdrawn", "merged"]),
        "desk": CASE.first_word_due, "assigned": CASE.first_word_due, "second": second,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "serial", "shown"),
    [
        ("张店区", 142, "张店 2026-0142"),
        ("桓台县", 1, "桓台 2026-0001"),
        ("高新区", 12345, "高新 2026-12345"),
        ("单县", 7, "单县 2026-0007"),
        ("淄博市", 9, "淄博 2026-0009"),
    ],
)
def test_numbers_as_people_say_them(unit: str, serial: int, shown: str) -> None:
    assert number(unit, 2026, serial) == shown
