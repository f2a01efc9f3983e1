"""The officer's word on a disputed meeting: it counts by their witness or stays disputed, with a reason both see.

What was known before stays as it was known: where the meeting counts after all, a contact of its own says so from this
moment on, and the disputed one stays beside it.
"""

from datetime import datetime

from domain.contacts import Contact, Evidence, Standing
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, RefusedError
from services.contacts.entering import officers
from services.suggestions.saying import Say
from storage import contacts, events, talks
from storage.tx import Tx

DECIDE = "contact.decide"


class Decide(Command):
    """Whether a disputed meeting counts."""

    contact_id: int
    counts: bool


def ask(tx: Tx, actor: Actor, command: Decide, now: datetime) -> Outcome:
    """Ask for the reason."""
    contact = _load(tx, actor, command.contact_id, now)
    if not _is_open(contact):
        return Outcome(toast="contact.decided_already", alert=True)
    facts = {"contact": contact, "counts": command.counts}
    talk = Talk(DECIDE, {"contact": contact.id, "counts": command.counts})
    return Outcome.tell(Told(actor.person, "contact.ask_decision", facts), talk=talk)


def decide(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The reason: it is decided, and both sides hear. Only the first word counts."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != DECIDE:
        raise RefusedError("refused.not_your_contact")
    contact = _load(tx, actor, int(talk.data["contact"]), now)
    counts = bool(talk.data["counts"])
    if not contacts.decide(tx, contact.id, actor.person, command.words.strip(), now):
        return Outcome.tell(Told(actor.person, "contact.decided_before", {"contact": contact}), talk=END)
    events.add(tx, "contact", contact.id, "decided", actor_id=actor.person, role=Role.OFFICER, now=now,
               facts={"counts": counts})  # fmt: skip
    if counts:
        _witness(tx, actor, contact, now)
    facts = {"contact": contacts.find(tx, contact.id) or contact, "counts": counts}
    hearers = [actor.person, contact.keeper_id, *([contact.other_id] if contact.reachable else [])]
    return Outcome.tell(*(Told(person, "contact.decided", facts) for person in dict.fromkeys(hearers)), talk=END)


def _witness(tx: Tx, actor: Actor, contact: Contact, now: datetime) -> None:
    """The same meeting once more, by witness; the words are the author's still."""
    entry_id = contacts.enter(
        tx, contact.keeper_id, contact.mode, contact.day, contact.summary, now, place=contact.place
    )
    id_ = contacts.add(tx, entry_id, contact.link_id, contact.mode, contact.day, now)
    contacts.count(tx, id_, Evidence.WITNESS, now)
    events.add(tx, "contact", id_, "counted", actor_id=actor.person, role=Role.OFFICER, now=now,
               facts={"evidence": Evidence.WITNESS.value, "disputed": contact.id})  # fmt: skip


def _load(tx: Tx, actor: Actor, contact_id: int, now: datetime) -> Contact:
    """A meeting on which this officer decides. Raises RefusedError for all others."""
    contact = contacts.find(tx, contact_id)
    if contact is None or not contact.mode.is_face_to_face or actor.person not in officers(tx, contact, now):
        raise RefusedError("refused.not_your_contact")
    return contact


def _is_open(contact: Contact) -> bool:
    return contact.standing is Standing.DISPUTED and contact.decided_at is None
