"""The one way in which a formal suggestion changes its state: by a row of its table (domain/formal_life.py)."""

from datetime import datetime
from typing import Any

from domain.formal import Action, Formal, State
from domain.formal_life import row
from domain.people import Actor, Role
from services.commands import RefusedError
from storage import events
from storage import formal as papers
from storage.tx import Tx


def move(
    tx: Tx, actor: Actor | None, formal: Formal, action: Action, role: Role, now: datetime, *,
    to: State | None = None, facts: dict[str, Any] | None = None, **values: object,
) -> Formal:  # fmt: skip
    """Do what a row of the table says, with its event; `values` are what changes beside the state.

    `to` chooses where the row leads to several states. Raises RefusedError where the table does not know it,
    TooLateError where somebody else was faster.
    """
    found = row(action, formal.state, role)
    if found is None:
        raise RefusedError("refused.state_formal", number=formal.number or formal.title)
    states = found.leads_to(formal.state)
    state = to or states[0]
    if state not in states or (to is None and len(states) > 1):
        raise ValueError(f"{action} does not lead from {formal.state} to {state}")
    events.add(
        tx, "formal", formal.id, action, actor_id=actor.person if actor else None, role=role, now=now, facts=facts
    )
    papers.change(tx, formal, now, state=state, **values)
    changed = papers.find(tx, formal.id)
    if changed is None:
        raise LookupError(f"formal suggestion {formal.id} was just changed and is not there")
    return changed
