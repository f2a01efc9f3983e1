"""Proposing a meeting: whom, when, where. The line with the place sends it, and everybody who has an account hears.

What was chosen so far stands in the conversation. The same steps give a meeting another time or another place.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from pydantic import Field

from domain.meetings import Meeting, State, possible, read_when
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, Nothing, RefusedError, today
from services.contacts.completing import LENGTH
from services.contacts.entering import own, toggled
from services.meetings.telling import calendar, speak, told
from services.suggestions.saying import Say
from storage import contacts, events, meetings, talks
from storage.tx import TooLateError, Tx

WHOM, WHEN, WHERE = "meeting.whom", "meeting.when", "meeting.place"
DAYS = 14  # days that are offered as buttons
HOURS = range(8, 20)  # full hours that are


class Toggle(Command):
    """One link more, or one less."""

    link_id: int


class ChooseDay(Command):
    """When, as 20261231."""

    value: str = Field(pattern=r"^20[0-9]{6}$")


class ChooseTime(Command):
    """At what time, as 1530."""

    value: str = Field(pattern=r"^([01][0-9]|2[0-3])[0-5][0-9]$")


class OfMeeting(Command):
    """The meeting that a button is about, and the sequence that its card showed."""

    meeting_id: int
    sequence: int = 0


def begin(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Whom?"""
    links = own(tx, actor, now)
    if not links:
        return Outcome.tell(Told(actor.person, "contact.no_links"), talk=END)
    return _ask_whom(tx, actor, [], now, fresh=True)


def toggle(tx: Tx, actor: Actor, command: Toggle, now: datetime) -> Outcome:
    """Choose somebody, or not any more."""
    links, talk = own(tx, actor, now), talks.find(tx, actor.at)
    if talk is None or talk.step != WHOM or command.link_id not in {link.id for link in links}:
        return Outcome(toast="meeting.gone")
    return _ask_whom(tx, actor, toggled(talk.data["links"], command.link_id), now, fresh=False)


