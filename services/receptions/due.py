"""What the clock brings to receptions: a word the day before; at its time one opens, and closes an hour after its end.

A reception knows when the clock does something next, so a tick reads no other ones. A reminder has the version in its
key: of a reception that was changed since, it does not come twice for the same time.
"""

from datetime import datetime

from domain.people import Role
from domain.receptions import LATE, Action, Reception, State
from domain.telling import Due, Priority, Told
from services.commands import is_quiet
from services.receptions.boards import board, news, speak, without
from services.receptions.moving import move
from services.receptions.receiving import end
from storage import people, receptions
from storage.tx import Tx

ENOUGH = 100  # receptions of one look


def receptions_due(tx: Tx, now: datetime) -> Due:
    """What is to be said and done at this moment, some at a time, by day."""
    if is_quiet(tx.rules, now):
        return Due()
    found = receptions.due(tx, now, ENOUGH)
    told = [item for id_ in found if (one := receptions.find(tx, id_)) is not None for item in _due(tx, one, now)]
    return Due(tuple(told), len(found) == ENOUGH)


def _due(tx: Tx, reception: Reception, now: datetime) -> list[Told]:
    if reception.state is State.ANNOUNCED and now >= reception.ends + LATE:  # nobody ticked all that time
        opened = move(tx, None, reception, Action.OPEN, Role.SYSTEM, now)
        return end(tx, None, opened, Role.SYSTEM, now)
    if reception.state is State.ANNOUNCED and now >= reception.at:
        move(tx, None, reception, Action.OPEN, Role.SYSTEM, now)
        return news(tx, reception, Action.OPEN, Role.SYSTEM, now, None, kind="reception.opened")
    if reception.state is State.OPEN and now >= reception.ends + LATE:
        return end(tx, None, reception, Role.SYSTEM, now)
    receptions.later(tx, reception.id, speak(tx, reception, now))
    return _eve(tx, reception, now) if reception.state is State.ANNOUNCED else []


def _eve(tx: Tx, reception: Reception, now: datetime) -> list[Told]:
    """Who is on duty, and who booked; where nobody can come, who has to find somebody as well."""
    heard = [(one.person_id, Role.REPRESENTATIVE) for one in reception.on_duty if one.reachable]
    booked = (one.person_id for one in receptions.bookings(tx, reception.id))
    heard += [(id_, Role.RESIDENT) for id_ in booked if people.reach(tx, id_) is not None]
    heard += without(tx, reception, now)
    return [
        Told(id_, "reception.soon", {"board": board(tx, id_, [role], reception)}, priority=Priority.REMINDER,
             dedupe=f"reception.soon:{reception.id}:{reception.version}:{id_}", expires=reception.at)
        for id_, role in heard
    ]  # fmt: skip
