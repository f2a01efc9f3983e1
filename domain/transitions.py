"""A life as one table: what may be done in which state, by whom, where it leads, what it asks, and who hears of it.

domain/life.py fills one for cases, domain/formal_life.py one for formal suggestions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from domain.people import Role

Action = TypeVar("Action", bound=StrEnum)
State = TypeVar("State", bound=StrEnum)
Hearer = TypeVar("Hearer", bound=StrEnum)


class Ask(StrEnum):
    """What an action asks of who does it, beside the press of a button."""

    WORDS = "words"
    REASON = "reason"  # out of a list
    LEVEL = "level"
    CLASS = "class"  # of an answer
    REPRESENTATIVE = "representative"
    DEPARTMENTS = "departments"  # one that leads, any that support
    DAY = "day"  # by which it shall be solved, of B and C
    DAYS = "days"  # how many more
    RATING = "rating"  # of the process, and of the result
    FIXED = "fixed"  # yes, partly or no
    CASE = "case"  # the other one
    TWICE = "twice"  # a second press: many hear of it, or it can't be undone


@dataclass(frozen=True)
class Transition(Generic[Action, State, Hearer]):
    """A row of the table; `to` empty keeps the state, and of several the rating decides, or where it stood before."""

    action: Action
    states: frozenset[State]
    roles: frozenset[Role]
    to: tuple[State, ...] = ()
    asks: tuple[Ask, ...] = ()
    hears: tuple[Hearer, ...] = ()

    def leads_to(self, state: State) -> tuple[State, ...]:
        """Where it may lead from a state."""
        return self.to or (state,)


@dataclass(frozen=True)
class Life(Generic[Action, State, Hearer]):
    """The whole table, and the questions that it answers."""

    table: tuple[Transition[Action, State, Hearer], ...]

    def rows(self, action: Action) -> Iterable[Transition[Action, State, Hearer]]:
        """The rows of an action."""
        return (row for row in self.table if row.action is action)

    def row(self, action: Action, state: State, role: Role) -> Transition[Action, State, Hearer] | None:
        """The row by which this role may do this now; None if it may not."""
        return self._found.get((action, state, role))

    @cached_property
    def _found(self) -> dict[tuple[Action, State, Role], Transition[Action, State, Hearer]]:
        """Each row by what it is asked for: a turn asks several times. Of rows that overlap the first holds."""
        return {
            (row.action, state, role): row for row in reversed(self.table) for state in row.states for role in row.roles
        }

    def allows(self, action: Action, state: State, role: Role) -> bool:
        """Whether this role may do this now."""
        return self.row(action, state, role) is not None

    def ever(self, action: Action) -> frozenset[Role]:
        """The roles that may do this in some state."""
        return frozenset().union(*(found.roles for found in self.rows(action)))
