"""What is shown around the other side's word on a contact."""

from domain.contacts import Contact
from domain.messages import Button, Message
from handlers.contacts.lines import about
from handlers.quoting import quoted, whole
from handlers.viewing import button, view
from locales import Html, Text


@view("contact.confirm")
def confirm(t: Text, contact: Contact) -> list[Message]:
    """For the other side of a meeting."""
    yes = (
        button(t("contact.yes"), "contact.confirm", contact.id),
        button(t("contact.no"), "contact.dispute", contact.id),
    )
    by_code = (button(t("contact.have_code"), "contact.enter_code", contact.id),)
    return _asked(t, "contact.confirm", contact, yes, by_code)


@view("contact.witness")
def witness(t: Text, contact: Contact) -> list[Message]:
    """For the liaison officer, who was there or knows."""
    yes = (
        button(t("contact.witness_yes"), "contact.confirm", contact.id),
        button(t("contact.no"), "contact.dispute", contact.id),
    )
    return _asked(t, "contact.witness", contact, yes)


@view("contact.logged")
def logged(t: Text, contact: Contact) -> list[Message]:
    """For the other side of a call or a letter: what was logged, and the way to object."""
    return _asked(t, "contact.logged", contact, (button(t("contact.object"), "contact.dispute", contact.id),))


def _asked(t: Text, key: str, contact: Contact, *rows: tuple[Button, ...]) -> list[Message]:
    """What was logged of a contact, long words in full before it, and what the reader can say about it."""
    text = Html(about(t, key, contact) + "\n" + quoted(t, contact.summary))
    return [*whole(contact.summary), Message(text=text, buttons=rows, card=f"contact:{contact.id}")]


@view("contact.thanks")
def thanks(t: Text, contact: Contact) -> list[Message]:
    """Confirmed: the question has no buttons any more."""
    return [_closed(contact), Message(text=about(t, "contact.thanks", contact))]


@view("contact.confirmed")
def confirmed(t: Text, contact: Contact) -> Message:
    evidence = t(f"evidence.{contact.evidence.value}") if contact.evidence else Html()
    return Message(text=about(t, "contact.confirmed", contact, evidence=evidence))


@view("contact.disputed")
def disputed(t: Text, contact: Contact) -> list[Message]:
    return [_closed(contact), Message(text=about(t, "contact.disputed", contact))]


@view("contact.disputed_staff")
def disputed_staff(t: Text, contact: Contact) -> list[Message]:
    """For who logged it, and for the liaison officer."""
    text = Html(about(t, "contact.disputed_staff", contact) + "\n" + quoted(t, contact.objection))
    return [*whole(contact.objection), Message(text=text)]


@view("contact.code")
def code(t: Text, code: str, token: str, contact: Contact) -> Message:
    link = f"https://t.me/{t.bot}?start=m_{token}"
    return Message(text=t("contact.code", code=f"{code[:4]} {code[4:]}", link=link, day=t.day(contact.day)))


@view("contact.wrong_code")
def wrong_code(t: Text, contact: Contact, left: int) -> Message:
    return Message(text=t.count("contact.wrong_code", left) if left else t("contact.code_ended"))


@view("contact.stands")
def stands(t: Text, contact: Contact) -> Message:
    return Message(text=t(f"contact.is_{contact.standing.value}"))


def _closed(contact: Contact) -> Message:
    return Message(card=f"contact:{contact.id}", closes=True)


def _of_contact(kind: str) -> None:
    @view(kind)
    def say(t: Text, contact: Contact) -> Message:
        return Message(text=about(t, kind, contact))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("contact.ask_dispute", "contact.ask_code", "contact.expired"):
    _of_contact(_kind)
for _kind in ("contact.link_over", "contact.link_of_others"):
    _plain(_kind)
