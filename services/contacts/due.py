"""What the clock brings to contacts: a second question to the other side, and the end of waiting."""

from datetime import datetime, timedelta

from domain.contacts import Contact, Standing
from domain.people import Role
from domain.telling import Due, Priority, Told
from services.commands import is_quiet
from services.contacts.entering import asks
from storage import contacts, events
from storage.tx import Tx

ENOUGH = 100  # contacts of one look


def unconfirmed(tx: Tx, now: datetime) -> Due:
    """Meetings that wait too long: half-way the other side is asked once more, at the end they count as expired."""
    if is_quiet(tx.rules, now):
        return Due()
    time = timedelta(days=tx.rules.scheme.confirming)
    over = [
        one
        for reminded in (False, True)
        for one in contacts.unanswered(tx, now - time, reminded=reminded, number=ENOUGH)
    ]
    told = [item for one in over for item in _expire(tx, one, now)]
    asked = contacts.unanswered(tx, now - time / 2, reminded=False, number=ENOUGH)
    told += [item for one in asked for item in _remind(tx, one, now)]
    return Due(tuple(told), len(over) >= ENOUGH or len(asked) >= ENOUGH)


def _expire(tx: Tx, contact: Contact, now: datetime) -> list[Told]:
    contacts.void(tx, contact.id, Standing.EXPIRED, "", now)
    events.add(tx, "contact", contact.id, "expired", actor_id=None, role=Role.SYSTEM, now=now)
    facts = {"contact": contact}
    return [Told(contact.keeper_id, "contact.expired", facts, priority=Priority.REMINDER,
                 dedupe=f"contact.expired:{contact.id}")]  # fmt: skip


def _remind(tx: Tx, contact: Contact, now: datetime) -> list[Told]:
    contacts.remind(tx, contact.id)
    return [
        Told(told.to, told.kind, told.facts, priority=Priority.REMINDER, dedupe=f"contact.again:{contact.id}:{told.to}")
        for told in asks(tx, contact, now)
    ]
