"""What cannot be undone waits for a second person: one administrator asks, another one of the unit or above decides.

`KINDS` says from how many people on a deed of each kind waits at all. `TABLE` says who may do what with a request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.rules import AccessRules


class Kind(StrEnum):
    """Deeds that wait for a second person. What one does is said by `services.approvals.carries_out`."""

    END_UNIT = "end_unit"
    NOTICE = "notice"  # to many


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    DONE = "done"  # a second person said yes, and it was done in the same moment
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"  # what was asked for is not possible any more, or not for whoever asked


class Who(StrEnum):
    """Who moves a request on."""

    ASKER = "asker"
    SECOND = "second"  # another administrator of the unit, or of one above it
    CLOCK = "clock"


# Where a request can go from `waiting`, and by whose hand. From everywhere else it goes nowhere.
TABLE: Mapping[State, Who] = {
    State.DONE: Who.SECOND,
    State.REFUSED: Who.SECOND,
    State.WITHDRAWN: Who.ASKER,
    State.EXPIRED: Who.CLOCK,
    State.VOID: Who.CLOCK,
}

# More people than this, and it waits for a second person. What ends a unit always waits.
KINDS: Mapping[Kind, Callable[[AccessRules], int]] = {
    Kind.END_UNIT: lambda rules: -1,
    Kind.NOTICE: lambda rules: rules.two_person_notice,
}


def is_needed(rules: AccessRules, kind: Kind, people: int = 0) -> bool:
    """Whether a deed that concerns so many people waits for a second person."""
    return rules.two_person and people > KINDS[kind](rules)


@dataclass(frozen=True)
class Approval:
    """A request, with the names of its unit and of those who had to do with it.

    `payload` is what was asked for as it was then, ids and numbers alone: nothing changes it any more.
    """

    id: int
    kind: Kind
    unit_id: int
    unit: str
    subject_id: int
    payload: Mapping[str, Any]
    asked_by: int
    asker: str
    asked_at: datetime
    expires: datetime
    state: State
    decided_by: int | None
    decider: str
    reason: str

    def allows(self, to: State, who: Who) -> bool:
        """Whether somebody may bring it there."""
        return self.state is State.WAITING and TABLE.get(to) is who
