"""The congress office: it takes a formal suggestion up or sends it back, and assigns it to departments."""

from dataclasses import replace
from datetime import date, datetime

from domain.departments import Department, Extension
from domain.formal import Action, Fault, Formal, Phase, months_after
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services.commands import today
from services.formal import citing, rights, sheets
from services.formal.commands import ASSIGN, WORDS, ChooseFault, Pick, Press, Show, fresh, talk_about
from services.formal.moving import move
from services.suggestions.saying import Say
from storage import departments, settings
from storage import formal as papers
from storage.tx import Tx


def take(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take it up: it is one matter, and for this congress. Then it waits to be assigned."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.TAKE, now)
    changed = move(tx, actor, formal, Action.TAKE, role, now, due=_office_day(tx, formal, now))
    return done(tx, actor, formal, changed, Action.TAKE, role, now, toast="formal.taken")


def ask_fault(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the reasons for which one is sent back."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.RETURN, now)
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.faults", fresh=False))


def choose_fault(tx: Tx, actor: Actor, command: ChooseFault, now: datetime) -> Outcome:
    """The reason is chosen: ask for a word of what is to be changed."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.RETURN, now)
    talk = Talk(WORDS, {"formal": formal.id, "what": "return", "fault": command.value.value})
    return Outcome.tell(Told(actor.person, "formal.ask_words", {"formal": formal, "what": "return"}), talk=talk)


def send_back(tx: Tx, actor: Actor, formal: Formal, talk: Talk, said: Say, now: datetime) -> Outcome:
    """Send it back to the representative, who may change and sign it again."""
    role = rights.role_for(tx, actor, formal, Action.RETURN, now)
    fault = Fault(talk.data["fault"])
    papers.say(tx, formal.id, f"return_{fault}", actor.person, role, said.words, now)
    changed = move(tx, actor, formal, Action.RETURN, role, now, facts={"fault": fault.value}, due=None)
    return done(tx, actor, formal, changed, Action.RETURN, role, now, words=said.words, fault=fault)


def ask_departments(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Show the departments to which it can go; where there is none, say so."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.ASSIGN, now)
    found = _choices(tx, formal, today(tx.rules, now))
    if not found:
        return Outcome(toast="formal.no_departments", alert=True)
    more: dict[str, object] = {"departments": found, "page": command.page}
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.departments", fresh=False, more=more))


def choose_lead(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """The department that leads. One where nobody could hear of it would let the representative wait for nothing."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.ASSIGN, now)
    lead = _chosen(tx, formal, [int(command.value)], now)
    if not lead:
        return Outcome(toast="formal.department_gone")
    if not lead[0].is_here:
        return Outcome(toast="formal.nobody_there", alert=True)
    return _show(tx, actor, formal, {"formal": formal.id, "lead": lead[0].id, "support": []}, now)


def toggle(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """A supporting department, in or out. Without a lead chosen just now, that is asked for first."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.ASSIGN, now)
    talk, id_ = talk_about(tx, actor, formal.id, ASSIGN), int(command.value)
    if talk is None:
        return ask_departments(tx, actor, Show(formal_id=formal.id), now)
    helping = [other for other in talk.data["support"] if other != id_]
    if len(helping) == len(talk.data["support"]):
        found = _chosen(tx, formal, [id_], now)
        if found and not found[0].is_here:
            return Outcome(toast="formal.nobody_there", alert=True)
        helping += [department.id for department in found if department.id != talk.data["lead"]]
    return _show(tx, actor, formal, {**talk.data, "support": helping}, now)


def assign(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Assign it as it was shown: from today on months count. The residents of the cited cases hear who has it."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.ASSIGN, now)
    talk = talk_about(tx, actor, formal.id, ASSIGN)
    lead = _chosen(tx, formal, [talk.data["lead"]], now) if talk else []
    if talk is None or not lead or not lead[0].is_here:
        return replace(ask_departments(tx, actor, Show(formal_id=formal.id), now), toast="formal.department_gone")
    helping = [department for department in _chosen(tx, formal, talk.data["support"], now) if department.is_here]
    _offer(tx, actor, formal, lead[0], helping, now)
    day, months = today(tx.rules, now), tx.rules.deadlines.formal_answer
    ids = {"lead": lead[0].id, "support": [department.id for department in helping]}
    changed = move(
        tx, actor, formal, Action.ASSIGN, role, now, facts=ids, lead_id=lead[0].id, assigned_on=day, months=months,
        extension=Extension.NONE, due=months_after(day, months),
    )  # fmt: skip
    citing.spread(tx, changed, Phase.ASSIGNED)
    return done(tx, actor, formal, changed, Action.ASSIGN, role, now, name=lead[0].name, toast="formal.assigned")


def ask_recall(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Taking it back is asked twice."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.RECALL, now)
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.ask_recall", fresh=False))


def recall(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take it back from its departments: it is to be assigned anew."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.RECALL, now)
    hearers = rights.hearers(tx, formal, Action.RECALL, formal.state, role, now, actor.person)
    changed = come_back(tx, actor, formal, Action.RECALL, role, now)
    news = sheets.news(tx, changed, Action.RECALL, hearers, now, name=formal.lead or "")
    shown = sheets.told(tx, actor.person, changed, now, fresh=False)
    return Outcome.tell(shown, *news, toast="formal.recalled")


def come_back(tx: Tx, actor: Actor, formal: Formal, action: Action, role: Role, now: datetime) -> Formal:
    """It leaves its departments, all of them: the office must assign it anew by a day."""
    facts = {"lead": formal.lead_id}
    changed = move(
        tx, actor, formal, action, role, now, facts=facts, lead_id=None, due=_office_day(tx, formal, now),
        extension=Extension.NONE, months=0,
    )  # fmt: skip
    papers.end_parts(tx, formal.id, now)
    return changed


def done(
    tx: Tx, actor: Actor, before: Formal, changed: Formal, action: Action, role: Role, now: datetime, *,
    name: str = "", words: str = "", fault: Fault | None = None, toast: str | None = None,
) -> Outcome:  # fmt: skip
    """The card for who did it, and the news for everybody whom the table names."""
    hearers = rights.hearers(tx, changed, action, before.state, role, now, actor.person)
    shown = sheets.told(tx, actor.person, changed, now, fresh=bool(words))
    news = sheets.news(tx, changed, action, hearers, now, name=name, words=words, fault=fault)
    return Outcome.tell(shown, *news, talk=END, toast=toast)


def _offer(tx: Tx, actor: Actor, formal: Formal, lead: Department, helping: list[Department], now: datetime) -> None:
    """Give every department its part; whoever had one before has none any more."""
    day = today(tx.rules, now)
    until = settings.workdays(tx, formal.seat_id).add(day, tx.rules.deadlines.department_return)
    opinion = months_after(day, tx.rules.deadlines.formal_opinion)
    papers.end_parts(tx, formal.id, now)
    for department in (lead, *helping):
        due = None if department is lead else opinion
        papers.add_part(
            tx, formal.id, department.id, sender_id=actor.person, return_until=until, due=due, now=now
        )  # fmt: skip


def _choices(tx: Tx, formal: Formal, day: date) -> list[Department]:
    """The departments of the constituency and above it: those first whom the category of the first cited case fits."""
    cases = sheets.cited(tx, formal)
    category = cases[0].category if cases else ""
    return departments.choices_at(tx, formal.seat_id, category, formal.author_id, day)


def _chosen(tx: Tx, formal: Formal, ids: list[int], now: datetime) -> list[Department]:
    return [department for department in _choices(tx, formal, today(tx.rules, now)) if department.id in ids]


def _office_day(tx: Tx, formal: Formal, now: datetime) -> date:
    return settings.workdays(tx, formal.seat_id).add(today(tx.rules, now), tx.rules.deadlines.formal_office)


def _show(tx: Tx, actor: Actor, formal: Formal, chosen: dict[str, object], now: datetime) -> Outcome:
    more = {**chosen, "departments": _choices(tx, formal, today(tx.rules, now))}
    more.pop("formal")
    told = sheets.told(tx, actor.person, formal, now, kind="formal.supporting", fresh=False, more=more)
    return Outcome.tell(told, talk=Talk(ASSIGN, chosen))
