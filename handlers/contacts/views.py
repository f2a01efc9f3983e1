"""What is shown of links and quotas, and around the logging of a contact."""

from collections.abc import Sequence
from datetime import date

from domain.contacts import Contact, Link, Mode
from domain.contacts.quotas import Asked, Line
from domain.messages import Button, Message
from handlers.quoting import quoted, whole
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.contacts.ledger import Quotas
from services.contacts.viewing import Owing, Place

ACROSS = 5  # days in a row of buttons
LISTED = 20  # names in one message


@view("quota.own")
def quota_own(t: Text, quotas: Quotas, owing: list[Owing]) -> Message:
    """A representative's own state, and who is still owed."""
    if not quotas.lines:
        return Message(text=t("quota.nothing"))
    lines: list[str] = [
        t("quota.title", day=t.day(quotas.day)),
        *(_line(t, quotas, one, line) for one, line in quotas.lines),
    ]
    if quotas.is_complete:
        return Message(text=Html("\n".join([*lines, "", t("quota.complete")])))
    return Message(text=Html("\n".join([*lines, "", *_owed(t, owing)])), buttons=_log(t, owing))


def _line(t: Text, quotas: Quotas, one: Asked, line: Line) -> Html:
    """One quota: done of needed, what waits, and until when."""
    state = t("quota.done", done=line.done, needed=line.needed)
    more = [t("quota.pending", n=line.pending)] if line.pending else []
    if line.missing:
        late = "quota.missing" if line.on_pace(one.span, quotas.day) else "quota.late"
        more.append(t(late, n=line.missing))
    said = Html(state + "".join(more))
    return t(f"quota.{one.tier.value}", what=_what(t, one), day=t.brief_day(one.span.last), state=said)


def _what(t: Text, one: Asked) -> Html:
    kind = "face" if one.quota.face_to_face else "any"
    return t(f"quota.{kind}.{one.quota.period.value}")


def _owed(t: Text, owing: list[Owing]) -> list[Html]:
    """A line for each person who is still owed something."""
    open_ = [one for one in owing if any(not line.is_complete for _, line in one.lines)]
    lines = [t("quota.person", name=one.name, what=_states(t, one)) for one in open_[:LISTED]]
    return [t("quota.whom"), *lines] if lines else []


def _states(t: Text, one: Owing) -> Html:
    said = [
        t("quota.waits" if line.pending and not line.missing else "quota.owed", what=_what(t, asked))
        for asked, line in one.lines
        if not line.is_complete
    ]
    return Html(t("list.comma").join(said)) if said else t("quota.all_done")


def _log(t: Text, owing: list[Owing]) -> tuple[tuple[Button, ...], ...]:
    """A button for each person who misses something: it begins the log."""
    late = [one for one in owing if any(line.missing for _, line in one.lines)]
    return _pairs([_begin(t, one) for one in late[:LISTED]])


def _begin(t: Text, one: Owing) -> Button:
    return button(t("contact.log", name=one.name), "contact.begin", value=str(one.link_id))


