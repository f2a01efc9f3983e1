"""What is told of a meeting, and when the clock speaks of it next."""

from dataclasses import replace
from datetime import datetime

from domain.meetings import Meeting, Stage, next_moment
from domain.telling import Priority, Told
from storage.tx import Tx


def told(meeting: Meeting, kind: str) -> list[Told]:
    """The same for everybody who was asked and has an account, with what they said; and the file for calendars."""
    return [
        item
        for one in meeting.invited
        if one.reachable
        for item in (Told(one.person_id, kind, {"meeting": meeting, "guest": one}), calendar(meeting, one.person_id))
    ]


def calendar(meeting: Meeting, person_id: int) -> Told:
    """The file for calendars."""
    return Told(person_id, "meeting.calendar", {"meeting": meeting})


def reminder(meeting: Meeting, stage: Stage, item: Told) -> Told:
    """What the clock says, once for each time that the meeting was given; of no use when it has begun."""
    return replace(
        item,
        priority=Priority.REMINDER,
        dedupe=f"{item.kind}:{stage.value}:{meeting.id}:{meeting.sequence}:{item.to}",
        expires=None if stage is Stage.AFTER else meeting.at,
    )


def speak(tx: Tx, at: datetime, now: datetime) -> datetime | None:
    """When the clock speaks next of a meeting at some moment."""
    return next_moment(at, now, tx.rules.locale.zone, tx.rules.reminders)
