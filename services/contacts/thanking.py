"""Whoever has done all that was owed by a quarter's close is thanked, once.

It is looked at when a contact begins to count, and not before: such a contact stands in an index of its own until
somebody looked. So nobody's thanks are lost or come twice, whenever that is.
"""

from datetime import date, datetime

from domain.contacts.periods import Period, span_of
from domain.telling import Due, Priority, Told
from services.commands import is_quiet, today
from services.contacts.closing import state_of
from storage import closing as stored
from storage import people
from storage.tx import Tx

PORTION = 100  # contacts of one look


def closing_thanks(tx: Tx, now: datetime) -> Due:
    """Look at contacts that count now, and thank those who have done all with them. A quiet hour is over first."""
    if is_quiet(tx.rules, now):
        return Due()
    day = today(tx.rules, now)
    found = [one for one in stored.news(tx, PORTION) if stored.look(tx, one.id)]
    keepers = dict.fromkeys((one.keeper_id, _close(when)) for one in found for when in (one.day, day))
    told = [item for keeper_id, last in keepers for item in _thanks(tx, keeper_id, last, day, now)]
    return Due(tuple(told), more=len(found) == PORTION)


def _close(day: date) -> date:
    return span_of(day, Period.QUARTER).last


def _thanks(tx: Tx, person_id: int, last: date, day: date, now: datetime) -> list[Told]:
    if people.reach(tx, person_id) is None or stored.was_told(tx, person_id, last, stored.THANKS):
        return []
    if not state_of(tx, person_id, last, min(last, day)).is_complete:
        return []
    if not stored.claim(tx, person_id, last, stored.THANKS, now):
        return []
    return [Told(person_id, "closing.thanks", {"last": last}, priority=Priority.REMINDER)]
