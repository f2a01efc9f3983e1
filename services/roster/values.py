"""From a cell as people type it to a value: full-width letters, blanks, dates in many ways, numbers as codes."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from domain.categories import BUILT_IN, Categories
from services.roster.sheets import Choices, Column, simplified

CODE = re.compile(r"^[A-Za-z0-9_-]+$")
PHONE = re.compile(r"^\+?\d{5,15}$")
DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
DAY_IN_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
SEPARATORS = re.compile(r"[;,、\s]+")  # full-width ones are half-width by then
LINES = re.compile(r"[;、\n]+")
INNER_BLANKS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
SHORTENED = re.compile(r"^\d(\.\d+)?E\+\d+$", re.IGNORECASE)  # what a spreadsheet makes of a long number
SERIAL = re.compile(r"^\d{5}(\.0+)?$")
EPOCH = date(1899, 12, 30)  # from which spreadsheets count days
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
LONGEST = 5_000  # characters of a cell that are looked at
UNSEEN = {ord(letter): None for letter in "\u200b\u200c\u200d\u2060\ufeff"}  # pasted along from web pages
FULL_WIDTH = {  # digits, capitals and small letters lie 0xFEE0 above their usual places
    code: code - 0xFEE0
    for first, count in ((0xFF10, 10), (0xFF21, 26), (0xFF41, 26))
    for code in range(first, first + count)
}
READABLE: dict[int, int | None] = {**FULL_WIDTH, **UNSEEN}


class CellError(ValueError):
    """A cell that can't be read; `kind` and `facts` make a fault's text."""

    def __init__(self, kind: str, **facts: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.facts = facts


def shown(raw: object) -> str:
    """A cell as its author sees it, one line, at most 80 characters."""
    if raw is None:
        return ""
    if isinstance(raw, datetime | date):
        return raw.isoformat().removesuffix("T00:00:00")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    line = " ".join(str(raw).split())
    return line if len(line) <= 80 else line[:79] + "…"


def plain(raw: object) -> str:
    """A cell as text: half-width, trimmed; 101.0 becomes 101."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    text = str(raw)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text).translate(UNSEEN)).strip()


def parse(raw: object, column: Column, known: Categories = BUILT_IN) -> Any:
    """The value of a cell that is not blank; `known` are the city's categories. Raises CellError."""
    if isinstance(raw, str) and len(raw) > LONGEST:
        raise CellError("too_long", limit=str(column.limit), length=f"{len(raw):,}")
    if column.kind == "categories":
        return _categories(raw, known)
    return PARSERS[column.kind](raw, column)


def _limited(text: str, column: Column) -> str:
    if len(text) > column.limit:
        raise CellError("too_long", limit=str(column.limit), length=str(len(text)))
    if not text.isprintable() and any(unicodedata.category(letter) == "Cc" for letter in text):
        raise CellError("control")
    return text


def _code(raw: object, column: Column) -> str:
    text = plain(raw)
    if not CODE.match(text):
        raise CellError("shortened" if SHORTENED.match(text) else "code")
    return _limited(text, column)


def _codes(raw: object, column: Column) -> tuple[str, ...]:
    _limited(" ".join(plain(raw).split()), column)
    single = Column(column.code, column.chinese, column.english, "code", column.examples)
    return tuple(dict.fromkeys(_code(part, single) for part in SEPARATORS.split(plain(raw)) if part))


def _ref(raw: object, column: Column) -> str:
    text = plain(raw)
    if SHORTENED.match(text):
        raise CellError("shortened")
    if len(text.split()) > 1:
        raise CellError("ref")
    return _limited(text, column)


def _text(raw: object, column: Column) -> str:
    """People's own words keep their punctuation; letters and digits become half-width."""
    text = plain(raw) if isinstance(raw, int | float) else str(raw).translate(READABLE)
    return _limited(" ".join(text.split()), column)


def _name(raw: object, column: Column) -> str:
    """王 伟 is padding, not a name of two words."""
    return INNER_BLANKS.sub("", _text(raw, column))


def _phone(raw: object, column: Column) -> str:
    text = re.sub(r"[\s()-]", "", plain(raw))
    if not PHONE.match(text):
        raise CellError("shortened" if SHORTENED.match(text) else "phone")
    return text


def _choice(raw: object, column: Column) -> str:
    return chosen(raw, column.choices)


def chosen(raw: object, choices: Choices) -> str:
    """The value that a word stands for, in either language or as the drop-down writes both."""
    word = simplified(plain(raw))
    for value, words in choices:
        if word in {simplified(w) for w in (*words, value, words[0] + words[1], words[1] + words[0])}:
            return value
    raise CellError("choice", choices=" / ".join(f"{words[0]} {words[1]}" for _, words in choices))


def _yes(raw: object, column: Column) -> bool:
    if plain(raw) in {"√", "×"}:
        return plain(raw) == "√"
    return chosen(raw, column.choices) == "yes"


def _date(raw: object, _column: Column) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = MIDNIGHT.sub("", plain(raw)).translate(CHINESE_DIGITS)
    if SERIAL.match(text) and FIRST_SERIAL <= int(text[:5]) <= LAST_SERIAL:
        return EPOCH + timedelta(days=int(text[:5]))
    found = DAY.match(text) or DAY_IN_DIGITS.match(text)
    if not found:
        raise CellError("date")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise CellError("no_such_day") from None


def _degrees(limit: int) -> Callable[[object, Column], float]:
    def read(raw: object, _column: Column) -> float:
        try:
            degrees = float(plain(raw).rstrip("°"))
        except ValueError:
            raise CellError("degrees", limit=str(limit)) from None
        if not -limit <= degrees <= limit:  # not-a-number fails this, too
            raise CellError("degrees", limit=str(limit))
        return degrees

    return read


def _categories(raw: object, known: Categories) -> tuple[str, ...]:
    parts = [part for line in LINES.split(plain(raw)) for part in _names(line.strip(), known)]
    if unknown := [part for part in parts if known.find(part) is None]:
        names = " / ".join(f"{c.chinese} {c.english}" for c in known.all)
        raise CellError("category", part=" / ".join(dict.fromkeys(unknown)), names=names)
    if not parts:
        raise CellError("missing")
    return tuple(dict.fromkeys(category.code for part in parts if (category := known.find(part)) is not None))


def _names(line: str, known: Categories) -> list[str]:
    """One name, or several with commas; some English names hold a comma themselves."""
    return [line] if known.find(line) else [part for part in map(str.strip, line.split(",")) if part]


PARSERS: dict[str, Callable[[object, Column], Any]] = {
    "code": _code,
    "codes": _codes,
    "ref": _ref,
    "name": _name,
    "text": _text,
    "phone": _phone,
    "choice": _choice,
    "yes": _yes,
    "date": _date,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
}
