"""A case whose author keeps a link with its representative: a contact can be logged straight out of it.

Never of an anonymous case: among ten linked people a button would tell who wrote.
"""

from dataclasses import replace
from datetime import datetime

from domain.people import Role
from domain.roster import Tier
from domain.suggestions import Suggestion
from domain.telling import Told
from services.commands import today
from services.suggestions.sheets import Sheet
from storage import links
from storage.tx import Tx


def link_of(tx: Tx, case: Suggestion, keeper_id: int, now: datetime) -> int | None:
    """The link (id) that the representative of a case keeps with its author; none where the author is hidden."""
    if case.anonymous or case.author_left or case.representative_id != keeper_id:
        return None
    return links.between(tx, Tier.RESIDENTS, keeper_id, case.author_id, today(tx.rules, now))


def with_link(tx: Tx, told: Told, now: datetime) -> Told:
    """The card of a case, which then offers to log a contact. Not looked up where a resident waits for it."""
    sheet = told.facts["sheet"]
    if not isinstance(sheet, Sheet) or sheet.role is not Role.REPRESENTATIVE or not isinstance(told.to, int):
        return told
    linked = link_of(tx, sheet.case, told.to, now) is not None
    return replace(told, facts={**told.facts, "sheet": replace(sheet, linked=linked)})
