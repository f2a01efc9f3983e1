"""What waits for somebody's reply in formal suggestions: /waiting shows it among the cases."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.departments import PartState
from domain.formal import Action, Formal, State
from domain.people import Actor
from domain.waiting import Item, Wait
from services import access
from services.commands import today
from services.formal import rights
from storage import formal as papers
from storage.tx import Tx

MOST = 100  # that are looked through

# What is owed in a state by whoever can do the next step.
OWED: dict[State, tuple[Action, Wait]] = {
    State.RETURNED: (Action.SIGN, Wait.MEND),
    State.SUBMITTED: (Action.TAKE, Wait.CHECK),
    State.ACCEPTED: (Action.ASSIGN, Wait.ASSIGN),
    State.ASSIGNED: (Action.ACCEPT, Wait.ACCEPT),
    State.UNDERWAY: (Action.ANSWER, Wait.ANSWER),
    State.ANSWERED: (Action.RATE, Wait.RATE),
    State.WATCHED: (Action.ANSWER, Wait.PROMISE),
    State.SECOND: (Action.ANSWER, Wait.SECOND),
}


def everything(tx: Tx, actor: Actor, now: datetime) -> Iterator[Item]:
    """All that waits for somebody as representative, congress office or department."""
    day = today(tx.rules, now)
    for formal in papers.desk(tx, actor.person, "open", day, 0, MOST, access.top_of(tx, actor)):
        for wait, due in _waits(tx, actor, formal, now):
            if due is not None and (wait is not Wait.PROMISE or due <= day):
                yield Item(formal.id, wait, due, formal=True)


def _waits(tx: Tx, actor: Actor, formal: Formal, now: datetime) -> Iterator[tuple[Wait, date | None]]:
    """What is wanted, and by when."""
    able = rights.actions_of(tx, actor, formal, now)
    part = next(iter(rights.parts_of(tx, actor, formal)), None)
    if Action.GRANT in able:
        yield Wait.EXTENSION, formal.due
    if part is not None and Action.JOIN in able:
        yield Wait.ACCEPT, part.return_until
    elif part is not None and Action.OPINE in able and part.state is PartState.ACCEPTED:
        yield Wait.OPINION, part.due
    action, wait = OWED.get(formal.state, (None, None))
    if wait is not None and action in able:
        yield wait, part.return_until if wait is Wait.ACCEPT and part else _day(tx, formal)


def _day(tx: Tx, formal: Formal) -> date | None:
    """By when the next step is owed; of what was sent back since when."""
    if formal.state is State.ANSWERED and formal.answered_at is not None:
        return today(tx.rules, formal.answered_at + timedelta(days=tx.rules.deadlines.rating_close))
    if formal.state is State.RETURNED and formal.signed_at is not None:
        return today(tx.rules, formal.signed_at)
    return formal.promised if formal.state is State.WATCHED else formal.due
