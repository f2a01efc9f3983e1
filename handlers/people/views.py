"""What is said about persons and places."""

from collections.abc import Sequence
from datetime import date

from domain.messages import Ask, Button, File, Message
from domain.people import Representative, Role
from domain.units import Unit
from handlers.viewing import button, pager, view
from locales import LANGUAGES, Html, Text
from services.people import Neighbour, OwnLink

PAGE = 8
# The command menu by role, in the order in which it is shown: what staff do daily, what they do now and then, and then
# what is everybody's, first what a newcomer needs. `/start` is everybody's beginning and not listed.
COMMANDS: tuple[tuple[str, frozenset[Role]], ...] = (
    ("inbox", frozenset({Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER})),
    ("desk", frozenset({Role.OFFICER, Role.ADMIN})),
    ("register", frozenset({Role.OFFICER, Role.ADMIN})),
    ("contact", frozenset({Role.REPRESENTATIVE})),
    ("quota", frozenset({Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN})),
    ("formal", frozenset({Role.REPRESENTATIVE, Role.ADMIN, Role.DEPARTMENT_OFFICER})),
    ("reception", frozenset({Role.OFFICER, Role.ADMIN})),
    ("notice", frozenset({Role.OFFICER, Role.ADMIN})),
    ("templates", frozenset({Role.OFFICER, Role.ADMIN})),
    ("group", frozenset({Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER})),
    ("invite", frozenset({Role.OFFICER, Role.ADMIN})),
    ("rights", frozenset({Role.ADMIN})),
    ("roster", frozenset({Role.ADMIN})),
    ("settings", frozenset({Role.OFFICER, Role.ADMIN})),
    ("audit", frozenset({Role.ADMIN})),
    ("portrait", frozenset({Role.REPRESENTATIVE})),
    ("new", frozenset()),
    ("cases", frozenset()),
    ("waiting", frozenset()),
    ("representative", frozenset()),
    ("place", frozenset()),
    ("receptions", frozenset()),
    ("meetings", frozenset()),
    ("links", frozenset()),
    ("take", frozenset()),
    ("mute", frozenset()),
    ("language", frozenset()),
    ("cancel", frozenset()),
    ("mydata", frozenset()),
    ("forget", frozenset()),
    ("help", frozenset()),
)


def menu_of(t: Text, roles: Sequence[Role]) -> tuple[tuple[str, str], ...]:
    """The commands of somebody with these roles: (name, description)."""
    return tuple((name, str(t(f"command.{name}"))) for name, needs in COMMANDS if not needs or needs & set(roles))


@view("menu")
def menu(t: Text, roles: Sequence[Role]) -> Message:
    return Message(menu=menu_of(t, roles))


@view("start.hello")
def hello(t: Text, days: int, again: bool = False) -> Message:
    text = t("start.hello") + "\n\n" + t("start.consent", days=days)
    return Message(text=text, buttons=_consent(t), card="hello", fresh=not again)


def _consent(t: Text) -> tuple[tuple[Button, ...], ...]:
    other = "en" if t.language == "zh" else "zh"
    return (
        (button(t("start.agree"), "agree"),),
        (button(t("start.decline"), "decline"), button(LANGUAGES[other], "language", value=other)),
    )


@view("start.first_agree")
def first_agree(t: Text) -> Message:
    return Message(text=t("start.first_agree"), buttons=_consent(t), card="hello")


@view("start.decided")
def decided(t: Text) -> Message:
    """Yes or no was said: the question has no buttons any more."""
    return Message(card="hello", closes=True)


@view("start.declined")
def declined(t: Text) -> Message:
    return Message(text=t("start.declined"))


@view("start.agreed_before")
def agreed_before(t: Text) -> Message:
    return Message(text=t("start.agreed_before"))


@view("start.unknown_link")
def unknown_link(t: Text) -> Message:
    return Message(text=t("start.unknown_link"), buttons=((button(t("button.suggest"), "new"),),))


@view("start.card")
def card(t: Text, unit: Unit | None, representative: Representative | None, roles: Sequence[Role]) -> list[Message]:
    """One's representative, with portrait where there is one, and what can be done."""
    lines = [_person(t, representative)] if representative else []
    if unit is not None:
        lines.insert(0, t("start.home", unit=unit.name))
    if unit is not None and representative is None:
        lines.append(t("start.nobody_yet"))
    if roles:
        lines.append(t("start.staff"))
    lines.append(t("start.what_now"))
    rows: list[tuple[Button, ...]] = [(button(t("button.suggest"), "new"),)]
    if roles:
        rows.insert(0, (button(t("button.inbox"), "inbox"),))
    rows.append((button(t("button.cases"), "cases"), button(t("button.move"), "place")))
    portrait = representative.portrait if representative else None
    files = (File(kind="photo", file_id=portrait),) if portrait else ()
    return [Message(text=Html("\n\n".join(lines)), files=files, buttons=tuple(rows), drop_ask=True)]


