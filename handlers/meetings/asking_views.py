"""What is shown while a meeting is proposed: whom, when, where."""

from datetime import date, datetime

from domain.contacts import Link
from domain.meetings import Meeting
from domain.messages import Button, Message
from handlers.contacts.lines import names_of, pairs
from handlers.viewing import button, view
from locales import Text

CARD = "meeting"
ACROSS = 2  # days in a row of buttons
HOURS = 4  # times in a row


@view("meeting.ask_whom")
def ask_whom(t: Text, linked: list[Link], marked: list[int], fresh: bool) -> Message:
    """The own links; who is chosen has a mark."""
    labels = [(t("contact.chosen" if link.id in marked else "contact.other", name=link.name), link) for link in linked]
    rows = pairs([button(label, "meeting.whom", value=str(link.id)) for label, link in labels])
    if marked:
        rows += ((button(t("contact.next"), "meeting.next"),),)
    return Message(text=t("meeting.ask_whom"), buttons=rows, card=CARD, fresh=fresh)


@view("meeting.ask_day")
def ask_day(t: Text, possible: list[date], fresh: bool) -> Message:
    buttons = [button(t.day(day), "meeting.day", value=day.strftime("%Y%m%d")) for day in possible]
    return Message(text=t("meeting.ask_day"), buttons=_rows(buttons, ACROSS), card=CARD, fresh=fresh)


@view("meeting.ask_time")
def ask_time(t: Text, day: date, times: list[datetime]) -> Message:
    buttons = [button(at.strftime("%-H:%M"), "meeting.time", value=at.strftime("%H%M")) for at in times]
    text = t("meeting.ask_time", day=t.day(day))
    return Message(text=text, buttons=_rows(buttons, HOURS), card=CARD, fresh=False)


@view("meeting.ask_place")
def ask_place(t: Text, names: list[str], at: datetime) -> Message:
    text = t("meeting.ask_place", names=names_of(t, names), day=t.day(at), time=t.time(at))
    return Message(text=text, card=CARD, fresh=False)


@view("meeting.ask_new_place")
def ask_new_place(t: Text, meeting: Meeting) -> Message:
    text = t("meeting.ask_new_place", place=meeting.place, day=t.day(meeting.at), time=t.time(meeting.at))
    return Message(text=text)


@view("meeting.asked")
def asked(t: Text) -> Message:
    """The card that asked has no buttons any more."""
    return Message(card=CARD, closes=True)


@view("meeting.place_too_long")
def place_too_long(t: Text, number: int) -> Message:
    return Message(text=t("meeting.place_too_long", n=number))


def _rows(buttons: list[Button], across: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + across]) for i in range(0, len(buttons), across))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("meeting.unread", "meeting.not_then"):
    _plain(_kind)
