"""What a department does with a case that was passed on to it: take it up, or give it back as a wrong address.

It answers as representatives do (services/suggestions/handling.py).
"""

from datetime import datetime

from domain.departments import Part, PartState
from domain.people import Actor, Role
from domain.suggestions import Action, Suggestion
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import RefusedError, today
from services.suggestions import hearing, sheets
from services.suggestions.handling import Press, about, fresh, load
from services.suggestions.moving import move
from services.suggestions.saying import Say, relay
from services.suggestions.transferring import come_back
from storage import departments, suggestions
from storage.tx import Tx

RETURN = "case.return"
TAKE = {True: Action.ACCEPT, False: Action.JOIN}  # by whether the department leads
GIVE_BACK = {True: Action.RETURN, False: Action.LEAVE}


def accept(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take up a case, as the lead or as one who helps. The second press finds it taken up."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    part = _part(tx, actor, case)
    action = TAKE[part.is_lead]
    role = access.role_for(tx, actor, case, action)
    if part.state is not PartState.OFFERED:
        return Outcome(toast="button.done_already")
    departments.change(tx, part, PartState.ACCEPTED, now)
    changed = move(tx, actor, case, action, role, now, facts={"department": part.department_id})
    hearers = hearing.staff(tx, changed, action, case.state, role, now, but=actor.person)
    facts: dict[str, object] = {"department": part.department}
    return Outcome.tell(
        sheets.told(tx, actor.person, changed, now, fresh=False),
        *(sheets.told(tx, person, changed, now, kind="case.accepted", more=facts) for person in hearers),
        toast="department.accepted",
    )


def ask_return(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask why it is the wrong address, and whose it may be."""
    case = load(tx, command.case_id)
    part = _part(tx, actor, case)
    access.role_for(tx, actor, case, GIVE_BACK[part.is_lead])
    _in_time(case, part, now, tx)
    return Outcome.tell(Told(actor.person, "case.ask_return", {"case": case}), talk=Talk(RETURN, {"case": case.id}))


def give_back(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Give a case back with the reason. If the lead does, it leaves those who help as well."""
    case = load(tx, about(tx, actor))
    part = _part(tx, actor, case)
    action = GIVE_BACK[part.is_lead]
    role = access.role_for(tx, actor, case, action)
    _in_time(case, part, now, tx)
    hearers = hearing.staff(tx, case, action, case.state, role, now, but=actor.person)
    message = suggestions.say(tx, case.id, "note", actor.person, role, command.words, (), now)
    relay(tx, actor, command.message_id, case, message)
    changed = _returned(tx, actor, case, part, role, now)
    facts: dict[str, object] = {"words": command.words, "department": part.department, "lead": part.is_lead}
    told = [Told(actor.person, "case.returned_own", {"case": changed}, case=case.id)]
    for person in hearers:
        if access.roles_in(tx, access.person(tx, person, now), changed):
            news = sheets.told(tx, person, changed, now, kind="case.returned", message=message, more=facts)
        else:
            news = Told(person, "case.recalled", {"case": changed}, case=case.id)
        told.append(news)
    if part.is_lead:
        facts = {"case": changed, "department": part.department}
        told.append(Told(case.author_id, "case.returned_author", facts, case=case.id))
    return Outcome.tell(*told, talk=END)


def _returned(tx: Tx, actor: Actor, case: Suggestion, part: Part, role: Role, now: datetime) -> Suggestion:
    departments.change(tx, part, PartState.RETURNED, now)
    if part.is_lead:
        return come_back(tx, actor, case, Action.RETURN, role, now)
    return move(tx, actor, case, Action.LEAVE, role, now, facts={"department": part.department_id})


def _part(tx: Tx, actor: Actor, case: Suggestion) -> Part:
    """The part that is the actor's to speak for: of several the lead's. Raises RefusedError."""
    parts = access.parts_of(tx, actor, case)
    if not parts:
        raise RefusedError("refused.not_yours")
    return parts[0]


def _in_time(case: Suggestion, part: Part, now: datetime, tx: Tx) -> None:
    """Raises RefusedError once the department has accepted, or the days for giving back are over."""
    if not part.may_go_back(today(tx.rules, now)):
        raise RefusedError("refused.too_late_to_return", number=case.number)
