"""The officer's triage: what is not in scope is redirected with a word of help, and a case goes up or down a level."""

from datetime import datetime
from typing import Literal

from domain.people import Actor, Role
from domain.routing import LEVELS, Candidate, choose
from domain.suggestions import Action, Ending, Suggestion, Why
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import Nothing, RefusedError, today
from services.suggestions import assigning, desks, hearing, sheets
from services.suggestions.handling import Press, about, fresh, load
from services.suggestions.moving import move
from services.suggestions.saying import Say, relay
from storage import people, suggestions, talks
from storage.tx import Tx

REDIRECT = "case.redirect"


class ChooseReason(Press):
    """Why a case is not in scope."""

    value: Why


class ChooseLevel(Press):
    """A level of congress."""

    value: Literal["town", "district", "city"]


def desk(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/desk: what nobody has been found for, or what came back, before all that is open."""
    if actor.person and not (actor.holds(Role.OFFICER) or actor.holds(Role.ADMIN)):
        raise RefusedError("refused.no_triage")
    return desks.desk(tx, actor, desks.Desk(view="triage"), now)


def ask_reason(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the reasons for which a case is not in scope."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.REDIRECT)
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.reasons", fresh=False))


def choose_reason(tx: Tx, actor: Actor, command: ChooseReason, now: datetime) -> Outcome:
    """The reason is chosen: show what the resident would read, with a word of help that can be replaced."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    access.role_for(tx, actor, case, Action.REDIRECT)
    return _show(actor, case, command.value, "")


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Other words of help."""
    case, talk = load(tx, about(tx, actor)), talks.find(tx, actor.at)
    access.role_for(tx, actor, case, Action.REDIRECT)
    why = Why(talk.data["why"]) if talk else Why.OTHER
    return _show(actor, case, why, command.words, (command.message_id,))


def redirect(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Redirect as it was shown. Pressed twice, the second press finds nothing to do."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != REDIRECT or talk.data["case"] != command.case_id:
        return Outcome(toast="desk.gone")
    case = load(tx, command.case_id)
    role, why, words = access.role_for(tx, actor, case, Action.REDIRECT), Why(talk.data["why"]), talk.data["words"]
    message = suggestions.say(tx, case.id, "message", actor.person, role, words, (), now) if words else None
    for message_id in talk.data.get("messages", ()):
        relay(tx, actor, message_id, case, message)
    facts = {"why": why.value}
    changed = move(tx, actor, case, Action.REDIRECT, role, now, facts=facts, outcome=Ending.REDIRECTED)
    hearers = hearing.staff(tx, case, Action.REDIRECT, case.state, role, now, but=actor.person)
    told = {"case": changed, "why": why, "words": words}
    return Outcome.tell(
        Told(case.author_id, "case.redirected", told, case=case.id, message=message),
        Told(
            actor.person, "case.redirected_done", {"case": changed, "message": message}, case=case.id, message=message
        ),
        sheets.told(tx, actor.person, changed, now, fresh=False),
        *(sheets.told(tx, person, changed, now) for person in hearers),
        talk=END,
    )


def ask_level(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show the levels at which somebody else represents the place; where there is none, say so."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.REFER)
    levels = [level for level in LEVELS if _best(tx, case, level, now)]
    if not levels:
        return Outcome(toast="desk.no_level", alert=True)
    more: dict[str, object] = {"levels": levels}
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.levels", fresh=False, more=more))


def refer(tx: Tx, actor: Actor, command: ChooseLevel, now: datetime) -> Outcome:
    """Give a case to a representative of another level, whoever of them has the fewest open cases."""
    case, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role, best = access.role_for(tx, actor, case, Action.REFER), _best(tx, case, command.value, now)
    if best is None:
        return Outcome(toast="desk.no_level", alert=True)
    return assigning.give(tx, actor, case, Action.REFER, role, best.person_id, now, {"level": command.value})


def _best(tx: Tx, case: Suggestion, level: str, now: datetime) -> Candidate | None:
    """Who would get a case at a level; nobody at the level at which it is."""
    day = today(tx.rules, now)
    holder = people.representative(tx, case.representative_id, day) if case.representative_id else None
    if holder is not None and holder.level == level:
        return None
    found = suggestions.candidates(tx, case.unit_id, case.author_id, day, level)
    return choose(lambda wanted: found if wanted == level else [], level)


def _show(actor: Actor, case: Suggestion, why: Why, words: str, messages: tuple[int, ...] = ()) -> Outcome:
    facts = {"case": case, "why": why, "words": words}
    talk = Talk(REDIRECT, {"case": case.id, "why": why.value, "words": words, "messages": list(messages)})
    return Outcome.tell(Told(actor.person, "case.ask_redirect", facts), talk=talk)
