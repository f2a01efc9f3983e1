"""What administrators settle in chat: a table of what there is, whose it is, and what may stand there.

A city's settings take the place of the configuration's; their names are the paths of its rules, which check them. A
unit's hold for it and for all below it. A station's, and who handles what, stand where the roster put them.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from domain.categories import LAST, PLACES, Category
from domain.rules import Rules
from domain.settings.reading import READERS, Form, UnfitError, Value


class Scope(StrEnum):
    """Whose a setting is."""

    CITY = "city"  # of the unit at the top; it holds everywhere
    UNIT = "unit"
    STATION = "station"


class Room(StrEnum):
    """Under what a setting is found."""

    REMINDERS = "reminders"
    DEADLINES = "deadlines"
    LANGUAGE = "language"
    CALENDAR = "calendar"
    CATEGORIES = "categories"
    HANDLING = "handling"
    STATION = "station"


@dataclass(frozen=True)
class Setting:
    """One of them. `code` is what buttons carry; `rule` is the section and the field of a city's.

    `category` is the code of the one whose name, words, level or handling it is.
    """

    code: str
    room: Room
    scope: Scope
    form: Form
    rule: tuple[str, str] = ("", "")
    choices: tuple[str, ...] = ()
    category: str = ""


NAMES, SIGNS, LEVEL, OFFERED = "n_", "w_", "l_", "o_"  # how the codes of a category's settings begin
HANDLES = "h_"


def _of_category(code: str) -> list[Setting]:
    """What a city settles of a category. The last one takes what no words propose, and is always offered."""

    def one(begins: str, form: Form, name: str, *choices: str) -> Setting:
        return Setting(f"{begins}{code}", Room.CATEGORIES, Scope.CITY, form, ("categories", name), choices, code)

    named, level = one(NAMES, Form.NAMES, "names"), one(LEVEL, Form.CHOICE, "level", "town", "district", "city")
    if code == LAST:
        return [named, level]
    return [named, one(SIGNS, Form.SIGNS, "signs"), level, one(OFFERED, Form.CHOICE, "offered", "yes", "no")]


_R, _D = (Room.REMINDERS, Scope.CITY), (Room.DEADLINES, Scope.CITY)
SETTINGS: dict[str, Setting] = {
    one.code: one
    for one in (
        Setting("days", *_R, Form.NUMBERS, ("reminders", "days")),
        Setting("hour", *_R, Form.NUMBER, ("reminders", "hour")),
        Setting("quiet_from", *_R, Form.NUMBER, ("reminders", "quiet_from")),
        Setting("quiet_until", *_R, Form.NUMBER, ("reminders", "quiet_until")),
        Setting("officer", *_R, Form.NUMBER, ("reminders", "officer")),
        Setting("administrator", *_R, Form.NUMBER, ("reminders", "administrator")),
        Setting("first_word", *_D, Form.NUMBER, ("deadlines", "first_word")),
        Setting("answer", *_D, Form.NUMBER, ("deadlines", "department_answer")),
        Setting("give_back", *_D, Form.NUMBER, ("deadlines", "department_return")),
        Setting("extension", *_D, Form.NUMBER, ("deadlines", "extension")),
        Setting("second", *_D, Form.NUMBER, ("deadlines", "second_handling")),
        Setting("ask_rating", *_D, Form.NUMBER, ("deadlines", "rating_reminder")),
        Setting("close", *_D, Form.NUMBER, ("deadlines", "rating_close")),
        Setting("fixed", *_D, Form.NUMBER, ("deadlines", "fixed_question")),
        Setting("language", Room.LANGUAGE, Scope.CITY, Form.CHOICE, ("locale", "default"), ("zh", "en")),
        Setting("off", Room.CALENDAR, Scope.UNIT, Form.DATES),
        Setting("on", Room.CALENDAR, Scope.UNIT, Form.DATES),
        *(setting for code in PLACES for setting in _of_category(code)),
        *(Setting(f"{HANDLES}{c}", Room.HANDLING, Scope.UNIT, Form.DEPARTMENTS, category=c) for c in PLACES),
        Setting("hours", Room.STATION, Scope.STATION, Form.WORDS),
    )
}


@dataclass(frozen=True)
class Held:
    """A setting that holds: since when, by whom, and what stood there before (None: what the configuration says)."""

    id: int
    code: str
    value: Value | None
    was: Value | None
    by: str
    at: datetime


def read(setting: Setting, words: str, today: date) -> Value:
    """What somebody wrote, as a value. Raises UnfitError."""
    plain = words if setting.form is Form.WORDS else unicodedata.normalize("NFKC", words)
    return READERS[setting.form](plain.strip(), today)


def value_in(rules: Rules, setting: Setting) -> Value:
    """What a city's setting is now."""
    section, name = setting.rule
    if setting.category:
        return SAID[name](rules.categories.of(setting.category))
    value = getattr(getattr(rules, section), name)
    return list(value) if isinstance(value, tuple) else value


