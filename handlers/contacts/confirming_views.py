"""What is shown around the other side's word on a contact."""

from domain.contacts import Contact
from domain.messages import Button, Message
from handlers.contacts.lines import about
from handlers.quoting import quoted, whole
from handlers.viewing import button, view
from locales import Html, Text


@view("contact.confirm")
def confirm(t: Text, contact: Contact, fresh: bool = True) -> list[Message]:
    """For the other side of a meeting."""
    yes = (
        button(t("contact.yes"), "contact.confirm", contact.id),
        button(t("contact.no"), "contact.dispute", contact.id),
    )
    by_code = (button(t("contact.have_code"), "contact.enter_code", contact.id),)
    return asked(t, "contact.confirm", contact, yes, by_code, fresh=fresh)


@view("contact.witness")
def witness(t: Text, contact: Contact, fresh: bool = True) -> list[Message]:
    """For the liaison officer, who was there or knows."""
    yes = (
        button(t("contact.witness_yes"), "contact.confirm", contact.id),
        button(t("contact.no"), "contact.dispute", contact.id),
    )
    return asked(t, "contact.witness", contact, yes, fresh=fresh)


@view("contact.logged")
def logged(t: Text, contact: Contact) -> list[Message]:
    """For the other side of a call or a letter: what was logged, and the way to object."""
    return asked(t, "contact.logged", contact, (button(t("contact.object"), "contact.dispute", contact.id),))


def asked(t: Text, key: str, contact: Contact, *rows: tuple[Button, ...], fresh: bool = True) -> list[Message]:
    """What was logged of a contact, long words in full before it, and what the reader can say about it."""
    where = [t("contact.at_place", place=contact.place)] if contact.place else []
    words = [quoted(t, contact.summary)] if contact.summary or not where else []
    text = Html("\n".join([about(t, key, contact), *where, *words]))
    return [*whole(contact.summary), Message(text=text, buttons=rows, card=f"contact:{contact.id}", fresh=fresh)]


@view("contact.thanks")
def thanks(t: Text, contact: Contact) -> list[Message]:
    """Confirmed: the question has no buttons any more."""
    return [_closed(contact), Message(text=about(t, "contact.thanks", contact, evidence=_evidence(t, contact)))]


@view("contact.confirmed")
def confirmed(t: Text, contact: Contact) -> Message:
    return Message(text=about(t, "contact.confirmed", contact, evidence=_evidence(t, contact)))


@view("contact.disputed")
def disputed(t: Text, contact: Contact) -> list[Message]:
    return [_closed(contact), Message(text=about(t, "contact.disputed", contact))]


@view("contact.disputed_staff")
def disputed_staff(t: Text, contact: Contact, decides: bool) -> list[Message]:
    """For who logged it, and for the liaison officer, who can decide on a meeting."""
    text = Html(about(t, "contact.disputed_staff", contact) + "\n" + quoted(t, contact.objection))
    rows = (
        (button(t("contact.counts"), "contact.counts", contact.id),),
        (button(t("contact.stays"), "contact.stays", contact.id),),
    )
    return [*whole(contact.objection), Message(text=text, buttons=rows if decides else (), card=_decision(contact))]


@view("contact.ask_decision")
def ask_decision(t: Text, contact: Contact, counts: bool) -> Message:
    return Message(text=about(t, "contact.ask_counts" if counts else "contact.ask_stays", contact))


@view("contact.decided")
def decided(t: Text, contact: Contact, counts: bool) -> list[Message]:
    """For the officer and both sides, with the reason."""
    said = about(t, "contact.decided_counts" if counts else "contact.decided_stays", contact)
    text = Html(said + "\n" + quoted(t, contact.decision))
    closed = Message(card=_decision(contact), closes=True)
    return [closed, *whole(contact.decision), Message(text=text)]


def _decision(contact: Contact) -> str:
    return f"dispute:{contact.id}"


@view("contact.code")
def code(t: Text, code: str, token: str, contact: Contact) -> Message:
    link = f"https://t.me/{t.bot}?start=m_{token}"
    return Message(text=t("contact.code", code=f"{code[:4]} {code[4:]}", link=link, day=t.day(contact.day)))


@view("contact.wrong_code")
def wrong_code(t: Text, contact: Contact, left: int) -> Message:
    return Message(text=t.count("contact.wrong_code", left) if left else t("contact.code_ended"))


@view("contact.stands")
def stands(t: Text, contact: Contact) -> Message:
    """How a contact stands, and of what counts by whom it is known."""
    known = [t("contact.known", evidence=_evidence(t, contact))] if contact.evidence else []
    return Message(text=Html(" ".join([t(f"contact.is_{contact.standing.value}"), *known])))


def _evidence(t: Text, contact: Contact) -> Html:
    return t(f"evidence.{contact.evidence.value}") if contact.evidence else Html()


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


for _kind in (
    "contact.ask_dispute",
    "contact.ask_code",
    "contact.expired",
    "contact.ask_place",
    "contact.decided_before",
):
    _of_contact(_kind)
for _kind in ("contact.link_over", "contact.link_of_others", "contact.completed", "contact.not_completed"):
    _plain(_kind)
