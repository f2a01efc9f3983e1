"""A resident turns out to be somebody of the roster while it is being chosen who gets a notice.

Persons are looked at in the order of their numbers, so one of the two may have been passed over and the other not been
come to yet. Here both are looked at; what either gets is for the one whom they are from now on, once.
"""

from datetime import datetime

from domain.notices import Notice
from services.commands import today
from services.notices import counting
from storage import notices, people
from storage.tx import Tx


def before(tx: Tx, person_id: int) -> list[Notice]:
    """Choose the resident as what they were when each began. Returns the notices that they were there for."""
    found = [notice for notice in notices.choosing(tx) if people.is_bound(tx, person_id, _beginning(notice))]
    for notice in found:
        _choose(tx, notice, person_id, _beginning(notice))
    return found


def after(tx: Tx, person_id: int, found: list[Notice], now: datetime) -> None:
    """Choose whom they are now, who may be of an audience that the resident was not of."""
    for notice in found:
        _choose(tx, notice, person_id, now)


def _choose(tx: Tx, notice: Notice, person_id: int, now: datetime) -> None:
    if not notice.audience.owing or counting.owes(tx, person_id, now):
        notices.choose_if(tx, notice, person_id, today(tx.rules, _beginning(notice)), now)


def _beginning(notice: Notice) -> datetime:
    return notice.began_at or notice.created_at
