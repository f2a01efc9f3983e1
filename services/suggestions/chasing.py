"""Asking how a case stands: it reaches whoever must do the next step. Who has asked is not told to ask any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.chasing import Deed, has_chased, has_spoken, is_own, last_chase
from domain.people import Actor
from domain.suggestions import Action, Suggestion
from domain.telling import Outcome, Told
from services import access
from services.commands import RefusedError, today
from services.suggestions import hearing, sheets
from services.suggestions.handling import Show, load
from services.suggestions.moving import note
from storage import events, reminders
from storage.tx import Tx


def chase(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Ask, once in some days. Pressed again too soon it says when one asked, and when one may again."""
    case = load(tx, command.case_id)
    role = access.role_for(tx, actor, case, Action.CHASE)
    if is_own(case, role):
        raise RefusedError("refused.own_turn", number=case.number)
    asked, pause = last_chase(history(tx, case), actor.person), timedelta(days=tx.rules.deadlines.chase)
    if asked is not None and now < asked + pause:
        facts = {"case": case, "asked": asked, "next_time": asked + pause}
        return Outcome.tell(Told(actor.person, "chase.too_soon", facts, case=case.id))
    hearers = hearing.staff(tx, case, Action.CHASE, case.state, role, now, but=actor.person)
    note(tx, actor, case, Action.CHASE, role, now)
    facts = {"case": case, "next_time": now + pause, "heard": bool(hearers), "done": _done_with(tx, actor, case, now)}
    more: dict[str, object] = {"role": role, "files": ()}
    nudges = [sheets.told(tx, p, case, now, kind="case.chased", more=more) for p in hearers]
    return Outcome.tell(Told(actor.person, "chase.sent", facts, case=case.id), *nudges)


def history(tx: Tx, case: Suggestion) -> list[Deed]:
    """What was done in a case, oldest first."""
    return [Deed(row["kind"], row["actor_id"], row["at"]) for row in events.of(tx, "suggestion", case.id)]


def spared(tx: Tx, case: Suggestion, kind: str, people: Sequence[int], now: datetime) -> frozenset[int]:
    """Who of them needs no prompt: who watches and has asked already, and who owes a word and has just said one.

    A warning before something is due is for everybody.
    """
    if kind == "due.soon":
        return frozenset()
    deeds, owing = history(tx, case), access.on_turn(tx, case, today(tx.rules, now))
    return frozenset(p for p in people if (has_spoken(deeds, p, now) if p in owing else has_chased(deeds, p)))


def _done_with(tx: Tx, actor: Actor, case: Suggestion, now: datetime) -> bool:
    """The own reminder is done with where it would come before one may ask again; whether there was one."""
    day = reminders.find(tx, actor.person, case.id)
    if day is None or day > today(tx.rules, now + timedelta(days=tx.rules.deadlines.chase)):
        return False
    return reminders.remove(tx, actor.person, case.id)