def bounds(rules: Rules, setting: Setting) -> tuple[int, int]:
    """The least and the greatest number that a city's setting may be, or each number of a list."""
    section, name = setting.rule
    schema = getattr(rules, section).model_json_schema()["properties"][name]
    schema = schema.get("items", schema)
    return int(schema["minimum"]), int(schema["maximum"])


def overlaid(rules: Rules, values: Mapping[str, Value]) -> Rules:
    """The rules with the values of a city's settings, by their codes. Raises UnfitError for what can't be."""
    rules = laid(rules, values)
    for code in values:
        check(rules, SETTINGS[code])
    return rules


def laid(rules: Rules, values: Mapping[str, Value]) -> Rules:
    """The same, and nobody looks whether it goes together."""
    sections: dict[str, dict[str, object]] = defaultdict(dict)
    places: dict[str, dict[str, Any]] = defaultdict(dict)
    for code, value in values.items():
        setting, (section, name) = SETTINGS[code], SETTINGS[code].rule
        if setting.category:
            places[setting.category] |= LAID[name](value)
        else:
            sections[section][name] = _frozen(value)
    changed: dict[str, object] = {
        section: getattr(rules, section).model_copy(update=fields) for section, fields in sections.items()
    }
    if places:
        changed["categories"] = rules.categories.changed(places)
    return rules.model_copy(update=changed)


# How what is settled of a category stands in it, and how it is said.
LAID: dict[str, Callable[[Any], dict[str, Any]]] = {
    "names": lambda value: {"chinese": value[0], "english": value[1]},
    "signs": lambda value: {"signs": tuple(value)},
    "level": lambda value: {"level": value},
    "offered": lambda value: {"offered": value == "yes"},
}
SAID: dict[str, Callable[[Category], Value]] = {
    "names": lambda category: list(category.names),
    "signs": lambda category: list(category.signs),
    "level": lambda category: category.level,
    "offered": lambda category: "yes" if category.offered else "no",
}


def _frozen(value: Value) -> object:
    return tuple(value) if isinstance(value, list) else value


def check(rules: Rules, setting: Setting) -> None:
    """Raises UnfitError: a number beyond its bounds, or what does not go together with the others."""
    if setting.category:
        if clash := rules.categories.clash(setting.category):
            raise UnfitError("clash", what=clash[0], category=clash[1])
        return
    section = getattr(rules, setting.rule[0])
    try:
        type(section).model_validate(section.model_dump())
    except ValidationError as error:
        if any(not fault["loc"] for fault in error.errors()):
            raise UnfitError(setting.rule[0]) from error
        low, high = bounds(rules, setting)
        if setting.form is Form.NUMBERS:
            raise UnfitError("many_bounds", low=low, high=high, most=_most(section, setting)) from error
        raise UnfitError("bounds", low=low, high=high) from error


def _most(section: BaseModel, setting: Setting) -> int:
    """How many numbers a list may have."""
    return int(section.model_json_schema()["properties"][setting.rule[1]]["maxItems"])
