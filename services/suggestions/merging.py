"""Merging cases that are one matter. Whoever is concerned is told and may object, which undoes it for them."""

from datetime import datetime

from domain.life import ever
from domain.people import Actor, Role
from domain.suggestions import Action, State, Suggestion
from domain.telling import Outcome, Told
from services import access
from services.commands import RefusedError, today
from services.suggestions import duplicates, hearing, sheets
from services.suggestions.handling import Pick, Press, Show, load
from services.suggestions.moving import move
from storage import events, merges, settings, supporters
from storage.duplicates import alone
from storage.tx import Tx

SHOWN = 6  # cases that are offered to be merged with


def ask(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the cases that this one may be the same as; where there is none, say so."""
    case = load(tx, command.case_id)
    _role(tx, actor, case)
    found = _partners(tx, actor, case)[:SHOWN]
    if not found:
        return Outcome(toast="merge.none", alert=True)
    more: dict[str, object] = {"partners": found}
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="merge.partners", fresh=False, more=more))


def choose(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """One was chosen: say what follows, and ask once more."""
    case, partner = load(tx, command.case_id), load(tx, int(command.value))
    _role(tx, actor, case)
    if partner not in _partners(tx, actor, case):
        return Outcome(toast="merge.gone", alert=True)
    more: dict[str, object] = {"partner": partner}
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="merge.confirm", fresh=False, more=more))


def merge(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Let another case have this one. Its author and those who support it follow that one from now on, and are told."""
    alone(tx)
    case, into = load(tx, command.case_id), load(tx, int(command.value))
    role = _role(tx, actor, case)
    if case.version != command.version:
        return Outcome.tell(sheets.told(tx, actor.person, case, now, fresh=False), toast="button.stale")
    if into not in _partners(tx, actor, case):
        return Outcome(toast="merge.gone", alert=True)
    changed = move(tx, actor, case, Action.MERGE, role, now, facts={"into": into.id})
    merges.add(tx, case.id, into.id, case.state, now)
    told = [_told(person, origin, case, into) for person, origin in _brought(tx, case, into, now)]
    heard = [p for one in (case, into)
             for p in hearing.staff(tx, one, Action.MERGE, case.state, role, now, but=actor.person)]  # fmt: skip
    staff = [person for person in dict.fromkeys(heard) if person not in (case.author_id, into.author_id)]
    facts: dict[str, object] = {"case": changed, "into": into}
    told += [Told(person, "merge.done", facts, case=into.id) for person in staff]
    return Outcome.tell(sheets.told(tx, actor.person, changed, now, fresh=False), *told, toast="merge.toast")


def object_(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """It is not the same: undone for whoever says so. Its author gets the case back as it stood."""
    case = load(tx, command.case_id)
    if case.author_id == actor.person:
        return _reopen(tx, actor, case, now)
    came = merges.came(tx, case.id, actor.person)
    if came is None:
        return Outcome(toast="button.done_already")
    supporters.remove(tx, came, actor.person)
    supporters.add(tx, case.id, actor.person, now)
    events.add(
        tx, "suggestion", case.id, "unsupported", actor_id=actor.person, role=Role.RESIDENT, now=now,
        facts={"from": came},
    )  # fmt: skip
    return Outcome.tell(Told(actor.person, "merge.left", {"case": case, "into": load(tx, came)}))


def _reopen(tx: Tx, actor: Actor, case: Suggestion, now: datetime) -> Outcome:
    merged = merges.find(tx, case.id)
    if case.state is not State.MERGED or merged is None:
        return Outcome(toast="button.done_already")
    alone(tx)
    role, day, rules = access.role_for(tx, actor, case, Action.OBJECT), today(tx.rules, now), tx.rules.deadlines
    workdays = settings.workdays(tx, case.unit_id)
    merges.owes(tx, case.id, workdays.add(day, rules.first_word))
    step = workdays.add(day, rules.step_on) if merged.state is State.RETURNED else case.step_due
    facts = {"from": merged.into}
    move(tx, actor, case, Action.OBJECT, role, now, to=merged.state, facts=facts, step_due=step)
    back = _bring_back(tx, case, now)
    merges.remove(tx, case.id)
    changed = load(tx, case.id)
    duplicates.index(tx, changed)
    apart: dict[str, object] = {"case": changed}
    hearers = hearing.staff(tx, changed, Action.OBJECT, case.state, role, now)
    news = [sheets.told(tx, p, changed, now, kind="merge.apart", more={"files": ()}) for p in hearers]
    return Outcome.tell(
        Told(actor.person, "merge.undone", apart, case=case.id),
        *(Told(person, "support.apart", apart, case=case.id) for person in back),
        *news,
    )


def _role(tx: Tx, actor: Actor, case: Suggestion) -> Role:
    """The role in which somebody merges a case. Raises RefusedError, also for one that is handled a second time."""
    role = access.role_for(tx, actor, case, Action.MERGE)
    if case.had_second:
        raise RefusedError("refused.state", number=case.number)
    return role


def _partners(tx: Tx, actor: Actor, case: Suggestion) -> list[Suggestion]:
    """The open cases within reach that may be the same, among those in which the actor has a part as staff."""
    found = (load(tx, id_) for id_ in duplicates.partners(tx, case))
    return [other for other in found if other.is_open and _is_staff(tx, actor, other)]


def _is_staff(tx: Tx, actor: Actor, case: Suggestion) -> bool:
    return any(role in ever(Action.MERGE) for role in access.roles_in(tx, actor, case))


def _brought(tx: Tx, case: Suggestion, into: Suggestion, now: datetime) -> list[tuple[int, int]]:
    """Let the author and the supporters of a case support the other one. Returns each with the case they came by."""
    moved = [] if case.author_left else [(case.author_id, case.id)]
    for person, origin in merges.supporters_with_origin(tx, case.id):
        moved.append((person, origin or case.id))
        if person != into.author_id and not supporters.supports(tx, into.id, person):
            supporters.remove(tx, case.id, person)  # who hears of both already has nothing to gain or to lose
    for person, origin in moved:
        if person != into.author_id:
            supporters.add(tx, into.id, person, now, origin)
    return moved


def _bring_back(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    """Who came along with a case goes back with it. Returns those who support it again."""
    back = []
    for one in merges.brought(tx, case.id):
        supporters.remove(tx, one.case, one.person)
        if one.person != case.author_id:
            supporters.add(tx, case.id, one.person, now, None if one.origin == case.id else one.origin)
            back.append(one.person)
    return back


def _told(person: int, origin: int, case: Suggestion, into: Suggestion) -> Told:
    own = case.author_id == person
    return Told(person, "merge.told", {"case": case, "into": into, "origin": origin, "own": own}, case=into.id)
