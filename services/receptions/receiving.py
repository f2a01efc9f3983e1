"""The day of a reception: it opens, whoever comes signs in or is registered, and it closes.

Each visitor is counted once, whichever way they came in and however often. The code is shown on one side and typed, or
opened as a link, on the other; it holds while the reception is open, and is kept as a hash.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import Field

from domain.people import Actor, Role, random_code
from domain.reception_life import allows
from domain.receptions import EARLY, Action, Booking, Reception, Visitor
from domain.telling import END, Outcome, Talk, Told
from domain.walkins import NAME_LENGTH
from services.commands import Command, RefusedError, today
from services.receptions.boards import card, news
from services.receptions.moving import move, note
from services.receptions.rights import OfReception, load, role_for, roles_in
from services.suggestions.saying import Say
from storage import people, receptions, talks
from storage.tx import Tx

CODE, NAME = "reception.code", "reception.name"
HOUR = timedelta(hours=1)


class Register(Command):
    """Somebody who is expected came."""

    reception_id: int
    person_id: int = Field(ge=1, lt=2**63)


@dataclass(frozen=True)
class Roll:
    """Who came, and who is expected still: those who booked, and those on the links of who is on duty."""

    reception: Reception
    visitors: tuple[Visitor, ...]
    booked: tuple[Booking, ...]
    linked: tuple[tuple[int, str], ...]
    able: bool  # whether it is open, so that more can be registered
    writes: bool  # whether the reader writes matters down for those without an account


def open_(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """It begins; an hour before its time at the earliest."""
    reception = load(tx, command.reception_id)
    role = role_for(tx, actor, reception, Action.OPEN)
    if now < reception.at - EARLY:
        return Outcome(toast="reception.too_early", alert=True)
    opened = move(tx, actor, reception, Action.OPEN, role, now)
    heard = news(tx, reception, Action.OPEN, role, now, actor.person, kind="reception.opened")
    return Outcome.tell(card(tx, actor, opened), *heard, toast="reception.is_opened")


def ask_close(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """To close it is asked twice: nobody can sign in any more."""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.CLOSE)
    return Outcome.tell(Told(actor.person, "reception.ask_close", {"reception": reception}))


def close(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """It is over."""
    reception = load(tx, command.reception_id)
    role = role_for(tx, actor, reception, Action.CLOSE)
    heard = end(tx, actor, reception, role, now)
    own = [told for told in heard if told.to == actor.person]
    others = [told for told in heard if told.to != actor.person]
    return Outcome.tell(*(own or [card(tx, actor, load(tx, reception.id), kind="reception.closed")]), *others)


def end(tx: Tx, actor: Actor | None, reception: Reception, role: Role, now: datetime) -> list[Told]:
    """Close it: names that nobody needs any more go, and all who see to it hear what there is to do still."""
    move(tx, actor, reception, Action.CLOSE, role, now)
    receptions.blank_names(tx, reception.id)
    return news(tx, reception, Action.CLOSE, role, now, None, kind="reception.closed")


def show_code(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """A code for those who come; a new one takes the old one's place."""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.REGISTER)
    receptions.hold(tx, reception)
    code, token = random_code(), secrets.token_urlsafe(16)
    receptions.put_code(tx, reception.id, _hash(code), _hash(token))
    facts = {"code": code, "token": token, "reception": reception}
    return Outcome.tell(Told(actor.person, "reception.show_code", facts))


def ask_code(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """A resident is there and has a code to type."""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.SIGN_IN)
    told = Told(actor.person, "reception.ask_code", {"reception": reception})
    return Outcome.tell(told, talk=Talk(CODE, {"reception": reception.id}))


