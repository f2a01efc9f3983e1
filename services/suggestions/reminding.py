"""Own reminders: one chooses a day, and hears of the case on it, by day and once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domain.people import Actor
from domain.reminders import offers, possible, read_day
from domain.suggestions import Suggestion
from domain.telling import END, Due, Outcome, Priority, Talk, Told
from services import access
from services.commands import RefusedError, is_time, today
from services.suggestions.following import PAGE, List
from services.suggestions.handling import Show, about, load
from services.suggestions.promising import Day, day_of
from services.suggestions.saying import Say
from storage import people, reminders, supporters
from storage.reminders import Reminder
from storage.tx import Tx

REMIND = "case.remind"
PORTION = 200  # reminders of one look
Part = Literal["own", "staff", "supporter"]


@dataclass(frozen=True)
class Set:
    """A reminder as it is shown in a list."""

    case: Suggestion
    day: date


def ask(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Offer some days for a case that one sees; where one is chosen already, also to be reminded no more."""
    case = _open(tx, actor, command.case_id)
    day = reminders.find(tx, actor.person, case.id)
    facts = {"case": case, "chosen": day, "soon": offers(today(tx.rules, now))}
    return Outcome.tell(Told(actor.person, "remind.ask", facts))


def choose(tx: Tx, actor: Actor, command: Day, now: datetime) -> Outcome:
    """One of the days that were offered."""
    case, day = _open(tx, actor, command.case_id), day_of(command.value)
    if day is None or not possible(day, today(tx.rules, now)):
        return Outcome(toast="remind.past", alert=True)
    return _keep(tx, actor, case, day, now)


def ask_day(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Ask for another day, in words."""
    case = _open(tx, actor, command.case_id)
    return Outcome.tell(Told(actor.person, "remind.ask_day", {"case": case}), talk=Talk(REMIND, {"case": case.id}))


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The day that somebody wrote; what is none is asked for again."""
    case, day = _open(tx, actor, about(tx, actor)), read_day(command.words, today(tx.rules, now))
    if day is None or not possible(day, today(tx.rules, now)):
        return Outcome.tell(Told(actor.person, "remind.unread" if day is None else "remind.not_then"))
    kept = _keep(tx, actor, case, day, now)
    return Outcome.tell(*kept.told, talk=END)


def cancel(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Be reminded no more. The second time nothing happens."""
    if not reminders.remove(tx, actor.person, command.case_id):
        return Outcome(toast="button.done_already")
    return Outcome.tell(Told(actor.person, "remind.cancelled", {"case": load(tx, command.case_id)}))


def listed(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """Of what one wants to be reminded, the next first."""
    found = reminders.of_person(tx, actor.person, command.page * PAGE, PAGE + 1)
    shown = [Set(load(tx, one.case), one.day) for one in found[:PAGE]]
    facts = {"reminders": shown, "more": len(found) > PAGE, "page": command.page, "fresh": command.fresh}
    return Outcome.tell(Told(actor.person, "remind.list", facts))


def remind(tx: Tx, now: datetime) -> Due:
    """What is due now, some at a time. One that was missed comes at the next hour of day."""
    if not is_time(tx.rules, now):
        return Due()
    found = reminders.due(tx, today(tx.rules, now), PORTION)
    for one in found:
        reminders.remove(tx, one.person, one.case)
    return Due(tuple(_told(tx, one, now) for one in found), more=len(found) == PORTION)


def part_of(tx: Tx, actor: Actor, case: Suggestion) -> Part | None:
    """What somebody has to do with a case; None for nothing."""
    if case.author_id == actor.person:
        return "own"
    if access.roles_in(tx, actor, case):
        return "staff"
    return "supporter" if supporters.supports(tx, case.id, actor.person) else None


def _told(tx: Tx, one: Reminder, now: datetime) -> Told:
    case = load(tx, one.case)
    reader = access.person(tx, one.person, now) if people.reach(tx, one.person) else None
    part = part_of(tx, reader, case) if reader else None
    key = f"remind:{one.case}:{one.person}:{one.day}"
    return Told(one.person, "remind.due", {"case": case, "part": part}, case.id if part else None, None,
                Priority.REMINDER, key)  # fmt: skip


def _open(tx: Tx, actor: Actor, case_id: int) -> Suggestion:
    """A case of which somebody can be reminded: open, and one that they see. Raises RefusedError."""
    case = load(tx, case_id)
    if part_of(tx, actor, case) is None:
        raise RefusedError("refused.not_yours")
    if not case.is_open:
        raise RefusedError("refused.ended", number=case.number)
    return case


def _keep(tx: Tx, actor: Actor, case: Suggestion, day: date, now: datetime) -> Outcome:
    reminders.put(tx, actor.person, case.id, day, now)
    return Outcome.tell(Told(actor.person, "remind.kept", {"case": case, "day": day}), toast="remind.kept_toast")
