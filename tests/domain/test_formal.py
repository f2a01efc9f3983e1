"""The rules of formal suggestions: months, numbers, offices, the table of their life, and words that tell who spoke."""

from datetime import date
from itertools import product

import pytest

from domain.formal import ENDED, OPEN, Action, State, longer, months_after, number, office_of
from domain.formal_life import CLOCK, TABLE, allows, ever
from domain.people import Role
from domain.quotes import RUN, passage
from domain.suggestions import AnswerClass, Rating, after_lapse, after_rating
from domain.units import Unit, UnitKind


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, until: date) -> None:
    assert months_after(day, months) == until


def test_a_number_is_read_out_and_is_no_case_number() -> None:
    assert number("张店区", 2026, 3) == "张店 代表建议 2026-003"
    assert number("淄博市", 2026, 1200) == "淄博 代表建议 2026-1200"


def test_longer_is_more_and_at_most_the_longest() -> None:
    assert longer(3, 6) == [4, 5, 6]
    assert longer(6, 6) == []


CHAIN = [
    Unit(5, "c", "湖光社区", UnitKind.COMMUNITY, 4),
    Unit(4, "s", "和平街道", UnitKind.STREET, 2),
    Unit(2, "d", "张店区", UnitKind.DISTRICT, 1),
    Unit(1, "z", "淄博市", UnitKind.CITY, None),
]


@pytest.mark.parametrize(("level", "unit"), [("town", 4), ("district", 2), ("city", 1)])
def test_the_office_is_of_the_level_of_the_mandate(level: str, unit: int) -> None:
    assert office_of(level, CHAIN).id == unit


def test_where_the_level_has_no_unit_the_top_is_meant() -> None:
    assert office_of("town", CHAIN[2:]).id == 1


def test_every_action_stands_in_the_table_and_nothing_leaves_an_ended_one() -> None:
    assert {row.action for row in TABLE} == set(Action)
    for row in TABLE:
        assert row.action is Action.COMMENT or not row.states & ENDED
        assert all(row.leads_to(state) for state in row.states)


def test_no_role_finds_two_rows_for_one_state() -> None:
    for action, state, role in product(Action, State, Role):
        found = [row for row in TABLE if row.action is action and state in row.states and role in row.roles]
        assert len(found) <= 1


def test_every_open_state_can_be_left_by_somebody_and_every_state_is_reached() -> None:
    for state in OPEN:
        assert any(row.to and state in row.states and row.roles - CLOCK for row in TABLE), state
    assert {to for row in TABLE for to in row.to} | {State.DRAFT} == set(State)


def test_only_its_author_writes_signs_and_rates() -> None:
    for action in (Action.WRITE, Action.CITE, Action.SIGN, Action.WITHDRAW, Action.RATE, Action.COMMENT):
        assert ever(action) == {Role.REPRESENTATIVE}
    assert not allows(Action.WITHDRAW, State.ASSIGNED, Role.REPRESENTATIVE)


def test_ratings_lead_where_those_of_cases_lead() -> None:
    """The same rule: so each of its states must be one here, and one that the table knows."""
    rated = next(row for row in TABLE if row.action is Action.RATE)
    for class_, rating, second in product(AnswerClass, Rating, (False, True)):
        assert State(after_rating(class_, rating, second).value) in rated.to
    lapsed = next(row for row in TABLE if row.action is Action.LAPSE)
    assert {State(after_lapse(class_).value) for class_ in AnswerClass} == set(lapsed.to)


SAID = [
    "共青团西路晚上七点后，一段路路灯全黑！老人都不敢出门。",
    "Our street light at the corner has been dark since May.",
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("居民说：一段路路灯全黑！老人都不敢出门，应当尽快修。", "一段路路灯全黑！老人都不敢出门"),
        ("路灯全黑，老人不敢出门", ""),
        ("建议统一检修主干道路灯，补齐缺失的灯杆。", ""),
        ("the street light at the corner", ""),
        ("Say: our street light at the CORNER has been dark, please", "our street light at the CORNER has been dark"),
        ("", ""),
    ],
)
def test_a_passage_is_found_whatever_its_signs(text: str, found: str) -> None:
    assert passage(text, SAID) == found


def test_a_passage_never_runs_across_two_that_spoke() -> None:
    halves = ["路" * (RUN - 1), "灯" * (RUN - 1)]
    assert passage("路" * (RUN - 1) + "灯" * (RUN - 1), halves) == ""
