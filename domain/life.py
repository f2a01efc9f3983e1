"""The life of a case, one table: what may be done in which state, by whom, where it leads, and who hears of it.

Nothing else changes a state. `docs/cases.md` prints the table.
"""

from enum import StrEnum

from domain import transitions
from domain.outcomes import ASKABLE
from domain.people import Role
from domain.suggestions import AT_DEPARTMENT, OPEN, Action, State
from domain.transitions import Ask


class Hearer(StrEnum):
    """Who hears of it. Whoever does it gets the card as it is now, and is not told the news."""

    AUTHOR = "author"
    HOLDERS = "holders"  # the representative, or those who stand in
    FORMER = "former"  # who held it before
    SENDER = "sender"  # who passed it on to the department
    LEAD = "lead"  # the officers of the department that leads
    SUPPORTING = "supporting"  # the officers of those that support
    CLOCK = "clock"  # whoever must do the next step
    OFFICERS = "officers"  # of the station, or who stands in
    RECEIVED = "received"  # who got the first wording of what is edited, and still has to do with the case


Transition = transitions.Transition[Action, State, Hearer]
R, O, A, D, S = Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER, Role.SUPPORTING  # noqa: E741
STAFF = frozenset({R, O, A})
DISPATCH = frozenset({O, A})
LEADS = frozenset({D})
SUPPORTS = frozenset({S})
AUTHOR = frozenset({Role.RESIDENT})
TAKES_DOWN = AUTHOR | {Role.REGISTRAR}  # what the resident says, on the own account or at a station
CLOCK = frozenset({Role.SYSTEM})
WAITING = frozenset({State.DESK, State.ASSIGNED})  # for a first word
AT_HAND = WAITING | {State.HANDLING, State.RETURNED}
H = Hearer


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


