"""Asking how a case stands, and who needs no prompt about it any more because they have done something themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.people import Role
from domain.suggestions import Action, Clock, Suggestion

# By each of these something else is owed, or by somebody else: prompts begin anew.
MOVES = frozenset({
    Action.ASSIGN, Action.REFER, Action.SUCCEED, Action.DISSOLVE, Action.TRANSFER, Action.RECALL, Action.ACCEPT,
    Action.RETURN, Action.GRANT, Action.ANSWER, Action.POSTPONE, Action.RATE, Action.LAPSE, Action.MERGE, Action.OBJECT,
})  # fmt: skip
SPOKEN = frozenset({Action.SPEAK, Action.NOTE, Action.CHASE})
RECENT = timedelta(days=2)  # for so long nobody is told to say a word who has just said one
OWN: dict[Clock, frozenset[Role]] = {
    Clock.REPRESENTATIVE: frozenset({Role.REPRESENTATIVE}),
    Clock.OFFICER: frozenset({Role.OFFICER, Role.ADMIN}),
    Clock.DEPARTMENT: frozenset({Role.DEPARTMENT_OFFICER, Role.SUPPORTING}),
    Clock.RESIDENT: frozenset({Role.RESIDENT}),
}


@dataclass(frozen=True)
class Deed:
    """What somebody did in a case, as its history tells."""

    kind: str
    person: int | None
    at: datetime


def is_own(case: Suggestion, role: Role) -> bool:
    """Whether it is this role's own turn: nobody asks oneself."""
    return role in OWN.get(case.waits_for, frozenset())


def last_chase(history: Iterable[Deed], person: int) -> datetime | None:
    """When somebody last asked how the case stands."""
    return max((deed.at for deed in history if deed.kind == Action.CHASE and deed.person == person), default=None)


def has_chased(history: Iterable[Deed], person: int) -> bool:
    """Whether somebody has asked since the case last moved."""
    return any(deed.kind == Action.CHASE and deed.person == person for deed in _stage(history))


def has_written(history: Iterable[Deed], person: int) -> bool:
    """Whether the resident has said something since the case last moved."""
    return any(deed.kind == Action.ADD and deed.person == person for deed in _stage(history))


def has_spoken(history: Iterable[Deed], person: int, now: datetime) -> bool:
    """Whether somebody of those who see to it has just said a word in the case."""
    return any(deed.kind in SPOKEN and deed.person == person and now - deed.at < RECENT for deed in history)


def _stage(history: Iterable[Deed]) -> list[Deed]:
    """What was done since the case last moved."""
    stage: list[Deed] = []
    for deed in history:
        stage = [] if deed.kind in MOVES else [*stage, deed]
    return stage
