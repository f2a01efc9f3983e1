"""Departments, and the part that one has in a case."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.people import Role


class Extension(StrEnum):
    """Whether a department has asked for more time: once a part."""

    NONE = ""
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class PartState(StrEnum):
    """Where a department's part stands."""

    OFFERED = "offered"  # passed on to it, and nothing said yet
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    RETURNED = "returned"  # given back as a wrong address
    ENDED = "ended"  # taken back, or passed on to others


# As long as a part is one of these its department has to do with the case, and sees it.
LIVE = frozenset({PartState.OFFERED, PartState.ACCEPTED, PartState.ANSWERED})


@dataclass(frozen=True)
class Department:
    """A department to which a case can be passed on."""

    id: int
    name: str
    fits: bool  # by the case's category and place
    officers: int  # who can be reached here

    @property
    def is_here(self) -> bool:
        """Whether anybody of it uses the bot."""
        return self.officers > 0


@dataclass(frozen=True)
class Part:
    """What a department has to do with a case."""

    id: int
    department_id: int
    department: str
    is_lead: bool
    state: PartState
    sender_id: int
    return_until: date
    extension: Extension = Extension.NONE
    extension_days: int = 0

    @property
    def role(self) -> Role:
        """What its officers are in the case."""
        return Role.DEPARTMENT_OFFICER if self.is_lead else Role.SUPPORTING

    @property
    def is_live(self) -> bool:
        """Whether the department still has to do with the case."""
        return self.state in LIVE

    def may_go_back(self, today: date) -> bool:
        """Whether it can still be given back: nobody has accepted it, and the days for that are not over."""
        return self.state is PartState.OFFERED and today <= self.return_until
