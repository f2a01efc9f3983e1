"""Giving a case to a representative: out of a list, or whoever sees to it at another level."""

from datetime import datetime
from typing import Any

from domain.people import Actor, Role
from domain.routing import Reason
from domain.suggestions import Action, Suggestion
from domain.telling import Outcome, Told
from services import access
from services.commands import RefusedError, today
from services.suggestions import sheets
from services.suggestions.handling import Pick, Press, fresh, load
from services.suggestions.moving import move
from storage import people, suggestions
from storage.tx import Tx


def ask_peer(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the representatives to whom the case can be given; where there is none, say so."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.ASSIGN)
    peers = [peer for peer in suggestions.peers(tx, case.unit_id, today(tx.rules, now)) if peer[0] != case.author_id]
    if not peers:
        return Outcome(toast="desk.no_peers", alert=True)
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.peers", fresh=False, more={"peers": peers}))


def assign(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Give the case to a representative. The resident hears who has it now."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = access.role_for(tx, actor, case, Action.ASSIGN)
    day, person_id = today(tx.rules, now), int(command.value)
    if person_id not in dict(suggestions.peers(tx, case.unit_id, day)) or person_id == case.author_id:
        raise RefusedError("refused.not_a_peer")
    return give(tx, actor, case, Action.ASSIGN, role, person_id, now)


def give(
    tx: Tx, actor: Actor, case: Suggestion, action: Action, role: Role, person_id: int, now: datetime,
    facts: dict[str, Any] | None = None,
) -> Outcome:  # fmt: skip
    """Let a representative hold the case from now on; the resident and who held it before hear so."""
    day = today(tx.rules, now)
    station = next((s.station_id for s in people.standings(tx, person_id, day) if s.role is Role.REPRESENTATIVE), None)
    move(
        tx, actor, case, action, role, now, facts={"to": person_id, **(facts or {})}, representative_id=person_id,
        station_id=station, holder_role=Role.REPRESENTATIVE, reason=Reason.OFFICER.value,
    )  # fmt: skip
    changed = load(tx, case.id)
    holders = access.holders(tx, changed, day)
    news = [sheets.told(tx, person, changed, now, kind="case.new") for person in holders if person != actor.person]
    parted = {case.author_id, case.representative_id} - {None, *holders}  # who hears only that it changed hands
    if access.roles_in(tx, actor, changed):
        news.append(sheets.told(tx, actor.person, changed, now, fresh=False))
    else:  # given to another station, it has left the officer's desk
        parted.add(actor.person)
    told = (Told(person, "case.assigned", {"case": changed}, case=case.id) for person in sorted(filter(None, parted)))
    return Outcome.tell(*told, *news)
