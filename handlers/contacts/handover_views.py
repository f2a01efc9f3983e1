"""What is said when a mandate has ended and somebody else takes over."""

from datetime import date

from domain.contacts import Contact
from domain.contacts.handover import Left, Mandate
from domain.contacts.links import Pair
from domain.messages import Message
from handlers.contacts.lines import pairs as rows_of
from handlers.viewing import button, view
from locales import Html, Text


@view("handover.ask")
def ask(t: Text, ended: Mandate, in_hand: Left, heirs: list[Mandate]) -> Message:
    """For the officer: what is left, and who could take over."""
    lines = [_head(t, ended), _numbers(t, in_hand), t("handover.whom") if heirs else t("handover.nobody")]
    names = [button(seat.name, "handover.to", value=f"{ended.id}_{seat.person_id}") for seat in heirs]
    return Message(text=Html("\n".join(lines)), buttons=rows_of(names), card=f"handover:{ended.id}")


@view("handover.done")
def done(t: Text, ended: Mandate, heir: Mandate) -> list[Message]:
    text = t("handover.done", name=ended.name, heir=heir.name)
    return [Message(card=f"handover:{ended.id}", closes=True), Message(text=text)]


@view("handover.taken")
def taken(t: Text, ended: Mandate, heir: Mandate, in_hand: Left) -> Message:
    """For whoever follows, and for the officer."""
    text = Html(t("handover.taken", name=ended.name, heir=heir.name) + "\n" + _numbers(t, in_hand))
    return Message(text=text)


@view("handover.link")
def link(t: Text, ended: Mandate, heir: Mandate, pair: Pair) -> Message:
    """For a resident, or for a representative with whom a member kept a link."""
    return Message(text=t(f"handover.link_{pair.tier.value}", name=ended.name, heir=heir.name, day=t.day(_end(ended))))


@view("handover.other")
def other(t: Text, ended: Mandate, heir: Mandate, pair: Pair) -> Message:
    """For a member who kept a link with a representative."""
    return Message(text=t("handover.other", name=ended.name, heir=heir.name, day=t.day(_end(ended))))


@view("handover.confirm")
def confirm(t: Text, contact: Contact, heir: Mandate) -> Message:
    """A meeting with the one before still waits for the reader's word."""
    row = (
        button(t("contact.yes"), "contact.confirm", contact.id),
        button(t("contact.no"), "contact.dispute", contact.id),
    )
    mode = t(f"mode.{contact.mode.value}")
    text = t("handover.confirm", day=t.day(contact.day), mode=mode, heir=heir.name)
    return Message(text=text, buttons=(row,), card=f"contact:{contact.id}")


def _head(t: Text, ended: Mandate) -> Html:
    return t("handover.ended", name=ended.name, unit=ended.unit, day=t.day(_end(ended)))


def _numbers(t: Text, left: Left) -> Html:
    return t("handover.left", links=left.links, cases=left.cases, meetings=left.meetings)


def _end(ended: Mandate) -> date:
    return ended.ends or ended.starts
