"""How many a notice would reach, and three of them as an example.

Those in office stand there with their names, which are public; residents only as somebody of a place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.contacts.quotas import asked
from domain.notices import Notice, minutes
from domain.notices.audience import Audience, Group
from domain.people import Role
from services.commands import today
from services.contacts import ledger
from storage import contacts, notices, people, units
from storage.tx import Tx

EXAMPLES = 3
LOOKED_AT = 12  # people with a home, for one who holds no office
EVERYBODY = 10**6  # more than any city has in office


@dataclass(frozen=True)
class Somebody:
    """Somebody who would get it: a name for those in office, what they are, and where."""

    name: str
    role: Role
    place: str


@dataclass(frozen=True)
class Size:
    """How many, how many of the audience muted the kind and get nothing, and some of them."""

    people: int
    muted: int
    examples: tuple[Somebody, ...]

    @property
    def minutes(self) -> int:
        """About how long it takes to send to all."""
        return minutes(self.people, 0, 0)


def size(tx: Tx, notice: Notice, now: datetime) -> Size:
    """Reckoned at this moment."""
    day, kind = today(tx.rules, now), notice.content.kind
    if notice.audience.owing:
        is_late = _owing(tx, notice.audience, now)
        found = list(filter(is_late, notices.some(tx, notice.audience, kind, day, now, number=EVERYBODY)))
        return Size(len(found), 0, tuple(shown(tx, id_, now) for id_ in found[:EXAMPLES]))
    counted = notices.count(tx, notice.audience, kind, day, now)
    some = _some(tx, notice.audience, kind, now)
    return Size(counted.people - counted.muted, counted.muted, tuple(shown(tx, id_, now) for id_ in some))


def _some(tx: Tx, audience: Audience, kind: str, now: datetime) -> list[int]:
    """Three of them; where it goes to everybody, not three of the same sort."""
    day = today(tx.rules, now)
    found = notices.some(tx, audience, kind, day, now, number=EXAMPLES)
    if audience.group is not Group.EVERYBODY:
        return found
    living = notices.some(tx, audience.narrowed(group=Group.RESIDENTS), kind, day, now, number=LOOKED_AT)
    resident = [id_ for id_ in living if not people.standings(tx, id_, day)][:1]
    seated = notices.some(tx, audience.narrowed(group=Group.REPRESENTATIVES), kind, day, now, number=1)
    return list(dict.fromkeys((*resident, *seated, *found)))[:EXAMPLES]


def _owing(tx: Tx, audience: Audience, now: datetime) -> Callable[[int], bool]:
    """Tells of a representative (id) of a unit or station what `owes` does: of most by one sum over all of them."""
    day = today(tx.rules, now)
    if audience.station is not None:
        found = ledger.of_station(tx, audience.station, day, now)
    else:
        found = ledger.of_unit(tx, audience.unit, day, now)
    late = {person_id for person_id, quotas in found.laggards() if quotas.missing}
    first = min((one.span.first for one in asked(tx.rules.scheme, day)), default=day)
    unclear = notices.unclear(tx, audience, day, first)
    return lambda id_: owes(tx, id_, now) if id_ in unclear else id_ in late


def owes(tx: Tx, person_id: int, now: datetime) -> bool:
    """Whether somebody still misses a contact with one of those whom they keep a link with today.

    What was missed on a link that has ended nobody can make up for, so nobody is asked to.
    """
    kept = {link.id for link in contacts.links_of(tx, person_id, today(tx.rules, now))}
    return any(one.line.missing > 0 for one in ledger.of_person(tx, person_id, now).owed if one.link_id in kept)


def shown(tx: Tx, person_id: int, now: datetime) -> Somebody:
    """Somebody as whoever sends a notice may see them."""
    day = today(tx.rules, now)
    seated, person = people.representative(tx, person_id, day), people.find(tx, person_id)
    if seated is not None:
        return Somebody(seated.name, Role.REPRESENTATIVE, seated.station)
    held = next(iter(people.standings(tx, person_id, day)), None)
    place = units.find(tx, held.unit_id if held else (person.unit_id or 0) if person else 0)
    where = place.name if place else ""
    if held is None or person is None:
        return Somebody("", Role.RESIDENT, where)
    station = units.station(tx, held.station_id) if held.station_id else None
    return Somebody(person.name, held.role, station.name if station else where)
