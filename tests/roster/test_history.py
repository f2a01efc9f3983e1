"""What changes in a city over the years: names, seats, and towns that become streets."""

from datetime import date

from domain.people import Role
from domain.roster import Book, Level, PersonRow, RoleRow, StationRow, UnitRow
from domain.units import UnitKind
from services.roster.checking import check
from storage import roster
from storage.writer import Writer
from tests.roster.books import NEW_YEAR, found, mandate, town
from tests.roster.test_importing import counts, imported

LAST = date(2025, 12, 31)
BEFORE = date(2022, 1, 10)


def unit(code: str, name: str, kind: UnitKind, **more: object) -> UnitRow:
    return UnitRow(**{"row": 2, "code": code, "name": name, "kind": kind, "parent": "zhangdian", **more})


TOWN = unit("t-fujia", "傅家镇", UnitKind.TOWN, valid_to=LAST)
STREET = unit("s-fujia", "傅家街道", UnitKind.STREET, row=3, valid_from=NEW_YEAR)


async def test_a_renamed_unit_is_the_same_unit(writer: Writer) -> None:
    await imported(writer, town())
    renamed = unit("s-heping", "和平新街道", UnitKind.STREET)
    assert counts(await imported(writer, Book(units=(renamed,)))) == {"changed": {"units": 1}}
    there = await writer.run(roster.load)
    assert {station.unit for station in there.stations} == {"s-heping"}
    assert {row.name for row in there.units if row.code == "s-heping"} == {"和平新街道"}


async def test_a_person_with_two_mandates_is_one_person(writer: Writer) -> None:
    """Also in two congresses at once, and again in one of them after a pause."""
    seats = (
        mandate(row=2, person="p1", committee=True),
        mandate(row=3, person="p1", level=Level.CITY, unit="zhangdian"),
        mandate(row=4, person="p1", level=Level.TOWN, unit="t-fujia", starts=BEFORE, ends=date(2024, 5, 1)),
        mandate(row=5, person="p1", level=Level.TOWN, unit="t-fujia", starts=date(2025, 1, 10)),
        mandate(row=6, person="p2"),
    )
    assert counts(await imported(writer, town(mandates=seats)))["added"]["mandates"] == 5
    there = await writer.run(roster.load)
    assert len(there.persons) == 3
    assert len({row.key for row in there.mandates if row.person == "p1"}) == 4
    assert counts(await imported(writer, town(mandates=seats))).keys() == {"unchanged"}


async def test_a_town_becomes_a_street_under_its_code(writer: Writer) -> None:
    """The short way: the kind and the name change, and the town's seats end."""
    seat = mandate(row=4, person="p3", level=Level.TOWN, unit="t-fujia", starts=BEFORE)
    await imported(writer, town(mandates=(*town().mandates, seat)))
    street = unit("t-fujia", "傅家街道", UnitKind.STREET)
    over = seat.model_copy(update={"ends": LAST})
    now = mandate(row=5, person="p3", unit="t-fujia")
    assert counts(await imported(writer, Book(units=(street,), mandates=(over, now)))) == {
        "changed": {"units": 1},
        "ended": {"mandates": 1},
        "added": {"mandates": 1},
    }


async def test_a_town_ends_and_a_street_takes_its_place(writer: Writer) -> None:
    """The long way: two units with dates, and what belonged to the first moves or ends."""
    old = StationRow(row=2, code="fj-1", name="傅家站", unit="t-fujia")
    village = unit("c-nanwang", "南王村", UnitKind.COMMUNITY, row=4, parent="t-fujia")
    seat = mandate(row=2, person="p3", level=Level.TOWN, unit="t-fujia", station="fj-1", starts=BEFORE)
    before = town(units=(*town().units, village), stations=(*town().stations, old), mandates=(*town().mandates, seat))
    await imported(writer, before)
    forgotten = await imported(writer, Book(units=(TOWN, STREET)))
    assert found(forgotten.faults) == [("units", 2, "valid_to", "unit_in_use")]
    wanted = Book(
        units=(TOWN, STREET, village.model_copy(update={"parent": "s-fujia"})),
        stations=(old.model_copy(update={"unit": "s-fujia"}),),
        mandates=(seat.model_copy(update={"ends": LAST}), mandate(row=3, person="p3", unit="s-fujia", station="fj-1")),
    )
    assert counts(await imported(writer, wanted)) == {
        "added": {"units": 1, "mandates": 1},
        "changed": {"units": 1, "stations": 1},
        "ended": {"units": 1, "mandates": 1},
    }
    assert counts(await imported(writer, wanted)).keys() == {"unchanged"}


def test_what_goes_on_after_its_unit_is_told_where_it_stands() -> None:
    village = unit("c-nanwang", "南王村", UnitKind.COMMUNITY, row=4, parent="t-fujia")
    book = town(
        units=(*(row for row in town().units if row.code != "t-fujia"), TOWN, village),
        stations=(*town().stations, StationRow(row=3, code="fj-1", name="傅家站", unit="t-fujia")),
        mandates=(*town().mandates, mandate(row=4, person="p3", unit="t-fujia", starts=BEFORE)),
        roles=(*town().roles, RoleRow(row=5, person="p2", role=Role.ADMIN, unit="t-fujia", starts=BEFORE)),
    )
    faults = check(Book(), book)
    assert found(faults) == [
        ("units", 4, "parent", "unit_over"),
        ("stations", 3, "unit", "unit_over"),
        ("mandates", 4, "unit", "unit_over"),
        ("roles", 5, "unit", "unit_over"),
    ]
    assert faults[0].facts == {"name": "傅家镇", "day": "2025-12-31"}


def test_history_stays_where_it_was() -> None:
    """What ended with the town, or before it, needs no other unit; and people may still live there by an old list."""
    seat = mandate(row=4, person="p3", level=Level.TOWN, unit="t-fujia", starts=BEFORE, ends=LAST)
    book = town(
        units=(*(row for row in town().units if row.code != "t-fujia"), TOWN),
        mandates=(*town().mandates, seat),
        persons=(*town().persons, PersonRow(row=9, ref="p9", name="九", home="t-fujia")),
    )
    assert check(Book(), book) == ()