def next_(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """All are chosen."""
    own(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WHOM:
        return Outcome(toast="meeting.gone")
    if not talk.data["links"]:
        return Outcome(toast="contact.nobody_chosen")
    return _ask_when(tx, actor, {"links": talk.data["links"], "meeting": 0, "day": "", "time": ""}, now, fresh=False)


def ask_when(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """Another time for a meeting."""
    meeting = planned(tx, actor, command, now)
    data: dict[str, Any] = {"links": [], "meeting": meeting.id, "day": "", "time": ""}
    return _ask_when(tx, actor, data, now, fresh=True)


def ask_where(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """Another place for a meeting."""
    meeting = planned(tx, actor, command, now)
    talk = Talk(WHERE, {"links": [], "meeting": meeting.id, "day": "", "time": ""})
    return Outcome.tell(Told(actor.person, "meeting.ask_new_place", {"meeting": meeting}), talk=talk)


def choose_day(tx: Tx, actor: Actor, command: ChooseDay, now: datetime) -> Outcome:
    """The day; the time of day is next."""
    own(tx, actor, now)
    talk, day = talks.find(tx, actor.at), _day(command.value)
    if talk is None or talk.step != WHEN:
        return Outcome(toast="meeting.gone")
    if day is None:
        return Outcome(toast="button.unknown")
    return _choose(tx, actor, {**talk.data, "day": day.isoformat()}, now)


def choose_time(tx: Tx, actor: Actor, command: ChooseTime, now: datetime) -> Outcome:
    """The time of the day that was chosen."""
    own(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WHEN or not talk.data["day"]:
        return Outcome(toast="meeting.gone")
    return _choose(tx, actor, {**talk.data, "time": f"{command.value[:2]}:{command.value[2:]}"}, now)


def write_when(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Day and time in words, both or one of them."""
    own(tx, actor, now)
    talk, (day, at) = talks.find(tx, actor.at), read_when(command.words, today(tx.rules, now))
    if talk is None or talk.step != WHEN:
        raise RefusedError("refused.not_your_meeting")
    data = {
        **talk.data, "day": day.isoformat() if day else talk.data["day"],
        "time": at.isoformat("minutes") if at else talk.data["time"],
    }  # fmt: skip
    if (day is None and at is None) or not data["day"]:
        return Outcome.tell(Told(actor.person, "meeting.unread"))
    return _choose(tx, actor, data, now)


def write_where(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The place: the meeting is proposed, or has another place from now on."""
    links, talk = {link.id for link in own(tx, actor, now)}, talks.find(tx, actor.at)
    place = command.words.strip()
    if talk is None or talk.step != WHERE:
        raise RefusedError("refused.not_your_meeting")
    if len(place) > LENGTH:
        return Outcome.tell(Told(actor.person, "meeting.place_too_long", {"number": LENGTH}))
    if talk.data["meeting"]:
        meeting = planned(tx, actor, OfMeeting(meeting_id=talk.data["meeting"]), now)
        return _move(tx, actor, meeting, place, meeting.at, now)
    chosen, at = [id_ for id_ in talk.data["links"] if id_ in links], _moment(tx, talk.data)
    if not chosen:
        raise RefusedError("refused.no_link")
    if at is None or not possible(at, now):
        return _ask_when(tx, actor, {**talk.data, "day": "", "time": ""}, now, fresh=True)
    return _propose(tx, actor, chosen, place, at, now)


def planned(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Meeting:
    """An own meeting that is still planned. Raises RefusedError for those of others, and for what is over."""
    own(tx, actor, now)
    meeting = meetings.find(tx, command.meeting_id)
    if meeting is None or meeting.author_id != actor.person:
        raise RefusedError("refused.not_your_meeting")
    if meeting.state is not State.PLANNED:
        raise RefusedError(f"refused.meeting_{meeting.state.value}")
    return meeting


def _propose(tx: Tx, actor: Actor, chosen: list[int], place: str, at: datetime, now: datetime) -> Outcome:
    id_ = meetings.add(tx, actor.person, chosen, place, at, today(tx.rules, at), now, speak(tx, at, now))
    events.add(tx, "meeting", id_, "meeting_proposed", actor_id=actor.person, role=Role.REPRESENTATIVE, now=now,
               facts={"links": chosen})  # fmt: skip
    meeting = _again(tx, id_)
    return Outcome.tell(
        Told(actor.person, "meeting.asked"), Told(actor.person, "meeting.proposed", {"meeting": meeting}),
        calendar(meeting, actor.person), *told(meeting, kind="meeting.invited"), talk=END,
    )  # fmt: skip


def _move(tx: Tx, actor: Actor, meeting: Meeting, place: str, at: datetime, now: datetime) -> Outcome:
    if (place, at) == (meeting.place, meeting.at):
        return Outcome.tell(
            Told(actor.person, "meeting.asked"), Told(actor.person, "meeting.card", {"meeting": meeting}), talk=END
        )
    if not meetings.move(tx, meeting, place, at, today(tx.rules, at), now, speak(tx, at, now)):
        raise TooLateError
    events.add(tx, "meeting", meeting.id, "meeting_moved", actor_id=actor.person, role=Role.REPRESENTATIVE, now=now)
    meeting = _again(tx, meeting.id)
    return Outcome.tell(
        Told(actor.person, "meeting.asked"), Told(actor.person, "meeting.moved", {"meeting": meeting}),
        calendar(meeting, actor.person), *told(meeting, kind="meeting.changed"), talk=END,
    )  # fmt: skip


def _choose(tx: Tx, actor: Actor, data: dict[str, Any], now: datetime) -> Outcome:
    """A day, or day and time: ask for the time; then for the place, or give the meeting its other time."""
    moment = _moment(tx, data)
    if moment is None:
        return _ask_time(tx, actor, data, now)
    if not possible(moment, now):
        again = _ask_when(tx, actor, {**data, "day": "", "time": ""}, now, fresh=True)
        return replace(again, told=(Told(actor.person, "meeting.not_then"), *again.told))
    if data["meeting"]:
        meeting = planned(tx, actor, OfMeeting(meeting_id=data["meeting"]), now)
        return _move(tx, actor, meeting, meeting.place, moment, now)
    facts = {"names": names(tx, actor, data["links"], now), "at": moment}
    return Outcome.tell(Told(actor.person, "meeting.ask_place", facts), talk=Talk(WHERE, data))


def _moment(tx: Tx, data: dict[str, Any]) -> datetime | None:
    """The moment that was chosen, if day and time are there."""
    if not (data["day"] and data["time"]):
        return None
    day, at = date.fromisoformat(data["day"]), time.fromisoformat(data["time"])
    return datetime.combine(day, at, tx.rules.locale.zone)


def _ask_whom(tx: Tx, actor: Actor, chosen: list[int], now: datetime, *, fresh: bool) -> Outcome:
    facts = {"linked": own(tx, actor, now), "marked": chosen, "fresh": fresh}
    return Outcome.tell(Told(actor.person, "meeting.ask_whom", facts), talk=Talk(WHOM, {"links": chosen}))


def _ask_when(tx: Tx, actor: Actor, data: dict[str, Any], now: datetime, *, fresh: bool) -> Outcome:
    first = today(tx.rules, now)
    facts = {"possible": [first + timedelta(days=n) for n in range(DAYS)], "fresh": fresh}
    return Outcome.tell(Told(actor.person, "meeting.ask_day", facts), talk=Talk(WHEN, data))


def _ask_time(tx: Tx, actor: Actor, data: dict[str, Any], now: datetime) -> Outcome:
    day = date.fromisoformat(data["day"])
    moments = [datetime.combine(day, time(hour), tx.rules.locale.zone) for hour in HOURS]
    facts = {"day": day, "times": [moment for moment in moments if possible(moment, now)]}
    return Outcome.tell(Told(actor.person, "meeting.ask_time", facts), talk=Talk(WHEN, dict(data)))


def names(tx: Tx, actor: Actor, chosen: list[int], now: datetime) -> list[str]:
    """The names of those on the other side of some of the own links."""
    return [link.name for link in contacts.links_of(tx, actor.person, today(tx.rules, now)) if link.id in chosen]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _again(tx: Tx, meeting_id: int) -> Meeting:
    meeting = meetings.find(tx, meeting_id)
    if meeting is None:
        raise LookupError(f"meeting {meeting_id} is gone")
    return meeting
