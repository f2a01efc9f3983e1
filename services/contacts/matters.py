"""A matter that was raised in a contact: its person makes a suggestion of it, or the officer who registers it for them.

The representative writes down what was said, and it stays theirs: whether it is handed in, in which words and under
which name, the person decides in a draft as in any other.
"""

from dataclasses import replace
from datetime import datetime

from pydantic import Field

from domain.contacts import Contact, Matter
from domain.drafts import Draft
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from domain.walkins import LINK
from services.commands import Command, RefusedError
from services.contacts.confirming import Of
from services.contacts.entering import officers, own
from services.suggestions import drafting
from services.suggestions.saying import Say
from storage import contacts, events, matters, talks
from storage.tx import Tx

WORDS = "contact.matter"
MOST = 3  # matters of one contact that wait for their person


class OfMatter(Command):
    """The matter that a button is about."""

    matter_id: int = Field(ge=0, lt=2**63)


def ask(tx: Tx, actor: Actor, command: Of, now: datetime) -> Outcome:
    """Who logged a contact is asked what was raised in it."""
    contact = _own(tx, actor, command.contact_id, now)
    if matters.waiting(tx, contact.id) >= MOST:
        return Outcome(toast="matter.enough", alert=True)
    told = Told(actor.person, "matter.ask", {"contact": contact})
    return Outcome.tell(told, talk=Talk(WORDS, {"contact": contact.id}))


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The matter: its person is asked whether to hand it in, or the officer for who has no account."""
    talk = talks.find(tx, actor.at)
    contact = _own(tx, actor, int(talk.data["contact"]) if talk and talk.step == WORDS else 0, now)
    words, limit = command.words.strip(), tx.rules.limits.words
    if len(words) > limit:
        over = {"limit": limit, "over": len(words) - limit}
        return Outcome.tell(Told(actor.person, "suggest.too_long", over), talk=talk)
    matter = matters.add(tx, contact.id, words, now)
    events.add(tx, "contact", contact.id, "raised", actor_id=actor.person, role=Role.REPRESENTATIVE, now=now,
               facts={"matter": matter.id})  # fmt: skip
    facts = {"contact": contact, "matter": matter}
    asked = [contact.other_id] if contact.reachable else officers(tx, contact, now)
    kind = "matter.asked" if contact.reachable else "matter.register"
    return Outcome.tell(
        Told(actor.person, "matter.kept", facts), *(Told(person, kind, facts) for person in asked), talk=END
    )


def take(tx: Tx, actor: Actor, command: OfMatter, now: datetime) -> Outcome:
    """Make a draft of it, in which everything can still be changed. A draft that is there goes first."""
    matter, contact, role = _load(tx, actor, command, now)
    draft = talks.draft(tx, actor.person)
    if draft is not None and not draft.is_empty:
        return Outcome(toast="matter.draft_first", alert=True)
    if not matters.settle(tx, matter.id, taken=True):
        return Outcome(toast="matter.settled")
    _note(tx, actor, contact, "matter_taken", role, now)
    link, caller = (LINK, contact.other) if role is Role.OFFICER else ("", "")
    begun = Draft(link=link, caller=caller[:60], matter=matter.id, revision=draft.revision if draft else 0)
    begun = begun.with_words(0, matter.words)
    talks.save_draft(tx, actor.person, begun, now)
    shown = drafting.preview(tx, actor, begun, fresh=True)
    return replace(shown, told=(Told(actor.person, "matter.settled_card", {"matter": matter}), *shown.told))


def leave(tx: Tx, actor: Actor, command: OfMatter, now: datetime) -> Outcome:
    """It is not to be handed in."""
    matter, contact, role = _load(tx, actor, command, now)
    if not matters.settle(tx, matter.id, taken=False):
        return Outcome(toast="matter.settled")
    _note(tx, actor, contact, "matter_left", role, now)
    return Outcome.tell(Told(actor.person, "matter.left", {"matter": matter}))


def _note(tx: Tx, actor: Actor, contact: Contact, kind: str, role: Role, now: datetime) -> None:
    events.add(tx, "contact", contact.id, kind, actor_id=actor.person, role=role, now=now)


def _own(tx: Tx, actor: Actor, contact_id: int, now: datetime) -> Contact:
    """A contact on a link that one keeps. Who has ended theirs is written to no more."""
    contact = contacts.find(tx, contact_id)
    if contact is None or contact.link_id not in {link.id for link in own(tx, actor, now)}:
        raise RefusedError("refused.not_your_contact")
    return contact


def _load(tx: Tx, actor: Actor, command: OfMatter, now: datetime) -> tuple[Matter, Contact, Role]:
    """A matter, and what somebody is to it: whose it is, or the officer for somebody without an account."""
    matter = matters.find(tx, command.matter_id)
    contact = contacts.find(tx, matter.contact_id) if matter else None
    if matter is not None and contact is not None:
        if contact.other_id == actor.person:
            return matter, contact, Role.RESIDENT
        if not contact.reachable and actor.person in officers(tx, contact, now):
            return matter, contact, Role.OFFICER
    raise RefusedError("refused.not_your_contact")
