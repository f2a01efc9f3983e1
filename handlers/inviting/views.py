"""What is shown of invitations. A link stands in one message, which is kept nowhere once it was sent."""

from datetime import datetime

from domain.messages import Button, Card, Cards, Message
from domain.people import Role
from domain.rights import Holding, Invited
from domain.units import Station, Unit
from handlers.viewing import button, pager, view
from locales import LANGUAGES, Html, Text
from services.invites import Made

CARD = "invite"
LETTERS = {"r": Role.REPRESENTATIVE, "o": Role.OFFICER, "d": Role.DEPARTMENT_OFFICER, "a": Role.ADMIN}


@view("invite.room")
def room(t: Text, unit: Unit | None, stations: list[Station], fresh: bool) -> Message:
    """Whom to invite: by role in the own unit, or the representatives of the own stations."""
    rows: list[tuple[Button, ...]] = []
    for station in stations:
        rows.append((button(t("invite.of_station", station=station.name), "invite.whom", value=f"r_{station.id}"),))
        if unit is None:
            rows.append((button(t("invite.open"), "invite.list", value=f"s{station.id}"),))
    if unit is not None:
        rows += _roles(t, unit)
    text = t("invite.room", unit=unit.name) if unit else t("invite.room_officer")
    return Message(text=text, buttons=tuple(rows), card=CARD, fresh=fresh)


def _roles(t: Text, unit: Unit) -> list[tuple[Button, ...]]:
    def ask(letter: str, verb: str) -> Button:
        return button(t(f"role.{LETTERS[letter].value}"), verb, value=f"{letter}_{unit.id}")

    return [
        (ask("r", "invite.station"), ask("o", "invite.station")),
        (ask("d", "invite.whom"), ask("a", "invite.whom")),
        (button(t("invite.open"), "invite.list", value=f"u{unit.id}"),),
        (button(t("rights.below"), "rights.below", value=str(unit.id)),),
    ]


@view("invite.ask_station")
def ask_station(t: Text, letter: str, unit_id: int, stations: list[Station], page: int, more: bool) -> Message:
    """At which station?"""
    rows: list[tuple[Button, ...]] = [
        (button(one.name, "invite.whom", value=f"{letter}_{one.id}"),) for one in stations
    ]
    if turn := pager(t, "invite.station", page, more, f"{letter}_{unit_id}"):
        rows.append(turn)
    rows.append((button(t("button.back"), "invite", value=str(unit_id)),))
    return Message(text=t("invite.ask_station"), buttons=tuple(rows), card=CARD, fresh=False)


@view("invite.ask_whom")
def ask_whom(
    t: Text, letter: str, place_id: int, holders: list[Holding], page: int, more: bool, station: Station | None
) -> Message:  # fmt: skip
    """Whom? For an officer or an administrator it may be whoever opens it."""
    here = f"{letter}_{place_id}"
    rows: list[tuple[Button, ...]] = [
        (button(_name(t, one), "invite.make", value=f"{here}_{one.person_id}"),) for one in holders
    ]
    if turn := pager(t, "invite.whom", page, more, here):
        rows.append(turn)
    if letter in ("o", "a"):
        rows.append((button(t("invite.anybody"), "invite.make", value=f"{here}_0"),))
    if letter == "r":
        rows.append((button(t("invite.cards_all"), "invite.ask_cards", value=str(place_id)),))
    rows.append((button(t("button.back"), "invite", value="" if station else str(place_id)),))
    role = t(f"role.{LETTERS[letter].value}")
    lines = [t("invite.ask_whom", role=role) if holders or letter in ("o", "a") else t("invite.nobody", role=role)]
    if letter in ("o", "a"):
        lines.append(t("invite.anybody_stays", open=t("invite.open")))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=CARD, fresh=False)


def _name(t: Text, one: Holding) -> str:
    return t("invite.has_joined", name=one.name) if one.has_account else one.name


