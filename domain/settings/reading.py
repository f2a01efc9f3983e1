"""What may stand in a setting, and how what somebody wrote is read."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from domain.categories import CATEGORIES

Value = int | str | list[int] | list[str]
WORDS = 100  # characters of a line
DATES = 60  # days of a calendar of one's own
NAME = (2, 28)  # characters of a category's name
SIGN = (2, 24)  # and of a word that speaks for it
MOST_SIGNS = 30
NONE = ("无", "没有", "none", "-")  # what empties a setting that may be empty
A_DAY = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
UNITS = "点|时|天|日|个?工作日|days?|working days?"  # that somebody writes behind a number
UNSEEN = ("Cc", "Cf")  # controls and ends of lines, and marks that only turn the rest round
BETWEEN = " -·'’()"
BLANK = "\u115f\u1160"  # letters that show nothing
KNOWN = frozenset(sign for category in CATEGORIES for sign in category.signs)


class Form(StrEnum):
    """What may stand there."""

    NUMBER = "number"
    NUMBERS = "numbers"
    CHOICE = "choice"
    DATES = "dates"
    WORDS = "words"
    NAMES = "names"  # in both languages
    SIGNS = "signs"  # by which a category is proposed
    DEPARTMENTS = "departments"


# Why something can't stand there; the last three: it does not go together with the others.
UNFIT = (
    "number", "numbers", "dates", "many_dates", "words", "names", "signs", "many_signs", "bounds", "many_bounds",
    "clash", "reminders", "deadlines",
)  # fmt: skip


class UnfitError(Exception):
    """What was written can't stand there; `why` is one of UNFIT, and `limits` are what its text names."""

    def __init__(self, why: str, **limits: int | str) -> None:
        super().__init__(why)
        self.why, self.limits = why, limits


def _number(plain: str, today: date) -> Value:
    found = re.fullmatch(rf"(\d{{1,6}})\s*(?:{UNITS})?", plain)
    if not found:
        raise UnfitError("number")
    return int(found[1])


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
    """A line, without what can't be seen in it, as marks that turn the writing round."""
    if plain.lower() in NONE:
        return ""
    if not plain or len(plain) > WORDS or any(unicodedata.category(sign) in UNSEEN for sign in plain):
        raise UnfitError("words", n=WORDS)
    return plain


def _names(plain: str, today: date) -> Value:
    """A name in Chinese and one in English, in either order."""
    found = [" ".join(part.split()) for part in re.split(r"[/|\n]+", plain)]
    if len(found) != 2 or not all(_is_plain(one, *NAME) for one in found):
        raise UnfitError("names", low=NAME[0], high=NAME[1])
    return found[::-1] if found[0].isascii() and not found[1].isascii() else found


def _signs(plain: str, today: date) -> Value:
    """Words, and phrases of several English words; those of one letter only where the table has them."""
    if plain.lower() in NONE:
        return []
    parts = [part.strip().lower() for part in re.split(r"[,;、\n]+", plain)]
    words = [word for part in parts for word in ([" ".join(part.split())] if part.isascii() else part.split()) if word]
    if not words or not all(_is_plain(word, *SIGN) or word in KNOWN for word in words):
        raise UnfitError("signs", low=SIGN[0], high=SIGN[1])
    if len(found := list(dict.fromkeys(words))) > MOST_SIGNS:
        raise UnfitError("many_signs", n=MOST_SIGNS)
    return found


def _is_plain(words: str, fewest: int, most: int) -> bool:
    """Whether it is of letters, digits and what may stand between them alone, so it fits into a cell and a button."""
    return (
        fewest <= len(words) <= most
        and words[0].isalnum() and words[-1] not in BETWEEN.replace(")", "")
        and all(sign in BETWEEN or (sign.isalnum() and sign not in BLANK) for sign in words)
    )  # fmt: skip


READERS: dict[Form, Callable[[str, date], Value]] = {
    Form.NUMBER: _number, Form.NUMBERS: _numbers, Form.DATES: _dates, Form.WORDS: _words, Form.NAMES: _names,
    Form.SIGNS: _signs,
}  # fmt: skip
