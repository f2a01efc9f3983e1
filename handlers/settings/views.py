"""What is shown of settings: the rooms, what is in one, and one setting with what can be done with it."""

from datetime import date

from domain.messages import Button, Message
from domain.settings import Form, Room, Scope, Value
from domain.units import Unit
from handlers.quoting import shortened
from handlers.viewing import button, pager, view
from locales import LANGUAGES, Html, Text
from services.settings.standing import Stand

CARD = "settings"
LABEL = 40  # characters of a button
LINE = 60  # units of a value in a list; its own card has all of it
WRITTEN = (Form.NUMBER, Form.NUMBERS, Form.DATES, Form.WORDS)


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
def room(t: Text, home: int, room: Room, stands: list[Stand], called: dict[int, str]) -> Message:
    """What is in a room, and how it stands."""
    lines = [t("setting.room", room=t(f"setting.room_{room.value}"), place=stands[0].place)]
    lines += [
        t("setting.line", name=_name(t, one), value=shortened(str(value(t, one, one.value, called)), LINE))
        for one in stands
    ]
    rows = _pairs([
        button(shortened(_name(t, one), LABEL), "setting.show", one.target_id, one.version, one.setting.code)
        for one in stands
    ])  # fmt: skip
    back = (button(t("button.back"), "settings", home),)
    return Message(text=Html("\n".join(lines)), buttons=(*rows, back), card=CARD, fresh=False)


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
    labels = {one: LANGUAGES[one] for one in stand.setting.choices} | {str(id_): called[id_] for id_ in offered}
    chosen = {str(one) for one in stand.value} if isinstance(stand.value, list) else {str(stand.value)}
    if stand.setting.form in WRITTEN:
        return []
    return _pairs([
        button(
            t("setting.chosen" if one in chosen else "setting.other", name=shortened(label, LABEL)),
            "setting.choose", stand.target_id, stand.version, f"{stand.setting.code}_{one}",
        )
        for one, label in labels.items()
    ])  # fmt: skip


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
def unfit(t: Text, flaw: str, limits: dict[str, int]) -> Message:
    return Message(text=t(f"setting.unfit_{flaw}", **limits))


def value(t: Text, stand: Stand, given: Value | None, called: dict[int, str]) -> str | Html:
    """A value in words."""
    match stand.setting.form, given:
        case Form.CHOICE, str():
            return LANGUAGES[given]
        case Form.DATES, list() if given:
            return t("list.comma").join(t.day(date.fromisoformat(str(day))) for day in given)
        case Form.DEPARTMENTS, list() if given:
            return t("list.comma").join(called[int(id_)] for id_ in given)
        case Form.NUMBERS, list() if given:
            return t("list.comma").join(str(one) for one in given)
        case _, int() | str() if given != "":
            return str(given)
    return t("setting.none")


def _name(t: Text, stand: Stand) -> Html:
    if stand.setting.form is Form.DEPARTMENTS:
        return t(f"category.{stand.setting.category}")
    return t(f"setting.name_{stand.setting.code}")


def _key(stand: Stand) -> str:
    return "handling" if stand.setting.form is Form.DEPARTMENTS else stand.setting.code


def _pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
