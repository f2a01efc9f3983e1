"""What is to come, and booking a slot of it.

Each slot has as many places as there are representatives on duty. Of two who want the last place one gets it, whoever
decides first; the other is shown what is free now.
"""

from datetime import datetime, timedelta

from pydantic import Field

from domain.people import Actor, Role
from domain.receptions import Action, Reception, free_place
from domain.telling import END, Outcome, Told
from services.commands import Command, Nothing, RefusedError
from services.receptions.boards import card
from services.receptions.moving import move
from services.receptions.rights import OfReception, load, role_for, roles_in
from storage import receptions
from storage.tx import Tx

LISTED = 12  # receptions of one list
BACK = timedelta(days=14)  # so long staff still find one that is over


class Book(Command):
    """The slot, counted from the beginning, and the version that its card showed."""

    reception_id: int
    version: int
    slot: int = Field(ge=0, lt=1000)


class Show(OfReception):
    """One of them, on a new card, or here in place of what was asked."""

    here: bool = False


def listed(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/receptions: where one lives, where one is on duty, and those of one's office."""
    ids: list[int] = []
    if actor.person and actor.unit_id is not None:
        ids += receptions.coming_in(tx, actor.unit_id, now, LISTED)
    if actor.holds(Role.REPRESENTATIVE):
        ids += receptions.of_duty(tx, actor.person, now - BACK, LISTED)
    for held in actor.standings:
        if held.role in (Role.OFFICER, Role.ADMIN):
            ids += receptions.of_office(tx, held, now - BACK, LISTED)
    found = sorted((load(tx, id_) for id_ in dict.fromkeys(ids)), key=lambda one: (one.ends < now, one.at, one.id))
    office = actor.holds(Role.OFFICER) or actor.holds(Role.ADMIN)
    return Outcome.tell(Told(actor.person, "reception.list", {"coming": found[:LISTED], "sets_up": office}), talk=END)


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """A reception as it stands."""
    reception = load(tx, command.reception_id)
    if actor.person and not roles_in(tx, actor, reception):
        raise RefusedError("refused.not_your_reception")
    return Outcome.tell(card(tx, actor, reception, fresh=not command.here))


def ask_slot(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """Which slot?"""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.BOOK)
    return _slots(tx, actor, reception, now)


def book(tx: Tx, actor: Actor, command: Book, now: datetime) -> Outcome:
    """A slot; one that was booked before is given back for it."""
    reception = load(tx, command.reception_id)
    role = role_for(tx, actor, reception, Action.BOOK)
    if command.version != reception.version or command.slot >= len(reception.slots):
        shown = card(tx, actor, reception, fresh=False)
        return Outcome.tell(shown, toast="button.stale")
    if reception.slots[command.slot] <= now:
        return Outcome(toast="reception.slot_over", alert=True)
    receptions.hold(tx, reception)
    found = receptions.bookings(tx, reception.id)
    if any((one.person_id, one.slot) == (actor.person, command.slot) for one in found):
        return Outcome(toast="button.done_already")
    taken = {one.place for one in found if one.slot == command.slot}
    place = free_place(taken, reception.capacity - len(taken - set(range(reception.capacity))))
    if place is None:
        again = _slots(tx, actor, reception, now)
        return Outcome(again.told, toast="reception.full", alert=True)
    receptions.unbook(tx, reception.id, actor.person)
    receptions.book(tx, reception.id, actor.person, command.slot, place)
    move(tx, actor, reception, Action.BOOK, role, now, {"slot": command.slot})
    return Outcome.tell(card(tx, actor, reception, fresh=False), toast="reception.booked")


def unbook(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """Give the slot back."""
    reception = load(tx, command.reception_id)
    role = role_for(tx, actor, reception, Action.UNBOOK)
    receptions.hold(tx, reception)
    if not receptions.unbook(tx, reception.id, actor.person):
        return Outcome(toast="button.done_already")
    move(tx, actor, reception, Action.UNBOOK, role, now)
    return Outcome.tell(card(tx, actor, reception, fresh=False), toast="reception.unbooked")


def _slots(tx: Tx, actor: Actor, reception: Reception, now: datetime) -> Outcome:
    """Those that have a place and have not begun."""
    taken = [one.slot for one in receptions.bookings(tx, reception.id) if one.person_id != actor.person]
    free = [(n, at) for n, at in enumerate(reception.slots) if at > now and taken.count(n) < reception.capacity]
    return Outcome.tell(Told(actor.person, "reception.slots", {"reception": reception, "spots": free}))
