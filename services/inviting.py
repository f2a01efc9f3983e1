"""/invite: links that make an account somebody's, from chat: with a code to be scanned, or as cards for a station.

Administrators invite for their unit and what is below it, officers the representatives of their own station. A link
works once and for some days; only its hash is kept, so nobody sees it again. A new one for somebody takes back what was
made for them before and not used.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from domain.people import Actor, Role
from domain.rights import Holding, Invited
from domain.telling import Outcome, Told
from domain.units import Station
from services import access, invites
from services.commands import Command, RefusedError, today
from services.invites import InviteError, Made
from storage import events, people, rights, units
from storage.tx import Tx

PAGE = 8
SHOWN = 10  # of those that were used
MOST = 200  # cards of one sheet
DAY = timedelta(days=1)
ROLES = {"r": Role.REPRESENTATIVE, "o": Role.OFFICER, "d": Role.DEPARTMENT_OFFICER, "a": Role.ADMIN}
Letter = Literal["r", "o", "d", "a"]


class Room(Command):
    """Where to invite: a unit (id), or the own place."""

    unit_id: int = Field(0, ge=0, lt=2**63)
    fresh: bool = True


class Stations(Command):
    """A page of the stations of a unit, for a role."""

    role: Literal["r", "o"]
    unit_id: int = Field(ge=1, lt=2**63)
    page: int = Field(0, ge=0, lt=2**31)


class Whom(Command):
    """Somebody at a station (roles r, o) or of a unit (d, a)."""

    role: Letter
    place_id: int = Field(ge=1, lt=2**63)
    page: int = Field(0, ge=0, lt=2**31)


class Make(Command):
    """For a person, or for whoever opens it (0)."""

    role: Letter
    place_id: int = Field(ge=1, lt=2**63)
    person_id: int = Field(0, ge=0, lt=2**63)


class Listed(Command):
    """A page of the invitations of a unit ("u") or a station ("s")."""

    kind: Literal["u", "s"]
    place_id: int = Field(ge=1, lt=2**63)
    page: int = Field(0, ge=0, lt=2**31)


class OfStation(Command):
    """A station."""

    station_id: int = Field(ge=1, lt=2**63)


class Sheet(OfStation):
    """The cards of a station, as they were asked about: `made` so many invitations until then, within a day."""

    made: int = Field(ge=0, lt=2**31)


class OfInvitation(Command):
    """An invitation, in the list of a unit (id) or elsewhere."""

    invitation_id: int = Field(ge=1, lt=2**63)
    shown_in: int = Field(0, ge=0, lt=2**63)


def room(tx: Tx, actor: Actor, command: Room, now: datetime) -> Outcome:
    """/invite: whom? An officer of one station is asked for the person at once."""
    own = access.administered(actor)
    stations = _stations_of(tx, actor)
    if not own and not stations:
        raise RefusedError("refused.no_inviting")
    unit_id = command.unit_id or (own[0] if own else 0)
    if unit_id and not access.administers(tx, actor, unit_id):
        raise RefusedError("refused.no_inviting")
    unit = units.find(tx, unit_id) if unit_id else None
    facts = {"unit": unit, "stations": stations, "fresh": command.fresh}
    return Outcome.tell(Told(actor.person, "invite.room", facts))


def ask_station(tx: Tx, actor: Actor, command: Stations, now: datetime) -> Outcome:
    """At which station?"""
    if not access.administers(tx, actor, command.unit_id):
        raise RefusedError("refused.no_inviting")
    ids = rights.stations_below(tx, command.unit_id, today(tx.rules, now), PAGE + 1, command.page * PAGE)
    found = [station for id_ in ids[:PAGE] if (station := units.station(tx, id_)) is not None]
    if not found:
        return Outcome(toast="invite.no_stations", alert=True)
    facts = {"letter": command.role, "unit_id": command.unit_id, "stations": found, "page": command.page,
             "more": len(ids) > PAGE}  # fmt: skip
    return Outcome.tell(Told(actor.person, "invite.ask_station", facts))


def ask_whom(tx: Tx, actor: Actor, command: Whom, now: datetime) -> Outcome:
    """Whom? Those without an account stand first."""
    station = _place(tx, actor, command.role, command.place_id, now)
    found = _people(tx, command, station, now)
    facts = {"letter": command.role, "place_id": command.place_id, "holders": found[:PAGE], "page": command.page,
             "more": len(found) > PAGE, "station": station}  # fmt: skip
    return Outcome.tell(Told(actor.person, "invite.ask_whom", facts))


def make(tx: Tx, actor: Actor, command: Make, now: datetime) -> Outcome:
    """A fresh link, with its code to be scanned. It is shown this once."""
    station = _place(tx, actor, command.role, command.place_id, now)
    _is_enough(tx, actor, 1, now)
    role = ROLES[command.role]
    ref = command.person_id or None
    if ref is not None and not _may_be(tx, command, station, now):
        raise RefusedError("refused.no_invitee")
    if not invites.gives(tx, actor.standings, ref, today(tx.rules, now)):
        raise RefusedError("refused.higher_invitee")
    again = rights.revoke_for(tx, ref, role, now) if ref else 0
    made = _made(tx, actor, role, command.place_id, station, ref, now)
    person = people.find(tx, ref) if ref else None
    facts = {"role": role, "name": person.name if person else "", "token": made.token, "until": made.expires,
             "again": bool(again), "where": _where(tx, command, station)}  # fmt: skip
    return Outcome.tell(Told(actor.person, "invite.made", facts))


def listed(tx: Tx, actor: Actor, command: Listed, now: datetime) -> Outcome:
    """Which invitations are open, each with a button that takes it back; and who used which."""
    return Outcome.tell(_listed(tx, actor, command, now))


def revoke(tx: Tx, actor: Actor, command: OfInvitation, now: datetime) -> Outcome:
    """Let a link work no more. Pressed twice, or after it was used, nothing changes and that is said."""
    found = rights.invitation(tx, command.invitation_id)
    if found is None:
        raise RefusedError("refused.no_inviting")
    kind: Literal["u", "s"] = "s" if not access.administers(tx, actor, found.unit_id) else "u"
    place = found.station_id if kind == "s" else found.unit_id
    if place is None or (kind == "s" and found.role is not Role.REPRESENTATIVE):
        raise RefusedError("refused.no_inviting")
    command_ = Listed(kind=kind, place_id=place)
    _see(tx, actor, command_)
    toast = "invite.not_open"
    if rights.revoke(tx, found.id, now):
        toast = "invite.revoked_toast"
        role = Role.ADMIN if kind == "u" else Role.OFFICER
        events.add(tx, "invite", found.id, "revoked", actor_id=actor.person, role=role, now=now,
                   facts={"role": found.role.value, "unit": found.unit_id})  # fmt: skip
    if kind == "u" and command.shown_in and access.administers(tx, actor, command.shown_in):
        command_ = Listed(kind=kind, place_id=command.shown_in)
    return Outcome.tell(_listed(tx, actor, command_, now), toast=toast)


def ask_cards(tx: Tx, actor: Actor, command: OfStation, now: datetime) -> Outcome:
    """How many cards there would be, and what becomes of earlier ones."""
    station = _station(tx, actor, command.station_id)
    number, made = len(_for_cards(tx, actor, station.id, now)), rights.made_since(tx, actor.person, now - DAY)
    facts = {"station": station, "number": number, "made": made}
    return Outcome.tell(Told(actor.person, "invite.ask_cards", facts))


def cards(tx: Tx, actor: Actor, command: Sheet, now: datetime) -> Outcome:
    """A sheet with a card for everybody of a station who has no account yet.

    A second press asks again: another sheet would make the first one worthless.
    """
    station = _station(tx, actor, command.station_id)
    if rights.made_since(tx, actor.person, now - DAY) != command.made:
        again = ask_cards(tx, actor, OfStation(station_id=station.id), now)
        return Outcome.tell(*again.told, toast="button.stale")
    found = _for_cards(tx, actor, station.id, now)
    if not found:
        return Outcome(toast="invite.no_cards", alert=True)
    _is_enough(tx, actor, len(found), now)
    made = make_cards(tx, station, found, now, by=actor)
    facts = {"station": station, "cards": made, "until": made[0][1].expires}
    return Outcome.tell(Told(actor.person, "invite.cards", facts))


def without_account(tx: Tx, station_id: int, now: datetime) -> list[Holding]:
    """Those of a station who sit somewhere and have no account yet: whom there are cards for."""
    found = rights.seats_at(tx, station_id, today(tx.rules, now), MOST)
    return [one for one in found if not one.has_account]


def _for_cards(tx: Tx, actor: Actor, station_id: int, now: datetime) -> list[Holding]:
    """Those of them whose every office is somebody's to give."""
    found, day = without_account(tx, station_id, now), today(tx.rules, now)
    return [one for one in found if invites.gives(tx, actor.standings, one.person_id, day)]