def _pairs(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


@view("links")
def links(t: Text, quotas: Quotas, owing: list[Owing]) -> Message:
    """Everybody with what is owed, and a button for each."""
    if not owing:
        return Message(text=t("contact.no_links"))
    lines = [t("links.title"), *(t("quota.person", name=one.name, what=_states(t, one)) for one in owing)]
    return Message(text=Html("\n".join(lines)), buttons=_pairs([_begin(t, one) for one in owing]))


@view("quota.place")
def quota_place(
    t: Text, place: Place, quotas: Quotas, laggards: list[tuple[str, Quotas]], number: int, people: int, page: int,
    more: bool, fresh: bool,
) -> Message:  # fmt: skip
    """A station's or unit's ledger: all together, then whoever misses most."""
    if not quotas.lines:
        return Message(text=t("quota.place_nothing", name=place.name), card=_card(place), fresh=fresh)
    lines: list[str] = [t("quota.place", name=place.name, day=t.day(quotas.day))]
    lines += [_line(t, quotas, one, line) for one, line in quotas.lines]
    lines += ["", t("quota.laggards", n=number, people=people) if number else t("quota.no_laggards")]
    lines += [t("quota.laggard", name=name, missing=q.missing, pending=q.pending) for name, q in laggards]
    turn = pager(t, "quota.page", page, more, place.key)
    return Message(text=Html("\n".join(lines)), buttons=(turn,) if turn else (), card=_card(place), fresh=fresh)


def _card(place: Place) -> str:
    return f"quota:{place.key}"


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
    rows = _pairs(names)
    if marked:
        rows += ((button(t("contact.next"), "contact.next"),),)
    return Message(text=t("contact.ask_whom"), buttons=rows, card="contact", fresh=fresh)


@view("contact.ask_mode")
def ask_mode(t: Text, names: list[str], fresh: bool) -> Message:
    modes = [button(t(f"mode.{mode.value}"), "contact.mode", value=mode.value) for mode in Mode]
    rows = tuple(tuple(modes[i : i + 3]) for i in range(0, len(modes), 3))
    return Message(text=t("contact.ask_mode", names=_names(t, names)), buttons=rows, card="contact", fresh=fresh)


@view("contact.ask_words")
def ask_words(t: Text, names: list[str], mode: Mode, day: date, possible: list[date]) -> Message:
    """The line is asked for; the day can be changed."""
    labels = [(t("contact.day_chosen", day=_short(d)) if d == day else _short(d), d) for d in possible]
    buttons = [button(label, "contact.day", value=d.strftime("%Y%m%d")) for label, d in labels]
    rows = tuple(tuple(buttons[i : i + ACROSS]) for i in range(0, len(buttons), ACROSS))
    text = t("contact.ask_words", names=_names(t, names), mode=t(f"mode.{mode.value}"), day=t.day(day))
    return Message(text=text, buttons=rows, card="contact", fresh=False)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


def _names(t: Text, names: Sequence[str]) -> str:
    return t("list.comma").join(names)


@view("contact.kept")
def kept(
    t: Text, entry: int, mode: Mode, day: date, names: list[str], here: list[str], coded: bool
) -> list[Message]:  # fmt: skip
    """For the author: what was logged, and what happens now. The card that asked has no buttons any more."""
    lines = [t("contact.kept", names=_names(t, names), mode=t(f"mode.{mode.value}"), day=t.day(day))]
    away = [name for name in names if name not in here]
    if mode.is_face_to_face:
        lines += [t("contact.asked", names=_names(t, here))] if here else []
        lines += [t("contact.witness_asked", names=_names(t, away))] if away else []
    elif here:
        lines.append(t("contact.told", names=_names(t, here)))
    offer = ((button(t("contact.show_code"), "contact.show_code", entry),),) if coded else ()
    return [Message(card="contact", closes=True), Message(text=Html("\n".join(lines)), buttons=offer)]


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
    text = Html(_about(t, key, contact) + "\n" + quoted(t, contact.summary))
    return [*whole(contact.summary), Message(text=text, buttons=rows, card=f"contact:{contact.id}")]


@view("contact.thanks")
def thanks(t: Text, contact: Contact) -> list[Message]:
    """Confirmed: the question has no buttons any more."""
    return [_closed(contact), Message(text=_about(t, "contact.thanks", contact))]


@view("contact.confirmed")
def confirmed(t: Text, contact: Contact) -> Message:
    evidence = t(f"evidence.{contact.evidence.value}") if contact.evidence else Html()
    return Message(text=_about(t, "contact.confirmed", contact, evidence=evidence))


@view("contact.disputed")
def disputed(t: Text, contact: Contact) -> list[Message]:
    return [_closed(contact), Message(text=_about(t, "contact.disputed", contact))]


@view("contact.disputed_staff")
def disputed_staff(t: Text, contact: Contact) -> list[Message]:
    """For who logged it, and for the liaison officer."""
    text = Html(_about(t, "contact.disputed_staff", contact) + "\n" + quoted(t, contact.objection))
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


def _about(t: Text, key: str, contact: Contact, **more: Html) -> Html:
    mode = t(f"mode.{contact.mode.value}")
    return t(key, who=contact.keeper, other=contact.other, day=t.day(contact.day), mode=mode, **more)


def _of_contact(kind: str) -> None:
    @view(kind)
    def say(t: Text, contact: Contact) -> Message:
        return Message(text=_about(t, kind, contact))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("contact.ask_dispute", "contact.ask_code", "contact.expired"):
    _of_contact(_kind)
for _kind in ("contact.no_links", "contact.mode_first", "contact.link_over", "contact.link_of_others"):
    _plain(_kind)