TABLE: tuple[Transition, ...] = (
    Transition(Action.ASSIGN, AT_HAND - {State.RETURNED}, DISPATCH, (State.ASSIGNED,), (Ask.REPRESENTATIVE,),
               (H.AUTHOR, H.HOLDERS, H.FORMER)),
    Transition(Action.ASSIGN, _in(State.RETURNED), DISPATCH, (), (Ask.REPRESENTATIVE,),
               (H.AUTHOR, H.HOLDERS, H.FORMER)),
    Transition(Action.REFER, _in(State.RETURNED), DISPATCH, (), (Ask.LEVEL,), (H.AUTHOR, H.HOLDERS, H.FORMER)),
    Transition(Action.REFER, AT_HAND - {State.RETURNED}, DISPATCH, (State.ASSIGNED,), (Ask.LEVEL,),
               (H.AUTHOR, H.HOLDERS, H.FORMER)),
    Transition(Action.SUCCEED, OPEN - {State.DESK}, DISPATCH | CLOCK, (), (Ask.REPRESENTATIVE,), (H.AUTHOR, H.HOLDERS)),
    # The unit of who held it has ended: it lies with whoever administers the one above.
    Transition(Action.DISSOLVE, _in(State.ASSIGNED), CLOCK, (State.DESK,), (), (H.AUTHOR, H.HOLDERS)),
    Transition(Action.DISSOLVE, OPEN - {State.ASSIGNED}, CLOCK, (), (), (H.AUTHOR, H.HOLDERS)),
    Transition(Action.REDIRECT, AT_HAND, DISPATCH, (State.REDIRECTED,), (Ask.REASON, Ask.WORDS),
               (H.AUTHOR, H.HOLDERS)),
    Transition(Action.TRANSFER, AT_HAND | {State.SECOND}, STAFF, (State.TRANSFERRED,), (Ask.DEPARTMENTS,),
               (H.AUTHOR, H.LEAD, H.SUPPORTING)),
    Transition(Action.RECALL, AT_DEPARTMENT, STAFF | CLOCK, (State.RETURNED,), (Ask.TWICE,),
               (H.AUTHOR, H.HOLDERS, H.LEAD, H.SUPPORTING)),
    Transition(Action.ACCEPT, _in(State.TRANSFERRED), LEADS, (State.UNDERWAY,), (), (H.HOLDERS,)),
    Transition(Action.RETURN, _in(State.TRANSFERRED), LEADS, (State.RETURNED,), (Ask.WORDS,),
               (H.AUTHOR, H.HOLDERS, H.SENDER, H.SUPPORTING)),
    Transition(Action.JOIN, AT_DEPARTMENT, SUPPORTS, (), (), (H.LEAD,)),
    Transition(Action.LEAVE, AT_DEPARTMENT, SUPPORTS, (), (Ask.WORDS,), (H.HOLDERS, H.SENDER, H.LEAD)),
    Transition(Action.EXTEND, AT_DEPARTMENT, LEADS, (), (Ask.DAYS, Ask.WORDS), (H.HOLDERS, H.SENDER)),
    Transition(Action.GRANT, AT_DEPARTMENT, STAFF, (), (), (H.AUTHOR, H.LEAD, H.SUPPORTING)),
    Transition(Action.REFUSE, AT_DEPARTMENT, STAFF, (), (), (H.LEAD,)),
    Transition(Action.NOTE, AT_DEPARTMENT | {State.WATCHED}, STAFF | LEADS | SUPPORTS, (), (Ask.WORDS,),
               (H.HOLDERS, H.LEAD, H.SUPPORTING)),
    Transition(Action.SPEAK, WAITING, STAFF, (State.HANDLING,), (Ask.WORDS,), (H.AUTHOR,)),
    Transition(Action.SPEAK, OPEN - WAITING, STAFF, (), (Ask.WORDS,), (H.AUTHOR,)),
    Transition(Action.SPEAK, _in(State.UNDERWAY, State.ANSWERED, State.WATCHED), LEADS, (), (Ask.WORDS,), (H.AUTHOR,)),
    Transition(Action.ADD, OPEN, TAKES_DOWN, (), (Ask.WORDS,), (H.HOLDERS, H.LEAD)),
    Transition(Action.CHASE, OPEN - {State.ANSWERED}, AUTHOR, (), (), (H.CLOCK,)),
    Transition(Action.CHASE, AT_DEPARTMENT | {State.WATCHED}, STAFF, (), (), (H.CLOCK,)),
    Transition(Action.CHASE, _in(State.ASSIGNED, State.HANDLING, State.RETURNED, State.SECOND), DISPATCH, (), (),
               (H.CLOCK,)),
    # An edit is no first word: it changes no state. One of a word among staff is a word among staff.
    Transition(Action.EDIT, OPEN, TAKES_DOWN, (), (Ask.WORDS,), (H.HOLDERS, H.LEAD, H.RECEIVED)),
    Transition(Action.EDIT, OPEN, STAFF, (), (Ask.WORDS,), (H.AUTHOR,)),
    Transition(Action.EDIT, _in(State.UNDERWAY, State.ANSWERED, State.WATCHED), LEADS, (), (Ask.WORDS,), (H.AUTHOR,)),
    Transition(Action.TRANSCRIBE, OPEN, STAFF, (), (Ask.WORDS,), (H.HOLDERS,)),
    Transition(Action.ANSWER, AT_HAND | {State.WATCHED, State.SECOND}, STAFF, (State.ANSWERED,),
               (Ask.CLASS, Ask.DAY, Ask.WORDS), (H.AUTHOR, H.HOLDERS, H.LEAD)),
    Transition(Action.ANSWER, AT_DEPARTMENT | {State.WATCHED}, LEADS, (State.ANSWERED,),
               (Ask.CLASS, Ask.DAY, Ask.WORDS), (H.AUTHOR, H.HOLDERS, H.SUPPORTING)),
    Transition(Action.POSTPONE, _in(State.WATCHED), STAFF | LEADS, (), (Ask.DAY, Ask.WORDS), (H.AUTHOR, H.HOLDERS)),
    Transition(Action.RATE, _in(State.ANSWERED), AUTHOR, (State.CLOSED, State.WATCHED, State.SECOND), (Ask.RATING,),
               (H.HOLDERS, H.LEAD)),
    Transition(Action.COMMENT, frozenset(State), AUTHOR, (), (Ask.WORDS,), (H.HOLDERS, H.LEAD)),
    Transition(Action.LAPSE, _in(State.ANSWERED), CLOCK, (State.CLOSED, State.WATCHED), (),
               (H.AUTHOR, H.HOLDERS, H.LEAD)),
    Transition(Action.FIXED, ASKABLE, TAKES_DOWN, (), (Ask.FIXED,), (H.HOLDERS, H.LEAD)),
    Transition(Action.REOPEN, ASKABLE - {State.WATCHED}, TAKES_DOWN, (State.SECOND,), (Ask.WORDS,),
               (H.HOLDERS, H.LEAD)),
    Transition(Action.WITHDRAW, OPEN, AUTHOR, (State.WITHDRAWN,), (Ask.TWICE,), (H.HOLDERS, H.LEAD, H.SUPPORTING)),
    Transition(Action.MODERATE, frozenset(State), DISPATCH, (), (Ask.REASON, Ask.WORDS), (H.AUTHOR,)),
    Transition(Action.REPORT, frozenset(State), frozenset({R, D, S}), (), (Ask.WORDS,), (H.OFFICERS,)),
    # A department that works on a case is not left with nothing: it is taken back before it is merged.
    Transition(Action.MERGE, AT_HAND, STAFF, (State.MERGED,), (Ask.CASE, Ask.TWICE), (H.AUTHOR, H.HOLDERS, H.LEAD)),
    Transition(Action.OBJECT, _in(State.MERGED), AUTHOR,
               (State.DESK, State.ASSIGNED, State.HANDLING, State.RETURNED), (), (H.AUTHOR, H.HOLDERS)),
)  # fmt: skip

LIFE = transitions.Life(TABLE)
row, allows, ever = LIFE.row, LIFE.allows, LIFE.ever
