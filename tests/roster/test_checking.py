"""What rows say of each other, one rule at a time."""

from datetime import date
from typing import Any

import pytest

from domain.people import Role
from domain.roster import (
    ANY,
    Book,
    DepartmentRow,
    Level,
    LinkRow,
    PersonRow,
    RoleRow,
    StationRow,
    Tier,
    UnitRow,
    unfinished,
)
from domain.units import UnitKind
from services.roster.checking import check
from tests.roster.books import NEW_YEAR, found, mandate, town

NOTHING = Book()


def unit(code: str, kind: str, parent: str | None, **more: Any) -> UnitRow:
    return UnitRow(row=9, code=code, name=code, kind=UnitKind(kind), parent=parent, **more)


def station(**more: Any) -> StationRow:
    return StationRow(**{"row": 9, "code": "zd-9", "name": "九站", "unit": "zhangdian", **more})


def role(kind: str, **place: str) -> RoleRow:
    return RoleRow(row=9, person="p3", role=Role(kind), starts=NEW_YEAR, **place)


def link(tier: Tier, keeper: str, other: str, **more: Any) -> LinkRow:
    return LinkRow(**{"row": 9, "tier": tier, "keeper": keeper, "other": other, "starts": NEW_YEAR, **more})


def test_a_sound_town_has_no_faults() -> None:
    assert check(NOTHING, town()) == ()


RULES: list[tuple[str, Any, str, str]] = [
    ("units", unit("a", "district", "nowhere"), "parent", "unknown_units"),
    ("units", unit("a", "district", None), "parent", "parent_district"),
    ("units", unit("a", "city", "zibo"), "parent", "parent_city"),
    ("units", unit("a", "street", "t-fujia"), "parent", "parent_street"),
    ("units", unit("a", "town", "zibo"), "parent", "parent_town"),
    ("units", unit("a", "community", "zhangdian"), "parent", "parent_community"),
    ("units", unit("a", "town", "a"), "parent", "cycle"),
    ("units", unit("a", "town", "zhangdian", latitude=36.8), "longitude", "half_position"),
    ("units", unit("a", "town", "zhangdian", longitude=118.0), "latitude", "half_position"),
    (
        "units",
        unit("a", "town", "zhangdian", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31)),
        "valid_to",
        "end_before_start",
    ),
    ("stations", station(unit="nowhere"), "unit", "unknown_units"),
    (
        "departments",
        DepartmentRow(row=9, code="d", name="d", unit="zibo", categories=("noise",), units=("zibo", "nowhere")),
        "units",
        "unknown_units",
    ),
    ("persons", PersonRow(row=9, ref="p9", name="九", home="nowhere"), "home", "unknown_units"),
    ("persons", PersonRow(row=9, ref="gone", name="九"), "ref", "erased"),
    ("mandates", mandate(row=9, person="nobody"), "person", "unknown_persons"),
    ("mandates", mandate(row=9, person="gone"), "person", "erased"),
    ("mandates", mandate(row=9, person="p3", station="none"), "station", "unknown_stations"),
    ("mandates", mandate(row=9, person="p3", level=Level.CITY), "unit", "level_city"),
    ("mandates", mandate(row=9, person="p3", level=Level.TOWN), "unit", "level_town"),
    ("mandates", mandate(row=9, person="p3", level=Level.TOWN, unit="c-huguang"), "unit", "level_town"),
    ("mandates", mandate(row=9, person="p3", unit="zibo"), "unit", "level_district"),
    (
        "mandates",
        mandate(row=9, person="p3", level=Level.TOWN, unit="t-fujia", committee=True),
        "committee",
        "town_committee",
    ),
    ("mandates", mandate(row=9, person="p3", ends=date(2025, 12, 31)), "ends", "end_before_start"),
    ("mandates", mandate(row=9, person="p1", starts=date(2026, 6, 1)), "starts", "overlap"),
    ("roles", role("officer"), "station", "role_needs_station"),
    ("roles", role("admin"), "unit", "role_needs_unit"),
    ("roles", role("department_officer"), "department", "role_needs_department"),
    ("roles", role("officer", station="zd-1", unit="zibo"), "unit", "role_only_station"),
    ("roles", role("admin", unit="zibo", station="zd-1"), "station", "role_only_unit"),
    ("roles", role("officer", station="none"), "station", "unknown_stations"),
    ("roles", role("department_officer", department="none"), "department", "unknown_departments"),
    ("links", link(Tier.RESIDENTS, "p1", "p1"), "other", "link_to_self"),
    ("links", link(Tier.RESIDENTS, "p3", "p1"), "keeper", "keeper_without_mandate"),
    ("links", link(Tier.COMMITTEE, "p2", "p1"), "keeper", "keeper_not_on_committee"),
    ("links", link(Tier.COMMITTEE, "p1", "p3"), "other", "other_of_another_level"),
    ("links", link(Tier.RESIDENTS, "p1", "nobody"), "other", "unknown_persons"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "kind"), RULES)
