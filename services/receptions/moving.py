"""The one way in which a reception changes its state: by a row of its table (domain/reception_life.py)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.people import Actor, Role
from domain.reception_life import row
from domain.receptions import Action, Reception
from services.commands import RefusedError
from services.receptions.boards import speak
from storage import events, receptions
from storage.tx import Tx


def move(
    tx: Tx, actor: Actor | None, reception: Reception, action: Action, role: Role, now: datetime,
    facts: dict[str, Any] | None = None,
) -> Reception:  # fmt: skip
    """Do what a row of the table says, with its event.

    Raises RefusedError where the table does not know it, TooLateError where somebody else was faster.
    """
    found = row(action, reception.state, role)
    if found is None:
        raise RefusedError(f"refused.reception_{reception.state.value}")
    (state,) = found.leads_to(reception.state)
    note(tx, actor, reception.id, action, role, now, facts)
    if state is reception.state:
        return reception
    receptions.move(tx, reception, state, now, speak(tx, replace(reception, state=state), now))
    return replace(reception, state=state, version=reception.version + 1)


def note(
    tx: Tx, actor: Actor | None, reception_id: int, action: str, role: Role, now: datetime,
    facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Its event alone."""
    actor_id = actor.person if actor else None
    events.add(tx, "reception", reception_id, f"reception_{action}", actor_id=actor_id, role=role, now=now, facts=facts)
