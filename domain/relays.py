"""What is said in a case and passed on: who sees it, what an edit of it counts as, and whether it arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Role
from domain.suggestions import Action


class Circle(StrEnum):
    """Who sees what is said in a case."""

    EVERYBODY = "everybody"  # the resident, who follows the case, and all who see to it
    CASE = "case"  # the resident, and all who see to it
    STAFF = "staff"  # only those who see to it


OUTSIDE = (Role.RESIDENT, Role.REGISTRAR)  # in which the resident speaks, on the own account or at a station


def circle_of(kind: str, role: Role) -> Circle:
    """Who sees what somebody says, by its kind and the role in which it is said."""
    if kind == "note":
        return Circle.STAFF
    return Circle.CASE if role in OUTSIDE or kind == "transcript" else Circle.EVERYBODY


@dataclass(frozen=True)
class Spoken:
    """Something that was said in a case, and by whom."""

    id: int
    case: int
    kind: str  # original, transcript, message, answer, comment, note
    role: Role
    author_id: int | None
    words: str
    at: datetime
    hidden: str = ""  # why an officer has hidden it

    @property
    def circle(self) -> Circle:
        """Who sees it."""
        return circle_of(self.kind, self.role)

    @property
    def anew(self) -> Action:
        """What an edit of it counts as: what is said among staff, or after a rating, is allowed as such words are."""
        return ANEW.get(self.kind, Action.EDIT)

    @property
    def kept_as(self) -> str:
        """The kind of a later wording. The suggestion and an answer stay as they were: it is one more message."""
        return self.kind if self.kind in ANEW else "message"


ANEW: dict[str, Action] = {"note": Action.NOTE, "comment": Action.COMMENT, "transcript": Action.TRANSCRIBE}


class Arrival(StrEnum):
    """What became of a message on its way to one person."""

    SENT = "sent"
    WAITING = "waiting"
    UNREACHABLE = "unreachable"  # it waits until they are back
    REFUSED = "refused"  # the messenger did not take it
    REPLACED = "replaced"  # before it was sent there was a later wording


# The outbox's states, the one that says most first: a message may go out in several pieces.
ARRIVALS: tuple[tuple[str, Arrival], ...] = (
    ("dead", Arrival.REFUSED),
    ("parked", Arrival.UNREACHABLE),
    ("waiting", Arrival.WAITING),
    ("sent", Arrival.SENT),
)


def arrival(states: Iterable[str]) -> Arrival:
    """What became of a message, by the states of all its pieces."""
    found = set(states)
    return next((what for state, what in ARRIVALS if state in found), Arrival.REPLACED)


@dataclass(frozen=True)
class Reached:
    """Whether a message arrived at one person."""

    role: Role  # of that person in the case
    department: str  # for which they act; empty for all others
    arrival: Arrival
    at: datetime | None = None  # when it was sent
