"""What the clock brings to meetings: a word the day before and an hour before, and the question whether it took place.

A meeting knows when the clock speaks of it next, so a tick reads no other ones. A change gives it another moment, and a
reminder has the sequence in its key: the old one does not come. What was missed while nobody ticked is said late if it
is of use still, and only the last of it.
"""

from datetime import datetime

from domain.meetings import Meeting, Stage, State, due
from domain.telling import Due, Told
from services.commands import is_quiet
from services.meetings.telling import reminder, speak
from storage import meetings
from storage.tx import Tx

ENOUGH = 100  # meetings of one look


def meetings_due(tx: Tx, now: datetime) -> Due:
    """What is to be said of meetings at this moment, some at a time, by day."""
    if is_quiet(tx.rules, now):
        return Due()
    zone, rules = tx.rules.locale.zone, tx.rules.reminders
    told: list[Told] = []
    found = meetings.due(tx, now, ENOUGH)
    for id_ in found:
        meeting = meetings.find(tx, id_)
        if meeting is not None and meeting.state is State.PLANNED:
            meetings.later(tx, id_, speak(tx, meeting.at, now))
            told += _told(meeting, due(meeting.at, now, zone, rules))
    return Due(tuple(told), len(found) == ENOUGH)


def _told(meeting: Meeting, stage: Stage | None) -> list[Told]:
    """Whoever said that they can't is left in peace; where nobody comes nobody is reminded."""
    if stage is None or not meeting.coming:
        return []
    facts = {"meeting": meeting}
    if stage is Stage.AFTER:
        return [reminder(meeting, stage, Told(meeting.author_id, "meeting.after", facts))]
    said = [
        Told(meeting.author_id, "meeting.soon_own", facts),
        *(Told(one.person_id, "meeting.soon", {**facts, "guest": one}) for one in meeting.coming if one.reachable),
    ]
    return [reminder(meeting, stage, item) for item in said]
