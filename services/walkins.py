"""Who has no account, and so an officer registers their case: who they are, who hears for them, and their slip."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.drafts import Draft
from domain.people import Actor, Role, Standing, random_code
from domain.suggestions import Suggestion
from domain.telling import Told
from domain.walkins import CHANNELS, CODE_LENGTH, Caller
from services import access
from services.commands import RefusedError, today
from storage import people, suggestions, walkins
from storage.tx import Tx
from storage.walkins import Walkin

OFFICES = (Role.OFFICER, Role.ADMIN)  # who may register a case for somebody


@dataclass(frozen=True)
class Slip:
    """By what a case can be taken over, once. It is told to the officer and stored nowhere but as a hash."""

    token: str
    code: str
    until: date


def office(actor: Actor) -> Role:
    """The office in which somebody registers a case for another. Raises RefusedError, StrangerError."""
    if actor.person and not any(actor.holds(role) for role in OFFICES):
        raise RefusedError("refused.no_walkins")
    return next(role for role in OFFICES if actor.holds(role))


def desk(actor: Actor) -> Standing:
    """Where an officer registers a case for another: at the own station, or for the own unit. Raises RefusedError."""
    held = office(actor)
    return next(standing for standing in actor.standings if standing.role is held)


def add_person(tx: Tx, draft: Draft, unit_id: int, now: datetime) -> int:
    """Who came or called becomes a person of their own (id), with as much of a name and a phone as they gave."""
    return walkins.add_person(tx, draft.caller, draft.caller_phone, tx.rules.locale.default, unit_id, now)


def hand_out(tx: Tx, officer: Actor, case: Suggestion, now: datetime) -> Slip:
    """The first slip of a case that was just registered."""
    slip, until = _make(tx, now)
    walkins.add(tx, case.id, case.author_id, officer.person, *_hashes(case, slip), until)
    return slip


def renew(tx: Tx, case: Suggestion, now: datetime) -> Slip:
    """Another slip: what stood on the old one is worth nothing any more."""
    slip, until = _make(tx, now)
    walkins.renew(tx, case.id, *_hashes(case, slip), until)
    return slip


def is_code(walkin: Walkin, case: Suggestion, code: str) -> bool:
    """Whether this is the code of a case."""
    return secrets.compare_digest(walkin.code_hash, _slow_hash(case, code))


def hash_of(token: str) -> str:
    """The hash of a link's token: it is long enough for a quick one."""
    return hashlib.sha256(token.encode()).hexdigest()


def caller(tx: Tx, reader: Actor, case: Suggestion, role: Role) -> Caller | None:
    """Who came or called, for this reader of the case; None once they have taken it over, and for departments.

    Name and phone are for the officer who took them down, and for staff unless the person wishes to stay unnamed.
    """
    walkin = walkins.find(tx, case.id) if case.channel in CHANNELS else None
    if walkin is None or walkin.taken or role in (Role.DEPARTMENT_OFFICER, Role.SUPPORTING):
        return None
    own = walkin.officer == reader.person_id
    name, phone = ("", "") if case.anonymous and not own else walkins.who(tx, walkin.person)
    return Caller(name, phone, own)


def phone_of(tx: Tx, case: Suggestion) -> str:
    """The number that stands with a case, whoever gave it: what must not reach those who follow it."""
    if case.channel not in CHANNELS:
        return case.phone or ""
    return walkins.who(tx, case.author_id)[1]


def instead(tx: Tx, told: Told, now: datetime) -> list[Told]:
    """What somebody without an account would hear goes to the officer who registered the case, to be passed on.

    Where that officer holds no office any more, or can't be reached, those hear it who see to such cases there: without
    name and phone, where the person gave them to the first officer alone.
    """
    walkin = walkins.of_person(tx, told.to) if isinstance(told.to, int) else None
    case = suggestions.find(tx, walkin.case) if walkin else None
    if walkin is None or case is None:
        return []
    kind = "walkin.tell"
    message = told.message if told.case == case.id else None
    passed_on = replace(told, kind=kind, case=case.id, message=message)
    return [
        replace(passed_on, to=to, facts={"heard_of": (told.kind, told.facts), **_whose(tx, walkin, case, to)})
        for to in _hearers(tx, walkin, case, now)
    ]


def askers(tx: Tx, case: Suggestion, now: datetime) -> list[tuple[int, dict[str, object]]]:
    """Who asks somebody without an account, and what each may know of whom to ask; nobody once it is taken over."""
    walkin = walkins.find(tx, case.id) if case.channel in CHANNELS else None
    if walkin is None or walkin.taken:
        return []
    return [(to, _whose(tx, walkin, case, to)) for to in _hearers(tx, walkin, case, now)]


def _whose(tx: Tx, walkin: Walkin, case: Suggestion, to: int) -> dict[str, object]:
    """Who is to be told, as far as this person may know it."""
    own = to == walkin.officer
    name, phone = ("", "") if case.anonymous and not own else walkins.who(tx, walkin.person)
    return {"case": case, "who": name, "phone": phone, "own": own}


def _hearers(tx: Tx, walkin: Walkin, case: Suggestion, now: datetime) -> list[int]:
    reach = people.reach(tx, walkin.officer)
    if reach is not None and not reach.unreachable:
        officer = access.person(tx, walkin.officer, now)
        if any(officer.holds(role) for role in OFFICES):
            return [walkin.officer]
    return access.dispatchers(tx, case, today(tx.rules, now))


def _make(tx: Tx, now: datetime) -> tuple[Slip, datetime]:
    until = now + timedelta(days=tx.rules.access.takeover_days)
    return Slip(secrets.token_urlsafe(24), random_code(CODE_LENGTH), today(tx.rules, until)), until


def _hashes(case: Suggestion, slip: Slip) -> tuple[str, str]:
    return hash_of(slip.token), _slow_hash(case, slip.code)


def _slow_hash(case: Suggestion, code: str) -> str:
    """Some milliseconds of work: a code is short, so nobody who reads the database shall find it by trying all."""
    return hashlib.scrypt(code.encode(), salt=case.code.encode(), n=2**12, r=8, p=1, dklen=32).hex()