def test_one_wrong_row_is_one_fault_at_its_place(sheet: str, row: Any, column: str, kind: str) -> None:
    book = town(**{sheet: (*town().sheet(sheet), row)})
    faults = check(NOTHING, book, frozenset({"gone"}))
    assert found(faults) == [(sheet, 9, column, kind)]
    assert found(check(town(), Book(**{sheet: (row,)}), frozenset({"gone"}))) == found(faults)


def test_the_same_row_twice() -> None:
    [fault] = check(NOTHING, town(persons=(*town().persons, PersonRow(row=9, ref="p1", name="李建"))))
    assert (fault.kind, fault.row, fault.value, fault.facts) == ("twice", 9, "p1", {"row": "2"})


def test_a_row_with_a_cell_that_can_t_be_read_is_checked_as_far_as_it_was() -> None:
    rows = {
        "units": [("code", "x"), ("kind", "street"), ("parent", "zibo"), ("latitude", 36.8)],
        "persons": [("ref", "p1")],
        "mandates": [("person", "p3"), ("level", "town"), ("unit", "s-heping"), ("ends", None), ("committee", True)],
        "links": [("tier", "residents"), ("keeper", "p1"), ("other", "p1")],
    }
    broken = {sheet: (unfinished(sheet, 9, dict(values)),) for sheet, values in rows.items()}
    book = town().model_copy(update={"broken": broken})
    assert found(check(NOTHING, book)) == [
        ("units", 9, "parent", "parent_street"),
        ("persons", 9, "ref", "twice"),
        ("mandates", 9, "unit", "level_town"),
        ("mandates", 9, "committee", "town_committee"),
        ("links", 9, "other", "link_to_self"),
    ], "half a position is no fault where the other half is what can't be read"


def test_a_longer_cycle_is_told_in_every_row_of_it() -> None:
    book = Book(units=(unit("a", "town", "b"), unit("b", "district", "c"), unit("c", "city", "a")))
    assert {fault.kind for fault in check(NOTHING, book)} == {"cycle"}


def test_who_names_an_unread_row_is_not_blamed() -> None:
    book = Book(
        mandates=(mandate(row=2, person="p9", unit="u9"),),
        unread={"persons": frozenset({"p9"}), "units": frozenset({"u9"}), "stations": frozenset({ANY})},
    )
    assert check(NOTHING, book) == ()


def test_an_open_mandate_may_be_ended_and_a_new_one_begun_at_once() -> None:
    ended = mandate(row=2, person="p2", ends=date(2026, 5, 31))
    begun = mandate(row=3, person="p2", starts=date(2026, 6, 1))
    assert check(town(), Book(mandates=(ended, begun))) == ()


def test_a_town_that_becomes_a_street_must_not_leave_its_congress_behind() -> None:
    seat = mandate(person="p3", level=Level.TOWN, unit="t-fujia")
    there = town(mandates=(*town().mandates, seat))
    street = UnitRow(row=2, code="t-fujia", name="傅家街道", kind=UnitKind.STREET, parent="zhangdian")
    assert found(check(there, Book(units=(street,)))) == [("units", 2, "kind", "kind_in_use")]
    over = seat.model_copy(update={"row": 2, "ends": date(2026, 6, 30)})
    assert check(there, Book(units=(street,), mandates=(over,))) == ()


def test_a_district_can_t_become_a_city_above_its_streets() -> None:
    row = UnitRow(row=2, code="zhangdian", name="张店", kind=UnitKind.CITY, parent=None)
    assert found(check(town(), Book(units=(row,)))) == [("units", 2, "kind", "kind_in_use")]