@view("invite.made")
def made(t: Text, role: Role, name: str, token: str, until: datetime, again: bool, where: str) -> Message:
    """The link as a code to be scanned, and in words to be passed on."""
    link = _link(t, token)
    lines = [t("invite.made", who=name or t("invite.whoever"), role=t(f"role.{role.value}"), where=where)]
    lines += [Html(link), t("invite.made_until", day=t.day(until), time=t.time(until))]
    if again:
        lines.append(t("invite.made_again"))
    return Message(text=Html("\n".join(lines)), picture=link, secret=True, instead=t("secret.gone"))


def _link(t: Text, token: str) -> str:
    return f"https://t.me/{t.bot}?start=i_{token}"


@view("invite.list")
def listed(
    t: Text, place_key: str, open_ones: list[Invited], used_ones: list[Invited], page: int, more: bool, where: str
) -> Message:  # fmt: skip
    """What is open, each with a button that takes it back; and who used which."""
    lines = [t("invite.list", where=where), *(_open(t, n, one) for n, one in enumerate(open_ones, 1))]
    if not open_ones:
        lines.append(t("invite.none_open"))
    if used_ones:
        lines += [Html(""), t("invite.used_head"), *(_used(t, one) for one in used_ones)]
    unit_id = int(place_key[1:]) if place_key[0] == "u" else 0
    rows: list[tuple[Button, ...]] = [
        (button(t("invite.revoke", n=n, who=_who(t, one)), "invite.revoke", unit_id, value=str(one.id)),)
        for n, one in enumerate(open_ones, 1)
    ]
    if turn := pager(t, "invite.list", page, more, place_key):
        rows.append(turn)
    back = place_key[1:] if place_key[0] == "u" else ""
    rows.append((button(t("button.back"), "invite", value=back),))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=CARD, fresh=False)


def _who(t: Text, one: Invited) -> str:
    return one.name or t("invite.whoever")


def _open(t: Text, n: int, one: Invited) -> Html:
    maker = one.maker or t("invite.by_command")
    role, day, time = t(f"role.{one.role.value}"), t.day(one.expires), t.time(one.expires)
    return t("invite.open_line", n=n, who=_who(t, one), role=role, where=one.place, by=maker, day=day, time=time)


def _used(t: Text, one: Invited) -> Html:
    maker, day = one.maker or t("invite.by_command"), t.day(one.used or one.made)
    return t("invite.used_line", who=one.user, role=t(f"role.{one.role.value}"), where=one.place, by=maker, day=day)


@view("invite.ask_cards")
def ask_cards(t: Text, station: Station, number: int, made: int) -> Message:
    """How many cards, and what becomes of those that were made before."""
    back = button(t("button.back"), "invite.whom", value=f"r_{station.id}")
    if not number:
        return Message(text=t("invite.no_cards"), buttons=((back,),), card=CARD, fresh=False)
    yes = button(t("invite.cards_yes"), "invite.cards", version=made, value=str(station.id))
    text = t("invite.ask_cards", station=station.name, n=number)
    return Message(text=text, buttons=((yes, back),), card=CARD, fresh=False)


@view("invite.cards")
def cards(t: Text, station: Station, cards: list[tuple[str, Made]], until: datetime) -> list[Message]:
    """The sheet, drawn when it is sent."""
    text = t("invite.cards", station=station.name, n=len(cards), day=t.day(until))
    made = Message(text=text, cards=sheet(t, station.name, cards, until), secret=True, instead=t("secret.gone"))
    return [Message(card=CARD, closes=True), made]


def sheet(t: Text, station: str, made: list[tuple[str, Made]], until: datetime) -> Cards:
    """A card for each, with what to do in both languages."""
    how, ends = [], []
    for language in LANGUAGES:
        own = t.into(language)
        how.append(str(own("cards.how")))
        ends.append(str(own("cards.until", day=f"{until.astimezone(t.zone):%Y-%m-%d}")))
    return Cards(
        title=station, how=tuple(how), until=tuple(ends),
        cards=tuple(Card(name=name, link=_link(t, one.token)) for name, one in made),
    )  # fmt: skip
