"""What may be added to a meeting that was logged: a line about it, and the place. As long as nobody has confirmed it.

Whoever confirmed has seen what was logged, and it stays as they saw it.
"""

from dataclasses import replace
from datetime import datetime

from domain.contacts import Contact, Standing
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services.commands import RefusedError
from services.contacts.confirming import OfEntry
from services.contacts.entering import asks, own
from services.suggestions.saying import Say
from storage import contacts, events, talks
from storage.tx import Tx

LINE, PLACE = "contact.line", "contact.place"
LENGTH = 200  # characters of a place


def ask_place(tx: Tx, actor: Actor, command: OfEntry, now: datetime) -> Outcome:
    """Where was it?"""
    found = _open(tx, actor, command.entry_id, now)
    if not found:
        return Outcome(toast="contact.confirmed_already", alert=True)
    talk = Talk(PLACE, {"entry": command.entry_id})
    return Outcome.tell(Told(actor.person, "contact.ask_place", {"contact": found[0]}), talk=talk)


def write_place(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The place: the other side sees it beside the question."""
    place = command.words.strip()
    if len(place) > LENGTH:
        return Outcome.tell(Told(actor.person, "meeting.place_too_long", {"number": LENGTH}))
    return _complete(tx, actor, PLACE, now, place=place)


def write_line(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A line about it, the same."""
    return _complete(tx, actor, LINE, now, summary=command.words.strip())


def _complete(tx: Tx, actor: Actor, step: str, now: datetime, **words: str) -> Outcome:
    own(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != step:
        raise RefusedError("refused.not_your_contact")
    found = _open(tx, actor, int(talk.data["entry"]), now)
    if not found:
        return Outcome.tell(Told(actor.person, "contact.not_completed"), talk=END)
    contacts.complete(tx, found[0].entry_id, **words)
    for one in found:
        events.add(tx, "contact", one.id, "completed", actor_id=actor.person, role=Role.REPRESENTATIVE, now=now)
    asked = [item for one in contacts.of_entry(tx, found[0].entry_id) for item in asks(tx, one, now)]
    shown = [replace(item, facts={**item.facts, "fresh": False}) for item in asked]
    return Outcome.tell(Told(actor.person, "contact.completed"), *shown, talk=END)


def _open(tx: Tx, actor: Actor, entry_id: int, now: datetime) -> list[Contact]:
    """The contacts of an own meeting of which none is settled; none if one is. Raises RefusedError for others'."""
    own(tx, actor, now)
    found = [one for one in contacts.of_entry(tx, entry_id) if one.keeper_id == actor.person]
    if not found or not found[0].mode.is_face_to_face:
        raise RefusedError("refused.not_your_contact")
    return found if all(one.standing is Standing.WAITING for one in found) else []
