"""The first words with somebody: the greeting, consent, and where a deep link leads.

Of a stranger only the step of the conversation is kept, for a day; consent comes before anything else is.
"""

from dataclasses import replace
from datetime import datetime

from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services import access, invites
from services import people as homes
from services.commands import Command, Nothing, today
from services.contacts import confirming
from services.groups import connecting
from services.people import roles_of, welcome
from services.receptions import receiving
from services.suggestions import supporting, walkins
from services.suggestions.drafting import Begin, begin, resting
from services.suggestions.walkins import Typed
from storage import events, moderation, people, suggestions, talks, units
from storage.talks import WAITING
from storage.tx import Tx


class Start(Command):
    """/start, with the payload of a deep link if there is one."""

    link: str = ""


class Agree(Command):
    """Yes to the privacy note; the name is the account's."""

    name: str


def start(tx: Tx, actor: Actor, command: Start, now: datetime) -> Outcome:
    """Greet. A stranger gets the privacy note first; of them only this step is kept, for a day."""
    if actor.is_stranger:
        talk = Talk("start.consent", {"link": command.link, "language": actor.language})
        return Outcome.tell(Told(actor.at, "start.hello", {"days": tx.rules.privacy.payload_days}), talk=talk)
    return follow(tx, actor, command.link, now)


def insist(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """A stranger wrote something before agreeing: it is not kept, and they are told so.

    Who was not asked yet, or so long ago that it was forgotten, gets the privacy note as well.
    """
    talk = talks.find(tx, actor.at)
    if talk is not None:
        return Outcome.tell(Told(actor.at, "start.first_agree"), talk=talk)
    asked = start(tx, actor, Start(), now)
    return replace(asked, told=(Told(actor.at, "start.not_kept"), *asked.told))


def agree(tx: Tx, actor: Actor, command: Agree, now: datetime) -> Outcome:
    """Keep a person from now on, and go where the link led. The second time nothing happens."""
    if not actor.is_stranger:
        return Outcome(toast="button.done_already")
    talk = talks.find(tx, actor.at)
    link = str(talk.data.get("link", "")) if talk and talk.step == "start.consent" else ""
    person_id = people.add(tx, command.name, actor.language, now)
    people.bind(tx, actor.at, person_id, now)
    moderation.mute(tx, person_id)  # of before they left, and it has not ended
    known = access.actor(tx, actor.at, actor.language, now)
    events.add(tx, "person", person_id, "consented", actor_id=person_id, role=Role.RESIDENT, now=now)
    outcome = follow(tx, known, link, now)
    menu = (Told(person_id, "menu", {"roles": roles_of(known)}),) if known.is_staff else ()
    return replace(outcome, told=(Told(person_id, "start.decided"), *outcome.told, *menu), toast="start.agreed")


def decline(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """No to the privacy note: even the step is forgotten. Who has agreed already hears what is kept."""
    if not actor.is_stranger:
        return Outcome.tell(Told(actor.at, "start.agreed_before"))
    return Outcome.tell(Told(actor.at, "start.decided"), Told(actor.at, "start.declined"), talk=END)


def follow(tx: Tx, actor: Actor, link: str, now: datetime) -> Outcome:
    """Go where a deep link leads; an empty one to the beginning."""
    kind, _, code = link.partition("_")
    handler = LINKS.get(kind)
    if handler is not None and code:
        return handler(tx, actor, code, now)
    if link:
        return Outcome.tell(Told(actor.at, "start.unknown_link"), talk=END)
    outcome, draft = welcome(tx, actor, Nothing(), now), talks.draft(tx, actor.person)
    if draft is None or draft.is_empty or actor.unit_id is None:
        return outcome
    back = resting(actor, draft)
    return replace(outcome, told=(*outcome.told, *back.told), talk=back.talk)


def choose_unit(tx: Tx, actor: Actor, command: homes.ChooseUnit, now: datetime) -> Outcome:
    """One step down the tree, or home; then on with what a home was needed for."""
    return _go_on(tx, actor, homes.choose_unit(tx, actor, command, now), now)


def choose_station(tx: Tx, actor: Actor, command: homes.ChooseStation, now: datetime) -> Outcome:
    """Live where this station is; then on with what a home was needed for."""
    return _go_on(tx, actor, homes.choose_station(tx, actor, command, now), now)


def _go_on(tx: Tx, actor: Actor, outcome: Outcome, now: datetime) -> Outcome:
    """A matter that somebody began to write down at a reception before their home was known."""
    waiting = talks.draft(tx, actor.person, WAITING) if outcome.toast == "place.kept" else None
    if waiting is None or not waiting.reception:
        return outcome
    begun = begin(tx, access.actor(tx, actor.at, actor.language, now), Begin(), now)
    told = (*(one for one in outcome.told if one.kind != "start.card"), *begun.told)
    return replace(outcome, told=told, talk=begun.talk)


def _by_station(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    station = units.station_by_code(tx, code, today(tx.rules, now))
    if station is None:
        return Outcome.tell(Told(actor.at, "start.unknown_link"), talk=END)
    return _begin_at(tx, actor, station.unit_id, f"s_{code}", now, station=station)


def _by_representative(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    day = today(tx.rules, now)
    person_id = people.by_code(tx, code)
    chosen = people.representative(tx, person_id, day) if person_id else None
    if person_id is None or chosen is None:
        return Outcome.tell(Told(actor.at, "start.unknown_link"), talk=END)
    station_id = next(s.station_id for s in people.standings(tx, person_id, day) if s.role is Role.REPRESENTATIVE)
    station = units.station(tx, station_id) if station_id else None
    if station is None:
        return welcome(tx, actor, Nothing(), now)
    # The own link goes before the code: then the greeting must not promise whom it will reach.
    promised = chosen if people.linked(tx, actor.person, day) in (None, person_id) else None
    return _begin_at(tx, actor, station.unit_id, f"r_{code}", now, representative=promised)


def _begin_at(tx: Tx, actor: Actor, unit_id: int, link: str, now: datetime, **facts: object) -> Outcome:
    if actor.unit_id is None:
        people.set_home(tx, actor.person, unit_id)
        actor = replace(actor, unit_id=unit_id)
    return begin(tx, actor, Begin(link=link), now, **facts)


def _by_case(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    case = suggestions.by_code(tx, code)
    if case is None:
        return Outcome.tell(Told(actor.at, "start.unknown_link"), talk=END)
    return Outcome.tell(supporting.public(tx, actor, case), talk=END)


def _by_invitation(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    return invites.accept(tx, actor, code, now)


def take(tx: Tx, actor: Actor, command: Typed, now: datetime) -> Outcome:
    """/take: by the number and the code of a slip. A stranger gets the privacy note first, and is asked after it."""
    if command.words and not actor.is_stranger:
        return walkins.take_by_code(tx, actor, command, now)
    return start(tx, actor, Start(link=TAKE), now)


def _by_slip(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    if f"t_{code}" == TAKE:
        return walkins.ask_take(tx, actor, Nothing(), now)
    return walkins.take_by_link(tx, actor, code, now)


TAKE = "t_code"  # no token: whoever has none is asked for the code


def _by_attendance(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    return receiving.attend(tx, actor, code, now) or confirming.attend(tx, actor, code, now)


def _by_group(tx: Tx, actor: Actor, code: str, now: datetime) -> Outcome:
    return connecting.in_private(tx, actor, code, now)


LINKS = {
    "s": _by_station, "r": _by_representative, "c": _by_case, "i": _by_invitation, "t": _by_slip,
    "m": _by_attendance, "g": _by_group,
}  # fmt: skip