def enter_code(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The code: right, or one try less. Wrong ones are counted by account."""
    talk = talks.find(tx, actor.at)
    if actor.person and (talk is None or talk.step != CODE):
        raise RefusedError("refused.not_your_reception")
    reception = load(tx, talk.data["reception"] if talk else 0)
    role_for(tx, actor, reception, Action.SIGN_IN)
    if people.tries(tx, actor.at, now - HOUR) >= tx.rules.access.invite_tries:
        return Outcome.tell(Told(actor.person, "reception.code_ended"), talk=END)
    given = _hash("".join(command.words.upper().split()).replace("-", ""))
    if not reception.code_hash or not secrets.compare_digest(reception.code_hash, given):
        people.note_try(tx, actor.at, now)
        return Outcome.tell(Told(actor.person, "reception.wrong_code"), talk=talk)
    return _sign_in(tx, actor, reception, now)


def attend(tx: Tx, actor: Actor, token: str, now: datetime) -> Outcome | None:
    """The link that says the same, opened by somebody who is there; None where it is no reception's."""
    reception_id = receptions.by_token(tx, _hash(token))
    return _sign_in(tx, actor, load(tx, reception_id), now) if reception_id is not None else None


def roll(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """Who came, and who is expected."""
    reception = load(tx, command.reception_id)
    _staff(tx, actor, reception)
    return _roll(tx, actor, reception)


def register(tx: Tx, actor: Actor, command: Register, now: datetime) -> Outcome:
    """Somebody came who booked, or who is on a link of somebody on duty."""
    reception = load(tx, command.reception_id)
    role = role_for(tx, actor, reception, Action.REGISTER)
    shown = _expected(tx, actor, reception)
    if command.person_id not in {*(one.person_id for one in shown.booked), *dict(shown.linked)}:
        return replace(_roll(tx, actor, reception), toast="reception.counted_already")
    receptions.hold(tx, reception)
    receptions.register(tx, reception.id, command.person_id, "", actor.person, now)
    note(tx, actor, reception.id, Action.REGISTER, role, now, {"person": command.person_id})
    talk = talks.find(tx, actor.at)
    asked = talk is not None and talk.step == NAME
    outcome = _roll(tx, actor, reception, fresh=asked)
    return replace(outcome, toast="reception.counted", talk=END if asked else outcome.talk)


def ask_name(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """Somebody else came: who?"""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.REGISTER)
    told = Told(actor.person, "reception.ask_name", {"reception": reception})
    return Outcome.tell(told, talk=Talk(NAME, {"reception": reception.id}))


def write_name(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """As much of a name as they give; it goes when the reception closes.

    Somebody who is expected has that name: it is asked whether that is who came, so that nobody becomes two. The name
    written once more says that it is somebody else.
    """
    talk = talks.find(tx, actor.at)
    if actor.person and (talk is None or talk.step != NAME):
        raise RefusedError("refused.not_your_reception")
    reception = load(tx, talk.data["reception"] if talk else 0)
    role = role_for(tx, actor, reception, Action.REGISTER)
    name = command.words.strip()
    if len(name) > NAME_LENGTH:
        return Outcome.tell(Told(actor.person, "walkin.name_too_long", {"limit": NAME_LENGTH}))
    same = [] if talk and talk.data.get("asked") == name else _of_name(_expected(tx, actor, reception), name)
    if same:
        told = Told(actor.person, "reception.same_name", {"reception": reception, "same": same})
        return Outcome.tell(told, talk=Talk(NAME, {"reception": reception.id, "asked": name}))
    receptions.hold(tx, reception)
    receptions.register(tx, reception.id, None, name, actor.person, now)
    note(tx, actor, reception.id, Action.REGISTER, role, now)
    return replace(_roll(tx, actor, reception, fresh=True), talk=END)


def _of_name(shown: Roll, name: str) -> list[tuple[int, str]]:
    """Those who are expected and called so: who booked, and who is on a link. They are known, and not somebody else."""
    expected = [*((one.person_id, one.name) for one in shown.booked), *shown.linked]
    return [(id_, known) for id_, known in expected if known.casefold() == name.casefold()]


def _sign_in(tx: Tx, actor: Actor, reception: Reception, now: datetime) -> Outcome:
    """Whoever sees to the reception is no visitor of it; who lives elsewhere is one all the same."""
    if any(role is not Role.RESIDENT for role in roles_in(tx, actor, reception)):
        return Outcome.tell(Told(actor.person, "reception.runs_it"), talk=END)
    if not allows(Action.SIGN_IN, reception.state, Role.RESIDENT):
        raise RefusedError(f"refused.reception_{reception.state.value}")
    if reception.is_over(now):
        raise RefusedError("refused.reception_closed")
    receptions.hold(tx, reception)
    kind = (
        "reception.signed_in" if receptions.sign_in(tx, reception.id, actor.person, now) else "reception.here_already"
    )
    if kind == "reception.signed_in":
        note(tx, actor, reception.id, Action.SIGN_IN, Role.RESIDENT, now)
    return Outcome.tell(card(tx, actor, reception, kind=kind), talk=END)


def _staff(tx: Tx, actor: Actor, reception: Reception) -> None:
    if not any(role is not Role.RESIDENT for role in roles_in(tx, actor, reception)):
        raise RefusedError("refused.not_your_reception")


def _roll(tx: Tx, actor: Actor, reception: Reception, *, fresh: bool = False) -> Outcome:
    return Outcome.tell(Told(actor.person, "reception.roll", {"roll": _expected(tx, actor, reception), "fresh": fresh}))


def _expected(tx: Tx, actor: Actor, reception: Reception) -> Roll:
    roles, day = roles_in(tx, actor, reception), today(tx.rules, reception.at)
    office = any(role in (Role.OFFICER, Role.ADMIN) for role in roles)
    keepers = [one.person_id for one in reception.on_duty] if office else [actor.person]
    linked = dict(pair for keeper in keepers for pair in receptions.expected(tx, reception.id, keeper, day))
    booked = tuple(one for one in receptions.bookings(tx, reception.id) if not one.came)
    for one in booked:
        linked.pop(one.person_id, None)
    able = any(allows(Action.REGISTER, reception.state, role) for role in roles)
    return Roll(reception, tuple(receptions.visitors(tx, reception.id)), booked if able else (),
                tuple(linked.items()) if able else (), able, able and office)  # fmt: skip


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
