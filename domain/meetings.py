"""Meetings that are proposed ahead: where and when, who was asked, and the moments at which the clock speaks of them.

A meeting comes to be counted only as a contact (`domain/contacts`): what is here is the way there. Moments are those of
the city's days; whoever is reminded is reminded by day.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from unicodedata import normalize
from zoneinfo import ZoneInfo

from domain.contacts import Mode
from domain.reminders import read_day
from domain.rules import ReminderRules

LONGEST = timedelta(days=92)  # how far ahead a meeting may be
LENGTH = timedelta(hours=1)  # what a calendar is told, for nobody is asked how long
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TODAY = ("今天", "today")


class State(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"  # it took place, says who proposed it, and was logged as a contact
    MISSED = "missed"  # it did not


class Answer(StrEnum):
    """What somebody who was asked said."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Stage(StrEnum):
    """When the clock speaks of a meeting."""

    DAY = "day"  # the day before
    HOUR = "hour"  # an hour before
    AFTER = "after"  # it should be over: did it take place?


@dataclass(frozen=True)
class Invited:
    """Somebody who was asked to a meeting, on a link that lasts until its day."""

    link_id: int
    person_id: int
    name: str
    reachable: bool  # whether they have an account
    answer: Answer


@dataclass(frozen=True)
class Meeting:
    """A meeting with who was asked. Each change of place or time makes the sequence larger by one."""

    id: int
    author_id: int
    author: str
    place: str
    at: datetime
    sequence: int
    state: State
    changed_at: datetime
    invited: tuple[Invited, ...]

    @property
    def coming(self) -> tuple[Invited, ...]:
        """All who did not say that they can't."""
        return tuple(one for one in self.invited if one.answer is not Answer.DECLINED)

    @property
    def mode(self) -> Mode:
        """What it is as a contact: with several it is a symposium."""
        return Mode.SYMPOSIUM if len(self.coming) > 1 else Mode.VISIT

    def of(self, person_id: int) -> Invited | None:
        """What somebody is to it; None for who was not asked."""
        return next((one for one in self.invited if one.person_id == person_id), None)


def possible(at: datetime, now: datetime) -> bool:
    """Whether a meeting may be proposed for a moment."""
    return now < at <= now + LONGEST


def moments(at: datetime, zone: ZoneInfo, rules: ReminderRules) -> tuple[tuple[Stage, datetime], ...]:
    """When the clock speaks of a meeting, in this order: the day before, an hour before, an hour after it began.

    What would fall into the quiet hours comes before them, and the question afterwards behind them.
    """
    eve = datetime.combine(at.astimezone(zone).date() - DAY, time(rules.hour), zone)
    before, after = at - HOUR, at + LENGTH
    return (
        (Stage.DAY, eve),
        (Stage.HOUR, _awake(before, -HOUR, zone, rules)),
        (Stage.AFTER, _awake(after, HOUR, zone, rules)),
    )


def _awake(moment: datetime, step: timedelta, zone: ZoneInfo, rules: ReminderRules) -> datetime:
    """The moment itself, or the next full hour in this direction that is not quiet."""
    local = moment.astimezone(zone)
    if not rules.is_quiet(local.hour):
        return moment
    while rules.is_quiet(local.hour):
        local = local.replace(minute=0, second=0, microsecond=0) + step
    return local


def next_moment(at: datetime, now: datetime, zone: ZoneInfo, rules: ReminderRules) -> datetime | None:
    """The next moment at which the clock speaks of a meeting; None when it has nothing more to say."""
    return next((moment for _, moment in moments(at, zone, rules) if moment > now), None)


def due(at: datetime, now: datetime, zone: ZoneInfo, rules: ReminderRules) -> Stage | None:
    """What is to be said now: the latest stage that has come. A reminder of what has begun is of no use any more."""
    stages = [stage for stage, moment in moments(at, zone, rules) if moment <= now]
    if not stages or (stages[-1] is not Stage.AFTER and now >= at):
        return None
    return stages[-1]


# A time of day at the end of what somebody wrote: 15:30, 下午3点半, 3 pm.
CLOCK = re.compile(
    r"(?P<part>早上|上午|中午|下午|晚上)? ?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?: ?(?P<noon>am|pm))?|[点时](?:(?P<more>\d{1,2})分?|(?P<half>半)|整)?| ?(?P<bare>am|pm))$"
)
LATER = ("下午", "晚上", "pm")


def read_when(words: str, today: date) -> tuple[date | None, time | None]:
    """The day and the time of day that somebody wrote, each as far as it is there."""
    bare = normalize("NFKC", words).strip().lower()
    found = CLOCK.search(bare)
    rest = (bare[: found.start()] if found else bare).strip(" ,")
    day = today if rest in TODAY else read_day(rest, today)
    return day, read_time(found) if found else None


def read_time(found: re.Match[str]) -> time | None:
    """The time of day in a match of CLOCK; None where there is no such time."""
    hour, part = int(found["hour"]), found["part"] or found["noon"] or found["bare"] or ""
    if (part in LATER and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    if part in ("早上", "上午", "am") and hour == 12:
        hour = 0
    minute = 30 if found["half"] else int(found["minute"] or found["more"] or 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
