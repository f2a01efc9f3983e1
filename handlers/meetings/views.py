"""What is shown of a meeting: to who proposed it, and to who was asked."""

from domain.meetings import Answer, Invited, Meeting
from domain.messages import Button, Message
from handlers.contacts.lines import names_of
from handlers.meetings.calendar import document
from handlers.viewing import button, view
from locales import Html, Text


def _about(t: Text, key: str, meeting: Meeting, **more: object) -> Html:
    """A sentence about a meeting, with when and where it is."""
    return t(key, who=meeting.author, day=t.day(meeting.at), time=t.time(meeting.at),
             place=meeting.place or t("meeting.no_place"), names=_names(t, meeting), **more)  # fmt: skip


def _names(t: Text, meeting: Meeting) -> str:
    return names_of(t, [one.name for one in meeting.invited])


def _card(meeting: Meeting) -> str:
    return f"meeting:{meeting.id}"


# To who proposed it.


def _own(t: Text, key: str, meeting: Meeting, *, fresh: bool = True) -> Message:
    """When and where, who said what, and what can be changed."""
    lines = [_about(t, key, meeting), *(_answer(t, one) for one in meeting.invited)]
    away = [one.name for one in meeting.invited if not one.reachable]
    lines += [t("meeting.away", names=names_of(t, away))] if away else []
    return Message(text=Html("\n".join(lines)), buttons=_changes(t, meeting), card=_card(meeting), fresh=fresh)


def _answer(t: Text, one: Invited) -> Html:
    key = one.answer.value if one.reachable else "away"
    return t("meeting.answer", name=one.name, answer=t(f"meeting.answer_{key}"))


def _changes(t: Text, meeting: Meeting) -> tuple[tuple[Button, ...], ...]:
    change = (
        button(t("meeting.other_time"), "meeting.when", meeting.id),
        button(t("meeting.other_place"), "meeting.where", meeting.id),
    )
    return change, (button(t("meeting.call_off"), "meeting.cancel", meeting.id),)


def _over(t: Text, meeting: Meeting) -> tuple[tuple[Button, ...], ...]:
    """What can be said once it should be over."""
    return (
        (button(t("meeting.took_place"), "meeting.held", meeting.id),),
        (button(t("meeting.did_not"), "meeting.missed", meeting.id),),
    )


@view("meeting.proposed")
def proposed(t: Text, meeting: Meeting) -> Message:
    return _own(t, "meeting.proposed", meeting)


@view("meeting.moved")
def moved(t: Text, meeting: Meeting) -> Message:
    return _own(t, "meeting.moved", meeting)


@view("meeting.card")
def card(t: Text, meeting: Meeting) -> Message:
    """A planned meeting as it stands, with all that may be wanted of it."""
    shown = _own(t, "meeting.card", meeting)
    come = t.today is not None and meeting.at.astimezone(t.zone).date() <= t.today
    return shown.model_copy(update={"buttons": (*_over(t, meeting), *shown.buttons)}) if come else shown


@view("meeting.answered")
def answered(t: Text, meeting: Meeting, guest: Invited) -> list[Message]:
    """Somebody comes, or can't: the card shows it, and a word says it."""
    key = "meeting.comes" if guest.answer is Answer.ACCEPTED else "meeting.comes_not"
    return [_own(t, "meeting.card", meeting, fresh=False), Message(text=_about(t, key, meeting, name=guest.name))]


@view("meeting.ask_cancel")
def ask_cancel(t: Text, meeting: Meeting) -> Message:
    yes = button(t("meeting.call_off_yes"), "meeting.cancel_yes", meeting.id)
    keep = button(t("meeting.keep"), "meeting.show", meeting.id)
    text = _about(t, "meeting.ask_cancel", meeting)
    return Message(text=text, buttons=((keep,), (yes,)), card=_card(meeting))


@view("meeting.cancelled_own")
def cancelled_own(t: Text, meeting: Meeting) -> list[Message]:
    return [_closed(meeting), Message(text=_about(t, "meeting.cancelled_own", meeting))]


