"""What is shown of settings: the rooms, what is in one, and one setting with what can be done with it."""

from collections.abc import Sequence
from datetime import date
from html import unescape

from domain.categories import Category
from domain.messages import Button, Message
from domain.settings import NAMES, Room, Scope
from domain.settings.reading import READERS, Form, Value
from domain.units import Unit
from handlers.quoting import shortened
from handlers.viewing import button, pager, view
from locales import LANGUAGES, Html, Text
from services.settings.standing import Stand

CARD = "settings"
LABEL = 40  # characters of a button
# What a number counts, where that is not days.
AMOUNTS = {
    **dict.fromkeys(("hour", "quiet_from", "quiet_until"), "hour"),
    **dict.fromkeys(("first_word", "answer", "give_back", "extension"), "working"),
}
LINE = 60  # units of a value in a list; its own card has all of it
WRITTEN = tuple(READERS)


@view("setting.home")
def home(
    t: Text, unit: Unit | None, rooms: list[Room], places: list[tuple[Scope, int, str]], page: int, more: bool, up: int,
    fresh: bool,
) -> Message:  # fmt: skip
    """The rooms of a unit, then the places below it."""
    id_ = unit.id if unit else 0
    rows = _pairs([button(t(f"setting.room_{room.value}"), "setting.room", id_, value=room.value) for room in rooms])
    if rooms:
        rows.append((button(t("setting.templates"), "templates", value=str(id_)),))
    rows += _pairs([_place(*place) for place in places])
    rows.append(pager(t, "settings", page, more, id_=id_))
    rows.append((button(t("button.back"), "settings", up),) if up else ())
    text = t("setting.home", unit=unit.name) if unit else t("setting.stations")
    return Message(text=text, buttons=tuple(row for row in rows if row), card=CARD, fresh=fresh)


def _place(scope: Scope, id_: int, name: str) -> Button:
    label = shortened(name, LABEL)
    return button(label, "settings", id_) if scope is Scope.UNIT else button(label, "setting.show", id_, value="hours")


@view("setting.room")
def room(t: Text, home: int, room: Room, stands: list[Stand], called: dict[int, str], added: bool) -> Message:
    """What is in a room, or what is settled of a category, and how it stands."""
    is_one = room is Room.CATEGORIES
    names = [t(f"setting.name_{_key(one)}") if is_one else _name(t, one) for one in stands]
    called_so = t.category(stands[0].setting.category) if is_one else t(f"setting.room_{room.value}")
    lines = [t("setting.added")] if added else []
    lines.append(t("setting.room", room=called_so, place=stands[0].place))
    lines += [
        t("setting.line", name=name, value=shortened(str(value(t, one, one.value, called)), LINE))
        for name, one in zip(names, stands, strict=True)
    ]
    rows = _pairs([
        button(_short(name), "setting.show", one.target_id, one.version, one.setting.code)
        for name, one in zip(names, stands, strict=True)
    ])  # fmt: skip
    up = ("setting.room", home, 0, room.value) if is_one else ("settings", home)
    back = (button(t("button.back"), *up),)
    return Message(text=Html("\n".join(lines)), buttons=(*rows, back), card=CARD, fresh=added)


@view("setting.categories")
def categories(t: Text, home: int, categories: Sequence[Category], next_own: str) -> Message:
    """The city's categories, and one more of its own while there is a place for it."""
    lines = [t("setting.categories")]
    if off := [t.category(one.code) for one in categories if not one.offered]:
        lines.append(t("setting.not_offered", names=Html(t("list.comma").join(off))))
    lines.append(t("setting.may_add" if next_own else "setting.no_more"))
    rows = _pairs(
        [button(_short(t.category(one.code)), "setting.category", home, value=one.code) for one in categories]
    )
    add = (button(t("setting.add"), "setting.change", home, value=f"{NAMES}{next_own}"),) if next_own else ()
    back = (button(t("button.back"), "settings", home),)
    return Message(text=Html("\n".join(lines)), buttons=tuple(filter(None, (*rows, add, back))), card=CARD, fresh=False)


@view("setting.card")
def card(
    t: Text, stand: Stand, called: dict[int, str], offered: list[int], home: int, fresh: bool, saved: bool,
) -> Message:  # fmt: skip
    """One setting: how it stands, since when, what it is for, and what can be done."""
    lines = [t("setting.saved")] if saved else []
    lines.append(t("setting.card", name=_name(t, stand), place=stand.place, value=value(t, stand, stand.value, called)))
    lines.append(t(f"setting.about_{_key(stand)}"))
    if (held := stand.held) is not None:
        lines.append(t("setting.since", day=t.day(held.at), who=held.by or t("setting.nobody")))
    rows = [*_choices(t, stand, called, offered), *_changes(t, stand), *_back(t, stand, home)]
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=CARD, fresh=fresh)


