"""The file of a meeting for calendars, as RFC 5545 says.

Nobody here has an address to which a calendar could reply, and nobody's name is for the others who were asked. So the
file publishes the meeting (METHOD PUBLISH) without a list of attendees; answers are given in the chat. A later file of
the same meeting has the same UID and a larger SEQUENCE; one that is called off comes as METHOD CANCEL.
"""

from datetime import UTC, timedelta
from html import unescape

from domain.meetings import LENGTH, Meeting, State
from domain.messages import Document
from locales import Text

DAY_BEFORE, HOUR_BEFORE = timedelta(days=-1), timedelta(hours=-1)


def document(t: Text, meeting: Meeting) -> Document:
    """The file; a meeting that was called off takes itself out of the calendar."""
    return Document(name="meeting.ics", mime="text/calendar", content=_written(t, meeting))


def _written(t: Text, meeting: Meeting) -> str:
    import icalendar  # rarely needed, so not at every start

    cancelled = meeting.state is State.CANCELLED
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Shuanglian//Double Link//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event = icalendar.Event()
    event.add("uid", f"meeting-{meeting.id}@{t.bot or 'shuanglian'}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.at.astimezone(UTC))
    event.add("dtend", (meeting.at + LENGTH).astimezone(UTC))
    event.add("summary", _plain(t("meeting.calendar_title", who=meeting.author)))
    event.add("location", meeting.place)
    event.add("organizer", f"https://t.me/{t.bot}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    for before in () if cancelled else (DAY_BEFORE, HOUR_BEFORE):
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _plain(t("meeting.calendar_title", who=meeting.author)))
        alarm.add("trigger", before)
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _plain(text: str) -> str:
    """A text without escapes: a calendar knows no markup."""
    return unescape(str(text))
