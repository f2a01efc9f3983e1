"""The life of a notice, one table: what may be done in which state, by whom, and where it leads.

Nothing else changes a state (`services/notices/moving.py`).
"""

from enum import StrEnum

from domain import transitions
from domain.notices import State
from domain.people import Role
from domain.transitions import Ask


class Action(StrEnum):
    """What is done with a notice."""

    EDIT = "edit"
    DISCARD = "discard"
    SCHEDULE = "schedule"
    SEND = "send"
    PAUSE = "pause"
    GO_ON = "go_on"
    CANCEL = "cancel"
    FINISH = "finish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    REMIND = "remind"


class Hearer(StrEnum):
    """Who hears of it: who sends it sees the card change in place."""

    SENDER = "sender"


Transition = transitions.Transition[Action, State, Hearer]
STAFF = frozenset({Role.ADMIN, Role.OFFICER})
CLOCK = frozenset({Role.SYSTEM})
S = State
TABLE: tuple[Transition, ...] = (
    Transition(Action.EDIT, frozenset({S.DRAFT}), STAFF),
    Transition(Action.DISCARD, frozenset({S.DRAFT}), STAFF, (), (Ask.TWICE,)),
    Transition(Action.SCHEDULE, frozenset({S.DRAFT}), STAFF, (S.SCHEDULED,), (Ask.DAY,)),
    Transition(Action.SEND, frozenset({S.DRAFT}), STAFF, (S.SENDING,), (Ask.TWICE,)),
    Transition(Action.SEND, frozenset({S.SCHEDULED}), STAFF | CLOCK, (S.SENDING,)),
    Transition(Action.PAUSE, frozenset({S.SENDING}), STAFF, (S.PAUSED,)),
    Transition(Action.GO_ON, frozenset({S.PAUSED}), STAFF, (S.SENDING,)),
    Transition(Action.CANCEL, frozenset({S.SCHEDULED}), STAFF | CLOCK, (S.DRAFT,)),
    Transition(Action.CANCEL, frozenset({S.SENDING, S.PAUSED}), STAFF | CLOCK, (S.CANCELLED,), (Ask.TWICE,)),
    Transition(Action.FINISH, frozenset({S.SENDING}), CLOCK, (S.SENT,)),
    Transition(Action.CORRECT, frozenset({S.SENDING, S.PAUSED, S.SENT, S.CANCELLED}), STAFF, (), (Ask.WORDS,)),
    Transition(Action.WITHDRAW, frozenset({S.SENDING, S.PAUSED, S.SENT, S.CANCELLED}), STAFF, (S.WITHDRAWN,),
               (Ask.TWICE,)),
    Transition(Action.REMIND, frozenset({S.SENT}), STAFF),
)  # fmt: skip

LIFE = transitions.Life(TABLE)
row, allows, ever = LIFE.row, LIFE.allows, LIFE.ever
