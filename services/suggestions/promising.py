"""B and C: by when it shall be solved. The day is asked about when it comes, and can be put off with a word of why."""

from datetime import date, datetime

from pydantic import Field

from domain.people import Actor
from domain.promises import offers, possible, usual
from domain.suggestions import Action
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import RefusedError, today
from services.suggestions import handling, hearing, sheets
from services.suggestions.answering import ANSWER, ask_answer
from services.suggestions.handling import Press, fresh, load
from services.suggestions.moving import move
from services.suggestions.saying import Say, keep
from storage import settings, talks
from storage.tx import Tx

POSTPONE = "case.postpone"


class Day(Press):
    """A day, as 20270131."""

    value: str = Field(pattern=r"^20[0-9]{6}$")


def choose(tx: Tx, actor: Actor, command: Day, now: datetime) -> Outcome:
    """Another day, for an answer that is being written or for one that is being put off."""
    talk, day = talks.find(tx, actor.at), day_of(command.value)
    if talk is None or talk.step not in (ANSWER, POSTPONE) or talk.data["case"] != command.case_id:
        return Outcome(toast="desk.gone")
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.POSTPONE if talk.step == POSTPONE else Action.ANSWER)
    if day is None or not possible(day, today(tx.rules, now)) or not talk.data.get("promised"):
        return Outcome(toast="button.unknown")
    chosen = Talk(talk.step, {**talk.data, "promised": day.isoformat()})
    if talk.step == POSTPONE:
        return _ask(tx, actor, chosen, now, fresh=False)
    return ask_answer(tx, actor, case, chosen, now, fresh=False)


def ask(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for another day, and why."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    access.role_for(tx, actor, case, Action.POSTPONE)
    day = usual(today(tx.rules, now), settings.workdays(tx, case.unit_id))
    return _ask(tx, actor, Talk(POSTPONE, {"case": case.id, "promised": day.isoformat()}), now, fresh=True)


def postpone(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Promise another day. The resident hears it with the reason, and is asked to rate nothing."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != POSTPONE:
        raise RefusedError("refused.no_case")
    case, day = load(tx, int(talk.data["case"])), date.fromisoformat(talk.data["promised"])
    role = access.role_for(tx, actor, case, Action.POSTPONE)
    kept = keep(tx, actor, case, "message", role, command, now)
    changed = move(tx, actor, case, Action.POSTPONE, role, now, facts={"until": talk.data["promised"]}, promised=day)
    hearers = hearing.staff(tx, changed, Action.POSTPONE, case.state, role, now, but=actor.person)
    facts = {"case": changed, "role": role, "words": kept.words, "files": kept.files}
    return Outcome.tell(
        Told(case.author_id, "case.postponed", facts, case=case.id, message=kept.message),
        sheets.told(tx, actor.person, changed, now),
        handling.passed_on(actor, changed, kept.message),
        *(sheets.told(tx, person, changed, now) for person in hearers),
        talk=END,
    )


def _ask(tx: Tx, actor: Actor, talk: Talk, now: datetime, *, fresh: bool) -> Outcome:
    case, day = load(tx, int(talk.data["case"])), date.fromisoformat(talk.data["promised"])
    others = offers(today(tx.rules, now), settings.workdays(tx, case.unit_id))
    facts = {"case": case, "promised": day, "offers": others, "fresh": fresh}
    return Outcome.tell(Told(actor.person, "case.ask_postpone", facts), talk=talk)


def day_of(value: str) -> date | None:
    """The day that a button says; None for one that there is not."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
