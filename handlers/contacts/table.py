"""The ledger as a table for a spreadsheet."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from html import unescape

from domain.contacts.quotas import Asked
from locales import Text
from services.contacts.exporting import Exported
from services.tables import Column, as_csv

COLUMNS = (
    "unit", "station", "level", "name", "tier", "quota", "first", "last", "needed", "done", "pending", "missing",
    "days_left", "pace",
)  # fmt: skip


def written(text: Text, lines: Iterable[Exported], day: date) -> str:
    """The whole table."""
    t = cache(lambda key: unescape(str(text(key))))  # the same few words on every line
    columns = [Column(t(f"quota.column_{column}")) for column in COLUMNS]
    return as_csv(columns, (_cells(t, one, day) for one in lines))


def _cells(t: Callable[..., str], one: Exported, day: date) -> list[str | int]:
    span, line = one.asked.span, one.line
    return [
        one.unit, one.station, t(f"level.{one.level}"), one.name, t(f"quota.tier_{one.asked.tier.value}"),
        t(f"quota.{_kind(one.asked)}.{one.asked.quota.period.value}"), span.first.isoformat(), span.last.isoformat(),
        line.needed, line.done, line.pending, line.missing, span.left(day),
        t("quota.on_pace" if line.on_pace(span, day) else "quota.behind"),
    ]  # fmt: skip


def _kind(one: Asked) -> str:
    return "face" if one.quota.face_to_face else "any"
