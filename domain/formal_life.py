"""The life of a formal suggestion, one table, as domain/life.py has it for cases. `docs/formal.md` prints it.

Nothing else changes a state.
"""

from enum import StrEnum

from domain import transitions
from domain.formal import WRITABLE, Action, State
from domain.people import Role
from domain.transitions import Ask


class Hearer(StrEnum):
    """Who hears of it. Whoever does it gets the card as it is now."""

    AUTHOR = "author"  # the representative who wrote it
    OFFICE = "office"
    LEAD = "lead"
    SUPPORTING = "supporting"
    RESIDENTS = "residents"  # of the cases that it cites, and who follows those


Transition = transitions.Transition[Action, State, Hearer]
AUTHOR = frozenset({Role.REPRESENTATIVE})
OFFICE = frozenset({Role.ADMIN})
LEADS = frozenset({Role.DEPARTMENT_OFFICER})
SUPPORTS = frozenset({Role.SUPPORTING})
CLOCK = frozenset({Role.SYSTEM})
AT_DEPARTMENT = frozenset({State.ASSIGNED, State.UNDERWAY})
PUT_OFF = AT_DEPARTMENT | {State.WATCHED}  # where a later day can be asked for
RATED = frozenset({State.WATCHED, State.SECOND, State.CLOSED})
H = Hearer


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


TABLE: tuple[Transition, ...] = (
    Transition(Action.WRITE, WRITABLE, AUTHOR, (), (Ask.WORDS,)),
    Transition(Action.CITE, WRITABLE, AUTHOR, (), (Ask.CASE,)),
    Transition(Action.SIGN, WRITABLE, AUTHOR, (State.SUBMITTED,), (Ask.TWICE,), (H.OFFICE, H.RESIDENTS)),
    Transition(Action.WITHDRAW, WRITABLE | {State.SUBMITTED, State.ACCEPTED}, AUTHOR, (State.WITHDRAWN,), (Ask.TWICE,),
               (H.OFFICE, H.RESIDENTS)),
    Transition(Action.TAKE, _in(State.SUBMITTED), OFFICE, (State.ACCEPTED,), (), (H.AUTHOR,)),
    Transition(Action.RETURN, _in(State.SUBMITTED, State.ACCEPTED), OFFICE, (State.RETURNED,), (Ask.REASON, Ask.WORDS),
               (H.AUTHOR,)),
    Transition(Action.ASSIGN, _in(State.ACCEPTED), OFFICE, (State.ASSIGNED,), (Ask.DEPARTMENTS,),
               (H.AUTHOR, H.LEAD, H.SUPPORTING, H.RESIDENTS)),
    Transition(Action.RECALL, AT_DEPARTMENT | {State.SECOND}, OFFICE, (State.ACCEPTED,), (Ask.TWICE,),
               (H.AUTHOR, H.LEAD, H.SUPPORTING)),
    Transition(Action.ACCEPT, _in(State.ASSIGNED), LEADS, (State.UNDERWAY,), (), (H.AUTHOR, H.OFFICE)),
    Transition(Action.DECLINE, _in(State.ASSIGNED), LEADS, (State.ACCEPTED,), (Ask.WORDS,),
               (H.AUTHOR, H.OFFICE, H.SUPPORTING)),
    Transition(Action.JOIN, AT_DEPARTMENT, SUPPORTS, (), (), (H.LEAD,)),
    Transition(Action.LEAVE, AT_DEPARTMENT, SUPPORTS, (), (Ask.WORDS,), (H.OFFICE, H.LEAD)),
    Transition(Action.OPINE, AT_DEPARTMENT | {State.SECOND}, SUPPORTS, (), (Ask.WORDS,), (H.LEAD,)),
    # More months for the answer; or, once it is answered, a later day for what was promised.
    Transition(Action.EXTEND, PUT_OFF, LEADS, (), (Ask.DAYS, Ask.WORDS), (H.AUTHOR, H.OFFICE)),
    Transition(Action.GRANT, PUT_OFF, AUTHOR | OFFICE, (), (),
               (H.AUTHOR, H.OFFICE, H.LEAD, H.SUPPORTING, H.RESIDENTS)),
    Transition(Action.REFUSE, PUT_OFF, AUTHOR | OFFICE, (), (), (H.AUTHOR, H.OFFICE, H.LEAD)),
    Transition(Action.ANSWER, AT_DEPARTMENT | {State.WATCHED, State.SECOND}, LEADS, (State.ANSWERED,),
               (Ask.CLASS, Ask.DAY, Ask.WORDS), (H.AUTHOR, H.OFFICE, H.SUPPORTING, H.RESIDENTS)),
    Transition(Action.RATE, _in(State.ANSWERED), AUTHOR, (State.CLOSED, State.WATCHED, State.SECOND), (Ask.RATING,),
               (H.OFFICE, H.LEAD)),
    Transition(Action.COMMENT, RATED, AUTHOR, (), (Ask.WORDS,), (H.OFFICE, H.LEAD)),
    Transition(Action.LAPSE, _in(State.ANSWERED), CLOCK, (State.CLOSED, State.WATCHED), (),
               (H.AUTHOR, H.OFFICE, H.LEAD)),
)  # fmt: skip

LIFE = transitions.Life(TABLE)
row, allows, ever = LIFE.row, LIFE.allows, LIFE.ever
