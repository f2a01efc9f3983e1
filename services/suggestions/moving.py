"""The one way in which a case changes its state: by a row of the table (domain/life.py), with its event."""

from datetime import datetime
from typing import Any

from domain.life import Transition, row
from domain.people import Actor, Role
from domain.suggestions import Action, State, Suggestion
from services.commands import RefusedError
from storage import events, suggestions
from storage.tx import Tx

BEHALF = (Role.OFFICER, Role.ADMIN)  # who acts for a representative, and is recorded so


def move(
    tx: Tx, actor: Actor | None, case: Suggestion, action: Action, role: Role, now: datetime, *,
    to: State | None = None, facts: dict[str, Any] | None = None, **values: object,
) -> Suggestion:  # fmt: skip
    """Do what a row of the table says, with its event; `values` are what changes beside the state.

    `to` chooses where the row leads to several states. Nobody but the clock acts without an actor. Raises
    RefusedError where the table does not know it, TooLateError where somebody else was faster.
    """
    found = note(tx, actor, case, action, role, now, facts)
    states = found.leads_to(case.state)
    state = to or states[0]
    if state not in states or (to is None and len(states) > 1):
        raise ValueError(f"{action} does not lead from {case.state} to {state}")
    return suggestions.change(tx, case, now, state=state, **values)


def note(
    tx: Tx, actor: Actor | None, case: Suggestion, action: Action, role: Role, now: datetime,
    facts: dict[str, Any] | None = None,
) -> Transition:  # fmt: skip
    """Only the event, of what changes nothing in the case's own row. Returns the row of the table that allows it."""
    found = row(action, case.state, role)
    if found is None:
        raise RefusedError("refused.state", number=case.number)
    events.add(
        tx, "suggestion", case.id, action, actor_id=actor.person if actor else None, role=role, now=now,
        on_behalf_of=_behalf(case, role), facts=facts,
    )  # fmt: skip
    return found


def _behalf(case: Suggestion, role: Role) -> int | None:
    """For whom it is done: an officer acts for the representative, and brings the words of who has no account."""
    if role is Role.REGISTRAR:
        return case.author_id
    return case.representative_id if role in BEHALF else None