def _person(t: Text, who: Representative) -> Html:
    lines = [t("representative.line", name=who.name, level=t(f"level.{who.level}"), unit=who.unit)]
    lines.append(t("representative.station", station=who.station))
    if who.address:
        lines.append(t("representative.address", address=who.address))
    if who.hours:
        lines.append(t("representative.hours", hours=who.hours))
    return Html("\n".join(lines))


@view("place.ask")
def ask_place(t: Text, unit: Unit, path: list[Unit], below: list[Unit], page: int, fresh: bool) -> Message:
    shown = below[page * PAGE : (page + 1) * PAGE]
    pairs = [shown[i : i + 2] for i in range(0, len(shown), 2)]
    rows = [tuple(button(u.name, "unit", u.id) for u in pair) for pair in pairs]
    if turn := pager(t, "unit", page, len(below) > (page + 1) * PAGE, id_=unit.id):
        rows.append(turn)
    if path:
        rows.append((button(t("place.here", unit=unit.name), "unit_whole", unit.id),))
        rows.append((button(t("place.up"), "unit", unit.parent_id or unit.id),))
    rows.append((button(t("place.by_position"), "position"),))
    where = " › ".join(u.name for u in path)
    text = t("place.ask_below", where=where) if path else t("place.ask")
    return Message(text=text, buttons=tuple(rows), card="place", fresh=fresh)


@view("place.ask_position")
def ask_position(t: Text) -> Message:
    ask = Ask(rows=(), location=str(t("place.share")))
    return Message(text=t("place.ask_position"), ask=ask)


@view("place.near")
def near(t: Text, neighbours: list[Neighbour]) -> list[Message]:
    rows = [(button(f"{n.station.name} · {t.distance(n.metres)}", "station", n.station.id),) for n in neighbours]
    rows.append((button(t("place.by_list"), "place"),))
    return [
        Message(text=t("place.thanks"), drop_ask=True),
        Message(text=t("place.near"), buttons=tuple(rows), card="place"),
    ]


@view("place.chosen")
def place_chosen(t: Text) -> Message:
    """The home is known: the list has no buttons any more."""
    return Message(card="place", closes=True)


@view("place.no_town")
def no_town(t: Text) -> Message:
    return Message(text=t("place.no_town"))


@view("language.ask")
def ask_language(t: Text) -> Message:
    row = tuple(button(name, "language", value=language) for language, name in LANGUAGES.items())
    return Message(text=t("language.ask"), buttons=(row,))


@view("language.chosen")
def language_chosen(t: Text) -> Message:
    return Message(text=t("language.chosen"))


@view("help")
def help_(t: Text, roles: Sequence[Role], links: Sequence[OwnLink]) -> Message:
    commands = "\n".join(f"/{name} – {words}" for name, words in menu_of(t, roles))
    hand_out = [t("help.link", name=link.name, link=f"https://t.me/{t.bot}?start={link.payload}") for link in links]
    parts = [t("help.resident"), *([t("help.staff")] if roles else []), commands, *hand_out]
    return Message(text=Html("\n\n".join(parts)))


@view("portrait.kept")
def portrait_kept(t: Text) -> Message:
    return Message(text=t("portrait.kept"))


@view("portrait.ask")
def portrait_ask(t: Text) -> Message:
    return Message(text=t("portrait.ask"))


@view("invite.welcome")
def invite_welcome(t: Text, role: Role, where: str) -> Message:
    text = t("invite.welcome", role=t(f"role.{role.value}"), where=where) + "\n\n" + t(f"invite.{role.value}")
    return Message(text=Html(text), buttons=((button(t("button.inbox"), "inbox"),),))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("invite.too_often", "invite.unknown", "invite.again", "invite.used", "invite.expired", "invite.revoked",
              "invite.someone_else",
              "start.not_kept", "suggest.not_to_resident", "courtesy.thanks", "courtesy.greeting",
              "hint.photo", "hint.words", "hint.kind", "hint.button", "hint.tap", "hint.command", "hint.flood",
              "trouble", "cancel.kept", "cancel.done"):  # fmt: skip
    _plain(_kind)


@view("refused")
def refused(t: Text, key: str, facts: dict[str, object]) -> Message:
    return Message(text=t(key, **facts))


@view("calendar.ending")
def calendar_ending(t: Text, day: date) -> Message:
    """For administrators: beyond this day nobody knows the holidays."""
    return Message(text=t("calendar.ending", day=t.day(day)))


@view("trouble.parked")
def trouble_parked(t: Text, update_id: int) -> Message:
    """For administrators: an update was put aside."""
    return Message(text=t("trouble.parked", update=update_id))
