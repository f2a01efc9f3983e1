"""A link passes to somebody else: whoever kept it can't call its meetings off any more, so they are called off."""

from datetime import datetime

from domain.meetings import State
from domain.people import Role
from domain.telling import Told
from services.meetings.telling import calendar, told
from storage import events, meetings
from storage.tx import Tx


def call_off(tx: Tx, links: list[int], now: datetime) -> list[Told]:
    """Every meeting ahead to which somebody was asked on one of these links (ids), while these still last.

    Everybody who was asked hears, and who proposed it; their calendars drop it.
    """
    found = dict.fromkeys(id_ for link_id in links for id_ in meetings.ahead(tx, link_id, now))
    return [item for id_ in found for item in _call_off(tx, id_, now)]


def _call_off(tx: Tx, meeting_id: int, now: datetime) -> list[Told]:
    if not meetings.close(tx, meeting_id, State.CANCELLED, now):
        return []
    events.add(tx, "meeting", meeting_id, "meeting_called_off", actor_id=None, role=Role.SYSTEM, now=now)
    meeting = meetings.find(tx, meeting_id)
    if meeting is None:
        return []
    own = Told(meeting.author_id, "meeting.cancelled_own", {"meeting": meeting})
    return [own, calendar(meeting, meeting.author_id), *told(meeting, kind="meeting.cancelled")]
