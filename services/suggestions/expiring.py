"""What a city no longer keeps of cases that have ended: their words, their files. Figures stay."""

from datetime import datetime, timedelta

from domain.telling import Due
from storage import expiring, leaving
from storage.tx import Tx

PORTION = 100  # cases of one look


def expire(tx: Tx, now: datetime) -> Due:
    """Blank what is older than the configuration says, some cases at a time. 0 days keep everything."""
    rules = tx.rules.privacy
    worded = filed = 0
    if rules.closed_words_days:
        found = expiring.worded(tx, now - timedelta(days=rules.closed_words_days), PORTION)
        worded = len(found)
        for case_id in found:
            leaving.blank(tx, case_id)
    if rules.closed_files_days:
        found = expiring.filed(tx, now - timedelta(days=rules.closed_files_days), PORTION)
        filed = len(found)
        for case_id in found:
            expiring.drop_files(tx, case_id)
    return Due(more=PORTION in (worded, filed))