def make_cards(
    tx: Tx, station: Station, found: Sequence[Holding], now: datetime, *, by: Actor | None = None
) -> list[tuple[str, Made]]:
    """A name and a fresh link for each; what was made for them before and not used works no more."""
    role, day_role = Role.REPRESENTATIVE, _maker(tx, by, station.unit_id)
    made = []
    for one in found:
        rights.revoke_for(tx, one.person_id, role, now)
        person, maker = one.person_id, by.person if by else None
        fresh = invites.make(tx, role, station.code, person, now, created_by=maker, maker=day_role)
        made.append((one.name, fresh))
    return made


def _made(
    tx: Tx, actor: Actor, role: Role, place_id: int, station: Station | None, ref: int | None, now: datetime
) -> Made:
    unit = units.find(tx, place_id) if station is None else None
    code = station.code if station else unit.code if unit else ""
    maker = _maker(tx, actor, station.unit_id if station else place_id)
    try:
        return invites.make(tx, role, code, ref, now, created_by=actor.person, maker=maker)
    except InviteError as error:
        raise RefusedError("refused.no_invitee") from error


def _maker(tx: Tx, actor: Actor | None, unit_id: int) -> Role:
    """In which office somebody invites."""
    if actor is None:
        return Role.SYSTEM
    return Role.ADMIN if access.administers(tx, actor, unit_id) else Role.OFFICER


