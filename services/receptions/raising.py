"""A matter raised at a reception is written down: by its author, or by the officer for who has no account.

It is a suggestion like any other, and can be answered on the spot as any other. It goes to who keeps a link with its
author, else to somebody on duty. One that is handed in without a name has nothing to do with the reception any more:
among a few visitors that would tell who wrote it.
"""

from datetime import datetime

from pydantic import Field

from domain.people import Actor, Role
from domain.receptions import Action, State
from domain.telling import Outcome
from domain.walkins import LINK
from services.commands import Command, RefusedError
from services.receptions.rights import OfReception, load, role_for
from services.suggestions import drafting
from storage import receptions
from storage.tx import Tx


class OfVisitor(Command):
    """The visitor that a button is about."""

    visitor_id: int = Field(ge=0, lt=2**63)


def raise_(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """Somebody who came writes it themselves."""
    reception = load(tx, command.reception_id)
    if not receptions.has_come(tx, reception.id, actor.person):
        raise RefusedError("refused.not_your_reception")
    if reception.state not in (State.OPEN, State.CLOSED):
        raise RefusedError(f"refused.reception_{reception.state.value}")
    return drafting.begin(tx, actor, drafting.Begin(reception=reception.id), now)


def write_down(tx: Tx, actor: Actor, command: OfVisitor, now: datetime) -> Outcome:
    """The officer takes down what somebody without an account says, who gets a slip to take it over."""
    visitor = receptions.visitor(tx, command.visitor_id)
    reception = load(tx, visitor.reception_id if visitor else 0)
    role = role_for(tx, actor, reception, Action.REGISTER)
    if visitor is None or role is Role.REPRESENTATIVE:
        raise RefusedError("refused.not_your_reception")
    if visitor.reachable:
        return Outcome(toast="reception.they_write", alert=True)
    begun = drafting.Begin(link=LINK, reception=reception.id, caller=visitor.name)
    return drafting.begin(tx, actor, begun, now)
