"""The demo's town: 3 districts and a zone of Zibo, 13 stations, 40 representatives, 60 residents, and who handles what.

Everything is the same at every start. Refs tell who is who: r representatives, g residents, l liaison officers,
b department officers, a administrators. Every street and town has a station; its representatives of the district,
and of a town's own congress, belong to it. The city's representatives have a district as their constituency.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.demo.names import EVERY_AGE, SETTLED, names
from bot.demo.places import DEPARTMENTS, DISTRICTS, ZICHUAN, ZONE, Area, District
from domain.people import Role
from domain.roster import (
    Book,
    DepartmentRow,
    Level,
    LinkRow,
    MandateRow,
    PersonRow,
    RoleRow,
    StationKind,
    StationRow,
    Tier,
    UnitRow,
)
from domain.units import UnitKind

CITY = "zibo"
TERM_BEGINS = date(2022, 1, 10)
LINKS_BEGIN = date(2022, 3, 1)
FIRST_NAME = 493  # from here the names begin with 李建国
OF_THE_CITY = 2  # representatives of the city's congress in each district
OF_A_DISTRICT = 2  # of the district's congress in each street and town
OF_A_TOWN = 2
RESIDENTS_OF_AN_AREA = 5
WITH_OFFICERS = ("shizheng", "zhujian")  # departments that have an officer beside the first one, in every district
PROFESSIONAL = StationRow(
    code="zc-jiantao", name="建陶产业专业代表联络站", kind=StationKind.PROFESSIONAL, unit=ZICHUAN.code,
    address="双杨镇建材城创业大厦 2 楼", hours="工作日 14:00-17:00", latitude=36.6912, longitude=118.0043,
)  # fmt: skip


@dataclass
class _Town:
    """Rows as they gather."""

    units: list[UnitRow] = field(default_factory=list)
    stations: list[StationRow] = field(default_factory=list)
    departments: list[DepartmentRow] = field(default_factory=list)
    persons: list[PersonRow] = field(default_factory=list)
    mandates: list[MandateRow] = field(default_factory=list)
    roles: list[RoleRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    representatives: Iterator[str] = field(default_factory=lambda: names(SETTLED, FIRST_NAME))
    officers: Iterator[str] = field(default_factory=lambda: names(SETTLED, FIRST_NAME + 100))
    residents: Iterator[str] = field(default_factory=lambda: names(EVERY_AGE, 3))

    def person(self, letter: str, home: str | None) -> str:
        """A new person's ref; `letter` says who it is."""
        number = sum(person.ref[0] == letter for person in self.persons) + 1
        source = {"r": self.representatives, "g": self.residents}.get(letter, self.officers)
        self.persons.append(PersonRow(ref=f"{letter}{number:03}", name=next(source), home=home))
        return self.persons[-1].ref

    def role(self, letter: str, role: Role, home: str | None, **place: str) -> None:
        """A new person in an office."""
        person = self.person(letter, home)
        self.roles.append(RoleRow(person=person, role=role, starts=TERM_BEGINS, **place))

    def seat(self, person: str, level: Level, unit: str, station: str, *, on_committee: bool = False) -> None:
        """A mandate; the city's committee member is a leading officer and so not in the front line."""
        self.mandates.append(
            MandateRow(
                person=person, level=level, unit=unit, station=station, starts=TERM_BEGINS,
                front_line=not (on_committee and level is Level.CITY), committee=on_committee,
            )
        )  # fmt: skip

    def link(self, keeper: str, others: list[str], tier: Tier = Tier.RESIDENTS) -> None:
        """Links of one person."""
        self.links += [LinkRow(tier=tier, keeper=keeper, other=other, starts=LINKS_BEGIN) for other in others]


def town() -> Book:
    """The demo's roster."""
    made = _Town()
    made.units.append(UnitRow(code=CITY, name="淄博市", kind=UnitKind.CITY, latitude=36.8131, longitude=118.0548))
    made.role("a", Role.ADMIN, None, unit=CITY)
    of_the_city = [ref for district in DISTRICTS for ref in _district(made, district)]
    made.link(of_the_city[0], of_the_city[1:], Tier.COMMITTEE)
    _zone(made)
    for district in DISTRICTS:
        for code in WITH_OFFICERS:
            made.role("b", Role.DEPARTMENT_OFFICER, None, department=f"{district.prefix}-{code}")
    return Book(
        units=tuple(made.units),
        stations=tuple(made.stations),
        departments=tuple(made.departments),
        persons=tuple(made.persons),
        mandates=tuple(made.mandates),
        roles=tuple(made.roles),
        links=tuple(made.links),
    )


