"""What administrators settle in chat: a table of what there is, whose it is, and what may stand there.

A city's settings take the place of the configuration's; their names are the paths of its rules, which check them. A
unit's hold for it and for all below it. A station's, and who handles what, stand where the roster put them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ValidationError

from domain.categories import CATEGORIES
from domain.rules import Rules

Value = int | str | list[int] | list[str]
WORDS = 100  # characters of a line
DATES = 60  # days of a calendar of one's own
NONE = ("无", "没有", "none", "-")  # what empties a setting that may be empty
A_DAY = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class Scope(StrEnum):
    """Whose a setting is."""

    CITY = "city"  # of the unit at the top; it holds everywhere
    UNIT = "unit"
    STATION = "station"


class Form(StrEnum):
    """What may stand there."""

    NUMBER = "number"
    NUMBERS = "numbers"
    CHOICE = "choice"
    DATES = "dates"
    WORDS = "words"
    DEPARTMENTS = "departments"


class Room(StrEnum):
    """Under what a setting is found."""

    REMINDERS = "reminders"
    DEADLINES = "deadlines"
    LANGUAGE = "language"
    CALENDAR = "calendar"
    HANDLING = "handling"
    STATION = "station"


@dataclass(frozen=True)
class Setting:
    """One of them. `code` is what buttons carry; `rule` is the section and the field of a city's."""

    code: str
    room: Room
    scope: Scope
    form: Form
    rule: tuple[str, str] = ("", "")
    choices: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The category whose handling this is."""
        return self.code.removeprefix(HANDLES)


HANDLES = "h_"
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
        *(Setting(f"{HANDLES}{c.code}", Room.HANDLING, Scope.UNIT, Form.DEPARTMENTS) for c in CATEGORIES),
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


# Why something can't stand there; the last two: it does not go together with the others of its section.
UNFIT = ("number", "numbers", "dates", "many_dates", "words", "bounds", "reminders", "deadlines")


class UnfitError(Exception):
    """What was written can't stand there; `why` is one of UNFIT, and `limits` are the numbers that its text names."""

    def __init__(self, why: str, **limits: int) -> None:
        super().__init__(why)
        self.why, self.limits = why, limits


def read(setting: Setting, words: str, today: date) -> Value:
    """What somebody wrote, as a value. Raises UnfitError."""
    plain = words if setting.form is Form.WORDS else unicodedata.normalize("NFKC", words)
    return READERS[setting.form](plain.strip(), today)


def _number(plain: str, today: date) -> Value:
    if not re.fullmatch(r"\d{1,6}", plain):
        raise UnfitError("number")
    return int(plain)


def _numbers(plain: str, today: date) -> Value:
    found = re.split(r"[\s,;、和]+", plain)
    if not all(re.fullmatch(r"\d{1,6}", one) for one in found):
        raise UnfitError("numbers")
    return sorted({int(one) for one in found}, reverse=True)


def _dates(plain: str, today: date) -> Value:
    """Days in any of the usual ways to write them; days gone by are left out, for nothing is owed on them any more."""
    if plain.lower() in NONE:
        return []
    rest = A_DAY.sub("", plain)
    if re.sub(r"[\s,;、和]+", "", rest) or not plain:
        raise UnfitError("dates")
    try:
        found = {date(*map(int, parts)) for parts in A_DAY.findall(plain)}
    except ValueError as error:
        raise UnfitError("dates") from error
    if len(found) > DATES or any(day.year > today.year + 2 for day in found):
        raise UnfitError("many_dates", n=DATES)
    return [day.isoformat() for day in sorted(found) if day >= today]


def _words(plain: str, today: date) -> Value:
    if plain.lower() in NONE:
        return ""
    if not plain or len(plain) > WORDS or "\n" in plain:
        raise UnfitError("words", n=WORDS)
    return plain


READERS = {Form.NUMBER: _number, Form.NUMBERS: _numbers, Form.DATES: _dates, Form.WORDS: _words}


def value_in(rules: Rules, setting: Setting) -> Value:
    """What a city's setting is now."""
    section, name = setting.rule
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
    for code, value in values.items():
        section, name = SETTINGS[code].rule
        rules = rules.model_copy(update={section: getattr(rules, section).model_copy(update={name: _frozen(value)})})
    for code in values:
        section, _ = SETTINGS[code].rule
        _check(getattr(rules, section), SETTINGS[code], rules)
    return rules


def _frozen(value: Value) -> object:
    return tuple(value) if isinstance(value, list) else value


def _check(section: BaseModel, setting: Setting, rules: Rules) -> None:
    """Raises UnfitError: a number beyond its bounds, or numbers that do not go together."""
    try:
        type(section).model_validate(section.model_dump())
    except ValidationError as error:
        if any(not fault["loc"] for fault in error.errors()):
            raise UnfitError(setting.rule[0]) from error
        low, high = bounds(rules, setting)
        raise UnfitError("bounds", low=low, high=high) from error
