"""What several views of the double link say in the same words."""

from collections.abc import Sequence

from domain.contacts import Contact
from domain.contacts.quotas import Asked
from domain.messages import Button
from handlers.viewing import button
from locales import Html, Text
from services.contacts.viewing import Owing


def what(t: Text, one: Asked) -> Html:
    """What a quota asks for: a contact or a meeting, and in which period."""
    kind = "face" if one.quota.face_to_face else "any"
    return t(f"quota.{kind}.{one.quota.period.value}")


def states(t: Text, one: Owing) -> Html:
    """What is still owed with somebody, or that nothing is."""
    said = [
        t("quota.waits" if line.pending and not line.missing else "quota.owed", what=what(t, asked))
        for asked, line in one.lines
        if not line.is_complete
    ]
    return Html(t("list.comma").join(said)) if said else t("quota.all_done")


def begin(t: Text, one: Owing) -> Button:
    """The button that begins the log of a contact with somebody."""
    return button(t("contact.log", name=one.name), "contact.begin", value=str(one.link_id))


def pairs(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    """Buttons two in a row."""
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def names_of(t: Text, names: Sequence[str]) -> str:
    """Names in a row."""
    return t("list.comma").join(names)


def about(t: Text, key: str, contact: Contact, **more: Html) -> Html:
    """A sentence about a contact: who, with whom, when and how."""
    mode = t(f"mode.{contact.mode.value}")
    return t(key, who=contact.keeper, other=contact.other, day=t.day(contact.day), mode=mode, **more)
