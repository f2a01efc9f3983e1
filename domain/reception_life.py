"""The life of a reception, one table, as domain/life.py has it for cases. Nothing else changes a state.

Roles are those in this very reception: the representative is on duty, the officer the station's, the administrator its
unit's or one of above, and a resident lives in its unit.
"""

from enum import StrEnum

from domain import transitions
from domain.people import Role
from domain.receptions import Action, State
from domain.transitions import Ask


class Hearer(StrEnum):
    """Who hears of it. Whoever does it gets the card as it is now."""

    OFFICERS = "officers"
    DUTY = "duty"
    BOOKED = "booked"


Transition = transitions.Transition[Action, State, Hearer]
OFFICE = frozenset({Role.OFFICER, Role.ADMIN})
DUTY = frozenset({Role.REPRESENTATIVE})
RESIDENT = frozenset({Role.RESIDENT})
CLOCK = frozenset({Role.SYSTEM})
AHEAD, NOW, OVER = frozenset({State.ANNOUNCED}), frozenset({State.OPEN}), frozenset({State.CLOSED})
H = Hearer

TABLE: tuple[Transition, ...] = (
    Transition(Action.CHANGE, AHEAD, OFFICE, (), (Ask.TWICE,), (H.OFFICERS, H.DUTY, H.BOOKED)),
    Transition(Action.CANCEL, AHEAD, OFFICE, (State.CANCELLED,), (Ask.WORDS,), (H.OFFICERS, H.DUTY, H.BOOKED)),
    Transition(Action.ANSWER, AHEAD, DUTY, (), (), (H.OFFICERS,)),
    Transition(Action.BOOK, AHEAD, RESIDENT),
    Transition(Action.UNBOOK, AHEAD, RESIDENT),
    Transition(Action.OPEN, AHEAD, OFFICE | DUTY | CLOCK, (State.OPEN,), (), (H.OFFICERS, H.DUTY)),
    Transition(Action.REGISTER, NOW, OFFICE | DUTY),
    Transition(Action.SIGN_IN, NOW, RESIDENT),
    Transition(Action.LOG, NOW | OVER, DUTY),
    Transition(Action.CLOSE, NOW, OFFICE | DUTY | CLOCK, (State.CLOSED,), (), (H.OFFICERS, H.DUTY)),
)

LIFE = transitions.Life(TABLE)
row, allows, ever = LIFE.row, LIFE.allows, LIFE.ever