@view("meeting.soon_own")
def soon_own(t: Text, meeting: Meeting) -> Message:
    return _own(t, "meeting.soon_own", meeting)


@view("meeting.after")
def after(t: Text, meeting: Meeting) -> Message:
    """Did it take place?"""
    return Message(text=_about(t, "meeting.after", meeting), buttons=_over(t, meeting), card=_card(meeting))


@view("meeting.missed")
def missed(t: Text, meeting: Meeting) -> list[Message]:
    return [_closed(meeting), Message(text=_about(t, "meeting.missed", meeting))]


@view("meeting.held")
def held(t: Text, entry: int, meeting: Meeting, names: list[str], here: list[str], coded: bool) -> list[Message]:
    """It is logged, and who is asked now; a code for those who are there still, and a line about it."""
    lines = [_about(t, "meeting.held", meeting)]
    away = [name for name in names if name not in here]
    lines += [t("contact.asked", names=names_of(t, here))] if here else []
    lines += [t("contact.witness_asked", names=names_of(t, away))] if away else []
    lines.append(t("meeting.line"))
    offer = ((button(t("contact.show_code"), "contact.show_code", entry),),) if coded else ()
    return [_closed(meeting), Message(text=Html("\n".join(lines)), buttons=offer)]


# To who was asked.


def _asked(t: Text, key: str, meeting: Meeting, guest: Invited) -> Message:
    """When and where, what was said so far, and the two answers."""
    said = [t(f"meeting.you_{guest.answer.value}")] if guest.answer is not Answer.WAITING else []
    answers = [
        button(t(f"meeting.say_{answer.value}"), "meeting.answer", meeting.id, meeting.sequence, answer.value)
        for answer in (Answer.ACCEPTED, Answer.DECLINED)
        if answer is not guest.answer
    ]
    text = Html("\n".join([_about(t, key, meeting), *said]))
    return Message(text=text, buttons=(tuple(answers),), card=_card(meeting))


@view("meeting.invited")
def invited(t: Text, meeting: Meeting, guest: Invited) -> Message:
    return _asked(t, "meeting.invited", meeting, guest)


@view("meeting.changed")
def changed(t: Text, meeting: Meeting, guest: Invited) -> Message:
    return _asked(t, "meeting.changed", meeting, guest)


@view("meeting.soon")
def soon(t: Text, meeting: Meeting, guest: Invited) -> Message:
    return _asked(t, "meeting.soon", meeting, guest)


@view("meeting.noted")
def noted(t: Text, meeting: Meeting, guest: Invited) -> Message:
    """What somebody said, with the way to say otherwise."""
    return _asked(t, "meeting.noted", meeting, guest)


@view("meeting.cancelled")
def cancelled(t: Text, meeting: Meeting, guest: Invited) -> list[Message]:
    return [_closed(meeting), Message(text=_about(t, "meeting.cancelled", meeting))]


# To both.


@view("meeting.calendar")
def calendar(t: Text, meeting: Meeting) -> Message:
    """The file for calendars."""
    return Message(text=t("meeting.calendar"), document=document(t, meeting))


@view("meeting.list")
def listed(t: Text, planned: list[Meeting], keeps: bool, reader: int) -> Message:
    """What is planned; who keeps links can propose another one."""
    lines = [t("meeting.list") if planned else t("meeting.none")]
    lines += [
        _about(t, "meeting.line_own" if one.author_id == reader else "meeting.line_asked", one) for one in planned
    ]
    rows = [(button(t("meeting.show", day=t.day(one.at), time=t.time(one.at)), "meeting.show", one.id),)
            for one in planned]  # fmt: skip
    new = [(button(t("meeting.new"), "meeting.new"),)] if keeps else []
    return Message(text=Html("\n".join(lines)), buttons=(*new, *rows))


def _closed(meeting: Meeting) -> Message:
    return Message(card=_card(meeting), closes=True)