def _district(made: _Town, district: District) -> list[str]:
    """A district with all below it. Returns its representatives in the city's congress."""
    made.units.append(
        UnitRow(
            code=district.code, name=district.name, kind=UnitKind.DISTRICT, parent=CITY,
            latitude=district.latitude, longitude=district.longitude,
        )
    )  # fmt: skip
    made.role("a", Role.ADMIN, None, unit=district.code)
    _departments(made, district)
    of_the_district: list[str] = []
    residents: list[str] = []
    for area in district.areas:
        seats, people = _area(made, district, area, is_first=area is district.areas[0])
        of_the_district += seats
        residents += people
    made.link(of_the_district[0], of_the_district[1:6], Tier.COMMITTEE)
    if district is ZICHUAN:
        made.stations.append(PROFESSIONAL)
        made.role("l", Role.OFFICER, None, station=PROFESSIONAL.code)
    return [_of_the_city(made, district, number, residents) for number in range(OF_THE_CITY)]


def _zone(made: _Town) -> None:
    """Units where people live, and nobody who represents them."""
    place = {"latitude": ZONE.latitude, "longitude": ZONE.longitude}
    made.units.append(UnitRow(code=ZONE.code, name=ZONE.name, kind=UnitKind.DISTRICT, parent=CITY, **place))
    for area in ZONE.areas:
        place = {"latitude": area.latitude, "longitude": area.longitude}
        made.units.append(UnitRow(code=area.code, name=area.name, kind=UnitKind.STREET, parent=ZONE.code, **place))
        for code, name in area.communities:
            made.units.append(UnitRow(code=code, name=name, kind=UnitKind.COMMUNITY, parent=area.code))


def _departments(made: _Town, district: District) -> None:
    for code, name, categories in DEPARTMENTS:
        made.departments.append(
            DepartmentRow(
                code=f"{district.prefix}-{code}", name=district.name + name, unit=district.code, categories=categories
            )
        )
    made.departments.append(
        DepartmentRow(
            code=f"{district.prefix}-gongre", name=district.heating, unit=district.code, categories=("heating",)
        )
    )
    first = f"{district.prefix}-{DEPARTMENTS[0][0]}"
    made.role("b", Role.DEPARTMENT_OFFICER, None, department=first)


def _area(made: _Town, district: District, area: Area, *, is_first: bool) -> tuple[list[str], list[str]]:
    """A street or town with its station and people. Returns the district's representatives and the residents."""
    kind = UnitKind.TOWN if area.is_town else UnitKind.STREET
    place = {"latitude": area.latitude, "longitude": area.longitude}
    made.units.append(UnitRow(code=area.code, name=area.name, kind=kind, parent=district.code, **place))
    for code, name in area.communities:
        made.units.append(UnitRow(code=code, name=name, kind=UnitKind.COMMUNITY, parent=area.code))
    made.stations.append(
        StationRow(
            code=area.code,
            name=f"{area.name}民情联络站",
            unit=area.code,
            address=area.address,
            hours=area.hours,
            **place,
        )
    )
    homes = [code for code, _ in area.communities]
    made.role("l", Role.OFFICER, homes[0], station=area.code)
    of_the_district = [made.person("r", homes[number % len(homes)]) for number in range(OF_A_DISTRICT)]
    for number, person in enumerate(of_the_district):
        made.seat(person, Level.DISTRICT, area.code, area.code, on_committee=is_first and number == 0)
    of_the_town = [made.person("r", homes[-1 - number]) for number in range(OF_A_TOWN * area.is_town)]
    for person in of_the_town:
        made.seat(person, Level.TOWN, area.code, area.code)
    residents = [made.person("g", homes[number % len(homes)]) for number in range(RESIDENTS_OF_AN_AREA)]
    for keepers in filter(None, (of_the_town, of_the_district)):  # the nearer congress comes first
        for number, keeper in enumerate(keepers):
            made.link(keeper, residents[number :: len(keepers)])
    return of_the_district, residents


def _of_the_city(made: _Town, district: District, number: int, residents: list[str]) -> str:
    """A representative in the city's congress; the first of all sits on its standing committee."""
    area = district.areas[number]
    person = made.person("r", area.communities[0][0])
    is_first = district is DISTRICTS[0] and number == 0
    station = PROFESSIONAL.code if district is ZICHUAN and number else area.code
    made.seat(person, Level.CITY, district.code, station, on_committee=is_first)
    made.link(person, residents[number :: RESIDENTS_OF_AN_AREA * 2])
    return person
