"""The other side's word on a contact: confirmed, by the code of the meeting, disputed, or objected to.

A meeting counts once the other side has said so. A call, a chat or a letter counts until the other side objects. What
is disputed never counts; the station's liaison officer hears of it and sees to it. Whoever comes twice or too late is
told how it stands.
"""

import hashlib
import secrets
from datetime import datetime

from domain.contacts import Contact, Evidence, Standing
from domain.people import Actor, Role, random_code
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, RefusedError, today
from services.contacts.entering import officers, own
from services.suggestions.saying import Say
from storage import contacts, events, talks
from storage.tx import Tx

DISPUTE, CODE = "contact.dispute", "contact.code"
TRIES = 5


class Of(Command):
    """The contact that a button is about."""

    contact_id: int


class OfEntry(Command):
    """The entry that a button is about."""

    entry_id: int


def confirm(tx: Tx, actor: Actor, command: Of, now: datetime) -> Outcome:
    """The other side says that it was so; or the liaison officer, as witness for somebody without an account."""
    contact, role = _load(tx, actor, command.contact_id, now)
    return _count(tx, actor, contact, role, Evidence.WITNESS if role is Role.OFFICER else Evidence.CONFIRMED, now)


def ask_dispute(tx: Tx, actor: Actor, command: Of, now: datetime) -> Outcome:
    """It was not so: ask for a word about it."""
    contact, _ = _load(tx, actor, command.contact_id, now)
    if contact.standing not in (Standing.WAITING, Standing.COUNTED):
        return Outcome(toast=_stands(contact))
    return Outcome.tell(
        Told(actor.person, "contact.ask_dispute", {"contact": contact}), talk=Talk(DISPUTE, {"contact": contact.id})
    )


def dispute(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The word: the contact does not count, and its author and the liaison officer hear why."""
    contact, role = _waiting_for(tx, actor, DISPUTE, now)
    standing = Standing.DISPUTED if contact.mode.is_face_to_face else Standing.OBJECTED
    if not contacts.void(tx, contact.id, standing, command.words.strip(), now):
        return Outcome.tell(Told(actor.person, "contact.stands", {"contact": contact}), talk=END)
    events.add(tx, "contact", contact.id, standing.value, actor_id=actor.person, role=role, now=now)
    facts = {"contact": _again(tx, contact)}
    hearers = [person for person in officers(tx, contact, now) if person != actor.person]
    decides = {**facts, "decides": standing is Standing.DISPUTED}
    return Outcome.tell(
        Told(actor.person, "contact.disputed", facts),
        Told(contact.keeper_id, "contact.disputed_staff", {**facts, "decides": False}),
        *(Told(person, "contact.disputed_staff", decides) for person in hearers),
        talk=END,
    )


def show_code(tx: Tx, actor: Actor, command: OfEntry, now: datetime) -> Outcome:
    """A code for those who are at the meeting; a new one takes the old one's place. It is valid today alone."""
    own(tx, actor, now)
    found = [one for one in contacts.of_entry(tx, command.entry_id) if one.keeper_id == actor.person]
    if not found:
        raise RefusedError("refused.not_your_contact")
    if found[0].day != today(tx.rules, now) or not found[0].mode.is_face_to_face:
        return Outcome(toast="contact.code_over")
    code, token = random_code(), secrets.token_urlsafe(16)
    contacts.put_code(tx, command.entry_id, _hash(code), _hash(token), found[0].day)
    return Outcome.tell(Told(actor.person, "contact.code", {"code": code, "token": token, "contact": found[0]}))


def ask_code(tx: Tx, actor: Actor, command: Of, now: datetime) -> Outcome:
    """The other side has a code to type."""
    contact, _ = _load(tx, actor, command.contact_id, now)
    if contact.standing is not Standing.WAITING:
        return Outcome(toast=_stands(contact))
    if contact.tries >= TRIES:
        return Outcome(toast="contact.code_ended", alert=True)
    return Outcome.tell(
        Told(actor.person, "contact.ask_code", {"contact": contact}), talk=Talk(CODE, {"contact": contact.id})
    )


def enter_code(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The code that was read out: right, or one try less. After five wrong ones it is over."""
    contact, role = _waiting_for(tx, actor, CODE, now)
    code = contacts.code_of(tx, contact.entry_id)
    given = _hash("".join(command.words.upper().split()).replace("-", ""))
    valid = code is not None and code.day == today(tx.rules, now) and contact.tries < TRIES
    if valid and code is not None and secrets.compare_digest(code.code_hash, given):
        return _count(tx, actor, contact, role, Evidence.CODE, now)
    contacts.wrong_code(tx, contact.id)
    left = max(0, TRIES - contact.tries - 1)
    facts = {"contact": contact, "left": left}
    return Outcome.tell(Told(actor.person, "contact.wrong_code", facts), talk=talks.find(tx, actor.at) if left else END)


def attend(tx: Tx, actor: Actor, token: str, now: datetime) -> Outcome:
    """The link that stands behind the code of a meeting, opened by somebody who is there."""
    found = contacts.by_token(tx, _hash(token))
    if found is None or found[1] != today(tx.rules, now):
        return Outcome.tell(Told(actor.person, "contact.link_over"), talk=END)
    mine = next((one for one in contacts.of_entry(tx, found[0]) if one.other_id == actor.person), None)
    if mine is None:
        return Outcome.tell(Told(actor.person, "contact.link_of_others"), talk=END)
    return _count(tx, actor, mine, Role.RESIDENT, Evidence.CODE, now)


def _count(tx: Tx, actor: Actor, contact: Contact, role: Role, evidence: Evidence, now: datetime) -> Outcome:
    if not contacts.count(tx, contact.id, evidence, now):
        standing = _again(tx, contact)
        return Outcome.tell(
            Told(actor.person, "contact.stands", {"contact": standing}),
            talk=END,
            toast=_stands(standing),
        )
    events.add(tx, "contact", contact.id, "counted", actor_id=actor.person, role=role, now=now,
               facts={"evidence": evidence.value})  # fmt: skip
    facts = {"contact": _again(tx, contact)}
    return Outcome.tell(
        Told(actor.person, "contact.thanks", facts),
        Told(contact.keeper_id, "contact.confirmed", facts),
        talk=END,
        toast="contact.is_counted",
    )


def _load(tx: Tx, actor: Actor, contact_id: int, now: datetime) -> tuple[Contact, Role]:
    """A contact and what somebody is to it: its other side, or the witness. Raises RefusedError for all others."""
    contact = contacts.find(tx, contact_id)
    if contact is not None and contact.other_id == actor.person:
        return contact, Role.RESIDENT
    if contact is not None and not contact.reachable and actor.person in officers(tx, contact, now):
        return contact, Role.OFFICER
    raise RefusedError("refused.not_your_contact")


def _waiting_for(tx: Tx, actor: Actor, step: str, now: datetime) -> tuple[Contact, Role]:
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != step:
        raise RefusedError("refused.not_your_contact")
    return _load(tx, actor, int(talk.data["contact"]), now)


def _again(tx: Tx, contact: Contact) -> Contact:
    """The same contact as it stands now."""
    return contacts.find(tx, contact.id) or contact


def _stands(contact: Contact) -> str:
    """The key of what says how a contact stands."""
    return f"contact.is_{contact.standing.value}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
