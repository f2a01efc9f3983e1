"""Who somebody is: language, home, the own representative, and what the own station and code are."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from domain.people import Actor, Representative, Role
from domain.routing import choose
from domain.telling import END, Outcome, Talk, Told
from domain.units import Station, Unit, UnitKind, nearest
from services.commands import Command, Nothing, RefusedError, today
from storage import events, people, suggestions, talks, units
from storage.tx import Tx

NEAREST = 5


class ChooseLanguage(Command):
    """Another language."""

    language: Literal["zh", "en"]


class ChooseUnit(Command):
    """A unit out of the list: one with units below opens them, the last one becomes the home."""

    unit_id: int
    page: int = 0
    whole: bool = False  # this unit itself, though it has units below


class ChooseStation(Command):
    """A station near one's position."""

    station_id: int


class Position(Command):
    """Where somebody stands, in degrees."""

    latitude: float
    longitude: float


class Portrait(Command):
    """A picture, as the messenger keeps it."""

    file_id: str


@dataclass(frozen=True)
class OwnLink:
    """A deep link to hand out, and whose it is."""

    name: str
    payload: str


@dataclass(frozen=True)
class Neighbour:
    """A station with its distance in metres."""

    station: Station
    metres: float
    unit: str


def choose_language(tx: Tx, actor: Actor, command: ChooseLanguage, now: datetime) -> Outcome:
    """Speak another language from now on."""
    if actor.is_stranger:
        talk = talks.find(tx, actor.at)
        link = str(talk.data.get("link", "")) if talk else ""
        kept = Talk("start.consent", {"link": link, "language": command.language})
        return Outcome.tell(
            Told(actor.at, "start.hello", {"days": tx.rules.privacy.payload_days, "again": True}), talk=kept
        )
    people.set_language(tx, actor.person, command.language)
    return Outcome.tell(Told(actor.at, "language.chosen"), Told(actor.at, "menu", {"roles": roles_of(actor)}))