def _choices(t: Text, stand: Stand, called: dict[int, str], offered: list[int]) -> list[tuple[Button, ...]]:
    labels = {one: _choice(t, stand, one) for one in stand.setting.choices} | {str(id_): called[id_] for id_ in offered}
    chosen = {str(one) for one in stand.value} if isinstance(stand.value, list) else {str(stand.value)}
    if stand.setting.form in WRITTEN:
        return []
    choices = [
        button(
            t("setting.chosen" if one in chosen else "setting.other", name=shortened(label, LABEL)),
            "setting.choose",
            stand.target_id,
            stand.version,
            f"{stand.setting.code}_{one}",
        )
        for one, label in labels.items()
    ]
    if stand.setting.form is Form.DEPARTMENTS:  # half a phone's width would cut their names off
        return [(one,) for one in choices]
    return _pairs(choices)


def _changes(t: Text, stand: Stand) -> list[tuple[Button, ...]]:
    def press(key: str, verb: str) -> Button:
        return button(t(key), verb, stand.target_id, stand.version, stand.setting.code)

    change = [(press("setting.change", "setting.change"),)] if stand.setting.form in WRITTEN else []
    return [*change, *([(press("setting.undo", "setting.undo"),)] if stand.held else [])]


def _back(t: Text, stand: Stand, home: int) -> list[tuple[Button, ...]]:
    if not home:
        return []
    if stand.setting.room is Room.STATION:
        return [(button(t("button.back"), "settings", home),)]
    if stand.setting.room is Room.CATEGORIES:
        return [(button(t("button.back"), "setting.category", home, value=stand.setting.category),)]
    return [(button(t("button.back"), "setting.room", home, value=stand.setting.room.value),)]


@view("setting.ask")
def ask(t: Text, stand: Stand, between: tuple[int, int] | None, called: dict[int, str]) -> Message:
    """What is to stand there, how it is written, and what stands there now."""
    lines = [t(f"setting.ask_{stand.setting.form.value}", name=_name(t, stand), place=stand.place)]
    lines.append(t(f"setting.about_{_key(stand)}"))
    if between is not None:
        lines.append(t("setting.between", low=between[0], high=between[1]))
    lines.append(t("setting.now", value=value(t, stand, stand.value, called)))
    return Message(text=Html("\n".join(lines)))


@view("setting.unfit")
def unfit(t: Text, flaw: str, limits: dict[str, int | str]) -> Message:
    said = {"name": t.category(str(limits["category"]))} if flaw == "clash" else {}
    return Message(text=t(f"setting.unfit_{flaw}", **limits, **said))


def value(t: Text, stand: Stand, given: Value | None, called: dict[int, str]) -> str | Html:
    """A value in words."""
    match stand.setting.form, given:
        case Form.CHOICE, str():
            return _choice(t, stand, given)
        case Form.DATES, list() if given:
            return t("list.comma").join(t.day(date.fromisoformat(str(day))) for day in given)
        case Form.DEPARTMENTS, list() if given:
            return t("list.comma").join(called[int(id_)] for id_ in given)
        case Form.NUMBERS | Form.SIGNS, list() if given:
            return t("list.comma").join(str(one) for one in given)
        case Form.NAMES, [str(), str()] if any(given):
            return " / ".join(map(str, given))
        case Form.NUMBER, int():
            return _amount(t, stand.setting.code, given)
        case _, str() if given:
            return given
    return t("setting.none")


def _amount(t: Text, code: str, number: int) -> Html:
    """A number with what it counts."""
    return t.count(f"setting.amount_{AMOUNTS.get(code, 'days')}", number)


def _name(t: Text, stand: Stand) -> Html:
    if stand.setting.form is Form.DEPARTMENTS:
        return t.category(stand.setting.category)
    if stand.setting.form is Form.NAMES and stand.value == ["", ""]:
        return t("setting.new_category")
    if stand.setting.category:
        return t("setting.of_category", name=t.category(stand.setting.category), what=t(f"setting.name_{_key(stand)}"))
    return t(f"setting.name_{stand.setting.code}")


def _choice(t: Text, stand: Stand, choice: str) -> str:
    """One of several, in words."""
    if not stand.setting.category:
        return LANGUAGES[choice]
    return t(f"level.{choice}" if stand.setting.rule[1] == "level" else f"setting.offered_{choice}")


def _key(stand: Stand) -> str:
    """By what the texts on it are found."""
    if stand.setting.form is Form.DEPARTMENTS:
        return "handling"
    return stand.setting.rule[1] if stand.setting.category else stand.setting.code


def _short(name: str) -> str:
    return shortened(unescape(name), LABEL)


def _pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
