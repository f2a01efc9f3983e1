"""The calendar of holidays ends with a year: administrators are told before, for deadlines depend on it."""

from datetime import datetime, timedelta

from domain.calendar import PUBLISHED_UNTIL
from domain.telling import Due, Priority, Told
from services import access
from services.commands import is_time, today
from storage import people, units
from storage.tx import Tx

BEFORE = timedelta(days=30)


def calendar_ends(tx: Tx, now: datetime) -> Due:
    """A word to those who administer everything, once for each year that ends without a next one."""
    day = today(tx.rules, now)
    if day < PUBLISHED_UNTIL - BEFORE or not is_time(tx.rules, now):
        return Due()
    tops = (person for root in units.roots(tx) for person in people.admins(tx, root.id, day))
    hearers = dict.fromkeys((*tops, *access.configured(tx)))
    facts = {"day": PUBLISHED_UNTIL}
    key = f"calendar:{PUBLISHED_UNTIL}"
    told = [Told(p, "calendar.ending", facts, None, None, Priority.NOTICE, f"{key}:{p}") for p in hearers]
    return Due(tuple(told))
