"""What is shown on the day of a reception: the code, who came, and the contacts that are logged out of it."""

from domain.contacts import Contact
from domain.messages import Message
from domain.receptions import Linked, Reception, Visitor
from handlers.contacts.confirming_views import asked
from handlers.contacts.lines import names_of, pairs
from handlers.contacts.matter_views import raised as raised_by
from handlers.receptions.lines import about
from handlers.viewing import button, view
from locales import Html, Text
from services.receptions.receiving import Roll

SHOWN = 30  # names and buttons of one list


@view("reception.ask_close")
def ask_close(t: Text, reception: Reception) -> Message:
    yes = button(t("reception.do_close"), "reception.close_yes", reception.id, reception.version)
    back = button(t("reception.back"), "reception.show", reception.id, value="here")
    card = f"reception:{reception.id}"
    return Message(text=about(t, "reception.ask_close", reception), buttons=((back,), (yes,)), card=card, fresh=False)


@view("reception.show_code")
def show_code(t: Text, code: str, token: str, reception: Reception) -> Message:
    """Read out, or shown as a picture to be scanned."""
    link = f"https://t.me/{t.bot}?start=m_{token}"
    text = about(t, "reception.show_code", reception, code=f"{code[:4]} {code[4:]}", link=link)
    return Message(text=text, picture=link, secret=True, instead=t("secret.gone"))


@view("reception.roll")
def roll(t: Text, roll: Roll, fresh: bool) -> Message:
    """Who came, and buttons for those who are expected."""
    one, id_ = roll.reception, roll.reception.id
    names = [_visitor(t, visitor) for visitor in roll.visitors[-SHOWN:]]
    text = Html("\n".join([t.count("reception.received", len(roll.visitors)), *names, *_next(t, roll)]))
    expected = [(booking.person_id, booking.name) for booking in roll.booked] + list(roll.linked)
    rows = pairs([button(t("reception.came", name=name), "reception.register", id_, value=str(person))
                  for person, name in expected[:SHOWN]])  # fmt: skip
    if roll.writes:
        away = [visitor for visitor in roll.visitors[-SHOWN:] if not visitor.reachable]
        rows += pairs([button(t("reception.write", name=_named(t, visitor)), "reception.write", visitor.id)
                       for visitor in away])  # fmt: skip
    if roll.able:
        rows += (
            (button(t("reception.other"), "reception.other", id_),),
            (button(t("reception.code"), "reception.code", id_),),
        )
    back = ((button(t("reception.back"), "reception.show", id_, one.version),),)
    return Message(text=text, buttons=(*rows, *back), card=f"roll:{id_}", fresh=fresh)


@view("reception.same_name")
def same_name(t: Text, reception: Reception, same: list[tuple[int, str]]) -> Message:
    """Whether who came is somebody who is expected."""
    rows = [(button(t("reception.is_same", name=name), "reception.register", reception.id, value=str(person)),)
            for person, name in same[:SHOWN]]  # fmt: skip
    return Message(text=t("reception.same_name", name=same[0][1]), buttons=tuple(rows))


def _next(t: Text, roll: Roll) -> list[Html]:
    return [t("reception.roll")] if roll.able else []


def _visitor(t: Text, visitor: Visitor) -> Html:
    return t(f"reception.seen_{visitor.seen.value}", name=_named(t, visitor))


def _named(t: Text, visitor: Visitor) -> Html | str:
    return visitor.name or t("reception.unnamed")


@view("reception.ask_line")
def ask_line(t: Text, reception: Reception, visitors: list[Linked], marked: list[int], fresh: bool) -> Message:
    """The visitors on the own links; who is marked is logged with the line that is asked for."""
    buttons = [button(t("contact.chosen" if one.link_id in marked else "contact.other", name=one.name),
                      "reception.mark", value=str(one.link_id)) for one in visitors[:SHOWN]]  # fmt: skip
    text = about(t, "reception.ask_line", reception)
    return Message(text=text, buttons=pairs(buttons), card="contact", fresh=fresh)


@view("reception.kept")
def kept(
    t: Text, reception: Reception, counted: list[str], here: list[str], away: list[str], raised: list[tuple[int, str]]
) -> list[Message]:
    """What was logged, and what happens now."""
    lines = [about(t, "reception.kept", reception)]
    lines += [t("reception.counted_by_code", names=names_of(t, counted))] if counted else []
    lines += [t("contact.asked", names=names_of(t, here))] if here else []
    lines += [t("contact.witness_asked", names=names_of(t, away))] if away else []
    rows = pairs([raised_by(t, contact_id, name) for contact_id, name in raised])
    text = Html("\n".join([*lines, t("matter.any")]))
    return [Message(card="contact", closes=True), Message(text=text, buttons=rows)]


@view("reception.logged")
def logged(t: Text, contact: Contact) -> list[Message]:
    """For somebody who signed in: it counts, and how to say that it was not so."""
    return asked(t, "reception.logged", contact, (button(t("contact.object"), "contact.dispute", contact.id),))


def _of_reception(kind: str) -> None:
    @view(kind)
    def say(t: Text, reception: Reception) -> Message:
        return Message(text=about(t, kind, reception))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("reception.ask_code", "reception.ask_name"):
    _of_reception(_kind)
for _kind in ("reception.code_ended", "reception.wrong_code", "reception.runs_it", "reception.log_late",
              "reception.nobody_marked"):  # fmt: skip
    _plain(_kind)
