"""A mandate has ended: links, open cases and meetings that wait pass to whoever follows, with a word to the residents.

Once for each mandate: it knows what was done about it, and everything happens in one job. Where nobody clearly follows,
the liaison officer is asked, and until then cases are seen to by those who stand in.
"""

from datetime import date, datetime

from pydantic import Field

from domain.contacts import Contact
from domain.contacts.handover import Left, Mandate, heir
from domain.contacts.links import Pair
from domain.people import Actor, Role
from domain.suggestions import Action
from domain.telling import Due, Outcome, Priority, Told
from services import access
from services.commands import Command, RefusedError, is_time, today
from services.contacts import in_hand
from services.contacts.entering import asks
from services.meetings.ending import call_off
from services.suggestions.handling import load
from services.suggestions.moving import move
from storage import contacts, events, handovers, links, people, units
from storage.tx import Tx

ENOUGH = 5  # mandates of one look: each may have a hundred cases
LATER = 20  # of those about which the officer was asked
HEIRS = 10
SHOWN = 8  # mandates of a place


class OfMandate(Command):
    """An ended mandate."""

    mandate_id: int = Field(ge=0, lt=2**63)


class Pass(OfMandate):
    """Who takes over."""

    person_id: int = Field(ge=0, lt=2**63)


def handovers_due(tx: Tx, now: datetime) -> Due:
    """Mandates that ended yesterday or before: passed on, or asked about. A roster often names who follows later."""
    if not is_time(tx.rules, now):
        return Due()
    day = today(tx.rules, now)
    found = handovers.over(tx, day, ENOUGH)
    told = [told for ended in found for told in _look(tx, ended, now)]
    for ended in handovers.resumed(tx, day, LATER):
        handovers.settle(tx, ended, "none")
    for ended in handovers.followed(tx, day, LATER):
        if (follows := _heir(tx, ended, day)) is not None:
            told += _pass(tx, None, Role.SYSTEM, ended, follows, now)
    return Due(tuple(told), len(found) == ENOUGH)


def ask(tx: Tx, actor: Actor, command: OfMandate, now: datetime) -> Outcome:
    """The officer looks at an ended mandate again: what was in hand, and who could take over."""
    ended, _ = _load(tx, actor, command.mandate_id)
    if ended.handover != "asked":
        return Outcome(toast="handover.over", alert=True)
    return Outcome.tell(_question(tx, ended, actor.person, now))


def pass_on(tx: Tx, actor: Actor, command: Pass, now: datetime) -> Outcome:
    """The officer says who takes over. A second press finds it done."""
    ended, role = _load(tx, actor, command.mandate_id)
    if ended.handover != "asked":
        return Outcome(toast="handover.over", alert=True)
    chosen = next((seat for seat in _heirs(tx, ended, now) if seat.person_id == command.person_id), None)
    if chosen is None:
        raise RefusedError("refused.no_heir")
    told = _pass(tx, actor, role, ended, chosen, now)
    done = Told(actor.person, "handover.done", {"ended": ended, "heir": chosen})
    return Outcome.tell(*told, *(() if actor.person == chosen.person_id else (done,)))


def look(tx: Tx, mandate_id: int, now: datetime) -> list[Told]:
    """A mandate has just ended: pass on what it covered, or ask about it, without waiting for the next tick."""
    ended = handovers.seat(tx, mandate_id)
    return _look(tx, ended, now) if ended is not None and ended.handover == "no" else []


def waiting_at(tx: Tx, kind: str, place_id: int) -> tuple[list[Mandate], int]:
    """Ended mandates of a station ("s") or unit ("u") about which the officer was asked, and how many more."""
    if kind == "s":
        return handovers.asked(tx, SHOWN, station_id=place_id)
    return handovers.asked(tx, SHOWN, unit_id=place_id)


def _look(tx: Tx, ended: Mandate, now: datetime) -> list[Told]:
    day = today(tx.rules, now)
    if handovers.again(tx, ended, day) or in_hand.left(tx, ended, day) == Left(0, 0, 0):
        handovers.settle(tx, ended, "none")
        return []
    if (follows := _heir(tx, ended, day)) is not None:
        return _pass(tx, None, Role.SYSTEM, ended, follows, now)
    if not handovers.settle(tx, ended, "asked"):
        return []
    return [_question(tx, ended, person, now) for person in _watchers(tx, ended, day)]


def _heir(tx: Tx, ended: Mandate, day: date) -> Mandate | None:
    """Who clearly follows; nobody where the holder sits there again."""
    if handovers.again(tx, ended, day) is not None:
        return None
    seated = [(seat, new) for seat, new in handovers.seated(tx, ended, day) if seat.person_id != ended.person_id]
    new = [seat for seat, is_new in seated if is_new and ended.ends is not None and seat.starts >= ended.ends]
    return heir(handovers.left(tx, ended, day), new)


def _question(tx: Tx, ended: Mandate, person: int, now: datetime) -> Told:
    left = in_hand.left(tx, ended, today(tx.rules, now))
    facts = {"ended": ended, "in_hand": left, "heirs": _heirs(tx, ended, now)}
    return Told(person, "handover.ask", facts, priority=Priority.NOTICE)


