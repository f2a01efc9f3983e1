"""The file of everything that is stored on somebody: a page that opens on any telephone, and JSON for programs.

The page is well-formed HTML without anything to load: large letters, headings, a line for each thing that is known.
"""

import contextlib
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from html import escape
from typing import Any

from locales import Html, Text
from services.mydata import Chapter, Everything

STYLE = (
    "body{font:1.15rem/1.6 sans-serif;margin:1rem auto;max-width:40rem;padding:0 1rem;color:#222}"
    "h1{font-size:1.5rem}h2{font-size:1.3rem;border-bottom:2px solid #999;margin-top:2rem}"
    "dl{border-left:4px solid #ccc;padding-left:.8rem;margin:1rem 0}dt{color:#555;font-size:1rem}"
    "dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}"
)
# What no page may hold; everything else stands there as it was written.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# Fields whose values are codes: the text that says what a code means.
CODES: dict[str, Callable[[Text, str], Html]] = {
    "state": lambda t, code: t(f"state.{code}"),
    "category": lambda t, code: t.category(code),
    "role": lambda t, code: t(f"role.{code}"),
    "level": lambda t, code: t(f"level.{code}"),
    "answer_class": lambda t, code: t(f"class.{code}"),
    "process_rating": lambda t, code: t(f"rating.{code}"),
    "result_rating": lambda t, code: t(f"rating.{code}"),
    "fixed": lambda t, code: t(f"fixed.{code}"),
    "measure": lambda t, code: t(f"mydata.measure_{code}"),
    "offence": lambda t, code: t(f"offence.{code}"),
    "kind": lambda t, code: t(f"mydata.kind_{code}"),
    "deed": lambda t, code: t(f"mydata.deed_{code}"),
    "shown": lambda t, code: t(f"mydata.shown_{code}"),
    "proposal": lambda t, code: t(f"link.is_{code}"),
    "mode": lambda t, code: t(f"mode.{code}"),
    "standing": lambda t, code: t(f"contact.is_{code}"),
    "evidence": lambda t, code: t(f"evidence.{code}"),
    "unwanted": lambda t, code: t(f"notice.kind_{code}"),
    "meeting": lambda t, code: t(f"mydata.meeting_{code}"),
    "reception": lambda t, code: t(f"mydata.reception_{code}"),
    "part_in": lambda t, code: t(f"mydata.part_{code}"),
    "answer": lambda t, code: t(f"meeting.answer_{code}"),
}


def page(t: Text, everything: Everything) -> str:
    """All of it as one page."""
    title = t("mydata.heading")
    chapters = "\n".join(_chapter(t, chapter) for chapter in everything.chapters)
    when = t("mydata.when", day=t.day(everything.at), time=t.time(everything.at))
    return (
        f'<!DOCTYPE html>\n<html lang="{t.language}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/>\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{when}</p>\n<p>{t('mydata.intro')}</p>\n"
        f"{chapters}\n<h2>{t('mydata.not_here')}</h2>\n<p>{t('mydata.elsewhere')}</p>\n</body>\n</html>\n"
    )


def record(everything: Everything) -> str:
    """All of it as JSON, for programs."""
    chapters = {chapter.name: list(chapter.rows) for chapter in everything.chapters}
    return json.dumps({"at": everything.at, **chapters}, ensure_ascii=False, indent=1, default=_iso) + "\n"


def _iso(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"no JSON is made of a {type(value).__name__}")


def _chapter(t: Text, chapter: Chapter) -> str:
    rows = "\n".join(_row(t, row) for row in chapter.rows)
    return f"<h2>{t(f'mydata.chapter_{chapter.name}')}</h2>\n{rows}"


def _row(t: Text, row: dict[str, Any]) -> str:
    lines = [_field(t, name, value) for name, value in row.items() if value not in (None, "", [])]
    return "<dl>\n" + "\n".join(lines) + "\n</dl>"


def _field(t: Text, name: str, value: Any) -> str:
    """A line, or, of what was said and attached, a list within."""
    label = t(f"mydata.{name}")
    if isinstance(value, list):
        return f"<dt>{label}</dt>\n<dd>" + "\n".join(_row(t, row) for row in value) + "</dd>"
    return f"<dt>{label}</dt>\n<dd>{_value(t, name, value)}</dd>"


def _value(t: Text, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return t("mydata.yes") if value else t("mydata.no")
    if isinstance(value, datetime):
        return escape(f"{t.day(value)} {t.time(value)}")
    if name in CODES:
        with contextlib.suppress(KeyError):  # a code of which there is nothing to say stands as it is
            return CODES[name](t, value)
    return escape(CONTROL.sub("", str(value)))
