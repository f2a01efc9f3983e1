"""What becomes of a meeting: who comes, that it is called off, that it took place or did not.

What took place becomes a contact for everybody who did not say no; it waits for their word as any other meeting does.
Whoever presses twice, or on a card from before a change, is told how it stands.
"""

from datetime import datetime, timedelta

from domain.contacts import Contact
from domain.meetings import Answer, Meeting, State
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, Nothing, RefusedError, today
from services.contacts.completing import LINE
from services.contacts.entering import asks, days, on_links
from services.meetings.proposing import OfMeeting, planned
from services.meetings.telling import calendar, told
from storage import contacts, events, meetings
from storage.tx import TooLateError, Tx

LISTED = 10  # meetings of one list
OVER = {
    State.CANCELLED: "meeting.is_cancelled",
    State.HELD: "meeting.is_held",
    State.MISSED: "meeting.is_missed",
}


class Reply(Command):
    """Whether somebody comes."""

    meeting_id: int
    sequence: int
    value: Answer


def answer(tx: Tx, actor: Actor, command: Reply, now: datetime) -> Outcome:
    """Somebody who was asked comes, or can't. They may say otherwise until it begins."""
    meeting = meetings.find(tx, command.meeting_id)
    own = meeting.of(actor.person) if meeting else None
    if meeting is None or own is None:
        raise RefusedError("refused.not_your_meeting")
    if meeting.state is not State.PLANNED:
        return Outcome(toast=OVER[meeting.state], alert=True)
    if command.sequence != meeting.sequence:
        return Outcome.tell(Told(actor.person, "meeting.changed", {"meeting": meeting, "guest": own}),
                            toast="button.stale")  # fmt: skip
    if now >= meeting.at:
        return Outcome(toast="meeting.begun", alert=True)
    if not meetings.answer(tx, meeting.id, own.link_id, command.value, now):
        return Outcome(toast="button.done_already")
    _note(tx, actor, meeting, f"meeting_{command.value.value}", Role.RESIDENT, now)
    meeting = meetings.find(tx, meeting.id) or meeting
    facts = {"meeting": meeting, "guest": meeting.of(actor.person) or own}
    return Outcome.tell(
        Told(actor.person, "meeting.noted", facts), Told(meeting.author_id, "meeting.answered", facts),
        toast="meeting.noted_toast",
    )  # fmt: skip


def show(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """A meeting, for who was asked or proposed it."""
    meeting = meetings.find(tx, command.meeting_id)
    guest = meeting.of(actor.person) if meeting else None
    if meeting is None or guest is None:
        own = {"meeting": planned(tx, actor, command, now)}
        return Outcome.tell(Told(actor.person, "meeting.card", own))
    if meeting.state is not State.PLANNED:
        return Outcome(toast=OVER[meeting.state], alert=True)
    return Outcome.tell(Told(actor.person, "meeting.invited", {"meeting": meeting, "guest": guest}))


def listed(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/meetings: what is planned, on either side; who keeps links can propose another one."""
    since = now - timedelta(days=tx.rules.scheme.back_dating)  # what is over may still be said to have taken place
    found = meetings.planned(tx, actor.person, since, LISTED)
    facts = {"planned": found, "keeps": actor.holds(Role.REPRESENTATIVE), "reader": actor.person}
    return Outcome.tell(Told(actor.person, "meeting.list", facts))


def ask_cancel(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """To call it off is asked twice."""
    return Outcome.tell(Told(actor.person, "meeting.ask_cancel", {"meeting": planned(tx, actor, command, now)}))


def cancel(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """It is called off: everybody hears, and calendars drop it."""
    meeting = planned(tx, actor, command, now)
    meeting = _close(tx, actor, meeting, State.CANCELLED, "meeting_called_off", now)
    return Outcome.tell(
        Told(actor.person, "meeting.cancelled_own", {"meeting": meeting}), calendar(meeting, meeting.author_id),
        *told(meeting, kind="meeting.cancelled"), talk=END,
    )  # fmt: skip


def missed(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """It did not take place: nothing is logged."""
    meeting = planned(tx, actor, command, now)
    if now < meeting.at:
        return Outcome(toast="meeting.not_yet", alert=True)
    _close(tx, actor, meeting, State.MISSED, "meeting_missed", now)
    return Outcome.tell(Told(actor.person, "meeting.missed", {"meeting": meeting}), toast="meeting.is_missed")


def held(tx: Tx, actor: Actor, command: OfMeeting, now: datetime) -> Outcome:
    """It took place: one tap, and it is a contact that waits for the other side. A line about it may follow."""
    meeting = planned(tx, actor, command, now)
    day = today(tx.rules, meeting.at)
    if now < meeting.at:
        return Outcome(toast="meeting.not_yet", alert=True)
    if day not in days(tx, now):
        return Outcome(toast="meeting.too_late", alert=True)
    kept = {link.id for link in contacts.links_of(tx, actor.person, day)}
    if not [one for one in meeting.coming if one.link_id in kept]:
        raise RefusedError("refused.no_link")
    _close(tx, actor, meeting, State.HELD, "meeting_held", now)
    entry_id, logged = _log(tx, actor, meeting, kept, now)
    here = [one.other for one in logged if one.reachable]
    facts = {
        "entry": entry_id, "meeting": meeting, "names": [one.other for one in logged], "here": here,
        "coded": bool(here) and day == today(tx.rules, now),
    }  # fmt: skip
    others = [item for contact in logged for item in asks(tx, contact, now)]
    return Outcome.tell(Told(actor.person, "meeting.held", facts), *others, talk=Talk(LINE, {"entry": entry_id}))


def _log(tx: Tx, actor: Actor, meeting: Meeting, kept: set[int], now: datetime) -> tuple[int, list[Contact]]:
    day, mode = today(tx.rules, meeting.at), meeting.mode
    entry_id = contacts.enter(tx, actor.person, mode, day, "", now, place=meeting.place)
    links = [one.link_id for one in meeting.coming if one.link_id in kept]
    return entry_id, on_links(tx, actor, entry_id, links, mode, day, now)


def _close(tx: Tx, actor: Actor, meeting: Meeting, state: State, kind: str, now: datetime) -> Meeting:
    if not meetings.close(tx, meeting.id, state, now):
        raise TooLateError
    _note(tx, actor, meeting, kind, Role.REPRESENTATIVE, now)
    return meetings.find(tx, meeting.id) or meeting


def _note(tx: Tx, actor: Actor, meeting: Meeting, kind: str, role: Role, now: datetime) -> None:
    events.add(tx, "meeting", meeting.id, kind, actor_id=actor.person, role=role, now=now)