def _heirs(tx: Tx, ended: Mandate, now: datetime) -> list[Mandate]:
    seated = (seat for seat, _ in handovers.seated(tx, ended, today(tx.rules, now)))
    return [seat for seat in seated if seat.person_id != ended.person_id][:HEIRS]


def _pass(tx: Tx, actor: Actor | None, role: Role, ended: Mandate, follows: Mandate, now: datetime) -> list[Told]:
    """All of it, in one go. Whoever is with whom now is told once, and the one who follows gets the numbers."""
    day = today(tx.rules, now)
    kept, with_them, cases = (
        in_hand.kept(tx, ended, day),
        in_hand.kept_with(tx, ended, day),
        in_hand.cases(tx, ended, day),
    )
    left = in_hand.left(tx, ended, day)
    if not handovers.settle(tx, ended, "done"):
        return []
    told = call_off(tx, [pair.id for pair in kept], now)
    told += [
        item for pair in kept for item in _pass_link(tx, pair, follows.person_id, pair.other_id, ended, follows, now)
    ]
    told += [item for pair in with_them
             for item in _pass_link(tx, pair, pair.keeper_id, follows.person_id, ended, follows, now)]  # fmt: skip
    told += [item for id_ in cases for item in _pass_case(tx, actor, role, id_, follows, now)]
    events.add(tx, "mandate", ended.id, "passed", actor_id=actor.person if actor else None, role=role, now=now,
               facts={"to": follows.person_id})  # fmt: skip
    facts = {"ended": ended, "heir": follows, "in_hand": left}
    hearers = [follows.person_id, *(() if actor else _watchers(tx, ended, day))]
    notice = Priority.NOTICE
    news = (Told(person, "handover.taken", facts, priority=notice) for person in dict.fromkeys(hearers))
    return [*told, *news]


def _pass_link(
    tx: Tx, pair: Pair, keeper_id: int, other_id: int, ended: Mandate, follows: Mandate, now: datetime
) -> list[Told]:
    """The link ends with the mandate, and one with whoever follows begins; meetings that wait go along."""
    day = today(tx.rules, now)
    links.finish(tx, pair.id, max(pair.starts, ended.ends or day), now)
    if keeper_id == other_id:
        return []
    link_id = links.between(tx, pair.tier, keeper_id, other_id, day) or links.begin(
        tx, pair.tier, keeper_id, other_id, day, now
    )
    events.add(tx, "link", link_id, "passed", actor_id=None, role=Role.SYSTEM, now=now, facts={"from": pair.id})
    # A meeting is confirmed by who was there: where a representative of a member has left, they still can.
    rows = handovers.waiting(tx, pair.id) if pair.other_id == other_id else []
    passed = (handovers.pass_on(tx, row, link_id, now) for row in rows)
    asked = [contact for id_ in passed if id_ is not None and (contact := contacts.find(tx, id_)) is not None]
    facts = {"ended": ended, "heir": follows, "pair": pair}
    if people.reach(tx, other_id) is None:
        handovers.untell(tx, link_id)
    if pair.other_id == other_id:
        told = Told(other_id, "handover.link", facts, priority=Priority.NOTICE)
    else:
        told = Told(keeper_id, "handover.other", facts, priority=Priority.NOTICE)
    return [told, *(item for one in asked for item in _asks(tx, one, follows, now))]


def _asks(tx: Tx, contact: Contact, follows: Mandate, now: datetime) -> list[Told]:
    """Whose word a meeting waits for hears with whom it is now: the resident, else the witness in their place."""
    if not contact.reachable:
        return asks(tx, contact, now)
    return [Told(contact.other_id, "handover.confirm", {"contact": contact, "heir": follows})]


def _pass_case(tx: Tx, actor: Actor | None, role: Role, id_: int, follows: Mandate, now: datetime) -> list[Told]:
    """Another representative holds the case, in the state in which it was; its author hears who."""
    case = load(tx, id_)
    if case.author_id == follows.person_id:
        return []  # nobody holds the own case: it stays with those who stand in
    move(tx, actor, case, Action.SUCCEED, role, now, facts={"to": follows.person_id},
         representative_id=follows.person_id, station_id=follows.station_id)  # fmt: skip
    changed = load(tx, id_)
    return [Told(case.author_id, "case.assigned", {"case": changed}, case=id_, priority=Priority.NOTICE)]


def _watchers(tx: Tx, ended: Mandate, day: date) -> list[int]:
    """The station's officers, else the unit's administrators; never who has left."""
    found = access.officers(tx, ended.station_id, day, ended.person_id)
    return found or access.administrators(tx, ended.unit_id, day, ended.person_id)


def _load(tx: Tx, actor: Actor, mandate_id: int) -> tuple[Mandate, Role]:
    """An ended mandate and the office in which somebody sees to it. Raises RefusedError."""
    ended = handovers.seat(tx, mandate_id)
    if ended is None or ended.person_id == actor.person:
        raise RefusedError("refused.no_handover")
    for standing in actor.standings:
        if standing.role is Role.OFFICER and standing.station_id == ended.station_id:
            return ended, Role.OFFICER
        if standing.role is Role.ADMIN and ended.unit_id in units.below(tx, standing.unit_id):
            return ended, Role.ADMIN
    raise RefusedError("refused.no_handover")
