"""Whether somebody can be reached: who blocked the bot, and who is back."""

from datetime import datetime

from domain.people import Actor, Address, Role
from domain.telling import Outcome, Told
from services.commands import Nothing, today
from services.groups import keeping
from services.suggestions import receipts
from storage import people, relays, sends, units
from storage.tx import Tx


def gone(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """The person blocked the bot: what waits for them is put aside, and their officer hears if they hold a mandate."""
    return Outcome(told=unreachable(tx, actor.at, now))


def back(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """The person is back. Every turn notes that by itself; there is nothing more to do."""
    return Outcome()


def unreachable(tx: Tx, at: Address, now: datetime) -> tuple[Told, ...]:
    """Note that an account can't be reached, once; tell the officers of a representative's station.

    Whoever said something in a case that waits for this account is told as well, of each message once. A group that
    can't be reached is one that has put the bot out.
    """
    if at.is_group:
        return keeping.removed(tx, at, now)
    sends.park(tx, at)
    if not people.unreachable(tx, at, now):
        return ()
    return (*receipts.undelivered(tx, relays.parked(tx, at), now), *_officers(tx, at, now))


def _officers(tx: Tx, at: Address, now: datetime) -> tuple[Told, ...]:
    person_id, day = people.person_at(tx, at), today(tx.rules, now)
    who = people.representative(tx, person_id, day) if person_id else None
    if person_id is None or who is None:
        return ()
    stations = [s.station_id for s in people.standings(tx, person_id, day) if s.role is Role.REPRESENTATIVE]
    officers = [o for s in stations if s is not None and units.station(tx, s) for o in people.officers(tx, s, day)]
    return tuple(Told(o, "desk.unreachable", {"name": who.name}) for o in dict.fromkeys(officers) if o != person_id)
