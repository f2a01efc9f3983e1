"""What is forgotten by itself: strangers after a day, updates and the words of sent texts after some days.

An update that was put aside keeps its words until then, so that it can be tried again after a mend.
"""

from datetime import datetime, timedelta

from domain.telling import Due
from storage import inbox, mutes, outbox, people, talks
from storage.tx import Tx

PORTION = 1000  # rows of a kind at a time; more would hold up everybody else's turn


def forget(tx: Tx, now: datetime) -> Due:
    """Let rest what is old. Drafts stay: whoever comes back is asked whether to go on."""
    rules = tx.rules.privacy
    yesterday = now - timedelta(hours=rules.stranger_hours)
    before = now - timedelta(days=rules.payload_days)
    found = (
        talks.rest(tx, now - timedelta(hours=rules.talk_hours), PORTION),
        talks.forget_strangers(tx, yesterday, PORTION),
        inbox.forget_strangers(tx, yesterday, PORTION),
        outbox.forget_strangers(tx, yesterday, PORTION),
        inbox.prune(tx, before, PORTION),
        inbox.prune_parked(tx, before, PORTION),
        outbox.blank(tx, before, PORTION),
    )
    people.forget_tries(tx, now - timedelta(hours=2))
    mutes.forget(tx, now)
    return Due(more=PORTION in found)
