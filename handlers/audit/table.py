"""The trail as a table: a deed a row, worded like on the page."""

from collections.abc import Iterable, Sequence

from domain.audit import OF_SUBJECT, Act
from handlers.audit.wording import plain, sentence
from locales import Text
from services.audit.lines import Entry
from services.tables import Cell, Column, as_csv

COLUMNS = {"at": 18, "who": 14, "role": 16, "said": 60, "act": 16, "number": 20, "behalf": 14}  # with their widths


def columns(t: Text) -> list[Column]:
    """The columns, with titles in a language."""
    return [Column(plain(t(f"audit.column_{name}")), width) for name, width in COLUMNS.items()]


def row(t: Text, entry: Entry) -> Sequence[Cell]:
    """One deed. What has no time of day has its day alone."""
    local = entry.at.astimezone(t.zone)
    act = OF_SUBJECT.get(entry.subject, Act.OTHER)
    return (
        local if entry.timed else local.date(), entry.who, plain(t(f"role.{entry.role.value}")),
        plain(sentence(t, entry)), plain(t(f"audit.act_{act.value}")), entry.what, entry.behalf,
    )  # fmt: skip


def written(t: Text, lines: Iterable[Entry]) -> str:
    """The whole table as CSV."""
    return as_csv(columns(t), (row(t, entry) for entry in lines))
