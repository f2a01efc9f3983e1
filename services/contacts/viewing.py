"""/quota and /links: what somebody owes, and with whom; and for officers and administrators what their place owes."""

from dataclasses import dataclass
from datetime import datetime

from domain.contacts.quotas import Asked, Line, of_year
from domain.people import Actor, Role, Standing
from domain.telling import Outcome, Told
from services.commands import Command, Nothing, RefusedError, today
from services.contacts import ledger
from services.contacts.entering import own
from services.contacts.ledger import Ledger, Quotas
from services.contacts.picturing import Bar, bars, years
from storage import people, units
from storage.tx import Tx

PAGE = 10  # representatives on a page
PLACES = (Role.OFFICER, Role.ADMIN)


class Page(Command):
    """A page of the ledger of a station ("s3") or unit ("u3")."""

    place: str
    page: int = 0


@dataclass(frozen=True)
class Owing:
    """Somebody on the other side of a link, and what is owed there."""

    link_id: int
    name: str
    tier: str
    lines: tuple[tuple[Asked, Line], ...]


@dataclass(frozen=True)
class Place:
    """A station or unit whose ledger is shown."""

    id: int
    kind: str  # s station, u unit
    name: str

    @property
    def key(self) -> str:
        """What names it in a button."""
        return f"{self.kind}{self.id}"


def quota(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/quota: of a representative the own state, of staff that of each of their places."""
    person_id = actor.person
    told = []
    if actor.holds(Role.REPRESENTATIVE):
        told.append(Told(person_id, "quota.own", _year(tx, actor, now)))
    told += [_of_place(tx, actor, place, 0, now, fresh=True) for place in places(tx, actor)]
    if not told:
        raise RefusedError("refused.no_quota")
    return Outcome.tell(*told)


def page(tx: Tx, actor: Actor, command: Page, now: datetime) -> Outcome:
    """Another page of a place's ledger."""
    for place in places(tx, actor):
        if place.key == command.place:
            return Outcome.tell(_of_place(tx, actor, place, command.page, now, fresh=False))
    raise RefusedError("refused.no_quota")


def links(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/links: everybody on the other side of the own links, with what is owed there."""
    own(tx, actor, now)
    return Outcome.tell(Told(actor.person, "links", _own(tx, actor, now)))


def places(tx: Tx, actor: Actor) -> list[Place]:
    """The stations and units whose ledger somebody may see."""
    found = (_place(tx, standing) for standing in actor.standings if standing.role in PLACES)
    return list(dict.fromkeys(place for place in found if place is not None))


def _place(tx: Tx, standing: Standing) -> Place | None:
    if standing.role is Role.ADMIN:
        unit = units.find(tx, standing.unit_id)
        return Place(unit.id, "u", unit.name) if unit else None
    station = units.station(tx, standing.station_id) if standing.station_id else None
    return Place(station.id, "s", station.name) if station else None


def _year(tx: Tx, actor: Actor, now: datetime) -> dict[str, object]:
    """The own state, and all periods of the year for the picture: one look at the ledger."""
    found = ledger.year_of_person(tx, actor.person, now)
    pictures = years(found, own(tx, actor, now), of_year(tx.rules.scheme, found.day))
    return {**_own(tx, actor, now, found.current), "years": pictures}


def _own(tx: Tx, actor: Actor, now: datetime, known: Ledger | None = None) -> dict[str, object]:
    found = known or ledger.of_person(tx, actor.person, now)
    by_link = found.by(lambda one: one.link_id)
    none = Quotas(found.day, ())
    owing = [
        Owing(link.id, link.name, link.tier.value, by_link.get(link.id, none).lines) for link in own(tx, actor, now)
    ]
    return {"quotas": found.total, "owing": owing}


def _of_place(tx: Tx, actor: Actor, place: Place, page: int, now: datetime, *, fresh: bool) -> Told:
    found = ledger_of(tx, place, now)
    late = [(person_id, quotas) for person_id, quotas in found.laggards() if quotas.missing or quotas.pending]
    shown = late[page * PAGE : (page + 1) * PAGE]
    names = ((people.find(tx, person_id), quotas) for person_id, quotas in shown)
    facts = {
        "place": place, "quotas": found.total, "page": page, "more": len(late) > (page + 1) * PAGE, "fresh": fresh,
        "laggards": [(person.name, quotas) for person, quotas in names if person is not None], "number": len(late),
        "people": len({one.person_id for one in found.owed}), "bars": _bars(tx, place, found) if fresh else [],
    }  # fmt: skip
    return Told(actor.person, "quota.place", facts)


def _bars(tx: Tx, place: Place, found: Ledger) -> list[Bar]:
    """Of a unit with others below it a bar for each of them, else for each representative."""
    by_unit = found.by(lambda one: one.unit_id)
    if place.kind == "u" and len(by_unit) > 1:
        return bars(by_unit, lambda id_: unit.name if (unit := units.find(tx, id_)) else None)
    by_person = found.by(lambda one: one.person_id)
    return bars(by_person, lambda id_: person.name if (person := people.find(tx, id_)) else None)


def ledger_of(tx: Tx, place: Place, now: datetime) -> Ledger:
    """The ledger of a station or unit, today."""
    of = {"s": ledger.of_station, "u": ledger.of_unit}[place.kind]
    return of(tx, place.id, today(tx.rules, now), now)
