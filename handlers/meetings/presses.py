"""The buttons of meetings: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.meetings import Answer
from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.contacts import completing, confirming, deciding
from services.meetings import answering, proposing

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _nothing(code: Code) -> Nothing:
    return Nothing()


def _meeting(code: Code) -> proposing.OfMeeting:
    return proposing.OfMeeting(meeting_id=code.id)


def _reply(code: Code) -> answering.Reply:
    if (said := Answer(code.value)) is Answer.WAITING:
        raise ValueError(code.value)
    return answering.Reply(meeting_id=code.id, sequence=code.version, value=said)


PRESSES: dict[str, Press] = {
    "meeting.new": (proposing.begin, _nothing),
    "meeting.whom": (proposing.toggle, lambda c: proposing.Toggle(link_id=int(c.value))),
    "meeting.next": (proposing.next_, _nothing),
    "meeting.day": (proposing.choose_day, lambda c: proposing.ChooseDay(value=c.value)),
    "meeting.time": (proposing.choose_time, lambda c: proposing.ChooseTime(value=c.value)),
    "meeting.when": (proposing.ask_when, _meeting),
    "meeting.where": (proposing.ask_where, _meeting),
    "meeting.show": (answering.show, _meeting),
    "meeting.answer": (answering.answer, _reply),
    "meeting.cancel": (answering.ask_cancel, _meeting),
    "meeting.cancel_yes": (answering.cancel, _meeting),
    "meeting.held": (answering.held, _meeting),
    "meeting.missed": (answering.missed, _meeting),
    "contact.counts": (deciding.ask, lambda c: deciding.Decide(contact_id=c.id, counts=True)),
    "contact.stays": (deciding.ask, lambda c: deciding.Decide(contact_id=c.id, counts=False)),
    "contact.place": (completing.ask_place, lambda c: confirming.OfEntry(entry_id=c.id)),
}
