"""Notices to those in office stand in their groups as well: once, and changed there when they are corrected.

Only where a whole office is meant: what goes to some of it, by their language, what they are interested in or what
they owe, is between them and whoever sends it.
"""

from datetime import datetime

from domain.groups import Group as StaffGroup
from domain.groups import Kind
from domain.notices import Notice, State
from domain.notices.audience import Group
from domain.telling import Priority, Told
from storage import cards, groups
from storage.tx import Tx

WHERE = {
    Group.OFFICERS: Kind.STATION, Group.REPRESENTATIVES: Kind.STATION, Group.COMMITTEE: Kind.STATION,
    Group.DEPARTMENTS: Kind.DEPARTMENT,
}  # fmt: skip


def post(tx: Tx, notice: Notice, now: datetime) -> tuple[Told, ...]:
    """The notice for the groups that it concerns, in its present words. Twice changes nothing."""
    card = f"notice:{notice.id}"
    return tuple(
        Told(
            group.at, "group.notice", {"notice": notice, "fresh": notice.revision == 1}, priority=Priority.NOTICE,
            dedupe=f"{card}:{notice.revision}:{notice.state is State.WITHDRAWN}:group:{group.id}",
        )
        for group in _concerned(tx, notice)
        if notice.state is State.SENDING or cards.shown(tx, group.at, card) is not None
    )  # fmt: skip


def _concerned(tx: Tx, notice: Notice) -> list[StaffGroup]:
    """The groups of the stations or departments to whose people a notice goes."""
    wanted = notice.audience
    kind = WHERE.get(wanted.group)
    if kind is None or wanted.category or wanted.owing or wanted.language or wanted.level:
        return []
    if wanted.station is not None:
        return groups.of(tx, kind, wanted.station) if kind is Kind.STATION else []
    return [group for group in groups.connected_below(tx, wanted.unit) if group.target.kind is kind]
