"""Passing a case on to departments, and taking it back: what a representative, an officer or an administrator does."""

from dataclasses import replace
from datetime import date, datetime

from domain.calendar import is_provisional
from domain.departments import Department
from domain.people import Actor, Role
from domain.suggestions import Action, Suggestion
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import Command, today
from services.suggestions import hearing, sheets
from services.suggestions.handling import Pick, Press, about, fresh, load
from services.suggestions.moving import move
from services.suggestions.saying import Say, relay
from storage import departments, settings, suggestions, talks
from storage.tx import Tx

PAGE = 8
TRANSFER = "case.transfer"


class Page(Command):
    """A page of the departments to which a case can be passed on."""

    case_id: int
    page: int = 0


def ask(tx: Tx, actor: Actor, command: Page, now: datetime) -> Outcome:
    """Show the departments, those first whom the case's category and place fit; where there is none, say so."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.TRANSFER)
    found = departments.choices(tx, case, today(tx.rules, now))
    if not found:
        return Outcome(toast="transfer.none", alert=True)
    more = {"departments": found, "page": command.page}
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.departments", fresh=False, more=more))


def choose_lead(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """The department that leads. One where nobody could hear of it would let the resident wait for nothing."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    access.role_for(tx, actor, case, Action.TRANSFER)
    lead = _chosen(tx, case, [int(command.value)], today(tx.rules, now))
    if not lead:
        return Outcome(toast="transfer.gone")
    if not lead[0].is_here:
        return Outcome(toast="transfer.nobody_there", alert=True)
    return _show(tx, actor, case, {"lead": lead[0].id, "support": [], "words": ""}, now, fresh=False)


def toggle(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """A supporting department, in or out. Without a lead chosen just now, that is asked for first."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    access.role_for(tx, actor, case, Action.TRANSFER)
    talk, id_ = _talk(tx, actor, case), int(command.value)
    if talk is None:
        return ask(tx, actor, Page(case_id=case.id), now)
    helping = [other for other in talk.data["support"] if other != id_]
    if len(helping) == len(talk.data["support"]):
        found = _chosen(tx, case, [id_], today(tx.rules, now))
        if found and not found[0].is_here:
            return Outcome(toast="transfer.nobody_there", alert=True)
        helping += [department.id for department in found if department.id != talk.data["lead"]]
    return _show(tx, actor, case, {**talk.data, "support": helping}, now, fresh=False)


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A word that goes along to the departments."""
    case = load(tx, about(tx, actor))
    access.role_for(tx, actor, case, Action.TRANSFER)
    talk = _talk(tx, actor, case)
    if talk is None:
        return ask(tx, actor, Page(case_id=case.id), now)
    chosen = {**talk.data, "words": command.words, "messages": [command.message_id]}
    return _show(tx, actor, case, chosen, now, fresh=True)


def send(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Pass the case on as it was shown. Pressed twice, the second press finds nothing to pass on."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role, talk = access.role_for(tx, actor, case, Action.TRANSFER), _talk(tx, actor, case)
    day = today(tx.rules, now)
    lead = _chosen(tx, case, [talk.data["lead"]], day) if talk else []
    if talk is None or not lead or not lead[0].is_here:
        return replace(ask(tx, actor, Page(case_id=case.id), now), toast="transfer.gone")
    helping = _chosen(tx, case, talk.data["support"], day)
    _offer(tx, actor, case, lead[0], helping, now)
    ids = {"lead": lead[0].id, "support": [department.id for department in helping]}
    move(
        tx, actor, case, Action.TRANSFER, role, now, facts=ids, lead_id=lead[0].id, step_due=None,
        department_due=settings.workdays(tx, case.unit_id).add(day, tx.rules.deadlines.department_answer),
        first_word_at=case.first_word_at or now,
    )  # fmt: skip
    changed, words = load(tx, case.id), str(talk.data["words"])
    message = suggestions.say(tx, case.id, "note", actor.person, role, words, (), now) if words else None
    for message_id in talk.data.get("messages", ()):
        relay(tx, actor, message_id, case, message)
    due = changed.department_due
    facts = {"case": changed, "provisional": due is not None and is_provisional(due)}
    hearers = hearing.staff(tx, changed, Action.TRANSFER, case.state, role, now, but=actor.person)
    return Outcome.tell(
        Told(case.author_id, "case.transferred", {**facts, "role": role}, case=case.id),
        *(sheets.told(tx, person, changed, now, kind="case.new", message=message) for person in hearers),
        sheets.told(tx, actor.person, changed, now, fresh=False),
        talk=END,
        toast="transfer.done",
    )


def ask_recall(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Taking a case back is asked twice."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.RECALL)
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.ask_recall", fresh=False))


def recall(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take a case back from its departments: it waits for the representative again, by a day."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = access.role_for(tx, actor, case, Action.RECALL)
    hearers = hearing.staff(tx, case, Action.RECALL, case.state, role, now, but=actor.person)
    changed = come_back(tx, actor, case, Action.RECALL, role, now)
    seeing = [person for person in hearers if access.roles_in(tx, access.person(tx, person, now), changed)]
    return Outcome.tell(
        Told(case.author_id, "case.recalled_own", {"case": changed}, case=case.id),
        sheets.told(tx, actor.person, changed, now, fresh=False),
        *(sheets.told(tx, person, changed, now) for person in seeing),
        *(Told(p, "case.recalled", {"case": changed}, case=case.id) for p in hearers if p not in seeing),
        toast="transfer.recalled",
    )


def come_back(tx: Tx, actor: Actor | None, case: Suggestion, action: Action, role: Role, now: datetime) -> Suggestion:
    """A case leaves its departments, all of them: whoever holds it must go on with it by a day."""
    due = settings.workdays(tx, case.unit_id).add(today(tx.rules, now), tx.rules.deadlines.step_on)
    facts = {"lead": case.lead_id}
    move(tx, actor, case, action, role, now, facts=facts, lead_id=None, department_due=None, step_due=due)
    departments.end(tx, case.id, now)
    return load(tx, case.id)


def _offer(tx: Tx, actor: Actor, case: Suggestion, lead: Department, helping: list[Department], now: datetime) -> None:
    """Give every department its part; whoever had one before has none any more."""
    until = settings.workdays(tx, case.unit_id).add(today(tx.rules, now), tx.rules.deadlines.department_return)
    departments.end(tx, case.id, now)
    for department in (lead, *helping):
        departments.add(
            tx, case.id, department.id, lead=department is lead, sender_id=actor.person, return_until=until, now=now
        )


def _chosen(tx: Tx, case: Suggestion, ids: list[int], day: date) -> list[Department]:
    """Those of the departments that can have this case."""
    return [department for department in departments.choices(tx, case, day) if department.id in ids]


def _talk(tx: Tx, actor: Actor, case: Suggestion) -> Talk | None:
    """What was chosen so far for this case."""
    talk = talks.find(tx, actor.at)
    return talk if talk and talk.step == TRANSFER and talk.data["case"] == case.id else None


def _show(tx: Tx, actor: Actor, case: Suggestion, chosen: dict[str, object], now: datetime, *, fresh: bool) -> Outcome:
    """The choice as it stands, with the departments that could support."""
    found = departments.choices(tx, case, today(tx.rules, now))
    more = {**{name: chosen[name] for name in ("lead", "support", "words")}, "departments": found}
    shown = sheets.told(tx, actor.person, case, now, kind="case.supporting", fresh=fresh, more=more)
    return Outcome.tell(shown, talk=Talk(TRANSFER, {**chosen, "case": case.id}))
