"""What an officer may do about abuse: hide a message, warn its author, or mute them for some days; and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Measure(StrEnum):
    """What is done."""

    HIDE = "hide"  # a message stays in the record and is shown to nobody else any more
    WARN = "warn"
    MUTE = "mute"  # its author may read, rate, withdraw and object, and neither hand in nor write


class Offence(StrEnum):
    """Why."""

    ABUSE = "abuse"
    THREAT = "threat"
    PRIVATE = "private"  # what is private of somebody else
    ADVERT = "advert"
    FLOOD = "flood"  # the same over and over
    UNLAWFUL = "unlawful"


NO_CASE = 0
DAYS = (1, 3, 7, 30)  # for which somebody can be muted


@dataclass(frozen=True)
class Taken:
    """A measure that was taken, on the occasion of a case."""

    id: int
    measure: Measure
    person_id: int
    case_id: int
    message_id: int | None  # which was hidden
    unit_id: int  # where a mute holds, with all below
    offence: Offence
    words: str
    by_id: int
    at: datetime
    until: datetime | None
    objected_at: datetime | None = None
    decided_at: datetime | None = None  # whoever is above has looked at the objection, and left it so
    undone_at: datetime | None = None

    @property
    def may_be_objected_to(self) -> bool:
        """Whether the person has not objected yet, and it still stands."""
        return self.objected_at is None and self.undone_at is None

    @property
    def awaits_decision(self) -> bool:
        """Whether somebody objected and nobody has decided."""
        return self.objected_at is not None and self.decided_at is None and self.undone_at is None

    def stops(self, units: frozenset[int], case_id: int | None, now: datetime) -> bool:
        """Whether it keeps its person from writing now: in a unit (these are it and all above), or in its own case."""
        holds = self.until is not None and self.until > now and self.undone_at is None
        return holds and (self.unit_id in units or self.case_id == case_id)


def kept(person_id: int, unit_id: int, offence: Offence, ends: datetime) -> Taken:
    """A mute of before its person left, as far as it is known: of no case, and nothing to object to."""
    return Taken(0, Measure.MUTE, person_id, NO_CASE, None, unit_id, offence, "", 0, ends, ends, ends, ends)


def until(days: int, now: datetime) -> datetime:
    """When a mute of so many days ends."""
    return now + timedelta(days=days)
