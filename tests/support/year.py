"""A town of three levels for a simulated year: 300 representatives, 2,500 links, and all that happens on them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.contacts import Mode
from domain.people import Role
from domain.roster import Book, Level, LinkRow, MandateRow, PersonRow, RoleRow, StationRow, Tier, UnitRow
from domain.units import UnitKind

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = 2026
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
BEFORE = date(2025, 3, 1)
DISTRICTS, TOWNS = 4, 3  # towns in each district; a station in each town
OF_A_TOWN, OF_A_DISTRICT, OF_THE_CITY = 15, 20, 40
LINKS = 2500
MODES = (*[Mode.VISIT] * 3, Mode.SYMPOSIUM, Mode.RECEPTION, Mode.PHONE, Mode.PHONE, Mode.CHAT, Mode.LETTER)
MEETINGS = ("visit", "symposium", "reception")


@dataclass
class Held:
    """A link as the test knows it."""

    id: int
    tier: str
    keeper: int
    other: int
    starts: date
    ends: date | None = None


@dataclass
class Seat:
    """A mandate as the test knows it."""

    person: int
    level: str
    unit: int
    station: int
    starts: date
    ends: date | None
    committee: bool


@dataclass
class Deed:
    """A contact as the test knows it."""

    link: int
    mode: str
    day: date
    id: int = 0
    counts: bool = False
    void: bool = False


@dataclass(order=True)
class Event:
    """Something that happens at a moment."""

    moment: datetime
    number: int
    what: str = field(compare=False)  # log, confirm, dispute, expire, link, unlink, leave
    deed: Deed | None = field(default=None, compare=False)
    id: int = field(default=0, compare=False)  # of a link or a mandate


def town(chance: random.Random) -> Book:
    """The roster."""
    units = [UnitRow(code="c", name="市", kind=UnitKind.CITY)]
    districts = [UnitRow(code=f"d{n}", name=f"{n}区", kind=UnitKind.DISTRICT, parent="c") for n in range(DISTRICTS)]
    towns = [
        UnitRow(code=f"{district.code}t{n}", name=f"{district.name}{n}镇", kind=UnitKind.TOWN, parent=district.code)
        for district in districts
        for n in range(TOWNS)
    ]
    stations = [StationRow(code=unit.code, name=f"{unit.name}站", unit=unit.code) for unit in towns]
    seats = [
        *(("town", unit.code, unit.code) for unit in towns for _ in range(OF_A_TOWN)),
        *(("district", unit.code, _below(chance, towns, unit)) for unit in districts for _ in range(OF_A_DISTRICT)),
        *(("city", (at := chance.choice(districts)).code, _below(chance, towns, at)) for _ in range(OF_THE_CITY)),
    ]
    persons = [PersonRow(ref=f"r{n}", name=f"代表{n}") for n in range(len(seats))]
    mandates = [
        MandateRow(person=f"r{n}", level=Level(level), unit=unit, station=station, starts=date(2022, 1, 10),
                   committee=level != "town" and n % 10 == 0)
        for n, (level, unit, station) in enumerate(seats)
    ]  # fmt: skip
    # Every twentieth representative of a town sits in the district's congress as well.
    mandates += [
        MandateRow(person=f"r{n}", level=Level.DISTRICT, unit=unit[:2], station=unit, starts=date(2024, 5, 1))
        for n, (level, unit, _) in enumerate(seats)
        if level == "town" and n % 20 == 7
    ]
    offices = [(f"l{n}", Role.OFFICER, {"station": station.code}) for n, station in enumerate(stations)]
    offices += [(f"a{n}", Role.ADMIN, {"unit": unit.code}) for n, unit in enumerate([units[0], *districts])]
    persons += [PersonRow(ref=ref, name=ref) for ref, _, _ in offices]
    roles = [RoleRow(person=ref, role=role, starts=BEFORE, **place) for ref, role, place in offices]
    links = _links(chance, mandates, seats)
    persons += [PersonRow(ref=link.other, name=link.other) for link in links if link.tier is Tier.RESIDENTS]
    return Book(
        units=(*units, *districts, *towns), stations=tuple(stations), departments=(), persons=tuple(persons),
        mandates=tuple(mandates), roles=tuple(roles), links=tuple(links),
    )  # fmt: skip


def _below(chance: random.Random, towns: list[UnitRow], unit: UnitRow) -> str:
    return chance.choice([town.code for town in towns if town.parent == unit.code])


def _links(chance: random.Random, mandates: list[MandateRow], seats: list[tuple[str, str, str]]) -> list[LinkRow]:
    """Of the committees first, then residents, until there are as many as there shall be."""
    found: list[LinkRow] = []
    for mandate in mandates:
        if mandate.committee:
            peers = [m.person for m in mandates if m.level is mandate.level and not m.committee]
            found += [
                LinkRow(tier=Tier.COMMITTEE, keeper=mandate.person, other=other, starts=BEFORE)
                for other in chance.sample(peers, chance.randint(3, 6))
            ]
    for n in range(LINKS - len(found)):
        found.append(LinkRow(tier=Tier.RESIDENTS, keeper=f"r{n % len(seats)}", other=f"g{n}", starts=_start(chance)))
    return found


def _start(chance: random.Random) -> date:
    """Most links were there before the year, some begin within it."""
    return BEFORE if chance.random() < 0.85 else FIRST + timedelta(days=chance.randrange(365))


def moment(chance: random.Random, day: date) -> datetime:
    """Some minute of a day."""
    return datetime.combine(day, time(chance.randrange(24), chance.randrange(60), chance.randrange(60)), ZONE)


def year(chance: random.Random, links: list[Held], seats: list[Seat]) -> list[Event]:
    """All that happens on the links from January to December, in its order; what follows from it comes on the way."""
    diligence = {link.keeper: chance.choice((0.0, 0.6, 0.9, 0.97, 1.0)) for link in links}
    events: list[Event] = []

    def add(when: datetime, what: str, deed: Deed | None = None, id_: int = 0) -> None:
        events.append(Event(when, len(events), what, deed, id_))

    for link in links:
        for quarter in range(4):
            for _ in range(2):
                if chance.random() < diligence[link.keeper]:
                    _contact(chance, add, link, date(YEAR, 3 * quarter + 1, 1) + timedelta(days=chance.randrange(90)))
        if chance.random() < 0.04:
            add(moment(chance, FIRST + timedelta(days=chance.randrange(365))), "unlink", id_=link.id)
    for number in range(len(seats)):
        if chance.random() < 0.03:
            add(moment(chance, FIRST + timedelta(days=chance.randrange(365))), "leave", id_=number)
    return sorted(events)


def _contact(chance: random.Random, add: Callable[[datetime, str, Deed], None], link: Held, day: date) -> None:
    """A contact, logged at once or some days later, and what the other side says of it."""
    mode = chance.choice(MODES).value
    deed = Deed(link.id, mode, day)
    logged = moment(chance, day + timedelta(days=chance.choice((0, 0, 0, 1, 3, 14))))
    if day < link.starts or logged.date() > LAST:
        return
    add(logged, "log", deed)
    said = logged + timedelta(minutes=chance.randrange(14 * 24 * 60 if chance.random() < 0.3 else 300))
    lot = chance.random()
    if mode in MEETINGS:
        add(said if lot < 0.95 else logged + timedelta(days=14),
            "confirm" if lot < 0.88 else "dispute" if lot < 0.95 else "expire", deed)  # fmt: skip
    elif lot < 0.03:
        add(said, "dispute", deed)


def days() -> Iterator[date]:
    """Every day of the year."""
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
