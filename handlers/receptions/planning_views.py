"""What is shown while a reception is set up or changed."""

from datetime import date, datetime

from domain.messages import Button, Message
from domain.units import Station
from handlers.contacts.lines import names_of, pairs
from handlers.receptions.lines import hours
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.receptions.plans import Plan

CARD = "reception"
ACROSS = 2  # days in a row of buttons
TIMES = 4  # times in a row
PARTS = ("when", "duty", "topic", "scope")


@view("reception.ask_station")
def ask_station(t: Text, stations: list[Station], page: int, more: bool, fresh: bool) -> Message:
    rows = [(button(one.name, "reception.station", value=str(one.id)),) for one in stations]
    if turn := pager(t, "reception.stations", page, more):
        rows.append(turn)  # type: ignore[arg-type] # one or two buttons
    return Message(text=t("reception.ask_station"), buttons=tuple(rows), card=CARD, fresh=fresh)


@view("reception.ask_day")
def ask_day(t: Text, possible: list[date], fresh: bool) -> Message:
    buttons = [button(t.day(day), "reception.day", value=day.strftime("%Y%m%d")) for day in possible]
    return Message(text=t("reception.ask_day"), buttons=_rows(buttons, ACROSS), card=CARD, fresh=fresh)


@view("reception.ask_begin")
def ask_begin(t: Text, day: date, times: list[datetime]) -> Message:
    return _ask_time(t, t("reception.ask_begin", day=t.day(day)), times)


@view("reception.ask_end")
def ask_end(t: Text, at: datetime, times: list[datetime]) -> Message:
    return _ask_time(t, t("reception.ask_end", day=t.day(at), time=t.time(at)), times)


def _ask_time(t: Text, text: Html, times: list[datetime]) -> Message:
    local = [at.astimezone(t.zone) for at in times]
    buttons = [button(at.strftime("%-H:%M"), "reception.time", value=at.strftime("%H%M")) for at in local]
    return Message(text=text, buttons=_rows(buttons, TIMES), card=CARD, fresh=False)


@view("reception.ask_duty")
def ask_duty(t: Text, able: list[tuple[int, str]], marked: list[int], fresh: bool) -> Message:
    """The station's representatives; who is chosen has a mark."""
    labels = [(t("contact.chosen" if id_ in marked else "contact.other", name=name), id_) for id_, name in able[:40]]
    rows = pairs([button(label, "reception.whom", value=str(id_)) for label, id_ in labels])
    if marked:
        rows += ((button(t("contact.next"), "reception.next"),),)
    return Message(text=t("reception.ask_duty"), buttons=rows, card=CARD, fresh=fresh)


@view("reception.ask_words")
def ask_words(t: Text, piece: str, number: int, fresh: bool) -> Message:
    """The topic, what is heard there, or why it is announced so late."""
    if piece == "short":
        return Message(text=t.count("reception.ask_short", number), card=CARD, fresh=fresh)
    without = ((button(t(f"reception.without_{piece}"), "reception.anything"),),)
    return Message(text=t(f"reception.ask_{piece}"), buttons=without, card=CARD, fresh=fresh)


@view("reception.preview")
def preview(t: Text, plan: Plan, fresh: bool) -> Message:
    """All of it, to be announced or changed."""
    lines = [
        t("reception.preview_change" if plan.changes else "reception.preview"),
        t("reception.place", place=plan.station),
        hours(t, plan.at, plan.ends),
        t("reception.duty", names=names_of(t, plan.names)),
        t("reception.topic", topic=plan.topic) if plan.topic else t("reception.open_topic"),
        t("reception.scope", scope=plan.scope) if plan.scope else t("reception.any_scope"),
    ]
    lines += [t("reception.short", words=plan.short)] if plan.short else []
    yes = button(t("reception.announce_change" if plan.changes else "reception.announce"), "reception.announce")
    parts = [button(t(f"reception.part_{part}"), "reception.part", value=part) for part in PARTS]
    return Message(text=Html("\n".join(lines)), buttons=((yes,), *pairs(parts)), card=CARD, fresh=fresh)


@view("reception.planned")
def planned(t: Text) -> Message:
    """The card that asked has no buttons any more."""
    return Message(card=CARD, closes=True)


@view("reception.too_long")
def too_long(t: Text, number: int) -> Message:
    return Message(text=t("reception.too_long", n=number))


def _rows(buttons: list[Button], across: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + across]) for i in range(0, len(buttons), across))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("reception.unread", "reception.not_then", "reception.nobody"):
    _plain(_kind)
