"""More time for a department: asked for once, granted or refused by who keeps watch over the case."""

from datetime import datetime

from pydantic import Field

from domain.calendar import is_provisional
from domain.departments import Extension, Part
from domain.people import Actor
from domain.suggestions import Action, Suggestion
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import RefusedError
from services.suggestions import hearing, sheets
from services.suggestions.handling import Press, fresh, load
from services.suggestions.moving import move
from services.suggestions.saying import Say, relay
from storage import departments, settings, suggestions, talks
from storage.tx import Tx

EXTEND = "case.extend"
OFFERED = (3, 5, 10)  # working days, besides the most that there can be


class Days(Press):
    """So many working days more."""

    value: str = Field(pattern=r"^[0-9]{1,2}$")


def ask(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show how many working days there can be."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.EXTEND)
    _once(tx, case)
    more: dict[str, object] = {"choices": choices(tx.rules.deadlines.extension)}
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.extend", fresh=False, more=more))


def choices(most: int) -> list[int]:
    """The working days to choose from."""
    return sorted({days for days in (*OFFERED, most) if days <= most})


def ask_why(tx: Tx, actor: Actor, command: Days, now: datetime) -> Outcome:
    """The days are chosen; ask for the reason."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    access.role_for(tx, actor, case, Action.EXTEND)
    _once(tx, case)
    days = _within(tx, int(command.value))
    talk = Talk(EXTEND, {"case": case.id, "days": days})
    return Outcome.tell(Told(actor.person, "case.ask_why_longer", {"case": case, "days": days}), talk=talk)


def request(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Ask for more time, with the reason. Whoever keeps watch decides; until then the old day holds."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != EXTEND:
        raise RefusedError("refused.no_case")
    case, days = load(tx, int(talk.data["case"])), _within(tx, int(talk.data["days"]))
    role = access.role_for(tx, actor, case, Action.EXTEND)
    part = _once(tx, case)
    departments.extend(tx, part, Extension.ASKED, days, now)
    message = suggestions.say(tx, case.id, "note", actor.person, role, command.words, (), now)
    relay(tx, actor, command.message_id, case, message)
    changed = move(tx, actor, case, Action.EXTEND, role, now, facts={"days": days})
    hearers = hearing.staff(tx, changed, Action.EXTEND, case.state, role, now, but=actor.person)
    facts: dict[str, object] = {"words": command.words, "department": part.department, "days": days}
    news = [sheets.told(tx, p, changed, now, kind="case.longer", message=message, more=facts) for p in hearers]
    return Outcome.tell(Told(actor.person, "case.longer_asked", {"case": changed}, case=case.id), *news, talk=END)


def grant(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Give the time: it counts on from the day that held until now, and the resident hears of the new one."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = access.role_for(tx, actor, case, Action.GRANT)
    part = _asked(tx, case)
    if part is None or case.department_due is None:
        return Outcome(toast="button.done_already")
    departments.extend(tx, part, Extension.GRANTED, part.extension_days, now)
    due = settings.workdays(tx, case.unit_id).add(case.department_due, part.extension_days)
    changed = move(tx, actor, case, Action.GRANT, role, now, facts={"until": due.isoformat()}, department_due=due)
    facts = {"case": changed, "role": role, "provisional": is_provisional(due)}
    own = Told(case.author_id, "case.extended", facts, case=case.id)
    return _decided(tx, actor, changed, Action.GRANT, now, own)


def refuse(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Leave it at the day that holds."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = access.role_for(tx, actor, case, Action.REFUSE)
    part = _asked(tx, case)
    if part is None:
        return Outcome(toast="button.done_already")
    departments.extend(tx, part, Extension.REFUSED, part.extension_days, now)
    changed = move(tx, actor, case, Action.REFUSE, role, now)
    return _decided(tx, actor, changed, Action.REFUSE, now)


def _decided(tx: Tx, actor: Actor, case: Suggestion, action: Action, now: datetime, *own: Told) -> Outcome:
    role = access.role_for(tx, actor, case, action)
    hearers = hearing.staff(tx, case, action, case.state, role, now, but=actor.person)
    kind = "case.granted" if action is Action.GRANT else "case.not_granted"
    return Outcome.tell(
        *own,
        sheets.told(tx, actor.person, case, now, fresh=False),
        *(sheets.told(tx, person, case, now, kind=kind) for person in hearers),
        toast="extension.decided",
    )


def _once(tx: Tx, case: Suggestion) -> Part:
    """The lead's part, if it has not asked for more time yet. Raises RefusedError."""
    lead = next(part for part in departments.live(tx, case.id) if part.is_lead)
    if lead.extension is not Extension.NONE:
        raise RefusedError("refused.extension_once", number=case.number)
    return lead


def _asked(tx: Tx, case: Suggestion) -> Part | None:
    """The lead's part, if it waits for more time."""
    live = departments.live(tx, case.id)
    return next((part for part in live if part.is_lead and part.extension is Extension.ASKED), None)


def _within(tx: Tx, days: int) -> int:
    """So many days as there can be: a forged press asks for more."""
    return max(1, min(days, tx.rules.deadlines.extension))
