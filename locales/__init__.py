"""Texts: a gettext catalogue a language and column, `locales/<language>/<column>.po`, found by speaking keys.

Keys stand in the code (`suggest.sent`), words only here, so that whoever writes texts never opens the code. All
catalogues of a language are read as one. Facts are set in by name; they are people's words and so are escaped,
unless they are `Html` already.
"""

import gettext
import io
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES: dict[str, str] = {"zh": "中文", "en": "English"}
DAY_PATTERNS = {"zh": ("M月d日(EEE)", "y年M月d日(EEE)"), "en": ("EEE d MMM", "EEE d MMM y")}
BRIEF_PATTERNS = {"zh": ("M月d日", "y年M月d日"), "en": ("d MMM", "d MMM y")}
BABEL = {"zh": "zh_Hans_CN", "en": "en_GB"}


class Html(str):
    """Markup that we made: it is set in as it is."""

    __slots__ = ()


def catalogues(language: str) -> dict[str, Catalog]:
    """The catalogues of one language by column."""
    folder = files("locales") / language
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".po")), key=lambda item: item.name)
    return {
        item.name.removesuffix(".po"): read_po(io.BytesIO(item.read_bytes()), locale=BABEL[language]) for item in found
    }


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    merged = Catalog(locale=BABEL[language], charset="utf-8")
    for catalogue in catalogues(language).values():
        for message in catalogue:
            if message.id:
                merged.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def known(tag: str, default: str = "zh") -> str:
    """The language that we speak, by a tag as messengers send it (zh-hans, en-GB); the default for all others."""
    language = tag.lower()[:2]
    return language if language in LANGUAGES else default


class Text:
    """The texts of one language, with its dates, in the time zone of the city."""

    def __init__(
        self, language: str, zone: ZoneInfo | None = None, bot: str = "", today: date | None = None,
        named: Mapping[tuple[str, str], str] | None = None,
    ) -> None:  # fmt: skip
        self.language = known(language)
        self.zone = zone or ZoneInfo("Asia/Shanghai")
        self.bot = bot  # the bot's username, for links to it
        self.today = today
        self.named = named or {}  # the city's own names of categories, by code and language
        self._translations = _translations(self.language)

    def __call__(self, key: str, /, **facts: Any) -> Html:
        """The text of a key with its facts set in. Raises KeyError for a key without a text."""
        return self._fill(key, self._translations.gettext(key), facts)

    def count(self, key: str, n: int, /, **facts: Any) -> Html:
        """A text with the plural form that fits `n`, which stands in it as {n}."""
        return self._fill(key, self._translations.ngettext(key, key, n), {"n": n, **facts})

    def into(self, language: str) -> "Text":
        """The same in another language."""
        return Text(language, self.zone, self.bot, self.today, self.named)

    def category(self, code: str) -> Html:
        """What a category is called, where the city has another name for it by that one.

        One of which this process has not heard yet, which takes seconds, is something else.
        """
        if name := self.named.get((code, self.language)):
            return Html(escape(name, quote=False))
        return self(f"category.{code}" if self.has(f"category.{code}") else "category.other")

    def has(self, key: str) -> bool:
        """Whether there is a text for this key."""
        return self._translations.gettext(key) != key

    def day(self, day: date | datetime) -> str:
        """A day as people say it: 12月24日(周四), Thu 24 Dec; with its year if that is not today's."""
        local = day.astimezone(self.zone).date() if isinstance(day, datetime) else day
        short, long = DAY_PATTERNS[self.language]
        return format_date(
            local, short if self.today is None or local.year == self.today.year else long, locale=BABEL[self.language]
        )

    def brief_day(self, day: date) -> str:
        """A day where there is little room: 12月24日, 24 Dec; with its year if that is not today's."""
        short, long = BRIEF_PATTERNS[self.language]
        near = self.today is None or day.year == self.today.year
        return format_date(day, short if near else long, locale=BABEL[self.language])

    def time(self, moment: datetime) -> str:
        """A time of day: 上午9:00; 9:00 am."""
        local = moment.astimezone(self.zone)
        if self.language == "zh":
            part = "上午" if local.hour < 12 else "下午" if local.hour < 18 else "晚上"
            return f"{part}{local.hour if local.hour <= 12 else local.hour - 12}:{local.minute:02}"
        return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"

    def span(self, begins: datetime, ends: datetime) -> tuple[str, str]:
        """From when, until when; a half of the day that is the same is said once: 上午9:00, 11:00; 9:00, 11:00 am."""
        first, last = self.time(begins), self.time(ends)
        if self.language == "zh":
            return first, last.removeprefix(first[:2])
        return first.removesuffix(last[-3:]), last

    def distance(self, metres: float) -> str:
        """A distance: 320 米; 2.4 km."""
        tens = int(round(metres, -1))
        if tens < 1000:
            return self("distance.metres", n=tens)
        return self("distance.kilometres", n=format_decimal(metres / 1000, format="0.0", locale="en"))

    def _fill(self, key: str, pattern: str, facts: dict[str, Any]) -> Html:
        if pattern == key:
            raise KeyError(f"no text for {key!r} in {self.language}")
        safe = {
            name: value if isinstance(value, Html) else escape(str(value), quote=False) for name, value in facts.items()
        }
        return Html(pattern.format(**safe))
