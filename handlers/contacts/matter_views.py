"""What is shown of matters that were raised in a contact."""

from domain.contacts import Contact, Matter
from domain.messages import Button, Message
from handlers.contacts.lines import about
from handlers.quoting import quoted, whole
from handlers.viewing import button, view
from locales import Html, Text


@view("matter.ask")
def ask(t: Text, contact: Contact) -> Message:
    return Message(text=about(t, "matter.ask", contact))


@view("matter.kept")
def kept(t: Text, contact: Contact, matter: Matter) -> Message:
    """For who wrote it down: who decides now, and the next matter."""
    who = "matter.kept" if contact.reachable else "matter.kept_officer"
    return Message(text=t(who, other=contact.other), buttons=((raised(t, contact.id, contact.other),),))


def raised(t: Text, contact_id: int, name: str) -> Button:
    """The button under a contact that was logged."""
    return button(t("matter.raised", name=name), "contact.matter", contact_id)


@view("matter.asked")
def asked(t: Text, contact: Contact, matter: Matter) -> list[Message]:
    """For whoever raised it: it is handed in only by them."""
    return _offered(t, "matter.asked", contact, matter)


@view("matter.register")
def register(t: Text, contact: Contact, matter: Matter) -> list[Message]:
    """For the officer of somebody without an account."""
    return _offered(t, "matter.register", contact, matter)


def _offered(t: Text, key: str, contact: Contact, matter: Matter) -> list[Message]:
    row = (button(t("matter.take"), "matter.take", matter.id), button(t("matter.leave"), "matter.leave", matter.id))
    text = Html(about(t, key, contact) + "\n" + quoted(t, matter.words))
    return [*whole(matter.words), Message(text=text, buttons=(row,), card=f"matter:{matter.id}")]


@view("matter.settled_card")
def settled(t: Text, matter: Matter) -> Message:
    return Message(card=f"matter:{matter.id}", closes=True)


@view("matter.left")
def left(t: Text, matter: Matter) -> list[Message]:
    return [Message(card=f"matter:{matter.id}", closes=True), Message(text=t("matter.left"))]
