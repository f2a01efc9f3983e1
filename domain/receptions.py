"""Receptions: representatives at a station at an announced time, on a topic or open to any matter.

Its hours are divided into slots, each with as many places as there are representatives on duty. Who came is counted
once: that is the figure "received".
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from unicodedata import normalize
from zoneinfo import ZoneInfo

from domain.meetings import CLOCK, Answer, read_time, read_when
from domain.rules import ReminderRules

AHEAD = timedelta(days=92)  # how far ahead one may be announced
LONGEST = timedelta(hours=10)
EARLY = timedelta(hours=1)  # how long before its time it may be opened
LATE = timedelta(hours=1)  # how long after its end it closes by itself
DAY = timedelta(days=1)
RANGE = re.compile(r" ?(?:-|–|—|~|到|至|\bto\b) ?(?P<until>[^-–—~到至]+)$")


class State(StrEnum):
    """Where a reception stands."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What can be done about one; `domain/reception_life.py` says by whom, and when."""

    CHANGE = "change"
    CANCEL = "cancel"
    ANSWER = "answer"  # a representative comes, or can't
    BOOK = "book"
    UNBOOK = "unbook"
    OPEN = "open"
    REGISTER = "register"  # somebody who came
    SIGN_IN = "sign_in"  # oneself, by the code that is shown there
    LOG = "log"  # contacts with the visitors on the own links
    CLOSE = "close"


class Seen(StrEnum):
    """How it is known that somebody came."""

    CODE = "code"  # they signed in by themselves
    SEEN = "seen"  # somebody on duty registered them


@dataclass(frozen=True)
class Duty:
    """A representative on duty whose mandate lasts until that day."""

    person_id: int
    name: str
    reachable: bool  # whether they have an account
    answer: Answer


@dataclass(frozen=True)
class Booking:
    """A slot that somebody booked, counted from the beginning."""

    person_id: int
    name: str
    slot: int
    place: int
    came: bool


@dataclass(frozen=True)
class Visitor:
    """Somebody who came."""

    id: int
    reception_id: int
    person_id: int | None
    name: str
    seen: Seen
    reachable: bool  # whether they have an account


@dataclass(frozen=True)
class Linked:
    """A visitor with whom a representative on duty keeps a link, and whether that contact was logged."""

    link_id: int
    person_id: int
    name: str
    seen: Seen
    logged: bool


@dataclass(frozen=True)
class Reception:
    """A reception with who is on duty."""

    id: int
    station_id: int
    station: str
    unit_id: int
    address: str
    author_id: int
    topic: str
    scope: str
    short: str
    at: datetime
    ends: datetime
    slot: int
    state: State
    version: int
    code_hash: str
    duties: tuple[Duty, ...]

    @property
    def on_duty(self) -> tuple[Duty, ...]:
        """All who did not say that they can't."""
        return tuple(one for one in self.duties if one.answer is not Answer.DECLINED)

    @property
    def capacity(self) -> int:
        """Places of each slot."""
        return len(self.on_duty)

    @property
    def slots(self) -> tuple[datetime, ...]:
        """When each slot begins; one that does not fit in whole is none."""
        length = timedelta(minutes=self.slot)
        return tuple(self.at + length * n for n in range((self.ends - self.at) // length))

    @property
    def where(self) -> str:
        """The place: the station and its address."""
        return f"{self.station} {self.address}".strip()

    def is_over(self, now: datetime) -> bool:
        """Whether nobody can have come just now, even if the clock did not close it yet, as at night."""
        return now >= self.ends + LATE

    def stays_away(self, person_id: int) -> bool:
        """Whether somebody on duty said that they can't come."""
        duty = self.of(person_id)
        return duty is not None and duty.answer is Answer.DECLINED

    def of(self, person_id: int) -> Duty | None:
        """Somebody's duty; None for who has none."""
        return next((one for one in self.duties if one.person_id == person_id), None)


def possible(at: datetime, ends: datetime, now: datetime) -> bool:
    """Whether a reception may be announced for these hours."""
    return now < at <= now + AHEAD and at < ends <= at + LONGEST


def is_short(day: date, today: date, notice: int) -> bool:
    """Whether it is announced fewer than so many days ahead."""
    return (day - today).days < notice


def free_place(taken: set[int], capacity: int) -> int | None:
    """The first place of a slot that nobody has."""
    return next((place for place in range(capacity) if place not in taken), None)


def eve(at: datetime, zone: ZoneInfo, rules: ReminderRules) -> datetime:
    """When everybody is reminded: the day before."""
    return datetime.combine(at.astimezone(zone).date() - DAY, time(rules.hour), zone)


def next_moment(reception: Reception, now: datetime, zone: ZoneInfo, rules: ReminderRules) -> datetime | None:
    """When the clock does something next: remind, open, or close; None when it has nothing more to do."""
    if reception.state is State.ANNOUNCED:
        before = eve(reception.at, zone, rules)
        return before if before > now else reception.at
    return reception.ends + LATE if reception.state is State.OPEN else None


def read_hours(words: str, today: date) -> tuple[date | None, time | None, time | None]:
    """The day, the beginning and the end that somebody wrote, each as far as it is there: 12月5日 9:00-11:30."""
    bare = normalize("NFKC", words).strip().lower()
    found = RANGE.search(bare)
    clock = CLOCK.fullmatch(found["until"].strip()) if found else None
    until = read_time(clock) if clock else None
    day, begins = read_when(bare[: found.start()] if found and until else bare, today)
    if begins and until and until <= begins and begins.hour >= 12 > until.hour:
        until = until.replace(hour=until.hour + 12)  # from 3 to 5 in the afternoon
    return day, begins, until
