"""Signs that figures may be made rather than earned: for administrators, with their numbers, and never as verdicts.

Each has an innocent reason as well: a symposium is confirmed in minutes, and residents without an account can only be
witnessed for. So they are shown to nobody else and change no figure. What counts as a sign is configuration.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydantic import Field

from domain.contacts.periods import DAY, Period, Span, span_of
from domain.people import Actor, Role
from domain.telling import Outcome, Told
from services.commands import Command, RefusedError, today
from storage import signs, units
from storage.signs import Sign
from storage.tx import Tx

LISTED = 10  # of each sign
KINDS = ("pair", "burst", "last_day", "witness")


class Show(Command):
    """The signs of a unit in a quarter; `back` counts quarters before the current one."""

    unit_id: int = Field(ge=0, lt=2**63)
    back: int = 0
    fresh: bool = False


@dataclass(frozen=True)
class Found:
    """The signs of one kind, the strongest first; `more` where there was no room for all."""

    kind: str
    signs: tuple[Sign, ...]
    more: bool


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The signs of a unit with all below it. Raises RefusedError for all but its administrators."""
    own = [one.unit_id for one in actor.standings if one.role is Role.ADMIN]
    unit = units.find(tx, command.unit_id)
    if unit is None or not any(unit.id in units.below(tx, top) for top in own):
        raise RefusedError("refused.no_signs")
    span = _quarter(today(tx.rules, now), command.back)
    facts = {
        "unit": unit, "span": span, "back": command.back, "fresh": command.fresh, "rules": tx.rules.scheme.signs,
        "signs": look(tx, unit.id, span),
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "quota.signs", facts))


def look(tx: Tx, unit_id: int, span: Span) -> list[Found]:
    """All signs of a unit with all below it, of contacts of some days."""
    rules = tx.rules.scheme.signs
    last = datetime.combine(span.last, time(), tx.rules.locale.zone)
    found = {
        "pair": signs.pairs(tx, unit_id, span, rules.pair, LISTED + 1),
        "burst": signs.bursts(tx, unit_id, span, rules.burst, timedelta(minutes=rules.burst_minutes), LISTED + 1),
        "last_day": signs.last_day(tx, unit_id, span, last, rules.last_day_least, rules.last_day_share, LISTED + 1),
        "witness": signs.witnessed(tx, unit_id, span, rules.witness_least, LISTED + 1),
    }
    return [Found(kind, tuple(found[kind][:LISTED]), len(found[kind]) > LISTED) for kind in KINDS]


def _quarter(day: date, back: int) -> Span:
    span = span_of(day, Period.QUARTER)
    for _ in range(min(back, 400)):
        span = span_of(span.first - DAY, Period.QUARTER)
    return span
