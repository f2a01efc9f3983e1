"""/waiting: what waits for one's own reply, whoever one is. What is due, or has waited, longest comes first."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.courtesy import courtesy
from domain.formal import Formal
from domain.people import Actor, Role
from domain.suggestions import DUE, State, Suggestion
from domain.telling import Outcome, Told
from domain.waiting import Item, Wait, asks, sorted_by_day
from services import access
from services.commands import today
from services.formal import rights
from services.formal import waiting as formal_waiting
from services.suggestions.following import PAGE, List
from services.suggestions.handling import load
from services.suggestions.moderating import judges
from storage import moderation, waiting
from storage.tx import Tx
from storage.waiting import Held, Own, Shared

MOST = 500  # cases of each kind that are looked through; beyond it a list helps nobody
OBJECT_WITHIN = timedelta(days=14)  # so long one is asked whether a merged case is the same

ASKED_WITHIN = timedelta(days=28)  # so long the question whether it is fixed waits; silence says nothing

# What is owed in a state by whoever holds the case.
OWED: dict[State, Wait] = {
    State.DESK: Wait.FIRST_WORD,
    State.ASSIGNED: Wait.FIRST_WORD,
    State.RETURNED: Wait.CAME_BACK,
    State.SECOND: Wait.SECOND,
}
SPOKEN_TO = frozenset({State.UNDERWAY, State.ANSWERED, State.WATCHED})  # where a department writes to residents


def mine(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """A page of what waits."""
    items = everything(tx, actor, now)
    begin = command.page * PAGE
    shown = [(item, _named(tx, item)) for item in items[begin : begin + PAGE]]
    facts = {"items": shown, "more": len(items) > begin + PAGE, "page": command.page, "fresh": command.fresh,
             "today": today(tx.rules, now)}  # fmt: skip
    return Outcome.tell(Told(actor.person, "waiting", facts))


def everything(tx: Tx, actor: Actor, now: datetime) -> list[Item]:
    """All that waits, of every role that somebody has."""
    day = today(tx.rules, now)
    items = [item for row in waiting.own(tx, actor.person, MOST) for item in _own(tx, row, now)]
    items += _asked(tx, waiting.asked(tx, actor.person, now - ASKED_WITHIN, MOST), Wait.FIXED)
    if actor.is_staff:
        items += _asked(tx, waiting.to_ask(tx, actor.person, now - ASKED_WITHIN, MOST), Wait.ASK_FIXED)
        items += formal_waiting.everything(tx, actor, now)
        for held in waiting.held(tx, actor.person, day, access.top_of(tx, actor), MOST):
            items += _held(tx, held, day)
        for shared in waiting.shared(tx, actor.person, day, MOST):
            items += _shared(tx, shared, day)
        items += _objections(tx, actor, now)
    return sorted_by_day(items)


def _named(tx: Tx, item: Item) -> Suggestion | Formal:
    return rights.load(tx, item.case) if item.formal else load(tx, item.case)


def _asked(tx: Tx, found: list[tuple[int, datetime]], wait: Wait) -> Iterator[Item]:
    """Whether it is really fixed, four weeks later."""
    return (Item(case, wait, today(tx.rules, at)) for case, at in found)


def _own(tx: Tx, row: Own, now: datetime) -> Iterator[Item]:
    """A resident's: an answer to rate, a question, and whether a merged case is the same."""
    if row.state is State.ANSWERED and row.answered_at is not None:
        closes = row.answered_at + timedelta(days=tx.rules.deadlines.rating_close)
        yield Item(row.case, Wait.RATE, today(tx.rules, closes))
    elif row.state is State.MERGED:
        if row.merged_at is not None and now < row.merged_at + OBJECT_WITHIN:
            yield Item(row.case, Wait.SAME, today(tx.rules, row.merged_at))
    elif row.asked_at is not None and asks(row.asked):
        yield Item(row.case, Wait.QUESTION, today(tx.rules, row.asked_at))


def _held(tx: Tx, row: Held, day: date) -> Iterator[Item]:
    """Staff's: what is due, what came of a promise, what a department asks, and what residents wrote."""
    due = row.days.get(DUE.get(row.state, ""))
    if row.state in OWED and due is not None:
        yield Item(row.case, OWED[row.state], due)
    if row.state is State.WATCHED and row.lead_id is None and due is not None and due <= day:
        yield Item(row.case, Wait.PROMISE, due)
    if row.longer and due is not None:
        yield Item(row.case, Wait.EXTENSION, due)
    if OWED.get(row.state) is not Wait.FIRST_WORD:
        yield from _question(tx, row)


def _shared(tx: Tx, row: Shared, day: date) -> Iterator[Item]:
    """A department's: to take a case up, to answer it, a promise, and what residents wrote."""
    if row.offered and row.state in (State.TRANSFERRED, State.UNDERWAY):
        yield Item(row.case, Wait.ACCEPT, row.return_until)
    if not row.leads or not row.answers:
        return
    if row.state is State.UNDERWAY and row.due is not None:
        yield Item(row.case, Wait.ANSWER, row.due)
    if row.state is State.WATCHED and row.promised is not None and row.promised <= day:
        yield Item(row.case, Wait.PROMISE, row.promised)
    if row.state in SPOKEN_TO:
        yield from _question(tx, row)


def _objections(tx: Tx, actor: Actor, now: datetime) -> Iterator[Item]:
    """Those above: what somebody objects to."""
    for taken in moderation.objected(tx, MOST) if actor.holds(Role.ADMIN) else ():
        if taken.objected_at is not None and actor.person in judges(tx, load(tx, taken.case_id), taken, now):
            yield Item(taken.case_id, Wait.OBJECTION, today(tx.rules, taken.objected_at))


def _question(tx: Tx, row: Held | Shared) -> Iterator[Item]:
    """What a resident wrote and nobody replied to; a mere courtesy wants no reply."""
    if row.resident_at is not None and courtesy(row.words) is None:
        yield Item(row.case, Wait.QUESTION, today(tx.rules, row.resident_at))
