"""Before a quarter closes: the stages at which people hear what they still owe, and the hours in which they may.

A half-year's or a year's end is that of a quarter as well, so one message has it all. Each stage lasts until the next
one, or until the quarter is over: what was missed at its hour may still come then, as long as the stage lasts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import PUBLISHED, Workdays
from domain.contacts.periods import DAY, Period, Span, span_of
from domain.contacts.quotas import Asked, asked
from domain.rules import ReminderRules, SchemeRules


@dataclass(frozen=True)
class Stage:
    """So many days before a quarter's last day, moved to the working day before where that is a day off."""

    last: date  # of the quarter
    days: int
    opens: datetime
    ends: datetime  # when the next stage opens, or the quarter is over


def stages(
    rules: ReminderRules, days: Collection[int], quarter: Span, zone: ZoneInfo, workdays: Workdays = PUBLISHED
) -> list[Stage]:
    """The stages of a quarter, the first one first. Of two that would fall on one day the later one is left."""
    ends = datetime.combine(quarter.last + DAY, time(), zone)
    found: list[Stage] = []
    for number in sorted(set(days)):
        day = quarter.last - timedelta(days=number)
        opens = datetime.combine(workdays.at_or_before(day), time(rules.hour), zone)
        if opens < ends:
            found.insert(0, Stage(quarter.last, number, opens, ends))
            ends = opens
    return found


def stage_at(
    rules: ReminderRules, days: Collection[int], now: datetime, zone: ZoneInfo, workdays: Workdays = PUBLISHED
) -> Stage | None:
    """The stage in which a moment lies; None before the first one."""
    quarter = span_of(now.astimezone(zone).date(), Period.QUARTER)
    return next((one for one in stages(rules, days, quarter, zone, workdays) if one.opens <= now < one.ends), None)


def may_remind(rules: ReminderRules, now: datetime, zone: ZoneInfo, workdays: Workdays = PUBLISHED) -> bool:
    """Whether somebody may be reminded: in no quiet hour, and on a working day."""
    local = now.astimezone(zone)
    return not rules.is_quiet(local.hour) and workdays.is_workday(local.date())


def later(
    rules: ReminderRules, stage: Stage, now: datetime, zone: ZoneInfo, workdays: Workdays = PUBLISHED
) -> datetime | None:
    """To when a reminder can be put off: the next working day. None where the next stage or the end comes first."""
    day = workdays.add(now.astimezone(zone).date(), 1)
    moment = datetime.combine(day, time(rules.hour), zone)
    return moment if moment < stage.ends else None


def closing(scheme: SchemeRules, day: date) -> tuple[Asked, ...]:
    """The quotas whose period ends together with the quarter in which a day lies."""
    last = span_of(day, Period.QUARTER).last
    return tuple(one for one in asked(scheme, day) if one.span.last == last)
