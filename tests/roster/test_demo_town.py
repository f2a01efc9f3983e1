"""The demo's town is a sound roster, and as large as promised."""

from collections import Counter
from datetime import UTC, datetime

from bot.demo.places import DISTRICTS
from bot.demo.town import town
from domain.categories import CATEGORIES
from domain.people import Role
from domain.roster import Book, Level
from domain.units import UnitKind, distance
from services.roster.checking import check
from services.roster.importing import apply
from storage.writer import Writer
from tests.roster.books import found


def test_it_is_sound_and_always_the_same() -> None:
    assert found(check(Book(), town())) == []
    assert town() == town()


def test_its_size() -> None:
    book = town()
    assert Counter(person.ref[0] for person in book.persons) == {"r": 40, "g": 60, "l": 13, "a": 4, "b": 9}
    assert Counter(unit.kind for unit in book.units)[UnitKind.DISTRICT] == 3 + 1  # the zone
    assert len({person.name for person in book.persons}) == len(book.persons)
    assert {mandate.level for mandate in book.mandates} == set(Level)
    assert book.persons[[person.ref for person in book.persons].index("r001")].name == "李建国"


def test_everybody_is_looked_after() -> None:
    book = town()
    officers = {role.station for role in book.roles if role.role == Role.OFFICER}
    assert officers == {station.code for station in book.stations}
    keepers = {link.keeper for link in book.links}
    assert {mandate.person for mandate in book.mandates} <= keepers
    assert {person.ref for person in book.persons if person.ref[0] == "g"} <= {link.other for link in book.links}
    assert {role.unit for role in book.roles if role.role == Role.ADMIN} == {"zibo", *(d.code for d in DISTRICTS)}


def test_every_district_handles_every_category() -> None:
    for district in DISTRICTS:
        handled = {c for row in town().departments if row.unit == district.code for c in row.categories}
        assert handled == {category.code for category in CATEGORIES}


def test_stations_stand_in_their_districts() -> None:
    for district in DISTRICTS:
        for area in district.areas:
            metres = distance(district.latitude, district.longitude, area.latitude, area.longitude)
            assert metres < 10_000


async def test_it_can_be_imported_and_then_nothing_is_left_to_do(writer: Writer) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    first = await writer.run(lambda tx: apply(tx, None, town(), now))
    assert first.counts("added")["persons"] == 126
    again = await writer.run(lambda tx: apply(tx, None, town(), now))
    assert (again.changes, again.unchanged["links"]) == ((), len(town().links))