def _place(tx: Tx, actor: Actor, letter: Letter, place_id: int, now: datetime) -> Station | None:
    """The station of a representative or an officer; None for those of a unit. Raises RefusedError."""
    if letter in ("d", "a"):
        if units.find(tx, place_id) is None or not access.administers(tx, actor, place_id):
            raise RefusedError("refused.no_inviting")
        return None
    station = _station(tx, actor, place_id)
    if letter == "o" and not access.administers(tx, actor, station.unit_id):
        raise RefusedError("refused.no_inviting")
    return station


def _station(tx: Tx, actor: Actor, station_id: int) -> Station:
    """A station whose representatives somebody may invite. Raises RefusedError."""
    station = units.station(tx, station_id)
    own = [one.id for one in _stations_of(tx, actor)]
    if station is None or not (station.id in own or access.administers(tx, actor, station.unit_id)):
        raise RefusedError("refused.no_inviting")
    return station


def _stations_of(tx: Tx, actor: Actor) -> list[Station]:
    """The stations whose officer somebody is."""
    ids = [held.station_id for held in actor.standings if held.role is Role.OFFICER and held.station_id]
    found = (units.station(tx, id_) for id_ in dict.fromkeys(ids))
    return [station for station in found if station is not None]


def _people(tx: Tx, command: Whom, station: Station | None, now: datetime, count: int = PAGE + 1) -> list[Holding]:
    day, skip = today(tx.rules, now), command.page * PAGE
    if station is not None and command.role == "r":
        return rights.seats_at(tx, station.id, day, count, skip)
    unit_id, station_id = (station.unit_id, station.id) if station else (command.place_id, None)
    return rights.offices_of(tx, ROLES[command.role], unit_id, station_id, day, count, skip)


def _may_be(tx: Tx, command: Make, station: Station | None, now: datetime) -> bool:
    """Whether somebody holds, by the roster, what they are invited to."""
    whom = Whom(role=command.role, place_id=command.place_id)
    return any(one.person_id == command.person_id for one in _people(tx, whom, station, now, 1000))


def _is_enough(tx: Tx, actor: Actor, number: int, now: datetime) -> None:
    """Raises RefusedError for who has made too many today."""
    limit = tx.rules.access.invites_a_day
    if rights.made_since(tx, actor.person, now - DAY) + number > limit:
        raise RefusedError("refused.many_invites", n=limit)


def _see(tx: Tx, actor: Actor, command: Listed) -> tuple[int, int | None]:
    """The unit and the station whose invitations are listed. Raises RefusedError."""
    if command.kind == "s":
        station = _station(tx, actor, command.place_id)
        return station.unit_id, station.id
    if not access.administers(tx, actor, command.place_id):
        raise RefusedError("refused.no_inviting")
    return command.place_id, None


def _listed(tx: Tx, actor: Actor, command: Listed, now: datetime) -> Told:
    unit_id, station_id = _see(tx, actor, command)
    found = rights.open_invitations(tx, unit_id, station_id, now, PAGE + 1, command.page * PAGE)
    used: list[Invited] = rights.used_invitations(tx, unit_id, station_id, SHOWN)
    facts = {
        "place_key": f"{command.kind}{command.place_id}", "open_ones": found[:PAGE], "used_ones": used,
        "page": command.page, "more": len(found) > PAGE, "where": _name(tx, unit_id, station_id),
    }  # fmt: skip
    return Told(actor.person, "invite.list", facts)


def _name(tx: Tx, unit_id: int, station_id: int | None) -> str:
    station, unit = units.station(tx, station_id) if station_id else None, units.find(tx, unit_id)
    return station.name if station else unit.name if unit else ""


def _where(tx: Tx, command: Make, station: Station | None) -> str:
    return station.name if station else _name(tx, command.place_id, None)
