"""What staff see of somebody who took a case over: the account may have another name than the one that was taken down.

The officer wrote down what the person said at the counter; that was no word about the account. So nothing of it is
shown until its owner has chosen, as for a new suggestion: name and phone, the name, or nothing. What was shown once
can't be hidden again.
"""

from datetime import datetime

from domain.people import Actor, Role
from domain.showing import Shown, telephone
from domain.suggestions import Suggestion
from domain.telling import END, KEEP, Outcome, Talk, Told
from domain.walkins import CHANNELS
from services import access
from services.commands import RefusedError, today
from services.suggestions import sheets
from services.suggestions.handling import Show, load
from services.suggestions.showing import Phone
from storage import events, people, talks, walkins
from storage.tx import Tx

PHONE = "walkin.phone"


class Choose(Show):
    """What shall be seen."""

    value: Shown


def question(actor: Actor, case: Suggestion) -> Told:
    """The three choices."""
    return Told(actor.person, "walkin.ask_shown", {"case": case}, case=case.id)


def choose(tx: Tx, actor: Actor, command: Choose, now: datetime) -> Outcome:
    """Note the choice. Where a number is to be shown that nobody knows, it is asked for first."""
    case = _own(tx, actor, command.case_id)
    if not case.anonymous:
        return Outcome(toast="button.done_already")
    people.set_shown(tx, actor.person, command.value)
    if command.value is Shown.NOTHING:
        return Outcome.tell(_chosen(actor, case, Shown.NOTHING))
    phone = people.showing(tx, actor.person).phone or ""
    if command.value is Shown.PHONE and not phone:
        return Outcome.tell(Told(actor.person, "suggest.ask_phone"), talk=Talk(PHONE, {"case": case.id}))
    return _show(tx, actor, case, phone if command.value is Shown.PHONE else "", now)


def give_phone(tx: Tx, actor: Actor, command: Phone, now: datetime) -> Outcome:
    """The number for this case."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != PHONE:
        raise RefusedError("refused.no_case")
    case = _own(tx, actor, int(talk.data["case"]))
    number = telephone(command.words)
    if number is None or not command.own:
        kind = "suggest.no_phone" if command.own else "suggest.not_own_phone"
        return Outcome.tell(Told(actor.person, kind), talk=KEEP)
    if not case.anonymous:
        return Outcome(toast="button.done_already", talk=END)
    return _show(tx, actor, case, number, now, Told(actor.person, "suggest.phone_noted", {"phone": number}))


def _show(tx: Tx, actor: Actor, case: Suggestion, phone: str, now: datetime, *noted: Told) -> Outcome:
    shown = Shown.PHONE if phone else Shown.NAME
    walkins.show(tx, case, phone)
    events.add(tx, "suggestion", case.id, "shown", actor_id=actor.person, role=Role.RESIDENT, now=now,
               facts={"shown": shown.value})  # fmt: skip
    changed = load(tx, case.id)
    holders = access.holders(tx, changed, today(tx.rules, now)) if changed.is_open else []
    cards = (sheets.told(tx, person, changed, now, fresh=False) for person in holders)
    return Outcome.tell(*noted, _chosen(actor, changed, shown), *cards, talk=END)


def _chosen(actor: Actor, case: Suggestion, shown: Shown) -> Told:
    return Told(actor.person, "walkin.shown", {"case": case, "shown": shown}, case=case.id)


def _own(tx: Tx, actor: Actor, case_id: int) -> Suggestion:
    """A case that the actor took over. Raises RefusedError."""
    case = load(tx, case_id)
    walkin = walkins.find(tx, case.id) if case.channel in CHANNELS else None
    if walkin is None or not walkin.taken or case.author_id != actor.person:
        raise RefusedError("refused.not_yours")
    return case
