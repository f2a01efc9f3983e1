"""What the clock brings to fixed links: who is in one hears of it, and proposals that nobody answers are over.

Nobody is linked without knowing it: of a link out of the roster its other side hears once it has an account.
"""

from datetime import datetime, timedelta

from domain.contacts.links import Consent, Pair, Proposal
from domain.people import Role
from domain.telling import Due, Priority, Told
from services.commands import is_quiet, today
from storage import events, links
from storage.tx import Tx

ENOUGH = 100  # of one look


def links_due(tx: Tx, now: datetime) -> Due:
    """Links that nobody told of, and proposals that have waited too long."""
    if is_quiet(tx.rules, now):
        return Due()
    untold = links.untold(tx, ENOUGH)
    late = links.unanswered(tx, now - timedelta(days=tx.rules.scheme.confirming), ENOUGH)
    told = [item for pair, reachable in untold for item in _tell(tx, pair, now, reachable=reachable)]
    told += [item for proposal in late for item in _expire(tx, proposal, now)]
    return Due(tuple(told), ENOUGH in (len(untold), len(late)))


def _tell(tx: Tx, pair: Pair, now: datetime, *, reachable: bool) -> list[Told]:
    over = pair.ends is not None and pair.ends <= today(tx.rules, now)
    if not links.note_told(tx, pair.id, told=reachable or over) or over or not reachable:
        return []
    return [Told(pair.other_id, "link.news", {"pair": pair}, priority=Priority.NOTICE)]


def _expire(tx: Tx, proposal: Proposal, now: datetime) -> list[Told]:
    if not links.answer(tx, proposal.id, Consent.EXPIRED, now):
        return []
    events.add(tx, "link_proposal", proposal.id, "expired", actor_id=None, role=Role.SYSTEM, now=now)
    facts = {"proposal": proposal}
    return [
        Told(proposal.by_id, "link.expired", facts, priority=Priority.NOTICE),
        Told(proposal.asked_id, "link.expired", facts, priority=Priority.NOTICE),
    ]