def ask_language(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/language."""
    return Outcome.tell(Told(actor.at, "language.ask"))


def help_(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/help, by role."""
    links = () if actor.is_stranger else _own_links(tx, actor)
    return Outcome.tell(Told(actor.at, "help", {"roles": roles_of(actor), "links": links}))


def welcome(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """The card of one's representative, and what can be done."""
    if actor.person and actor.unit_id is None and not actor.is_staff:
        return ask_place(tx, actor, command, now)
    return Outcome.tell(_card(tx, actor, now), talk=END)


def ask_place(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Where do you live? By buttons from the city down, or by a position."""
    roots = units.roots(tx) if actor.person else []
    if not roots:
        return Outcome.tell(Told(actor.at, "place.no_town"), talk=END)
    return _units_of(tx, actor, roots[0], 0, now, fresh=True)


def choose_unit(tx: Tx, actor: Actor, command: ChooseUnit, now: datetime) -> Outcome:
    """One step down the tree, or home."""
    unit = units.find(tx, command.unit_id)
    if unit is None:
        return ask_place(tx, actor, Nothing(), now)
    if not command.whole and units.children(tx, unit.id, today(tx.rules, now)):
        return _units_of(tx, actor, unit, command.page, now, fresh=False)
    return _settle(tx, actor, unit.id, now)


def ask_position(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Offer the button that shares a position."""
    return Outcome.tell(Told(actor.person, "place.ask_position"), talk=Talk("start.place"))


def near(tx: Tx, actor: Actor, command: Position, now: datetime) -> Outcome:
    """The nearest stations, with their distance."""
    day = today(tx.rules, now)
    found = nearest(units.stations(tx, day), command.latitude, command.longitude, NEAREST)
    neighbours = [
        Neighbour(station, metres, unit.name if (unit := units.find(tx, station.unit_id)) else "")
        for station, metres in found
    ]
    if not neighbours:
        return ask_place(tx, actor, Nothing(), now)
    return Outcome.tell(Told(actor.person, "place.near", {"neighbours": neighbours}), talk=Talk("start.place"))


def choose_station(tx: Tx, actor: Actor, command: ChooseStation, now: datetime) -> Outcome:
    """Live where this station is."""
    station = units.station(tx, command.station_id)
    return _settle(tx, actor, station.unit_id, now) if station else ask_place(tx, actor, Nothing(), now)


def move(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/place: live somewhere else. Only for those who are kept at all."""
    return ask_place(tx, actor, command, now) if actor.person else Outcome()


def ask_portrait(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/portrait: ask a representative for a picture."""
    person_id = actor.person
    if not actor.holds(Role.REPRESENTATIVE):
        raise RefusedError("refused.not_representative")
    return Outcome.tell(Told(person_id, "portrait.ask"), talk=Talk("start.portrait"))


def set_portrait(tx: Tx, actor: Actor, command: Portrait, now: datetime) -> Outcome:
    """A representative's own picture, shown to residents."""
    if not actor.holds(Role.REPRESENTATIVE):
        raise RefusedError("refused.not_representative")
    people.set_portrait(tx, actor.person, command.file_id)
    seat = next(held for held in actor.standings if held.role is Role.REPRESENTATIVE)
    events.add(tx, "person", actor.person, "portrait", actor_id=actor.person, role=Role.REPRESENTATIVE, now=now,
               facts={"unit": seat.unit_id})  # fmt: skip
    return Outcome.tell(Told(actor.person, "portrait.kept"), talk=END)


def _own_links(tx: Tx, actor: Actor) -> tuple[OwnLink, ...]:
    """The links that staff hand out: the representative's own, and those of the officer's stations."""
    found = []
    person = people.find(tx, actor.person)
    if person is not None and actor.holds(Role.REPRESENTATIVE):
        found.append(OwnLink(person.name, f"r_{person.code}"))
    for standing in actor.standings:
        station = units.station(tx, standing.station_id) if standing.station_id else None
        if station is not None and standing.role is Role.OFFICER:
            found.append(OwnLink(station.name, f"s_{station.code}"))
    return tuple(found)


def own_representative(tx: Tx, actor: Actor, now: datetime) -> Representative | None:
    """The representative who keeps a link with the resident, else the nearest one of the constituency."""
    day = today(tx.rules, now)
    person_id = people.linked(tx, actor.person, day)
    if person_id is None and actor.unit_id is not None:
        best = choose(partial(suggestions.candidates, tx, actor.unit_id, actor.person, day), "town")
        person_id = best.person_id if best else None
    return people.representative(tx, person_id, day) if person_id else None


def _settle(tx: Tx, actor: Actor, unit_id: int, now: datetime) -> Outcome:
    people.set_home(tx, actor.person, unit_id)
    events.add(tx, "person", actor.person, "home", actor_id=actor.person, role=Role.RESIDENT, now=now,
               facts={"unit": unit_id})  # fmt: skip
    settled = replace(actor, unit_id=unit_id)
    return Outcome.tell(Told(actor.person, "place.chosen"), _card(tx, settled, now), talk=END, toast="place.kept")


def _card(tx: Tx, actor: Actor, now: datetime) -> Told:
    unit = units.find(tx, actor.unit_id) if actor.unit_id else None
    facts = {"unit": unit, "representative": own_representative(tx, actor, now) if unit else None}
    return Told(actor.person, "start.card", {**facts, "roles": roles_of(actor)})


def _units_of(tx: Tx, actor: Actor, unit: Unit, page: int, now: datetime, *, fresh: bool) -> Outcome:
    below = units.children(tx, unit.id, today(tx.rules, now))
    path = [above for above in reversed(units.chain(tx, unit.id)) if above.kind is not UnitKind.CITY]
    facts = {"unit": unit, "path": path, "below": below, "page": page, "fresh": fresh}
    return Outcome.tell(Told(actor.person, "place.ask", facts), talk=Talk("start.place"))


def roles_of(actor: Actor) -> tuple[Role, ...]:
    return tuple(dict.fromkeys(standing.role for standing in actor.standings))
