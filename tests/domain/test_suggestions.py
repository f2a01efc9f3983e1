"""The life of a case as one table: who may do what in which state, and what follows from a rating or from silence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.life import TABLE as LIFE
from domain.life import allows, ever
from domain.people import Role
from domain.suggestions import (
    ENDED,
    OPEN,
    Action,
    AnswerClass,
    Rating,
    State,
    Suggestion,
    after_lapse,
    after_rating,
    number,
)

# r the resident, p the representative, o the officer, a the administrator, s the clock, d an officer of the lead
# department, h one of a supporting department, w who registered it for a walk-in; of the states the first eight letters
LETTERS = {
    "r": Role.RESIDENT, "p": Role.REPRESENTATIVE, "o": Role.OFFICER, "a": Role.ADMIN, "s": Role.SYSTEM,
    "d": Role.DEPARTMENT_OFFICER, "h": Role.SUPPORTING, "w": Role.REGISTRAR,
}  # fmt: skip
TABLE = """
            desk assigned handling transfer underway returned answered watched second closed withdraw merged redirect
assign      oa   oa       oa       -        -        oa       -        -       -      -      -        -      -
refer       oa   oa       oa       -        -        oa       -        -       -      -      -        -      -
succeed     -    oas      oas      oas      oas      oas      oas      oas     oas    -      -        -      -
dissolve    s    s        s        s        s        s        s        s       s      -      -        -      -
redirect    oa   oa       oa       -        -        oa       -        -       -      -      -        -      -
transfer    poa  poa      poa      -        -        poa      -        -       poa    -      -        -      -
recall      -    -        -        poas     poas     -        -        -       -      -      -        -      -
accept      -    -        -        d        -        -        -        -       -      -      -        -      -
return      -    -        -        d        -        -        -        -       -      -      -        -      -
join        -    -        -        h        h        -        -        -       -      -      -        -      -
leave       -    -        -        h        h        -        -        -       -      -      -        -      -
extend      -    -        -        d        d        -        -        -       -      -      -        -      -
grant       -    -        -        poa      poa      -        -        -       -      -      -        -      -
refuse      -    -        -        poa      poa      -        -        -       -      -      -        -      -
note        -    -        -        poadh    poadh    -        -        poadh   -      -      -        -      -
speak       poa  poa      poa      poa      poad     poa      poad     poad    poa    -      -        -      -
add         rw   rw       rw       rw       rw       rw       rw       rw      rw     -      -        -      -
chase       r    roa      roa      rpoa     rpoa     roa      -        rpoa    roa    -      -        -      -
edit        rpoaw rpoaw    rpoaw    rpoaw    rpoadw   rpoaw    rpoadw   rpoadw  rpoaw  -      -        -      -
transcribe  poa  poa      poa      poa      poa      poa      poa      poa     poa    -      -        -      -
answer      poa  poa      poa      d        d        poa      -        poad    poa    -      -        -      -
postpone    -    -        -        -        -        -        -        poad    -      -      -        -      -
rate        -    -        -        -        -        -        r        -       -      -      -        -      -
commented   r    r        r        r        r        r        r        r       r      r      r        r      r
lapse       -    -        -        -        -        -        s        -       -      -      -        -      -
fixed       -    -        -        -        -        -        rw       rw      -      rw     -        -      -
reopen      -    -        -        -        -        -        rw       -       -      rw     -        -      -
withdraw    r    r        r        r        r        r        r        r       r      -      -        -      -
moderate    oa   oa       oa       oa       oa       oa       oa       oa      oa     oa     oa       oa     oa
report      pdh  pdh      pdh      pdh      pdh      pdh      pdh      pdh     pdh    pdh    pdh      pdh    pdh
merge       poa  poa      poa      -        -        poa      -        -       -      -      -        -      -
object      -    -        -        -        -        -        -        -       -      -      -        r      -
"""


def test_who_may_do_what_in_which_state() -> None:
    lines = [" " * 12 + " ".join(state[:8] for state in State)]
    for action in Action:
        cells = []
        for state in State:
            may = "".join(letter for letter, role in LETTERS.items() if allows(action, state, role))
            cells.append((may or "-").ljust(len(state[:8])))
        lines.append((action.value.ljust(12) + " ".join(cells)).rstrip())
    assert "\n" + "\n".join(lines) + "\n" == TABLE


def test_the_table_covers_every_action_and_state() -> None:
    assert {row.action for row in LIFE} == set(Action)
    assert set(LETTERS.values()) == set(Role)
    assert set(State) - {State.CLOSED, State.WITHDRAWN, State.MERGED, State.REDIRECTED} == OPEN


def test_no_two_rows_of_the_table_contradict_each_other() -> None:
    for action in Action:
        for role in ever(action):
            for state in State:
                found = [row for row in LIFE if row.action is action and state in row.states and role in row.roles]
                assert len(found) <= 1, (action, role, state)


def test_where_the_table_leads() -> None:
    leads = {(row.action.value, to.value) for row in LIFE for to in row.to}
    assert leads == {
        ("assign", "assigned"), ("refer", "assigned"), ("redirect", "redirected"),
        ("transfer", "transferred"), ("recall", "returned"), ("accept", "underway"),
        ("return", "returned"), ("speak", "handling"), ("answer", "answered"), ("withdraw", "withdrawn"),
        ("merge", "merged"), *(("object", to) for to in ("desk", "assigned", "handling", "returned")),
        *(("rate", to) for to in ("closed", "watched", "second")), ("lapse", "closed"), ("lapse", "watched"),
        ("reopen", "second"), ("dissolve", "desk"),
    }  # fmt: skip


def test_what_has_ended_changes_no_more() -> None:
    undone = {row.action for row in LIFE if row.to and row.states & ENDED}
    assert undone == {Action.OBJECT, Action.REOPEN}, "but for a merge, and for what is not really fixed"


def test_every_state_can_be_reached_and_left() -> None:
    reached = {to for row in LIFE for to in row.to} | {State.DESK}
    left = {state for row in LIFE if row.to for state in row.states} | ENDED
    assert reached == left == set(State)


RATED = """
A satisfied   first  closed
A satisfied   again  closed
A basic       first  closed
A basic       again  closed
A unsatisfied first  second
A unsatisfied again  closed
A missed      first  second
A missed      again  closed
B satisfied   first  watched
B satisfied   again  watched
B basic       first  watched
B basic       again  watched
B unsatisfied first  second
B unsatisfied again  watched
B missed      first  second
B missed      again  watched
C satisfied   first  watched
C satisfied   again  watched
C basic       first  watched
C basic       again  watched
C unsatisfied first  second
C unsatisfied again  watched
C missed      first  second
C missed      again  watched
D satisfied   first  closed
D satisfied   again  closed
D basic       first  closed
D basic       again  closed
D unsatisfied first  second
D unsatisfied again  closed
D missed      first  second
D missed      again  closed
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
    step, answer = date(2026, 12, 21), date(2026, 12, 22)
    solved = date(2026, 12, 31)
    led = replace(CASE, second_due=second, step_due=step, department_due=answer, promised=solved)
    due = {state.value: replace(led, state=state).due for state in State}
    assert due == {
        **dict.fromkeys(["handling", "answered", "closed", "withdrawn", "merged", "redirected"]), "watched": solved,
        "desk": CASE.first_word_due, "assigned": CASE.first_word_due, "second": second,
        "transferred": answer, "underway": answer, "returned": step,
    }  # fmt: skip


def test_whose_clock_runs() -> None:
    waits = {state.value: replace(CASE, state=state).waits_for.value for state in State}
    assert waits == {
        **dict.fromkeys(["desk", "assigned", "handling", "returned", "second", "watched"], "representative"),
        **dict.fromkeys(["transferred", "underway"], "department"),
        **dict.fromkeys(["closed", "withdrawn", "merged", "redirected"], "nobody"), "answered": "resident",
    }  # fmt: skip
    assert replace(CASE, state=State.DESK, representative_id=None).waits_for == "officer"
    assert replace(CASE, state=State.WATCHED, lead_id=3).waits_for == "department"


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
