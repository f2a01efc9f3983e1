"""The quota ledger: what is owed on a link in a period, and what was done of it.

Every contact that is owed is in exactly one of three places: done, pending (it waits for the other side's word) or
missing. What was done beyond what is owed on one link makes up for nothing on another, so lines add up.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.charts import Mark
from domain.contacts.periods import Span, span_of
from domain.roster import Tier
from domain.rules import Quota, SchemeRules


@dataclass(frozen=True)
class Asked:
    """A quota of a tier in one of its periods."""

    tier: Tier
    quota: Quota
    span: Span


class Line(NamedTuple):
    """What is owed, done and pending, on one link or on many together. A city has ten thousand of them at a time."""

    links: int = 0
    needed: int = 0
    done: int = 0
    pending: int = 0

    @property
    def missing(self) -> int:
        """Contacts that are neither done nor pending."""
        return self.needed - self.done - self.pending

    @property
    def is_complete(self) -> bool:
        """Whether all is done."""
        return self.done == self.needed

    def on_pace(self, span: Span, today: date) -> bool:
        """Whether at least that share is done which is over of the period; whole contacts, rounded down."""
        return self.done >= self.needed * span.passed(today) // span.days

    def plus(self, other: "Line") -> "Line":
        """Both together."""
        return Line(
            self.links + other.links, self.needed + other.needed, self.done + other.done, self.pending + other.pending
        )


def total(lines: Iterable[Line]) -> Line:
    """Lines added up."""
    return functools.reduce(Line.plus, lines, Line())


def asked(scheme: SchemeRules, day: date) -> tuple[Asked, ...]:
    """Every quota with its period in which a day lies, in the order of the configuration."""
    tiers = ((Tier.COMMITTEE, scheme.committee), (Tier.RESIDENTS, scheme.residents))
    return tuple(Asked(tier, quota, span_of(day, quota.period)) for tier, rules in tiers for quota in rules.quotas)


def of_year(scheme: SchemeRules, day: date) -> tuple[Asked, ...]:
    """Every quota with each of its periods of a day's year, one quota after another."""
    quarters = [one for month in (1, 4, 7, 10) for one in asked(scheme, date(day.year, month, 1))]
    order = {(one.tier, one.quota): n for n, one in reversed(list(enumerate(quarters)))}
    return tuple(sorted(dict.fromkeys(quarters), key=lambda one: (order[one.tier, one.quota], one.span.first)))


def mark(line: Line, span: Span, today: date) -> Mark:
    """What a line says of its period, in one word."""
    if not line.needed:
        return Mark.NONE
    if line.is_complete:
        return Mark.DONE
    if today < span.first:
        return Mark.LATER
    if not line.missing:
        return Mark.PENDING
    return Mark.LATE if today > span.last or not line.on_pace(span, today) else Mark.OWED


def owed(quota: Quota, span: Span, starts: date, ends: date | None) -> int:
    """Contacts that are owed on a link in a period.

    All of them if it lasts through the whole period. If it begins or ends within, their share, rounded up; but nothing
    where fewer than `remaining` days lie between its first and its last day of the period.
    """
    there = span.overlap(starts, ends)
    if there is None:
        return 0
    if there == span:
        return quota.count
    if there.days - 1 < quota.remaining:
        return 0
    return -(-quota.count * there.days // span.days)


def line(needed: int, counted: int, waiting: int) -> Line:
    """One link's line: no more is done or pending than is owed."""
    done = min(needed, counted)
    return Line(1, needed, done, min(needed - done, waiting))
