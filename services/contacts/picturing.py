"""What the pictures of quotas show: people by periods for a representative, and bars for a station or unit."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.charts import Mark
from domain.contacts import Link
from domain.contacts.quotas import Asked, Line, mark
from domain.roster import Tier
from services.contacts.ledger import Ledger, Quotas

PICTURED = 12  # rows of a picture


@dataclass(frozen=True)
class Year:
    """The links of one tier through the periods of a year."""

    tier: Tier
    year: int
    columns: tuple[Asked, ...]
    rows: tuple[tuple[str, tuple[Mark, ...]], ...]
    left_out: int  # people for whom there was no room


@dataclass(frozen=True)
class Bar:
    """What a representative or a unit owes, as parts of one bar."""

    name: str
    done: int
    pending: int
    owed: int
    late: int

    @property
    def needed(self) -> int:
        """All of it."""
        return self.done + self.pending + self.owed + self.late


def years(found: Ledger, links: list[Link], wanted: tuple[Asked, ...]) -> list[Year]:
    """A picture for each tier. If there is no room for all, those with most that is late or owed come first."""
    lines = {(one.link_id, one.asked): one.line for one in found.owed}
    made = []
    for tier in Tier:
        columns = tuple(one for one in wanted if one.tier is tier)
        rows = [
            (link.name, tuple(mark(lines.get((link.id, one), Line()), one.span, found.day) for one in columns))
            for link in links
            if link.tier is tier
        ]
        if len(rows) > PICTURED:
            rows.sort(key=lambda row: (-row[1].count(Mark.LATE), -row[1].count(Mark.OWED)))
        if rows and columns:
            made.append(Year(tier, found.day.year, columns, tuple(rows[:PICTURED]), max(0, len(rows) - PICTURED)))
    return made


def bars(parts: dict[int, Quotas], name: Callable[[int], str | None]) -> list[Bar]:
    """A bar for each part, whoever lacks the largest share first; at most so many as a picture holds."""
    shares = sorted(parts, key=lambda id_: (-_lacking(parts[id_]), -parts[id_].missing, id_))
    named = ((name(id_), parts[id_]) for id_ in shares[:PICTURED])
    return [_bar(words, quotas) for words, quotas in named if words is not None]


def _lacking(quotas: Quotas) -> float:
    return quotas.missing / max(1, sum(line.needed for _, line in quotas.lines))


def _bar(name: str, quotas: Quotas) -> Bar:
    behind = sum(line.missing for one, line in quotas.lines if not line.on_pace(one.span, quotas.day))
    done = sum(line.done for _, line in quotas.lines)
    return Bar(name, done, quotas.pending, quotas.missing - behind, behind)
