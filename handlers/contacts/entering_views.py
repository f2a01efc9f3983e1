"""What is shown around the logging of a contact."""

from datetime import date

from domain.contacts import Link, Mode
from domain.messages import Message
from handlers.contacts.lines import names_of, pairs
from handlers.contacts.matter_views import raised as raised_by
from handlers.viewing import button, view
from locales import Html, Text

ACROSS = 5  # days in a row of buttons


@view("contact.ask_whom")
def ask_whom(t: Text, linked: list[Link], marked: list[int], fresh: bool) -> Message:
    """The own links; who is chosen has a mark."""
    names = [
        button(
            t("contact.chosen" if link.id in marked else "contact.other", name=link.name),
            "contact.whom",
            value=str(link.id),
        )
        for link in linked
    ]
    rows = pairs(names)
    if marked:
        rows += ((button(t("contact.next"), "contact.next"),),)
    return Message(text=t("contact.ask_whom"), buttons=rows, card="contact", fresh=fresh)


@view("contact.ask_mode")
def ask_mode(t: Text, names: list[str], fresh: bool) -> Message:
    modes = [button(t(f"mode.{mode.value}"), "contact.mode", value=mode.value) for mode in Mode]
    rows = tuple(tuple(modes[i : i + 3]) for i in range(0, len(modes), 3))
    return Message(text=t("contact.ask_mode", names=names_of(t, names)), buttons=rows, card="contact", fresh=fresh)


@view("contact.ask_words")
def ask_words(t: Text, names: list[str], mode: Mode, day: date, possible: list[date]) -> Message:
    """The line is asked for; the day can be changed."""
    labels = [(t("contact.day_chosen", day=_short(d)) if d == day else _short(d), d) for d in possible]
    buttons = [button(label, "contact.day", value=d.strftime("%Y%m%d")) for label, d in labels]
    rows = tuple(tuple(buttons[i : i + ACROSS]) for i in range(0, len(buttons), ACROSS))
    text = t("contact.ask_words", names=names_of(t, names), mode=t(f"mode.{mode.value}"), day=t.day(day))
    return Message(text=text, buttons=rows, card="contact", fresh=False)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


@view("contact.kept")
def kept(
    t: Text, entry: int, mode: Mode, day: date, names: list[str], here: list[str], coded: bool,
    raised: list[tuple[int, str]],
) -> list[Message]:  # fmt: skip
    """For the author: what was logged, and what happens now. The card that asked has no buttons any more."""
    lines = [t("contact.kept", names=names_of(t, names), mode=t(f"mode.{mode.value}"), day=t.day(day))]
    away = [name for name in names if name not in here]
    if mode.is_face_to_face:
        lines += [t("contact.asked", names=names_of(t, here))] if here else []
        lines += [t("contact.witness_asked", names=names_of(t, away))] if away else []
    elif here:
        lines.append(t("contact.told", names=names_of(t, here)))
    lines.append(t("matter.any"))
    offer = [(button(t("contact.show_code"), "contact.show_code", entry),)] if coded else []
    offer += [(button(t("contact.add_place"), "contact.place", entry),)] if mode.is_face_to_face else []
    rows = (*offer, *pairs([raised_by(t, contact_id, name) for contact_id, name in raised]))
    return [Message(card="contact", closes=True), Message(text=Html("\n".join(lines)), buttons=rows)]


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("contact.no_links", "contact.mode_first"):
    _plain(_kind)
