"""A formal suggestion: what a representative writes, signs and submits. domain/formal_life.py says who may do what.

It grows from residents' cases and cites them, and none of them turns into one by itself: the representative writes it.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.calendar import is_provisional
from domain.departments import Extension, Part
from domain.suggestions import AnswerClass, Rating, short
from domain.units import Unit, UnitKind


class State(StrEnum):
    """Where a formal suggestion stands."""

    DRAFT = "draft"  # the representative writes it; nobody else sees it
    SUBMITTED = "submitted"  # signed, and with the congress office, which checks it
    RETURNED = "returned"  # back with the representative, with a reason
    ACCEPTED = "accepted"  # the office has taken it, and is to assign it
    ASSIGNED = "assigned"  # with a department, which has not said yet whether it is the right one
    UNDERWAY = "underway"  # the department has accepted it and owes the answer
    ANSWERED = "answered"  # the representative's rating is awaited
    WATCHED = "watched"  # answered B or C and rated: open until it is solved
    SECOND = "second"  # rated unsatisfied: handled a second time
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to one. The history names its rows after these."""

    WRITE = "write"
    CITE = "cite"  # a case, or cite it no more
    SIGN = "sign"
    WITHDRAW = "withdraw"
    TAKE = "take"  # the office takes it up
    RETURN = "return"  # the office sends it back
    ASSIGN = "assign"  # to one department that leads, and any that support
    RECALL = "recall"  # take it back from them
    ACCEPT = "accept"  # the lead takes it up
    DECLINE = "decline"  # the lead is the wrong address
    JOIN = "join"  # a supporting department takes its share
    LEAVE = "leave"  # a supporting department is the wrong address
    OPINE = "opine"  # a supporting department gives its opinion to the lead
    EXTEND = "extend"  # the lead asks for more time
    GRANT = "grant"  # the representative consents
    REFUSE = "refuse"
    ANSWER = "answer"
    RATE = "rate"
    COMMENT = "comment"  # what the representative says to the answer
    LAPSE = "lapse"  # nobody rated in time


class Fault(StrEnum):
    """Why the office sends one back."""

    SEVERAL = "several"  # more than one matter
    UNCLEAR = "unclear"
    ELSEWHERE = "elsewhere"  # nobody under this congress decides it
    PERSONAL = "personal"  # a private matter, or one before a court
    OTHER = "other"


class Phase(StrEnum):
    """What the residents of the cited cases hear of."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    LONGER = "longer"  # its representative has consented to a later answer
    ANSWERED = "answered"
    PARTED = "parted"  # the case is not part of it any more


ENDED = frozenset({State.CLOSED, State.WITHDRAWN})
OPEN = frozenset(State) - ENDED
WRITABLE = frozenset({State.DRAFT, State.RETURNED})
COUNTED = frozenset({State.SUBMITTED, State.ACCEPTED})  # with the office, whose time counts working days
FIELDS = ("title", "reason", "request")
TITLE = 60  # characters
CITED = 12  # cases that one formal suggestion may cite


@dataclass(frozen=True)
class Formal:
    """A formal suggestion as the services see it."""

    id: int
    number: str  # empty until it is signed
    state: State
    version: int
    author_id: int
    author: str
    mandate_id: int
    level: str
    seat: str  # the constituency of the mandate in which it is signed
    seat_id: int
    mandate_ends: date | None
    unit_id: int | None  # of the congress office
    unit: str | None
    title: str
    reason: str
    request: str
    signed_at: datetime | None
    assigned_on: date | None  # months count from here
    lead_id: int | None
    lead: str | None
    due: date | None  # by when whoever has it must do the next step
    extension: Extension
    months: int  # that the lead has, or has asked for
    answered_at: datetime | None
    answer_class: AnswerClass | None
    answers: int
    promised: date | None  # by when what is not solved yet shall be
    rating: Rating | None
    second: bool  # whether it is or was handled a second time

    @property
    def is_open(self) -> bool:
        """Whether anybody still owes something."""
        return self.state in OPEN

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that a signature needs."""
        return all(getattr(self, field) for field in FIELDS)

    def is_seated(self, day: date) -> bool:
        """Whether the mandate in which it is signed runs on a day."""
        return self.mandate_ends is None or self.mandate_ends >= day

    @property
    def is_provisional(self) -> bool:
        """Whether its day was counted in working days of a year whose holidays are not published: only the office's."""
        return self.due is not None and self.state in COUNTED and is_provisional(self.due)

    def is_overdue(self, day: date) -> bool:
        """Days compare by date: overdue the next morning."""
        return self.due is not None and self.due < day


@dataclass(frozen=True)
class Share(Part):
    """A department's part in a formal suggestion; a supporting one owes its opinion by a day."""

    due: date | None = None


@dataclass(frozen=True)
class Seat:
    """A mandate in which something can be signed."""

    id: int
    level: str
    unit_id: int
    unit: str


@dataclass(frozen=True)
class News:
    """What residents hear of a formal suggestion that cites their case: nothing that anybody wrote."""

    number: str
    phase: Phase
    author: str
    lead: str
    day: date | None
    answer: AnswerClass | None


def number(unit: str, year: int, serial: int) -> str:
    """A number as it is shown and read out: 张店 代表建议 2026-003. It stays for good."""
    return f"{short(unit)} 代表建议 {year}-{serial:03}"


def months_after(day: date, months: int) -> date:
    """The same day some months later; of a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def longer(months: int, longest: int) -> list[int]:
    """How many months there can be in all, for a department that has some."""
    return list(range(months + 1, longest + 1))


# Whose office is meant: streets have no congress, only a work body of the district's.
OFFICES: dict[str, tuple[UnitKind, ...]] = {
    "town": (UnitKind.TOWN, UnitKind.STREET),
    "district": (UnitKind.DISTRICT,),
    "city": (UnitKind.CITY,),
}


def office_of(level: str, chain: list[Unit]) -> Unit:
    """The unit whose congress office has to do with a mandate; `chain` goes up from its constituency."""
    return next((unit for unit in chain if unit.kind in OFFICES.get(level, ())), chain[-1])
