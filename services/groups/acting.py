"""What is done from a group: by the same use cases as in the private chat, in the name of whoever pressed or replied.

A group gives nobody a right. What is said back stays in the group as far as all may read it; the rest, cards with
names and files among them, goes to the private chat of who acted.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.groups import AT_ONCE, Group, Kind
from domain.people import Actor, StrangerError
from domain.suggestions import Suggestion
from domain.telling import KEEP, Outcome, Told
from services import access
from services.commands import RefusedError
from services.groups import showing
from services.groups.connecting import once_a_day
from services.suggestions import following, handling, noting
from services.suggestions.handling import Press, Reply, Show, load
from services.suggestions.saying import Say
from storage import cards, groups
from storage.tx import Tx

SPOKEN = ("case.passed_on", "case.note_sent", "case.note_kept")


def press(use_case: Callable[..., Outcome], verb: str) -> Callable[..., Outcome]:
    """A button of a card in a group. What asks on does so in the private chat."""

    def pressed(tx: Tx, actor: Actor, command: Press | Show, now: datetime) -> Outcome:
        group, case = _here(tx, actor), load(tx, command.case_id)
        outcome = _done(tx, actor, case, group, lambda: use_case(tx, actor, command, now))
        if verb in AT_ONCE:
            return _at_once(tx, actor, group, case, outcome, now)
        away = actor.was_away
        told = tuple(replace(one, facts=_fresh(one.facts)) if one.to == actor.person else one for one in outcome.told)
        toast = outcome.toast or ("group.is_away" if away else "group.goes_on")
        return replace(outcome, told=told, toast=toast, alert=outcome.alert or away)

    return pressed


def reply(tx: Tx, actor: Actor, command: Reply, now: datetime) -> Outcome:
    """A reply to a card, or to anything else of a case in a group: what the same reply would be in private."""
    group = groups.at(tx, actor.here)
    if group is None:
        return Outcome()
    if actor.is_stranger:
        kind = "group.stranger"
        return Outcome.tell(once_a_day(actor, kind, now))
    case = load(tx, command.case_id)
    try:
        outcome = _done(tx, actor, case, group, lambda: _said(tx, actor, case, command, now))
    except RefusedError as refusal:
        facts = {"key": refusal.key, "facts": refusal.facts}
        return Outcome.tell(Told(actor.person, "refused", facts))
    return replace(outcome, told=_said_here(tx, actor, case, group, outcome), talk=KEEP)


def _said(tx: Tx, actor: Actor, case: Suggestion, command: Reply, now: datetime) -> Outcome:
    """As in private; but who registered the case for somebody speaks to them here, and never in their name."""
    is_note = noting.is_meant(tx, actor, case, command.replied_to)
    if is_note or not access.speaks_for_author(tx, actor, case):
        return following.reply(tx, actor, command, now)
    said = Say(message_id=command.message_id, words=command.words, files=command.files)
    return handling.speak(tx, actor, case, said, now)


def _here(tx: Tx, actor: Actor) -> Group:
    """The group. Raises RefusedError where it is not connected, StrangerError for whom nobody knows."""
    group = groups.at(tx, actor.here)
    if group is None:
        raise RefusedError("group.not_connected")
    if actor.is_stranger:
        raise StrangerError
    return group


def _done(tx: Tx, actor: Actor, case: Suggestion, group: Group, deed: Callable[[], Outcome]) -> Outcome:
    """Do it for who has an office in the case. Raises RefusedError that says who may, for others.

    Its author is one of those, whatever they are in the private chat: so nobody learns who it is.
    """
    try:
        if case.author_id != actor.person and access.roles_in(tx, actor, case):
            return deed()
    except RefusedError as refusal:
        if refusal.key != "refused.not_yours":
            raise
    if group.target.kind is Kind.STATION:
        raise RefusedError("group.only_station", name=group.target.name)
    raise RefusedError("group.only_department", name=group.target.name)


def _at_once(tx: Tx, actor: Actor, group: Group, case: Suggestion, outcome: Outcome, now: datetime) -> Outcome:
    """Done, or too late: the group's card shows how the case stands now."""
    told = tuple(one for one in outcome.told if one.to != actor.person or _stands_in_private(tx, actor, one, case))
    if not told and (fresh := load(tx, case.id)):
        told = (showing.card(tx, group, fresh, now),)
    return replace(outcome, told=told)


def _stands_in_private(tx: Tx, actor: Actor, told: Told, case: Suggestion) -> bool:
    """Whether a card of the case is in the private chat as well: then it changes there, too."""
    return "sheet" in told.facts and cards.shown(tx, actor.at, f"case:{case.id}") is not None


def _said_here(tx: Tx, actor: Actor, case: Suggestion, group: Group, outcome: Outcome) -> tuple[Told, ...]:
    """That it was passed on is said in the group; other cards of the speaker change where they stand."""
    told: list[Told] = []
    for one in outcome.told:
        if one.to != actor.person:
            told.append(one)
        elif one.kind in SPOKEN:
            among_staff = one.kind != "case.passed_on"
            facts = {"case": load(tx, case.id), "name": actor.name, "among_staff": among_staff, "forum": group.forum}
            told.append(replace(one, to=actor.here, kind="group.said", facts=facts))
        elif "sheet" not in one.facts or _stands_in_private(tx, actor, one, case):
            told.append(one)
    return tuple(told)


def _fresh(facts: dict[str, Any]) -> dict[str, Any]:
    """What goes on in the private chat stands at its end."""
    return {**facts, "fresh": True} if "fresh" in facts else facts
