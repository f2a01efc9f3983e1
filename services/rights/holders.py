"""Who holds what in a unit, one by one."""

import re
from datetime import datetime

from pydantic import Field

from domain.people import Actor
from domain.rights import Holding
from domain.telling import Outcome, Told
from services import access
from services.commands import Command, RefusedError, today
from storage import rights, units
from storage.tx import Tx

PAGE = 8
KEY = re.compile(r"[mr][0-9]{1,18}")


class Listed(Command):
    """A page of a unit."""

    unit_id: int = Field(ge=0, lt=2**63)
    page: int = Field(0, ge=0, lt=2**31)


class OfHolding(Command):
    """A seat or an office by its key."""

    key: str = Field(pattern=KEY.pattern + "$", max_length=19)


def listed(tx: Tx, actor: Actor, command: Listed, now: datetime) -> Outcome:
    """Everybody with a seat or an office in a unit; those below it have lists of their own."""
    unit = units.find(tx, command.unit_id)
    if unit is None or not access.administers(tx, actor, command.unit_id):
        raise RefusedError("refused.no_rights")
    found = rights.holders(tx, unit.id, today(tx.rules, now), PAGE + 1, command.page * PAGE)
    facts = {"unit": unit, "holders": found[:PAGE], "page": command.page, "more": len(found) > PAGE}
    return Outcome.tell(Told(actor.person, "rights.people", facts))


def show(tx: Tx, actor: Actor, command: OfHolding, now: datetime) -> Outcome:
    """One of them, with what can be done."""
    holding = load(tx, actor, command.key, now)
    if holding is None:
        return Outcome(toast="rights.gone", alert=True)
    return Outcome.tell(Told(actor.person, "rights.one", {"holding": holding}))


def load(tx: Tx, actor: Actor, key: str, now: datetime) -> Holding | None:
    """What somebody holds today in a unit that the actor administers; None if it is over. Raises RefusedError."""
    if not access.administered(actor):
        raise RefusedError("refused.no_rights")
    found = rights.find(tx, key, today(tx.rules, now))
    if found is not None and not access.administers(tx, actor, found.unit_id):
        raise RefusedError("refused.no_rights")
    return found
