"""/rights: a unit, who administers it, what waits there for a second person, and where to go on."""

from datetime import datetime

from pydantic import Field

from domain.people import Actor
from domain.telling import Outcome, Told
from services import access, approvals
from services.commands import Command, RefusedError, today
from storage import dissolving, people, units
from storage.tx import Tx

PAGE = 10  # units of a page


class Room(Command):
    """A unit (id); the own one if none is named."""

    unit_id: int = Field(0, ge=0, lt=2**63)
    page: int = Field(0, ge=0, lt=2**31)
    fresh: bool = True


def room(tx: Tx, actor: Actor, command: Room, now: datetime) -> Outcome:
    """/rights: a unit, who administers it, and what can be done there."""
    own = own_units(actor)
    unit_id = command.unit_id or own[0]
    unit = units.find(tx, unit_id)
    if unit is None or not access.administers(tx, actor, unit_id):
        raise RefusedError("refused.no_rights")
    day = today(tx.rules, now)
    found = (people.find(tx, id_) for id_ in people.admins_of(tx, unit_id, day))
    by_file = (people.find(tx, id_) for id_ in access.configured(tx)) if unit.parent_id is None else ()
    facts = {
        "configured": [person.name for person in by_file if person],
        "unit": unit, "admins": [person.name for person in found if person], "below": units.children(tx, unit_id, day),
        "requests": approvals.waiting_in(tx, unit_id), "has_ended": dissolving.is_over(tx, unit_id, day),
        "others": [other for id_ in own if id_ != unit_id and (other := units.find(tx, id_))], "fresh": command.fresh,
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "rights.room", facts))


def below(tx: Tx, actor: Actor, command: Room, now: datetime) -> Outcome:
    """The units right below one, to go on to."""
    unit = units.find(tx, command.unit_id)
    if unit is None or not access.administers(tx, actor, command.unit_id):
        raise RefusedError("refused.no_rights")
    found = units.children(tx, unit.id, today(tx.rules, now))
    shown = found[command.page * PAGE : (command.page + 1) * PAGE]
    facts = {"unit": unit, "below": shown, "page": command.page, "more": len(found) > (command.page + 1) * PAGE}
    return Outcome.tell(Told(actor.person, "rights.below", facts))


def own_units(actor: Actor) -> list[int]:
    """The units (ids) that somebody administers by an office there. Raises RefusedError without any."""
    found = access.administered(actor)
    if not found:
        raise RefusedError("refused.no_rights")
    return found
