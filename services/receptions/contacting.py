"""Contacts out of a reception: who is on duty logs them with the visitors on the own links, several at once.

Day, place and how it was are those of the reception. The rules are those of any meeting: the other side confirms; of
somebody without an account the liaison officer is witness. Who signed in with the code said so already, so it counts at
once, and they can say that it was not so. It is logged once a link, never too late, and never of what an anonymous case
tells: a contact comes of who was there, and not of what they wrote.
"""

from datetime import datetime

from pydantic import Field

from domain.contacts import Contact, Evidence, Mode
from domain.people import Actor, Role
from domain.receptions import Action, Linked, Reception, Seen
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, RefusedError, today
from services.contacts.completing import LENGTH
from services.contacts.entering import asks, days, on_links, own, toggled
from services.receptions.boards import unlogged
from services.receptions.rights import OfReception, load, role_for
from services.suggestions.saying import Say
from storage import contacts, events, receptions, talks
from storage.tx import Tx

LOG = "reception.log"


class Mark(Command):
    """One visitor more, or one less."""

    link_id: int = Field(ge=0, lt=2**63)


def begin(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """All visitors on the own links are marked, and the line is asked for."""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.LOG)
    if today(tx.rules, reception.at) not in days(tx, now):
        return Outcome(toast="meeting.too_late", alert=True)
    found = _open(tx, actor, reception, now)
    if not found:
        return Outcome(toast="reception.nobody_linked", alert=True)
    return _ask(actor, reception, found, [one.link_id for one in found], fresh=True)


def mark(tx: Tx, actor: Actor, command: Mark, now: datetime) -> Outcome:
    """Log it with somebody, or not."""
    talk = talks.find(tx, actor.at)
    if actor.person and (talk is None or talk.step != LOG):
        own(tx, actor, now)
        return Outcome(toast="reception.gone")
    reception = load(tx, talk.data["reception"] if talk else 0)
    role_for(tx, actor, reception, Action.LOG)
    found, marked = _open(tx, actor, reception, now), list(talk.data["links"] if talk else ())
    if command.link_id not in {one.link_id for one in found}:
        return Outcome(toast="reception.gone")
    return _ask(actor, reception, found, toggled(marked, command.link_id), fresh=False)


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The line: it is logged with all who are marked, and everybody hears."""
    talk = talks.find(tx, actor.at)
    if actor.person and (talk is None or talk.step != LOG):
        raise RefusedError("refused.not_your_reception")
    reception = load(tx, talk.data["reception"] if talk else 0)
    role_for(tx, actor, reception, Action.LOG)
    receptions.hold(tx, reception)  # somebody may write from two chats
    day, marked = today(tx.rules, reception.at), set(talk.data["links"] if talk else ())
    chosen = [one for one in _open(tx, actor, reception, now) if one.link_id in marked]
    if day not in days(tx, now):
        return Outcome.tell(Told(actor.person, "reception.log_late"), talk=END)
    if not chosen:
        return Outcome.tell(Told(actor.person, "reception.nobody_marked"), talk=talk)
    return _log(tx, actor, reception, chosen, command.words.strip(), now)


def _open(tx: Tx, actor: Actor, reception: Reception, now: datetime) -> list[Linked]:
    """The visitors on links that are kept today as well, without those that were logged."""
    kept = {link.id for link in own(tx, actor, now)}
    return [one for one in unlogged(tx, actor.person, reception) if one.link_id in kept]


def _ask(actor: Actor, reception: Reception, found: list[Linked], marked: list[int], *, fresh: bool) -> Outcome:
    facts = {"reception": reception, "visitors": found, "marked": marked, "fresh": fresh}
    return Outcome.tell(
        Told(actor.person, "reception.ask_line", facts), talk=Talk(LOG, {"reception": reception.id, "links": marked})
    )


def _log(tx: Tx, actor: Actor, reception: Reception, chosen: list[Linked], words: str, now: datetime) -> Outcome:
    day, mode = today(tx.rules, reception.at), Mode.RECEPTION
    entry_id = contacts.enter(tx, actor.person, mode, day, words, now, place=reception.where[:LENGTH],
                              reception_id=reception.id)  # fmt: skip
    logged = on_links(tx, actor, entry_id, [one.link_id for one in chosen], mode, day, now)
    signed = {one.link_id for one in chosen if one.seen is Seen.CODE}
    counted = [_count(tx, one, now) for one in logged if one.link_id in signed]
    waiting = [one for one in logged if one.link_id not in signed]
    facts = {
        "reception": reception, "raised": [(one.id, one.other) for one in logged],
        "counted": [one.other for one in counted], "here": [one.other for one in waiting if one.reachable],
        "away": [one.other for one in waiting if not one.reachable],
    }  # fmt: skip
    heard = [Told(one.other_id, "reception.logged", {"contact": one}) for one in counted if one.reachable]
    heard += [told for one in waiting for told in asks(tx, one, now)]
    return Outcome.tell(Told(actor.person, "reception.kept", facts), *heard, talk=END)


def _count(tx: Tx, contact: Contact, now: datetime) -> Contact:
    """Its other side confirmed by the code when they came."""
    contacts.count(tx, contact.id, Evidence.CODE, now)
    events.add(tx, "contact", contact.id, "counted", actor_id=None, role=Role.SYSTEM, now=now,
               facts={"evidence": Evidence.CODE.value})  # fmt: skip
    return contacts.find(tx, contact.id) or contact
