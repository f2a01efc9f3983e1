"""`export`: cases, contacts and the trail as open data, a stretch at a time.

Of cases neither words nor author nor the exact place stand there, of contacts not with whom they were; days and no
times of day, for two cases that were handed in within a minute are easily one person's. Ratings are counted in the
figures: a neighbour who knows the number of a case is not to read its resident's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from html import unescape
from typing import Any, Protocol

from domain.suggestions import number
from locales import Text
from services.audit.lines import Entry, lines
from services.tables import Cell, Column
from storage import exports, trail
from storage.exports import Stretch
from storage.tx import Row, Tx, moment

Width = dict[str, int]


class Read(Protocol):
    """Reads a stretch."""

    def __call__(self, tx: Tx, part: Stretch) -> Sequence[Any]: ...


CASES: Width = {
    "number": 20, "district": 14, "town": 14, "station": 24, "category": 18, "state": 22, "representative": 14,
    "department": 24, "registered": 12, "first_word_due": 14, "first_word": 14, "answered": 12, "class": 24,
    "answers": 10, "promised": 12, "closed": 12, "followers": 10, "formal": 26,
}  # fmt: skip
CONTACTS: Width = {
    "district": 14, "town": 14, "station": 24, "level": 10, "representative": 14, "tier": 16, "mode": 14, "day": 12,
    "face": 12, "standing": 24, "evidence": 24, "entered": 12, "counted": 12,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One of the things that can be exported."""

    columns: Callable[[Text], list[Column]]
    read: Read
    row: Callable[[Text, Any], Sequence[Cell]]


def titles(name: str, widths: Width) -> Callable[[Text], list[Column]]:
    """The columns of a table, with their titles in a language."""

    def titled(text: Text) -> list[Column]:
        t = _plain(text.language)
        return [Column(t(f"export.{name}_{column}"), width) for column, width in widths.items()]

    return titled


def trail_of(tx: Tx, part: Stretch) -> list[Entry]:
    """The deeds in office of a stretch, oldest first, as the page of the trail tells them."""
    return lines(tx, trail.listed(tx, part.unit_id, exports.events(tx, part)))


def case_row(text: Text, row: Row) -> Sequence[Cell]:
    """A case."""
    t, day = _plain(text.language), partial(_day, text)
    return (
        number(row["number_unit"], row["year"], row["serial"]), row["district"], row["town"], row["station"] or "",
        unescape(text.category(row["category"])), t(f"state.{row['state']}"), row["representative"] or "",
        row["department"] or "", day(row["registered_at"]), _date(row["first_word_due"]),
        day(row["first_word_at"]), day(row["answered_at"]),
        t(f"class.{row['answer_class']}") if row["answer_class"] else "", row["answers"],
        _date(row["promised"]), day(row["closed_at"]), row["followers"], row["formal"],
    )  # fmt: skip


def contact_row(text: Text, row: Row) -> Sequence[Cell]:
    """A contact."""
    t, day = _plain(text.language), partial(_day, text)
    return (
        row["district"], row["town"], row["station"] or "", t(f"level.{row['level']}"), row["representative"],
        t(f"quota.tier_{row['tier']}"), t(f"mode.{row['mode']}"), _date(row["day"]),
        t("export.yes" if row["face"] else "export.no"), t(f"export.standing_{row['standing']}"),
        t(f"evidence.{row['evidence']}") if row["evidence"] else "",
        day(row["entered_at"]), day(row["counted_at"]),
    )  # fmt: skip


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _day(text: Text, micros: int | None) -> date | None:
    at: datetime | None = moment(micros)
    return at.astimezone(text.zone).date() if at else None


@cache
def _plain(language: str) -> Callable[[str], str]:
    """The texts of a language without markup; the same few words stand on every row."""
    text = Text(language)
    return cache(lambda key: unescape(str(text(key))))
