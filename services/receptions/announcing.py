"""A reception is announced, changed or called off; all whom that concerns hear, and who is on duty says yes or no.

Pressed twice, the second press finds no plan any more. Of two who change one at the same moment the second one is shown
what the first one did.
"""

from dataclasses import replace
from datetime import date, datetime

from domain.meetings import Answer
from domain.people import Actor, Role
from domain.receptions import Action, Reception, next_moment, possible
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, Nothing, RefusedError
from services.receptions import plans
from services.receptions.boards import board, card, news, turned
from services.receptions.moving import move, note
from services.receptions.plans import CONFIRM, Data, go_on, may
from services.receptions.rights import OfReception, load, role_for
from services.suggestions.saying import Say
from storage import people, receptions, talks
from storage.receptions import New
from storage.tx import Tx

CANCEL = "reception.cancel"
LENGTH = 300  # characters of a word


class Reply(Command):
    """Whether somebody on duty comes."""

    reception_id: int
    version: int
    value: Answer


def announce(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """It is announced as it was shown, or changed."""
    may(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != CONFIRM:
        return Outcome(toast="reception.gone")
    data = _still(tx, talk.data, now)
    new = plans.new(tx, data)
    if new is None or any(lacks(tx, data, now) for lacks, _ in plans.PARTS.values()):
        return go_on(tx, actor, data, now)
    may(tx, actor, now, new.station_id)
    return _change(tx, actor, data, new, now) if data["reception"] else _announce(tx, actor, data, new, now)


def answer(tx: Tx, actor: Actor, command: Reply, now: datetime) -> Outcome:
    """Somebody on duty comes, or can't. They may say otherwise until it opens."""
    reception = load(tx, command.reception_id)
    role = role_for(tx, actor, reception, Action.ANSWER)
    if command.version != reception.version:
        return replace(Outcome.tell(card(tx, actor, reception)), toast="button.stale")
    receptions.hold(tx, reception)
    if not receptions.answer(tx, reception.id, actor.person, command.value):
        return Outcome(toast="button.done_already")
    move(tx, actor, reception, Action.ANSWER, role, now, {"answer": command.value.value})
    duty = reception.of(actor.person)
    facts = {"name": duty.name if duty else "", "said": command.value.value}
    heard = news(tx, reception, Action.ANSWER, role, now, actor.person, kind="reception.answered", **facts)
    answered = load(tx, reception.id)
    booked = turned(tx, reception, answered, now)
    return Outcome.tell(card(tx, actor, answered, fresh=False), *heard, *booked, toast="meeting.noted_toast")


def ask_cancel(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """Why is it called off? The word goes to everybody."""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.CANCEL)
    told = Told(actor.person, "reception.ask_cancel", {"reception": reception})
    return Outcome.tell(told, talk=Talk(CANCEL, {"reception": reception.id}))


def cancel(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """It is called off, with a word to all concerned."""
    talk, words = talks.find(tx, actor.at), command.words.strip()
    if actor.person and (talk is None or talk.step != CANCEL):
        raise RefusedError("refused.not_your_reception")
    reception = load(tx, talk.data["reception"] if talk else 0)
    role = role_for(tx, actor, reception, Action.CANCEL)
    if len(words) > LENGTH:
        return Outcome.tell(Told(actor.person, "reception.too_long", {"number": LENGTH}))
    move(tx, actor, reception, Action.CANCEL, role, now)
    heard = news(tx, reception, Action.CANCEL, role, now, actor.person, kind="reception.cancelled", reason=words)
    told = card(tx, actor, load(tx, reception.id), kind="reception.cancelled", reason=words)
    return Outcome.tell(told, *heard, talk=END)


def _still(tx: Tx, data: Data, now: datetime) -> Data:
    """The plan without what has become impossible since it was chosen."""
    when = plans.moments(tx, data)
    if when is None or not possible(*when, now):
        return {**data, "day": "", "from": "", "until": ""}
    able = dict(receptions.able(tx, data["station"], date.fromisoformat(data["day"])))
    return {**data, "duty": [id_ for id_ in data["duty"] if id_ in able]}


def _announce(tx: Tx, actor: Actor, data: Data, new: New, now: datetime) -> Outcome:
    id_ = receptions.add(tx, new, actor.person, data["duty"], now, None)
    reception = _speaks(tx, id_, now)
    note(tx, actor, id_, "announced", _office(actor), now, {"duty": data["duty"]})
    return Outcome.tell(
        Told(actor.person, "reception.planned"), card(tx, actor, reception, kind="reception.announced"),
        *_asked(tx, reception, set(data["duty"]) - {actor.person}), talk=END,
    )  # fmt: skip


def _change(tx: Tx, actor: Actor, data: Data, new: New, now: datetime) -> Outcome:
    old = load(tx, data["reception"])
    role = role_for(tx, actor, old, Action.CHANGE)
    if old.version != data["version"]:
        shown = card(tx, actor, old)
        return Outcome.tell(Told(actor.person, "reception.planned"), shown, talk=END, toast="button.stale")
    before, duty = {one.person_id for one in old.on_duty}, set(data["duty"])
    receptions.change(tx, old, new, duty, now, None)
    reception = _speaks(tx, old.id, now)
    note(tx, actor, old.id, Action.CHANGE, role, now, {"duty": data["duty"]})
    lost, off = _without_slot(tx, reception), before - duty
    told = news(tx, old, Action.CHANGE, role, now, actor.person, kind="reception.changed", was=old)
    return Outcome.tell(
        Told(actor.person, "reception.planned"), card(tx, actor, reception, kind="reception.announced"),
        *(item for item in told if item.to not in {*lost, *off}),
        *_asked(tx, reception, duty - before - {actor.person}),
        *(Told(one.person_id, "reception.off_duty", {"reception": reception})
          for one in old.on_duty if one.person_id in off and one.reachable),
        *(Told(id_, "reception.slot_gone", {**_board(tx, id_, reception), "was": old}) for id_ in lost), talk=END,
    )  # fmt: skip


def _board(tx: Tx, person_id: int, reception: Reception) -> dict[str, object]:
    return {"board": board(tx, person_id, [Role.RESIDENT], reception)}


def _without_slot(tx: Tx, reception: Reception) -> list[int]:
    """Those whose slot is no more: it is given back, and they choose another one."""
    lost = [one.person_id for one in receptions.bookings(tx, reception.id) if one.slot >= len(reception.slots)]
    for person_id in lost:
        receptions.unbook(tx, reception.id, person_id)
    return [person_id for person_id in lost if people.reach(tx, person_id) is not None]


def _speaks(tx: Tx, reception_id: int, now: datetime) -> Reception:
    """The reception as it was just stored, known to the clock."""
    reception = load(tx, reception_id)
    speak = next_moment(reception, now, tx.rules.locale.zone, tx.rules.reminders)
    receptions.later(tx, reception_id, speak)
    return reception


def _asked(tx: Tx, reception: Reception, whom: set[int]) -> list[Told]:
    """Those on duty who have an account are asked whether they come."""
    return [
        Told(one.person_id, "reception.asked", {"board": board(tx, one.person_id, [Role.REPRESENTATIVE], reception)})
        for one in reception.duties
        if one.person_id in whom and one.reachable
    ]


def _office(actor: Actor) -> Role:
    return Role.OFFICER if actor.holds(Role.OFFICER) else Role.ADMIN
