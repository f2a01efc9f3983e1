"""What is forgotten by itself: strangers after a day, words of handled updates and sent texts after a week."""

from datetime import datetime, timedelta

from domain.telling import Told
from storage import inbox, outbox, people, talks
from storage.tx import Tx


def forget(tx: Tx, now: datetime) -> tuple[Told, ...]:
    """Let rest what is old. Drafts stay: whoever comes back is asked whether to go on."""
    rules = tx.rules.privacy
    for at, person_id in talks.resting(tx, now - timedelta(hours=rules.talk_hours)):
        if person_id is not None:
            talks.save(tx, at, None, now)
    yesterday = now - timedelta(hours=rules.stranger_hours)
    for at, person_id in talks.resting(tx, yesterday):
        if person_id is None:
            talks.save(tx, at, None, now)
    inbox.forget_strangers(tx, yesterday)
    outbox.forget_strangers(tx, yesterday)
    before = now - timedelta(days=rules.payload_days)
    inbox.prune(tx, before)
    outbox.blank(tx, before)
    people.forget_tries(tx, now - timedelta(hours=2))
    return ()
