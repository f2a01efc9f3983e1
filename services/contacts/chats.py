"""A conversation in a case counts by itself as a chat, once a quarter and link, when words went both ways.

It is looked for at ticks in what was said since the last one, and never in a turn: a resident who waits for an answer
waits for nothing else. An anonymous case counts for nobody.
"""

from datetime import datetime, time, timedelta

from domain.contacts import Mode
from domain.contacts.periods import Period, is_frozen, span_of
from domain.people import Role
from domain.roster import Tier
from domain.telling import Due
from services.commands import today
from storage import chats, contacts, events, links
from storage.chats import Sides, Word
from storage.tx import Tx

ENOUGH = 300  # messages of one look
SETTLED = timedelta(minutes=1)  # a lower id may be committed a little later than a higher one


def chats_due(tx: Tx, now: datetime) -> Due:
    """Count what was said since the last look. Nobody is told: both know what they wrote."""
    found = chats.after(tx, chats.scanned(tx), ENOUGH)
    settled = _settled(found, now - SETTLED)
    days = {(word.case_id, today(tx.rules, word.at)) for word in settled if word.named}
    for case_id, day in sorted(days):
        span = span_of(day, Period.QUARTER)
        if not is_frozen(day, today(tx.rules, now), tx.rules.scheme.freezing):
            zone = tx.rules.locale.zone
            first = datetime.combine(span.first, time(), zone)
            last = datetime.combine(span.last + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
            for sides in chats.sides(tx, case_id, first, min(last, now)):
                _count(tx, sides, now)
    if settled:
        chats.note_scan(tx, settled[-1].id)
    return Due(more=len(settled) == ENOUGH)


def _settled(found: list[Word], before: datetime) -> list[Word]:
    """Those before the first that is too fresh."""
    fresh = next((place for place, word in enumerate(found) if word.at > before), len(found))
    return found[:fresh]


def _count(tx: Tx, sides: Sides, now: datetime) -> None:
    day = today(tx.rules, sides.both_at)
    quarter = span_of(day, Period.QUARTER).first
    link_id = links.between(tx, Tier.RESIDENTS, sides.keeper_id, sides.resident_id, day)
    if link_id is None or chats.counted(tx, link_id, quarter):
        return
    entry_id = contacts.enter(tx, sides.keeper_id, Mode.CHAT, day, "", now)
    id_ = chats.add(tx, entry_id, link_id, day, quarter, now)
    facts = {"link": link_id, "mode": Mode.CHAT.value, "day": day.isoformat()}
    events.add(tx, "contact", id_, "logged", actor_id=None, role=Role.SYSTEM, now=now, facts=facts)
