"""A suggestion's life: its states, who may do what in which, and what follows. One table decides."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.people import Role


class State(StrEnum):
    """Where a case stands. The resident sees one open case, whoever holds it."""

    DESK = "desk"  # registered, and nobody could be found for it: on an officer's or administrator's desk
    ASSIGNED = "assigned"  # with a representative, who has said nothing yet
    HANDLING = "handling"  # the representative has taken it up
    ANSWERED = "answered"  # answered; the resident's rating is awaited
    WATCHED = "watched"  # answered B or C and rated: open until it is solved
    SECOND = "second"  # rated unsatisfied: handled a second time
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # another case has it now


class Action(StrEnum):
    """What can be done to a case."""

    ASSIGN = "assign"  # give it to a representative
    SPEAK = "speak"  # staff writes to the resident
    ADD = "add"  # the resident adds a message
    TRANSCRIBE = "transcribe"  # staff writes down a voice message
    ANSWER = "answer"
    RATE = "rate"
    LAPSE = "lapse"  # nobody rated in time
    WITHDRAW = "withdraw"
    MERGE = "merge"  # it is the same as another case, which has it from now on
    OBJECT = "object"  # its author says that it is not: back to where it stood


class AnswerClass(StrEnum):
    """The class of an answer."""

    SOLVED = "A"
    PROMISED = "B"  # being solved, or planned
    IMPOSSIBLE = "C"  # cannot be solved now
    NOTED = "D"  # kept for reference

    @property
    def stays_open(self) -> bool:
        """B and C stay on the watch list until they are solved."""
        return self in (AnswerClass.PROMISED, AnswerClass.IMPOSSIBLE)


class Rating(StrEnum):
    """What a resident says of the process, and of the result."""

    SATISFIED = "satisfied"
    BASIC = "basic"
    UNSATISFIED = "unsatisfied"


class Ending(StrEnum):
    """How a case ended for the resident: apart from the state, which is the staff's."""

    SATISFIED = "satisfied"
    BASIC = "basic"
    UNSATISFIED = "unsatisfied"
    NOT_RATED = "not_rated"
    WITHDRAWN = "withdrawn"


STAFF = frozenset({Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN})
DISPATCH = frozenset({Role.OFFICER, Role.ADMIN})
AUTHOR = frozenset({Role.RESIDENT})
OPEN = frozenset(State) - {State.CLOSED, State.WITHDRAWN, State.MERGED}
IN_HAND = frozenset({State.DESK, State.ASSIGNED, State.HANDLING, State.WATCHED, State.SECOND})


@dataclass(frozen=True)
class Transition:
    """Who may do it, in which states, and where it leads; `to` None keeps the state."""

    states: frozenset[State]
    roles: frozenset[Role]
    to: State | None


TRANSITIONS: dict[Action, Transition] = {
    Action.ASSIGN: Transition(frozenset({State.DESK, State.ASSIGNED, State.HANDLING}), DISPATCH, State.ASSIGNED),
    Action.SPEAK: Transition(OPEN, STAFF, None),  # the first word moves ASSIGNED and DESK on: see `after_speaking`
    Action.ADD: Transition(OPEN, AUTHOR, None),
    Action.TRANSCRIBE: Transition(OPEN, STAFF, None),
    Action.ANSWER: Transition(IN_HAND, STAFF, State.ANSWERED),
    Action.RATE: Transition(frozenset({State.ANSWERED}), AUTHOR, None),  # see `after_rating`
    Action.LAPSE: Transition(frozenset({State.ANSWERED}), frozenset({Role.SYSTEM}), None),  # see `after_lapse`
    Action.WITHDRAW: Transition(OPEN, AUTHOR, State.WITHDRAWN),
    Action.MERGE: Transition(frozenset({State.DESK, State.ASSIGNED, State.HANDLING}), STAFF, State.MERGED),
    Action.OBJECT: Transition(frozenset({State.MERGED}), AUTHOR, None),  # to the state before: see `merging`
}


def allows(action: Action, state: State, role: Role) -> bool:
    """Whether this role may do this now."""
    rule = TRANSITIONS[action]
    return state in rule.states and role in rule.roles


def after_speaking(state: State) -> State:
    """A first word takes a case in hand; later ones change nothing."""
    return State.HANDLING if state in (State.ASSIGNED, State.DESK) else state


def after_rating(answer: AnswerClass, result: Rating, had_second: bool) -> State:
    """Where a rating leads: unsatisfied starts the one second handling; B and C stay open until solved."""
    if result is Rating.UNSATISFIED and not had_second:
        return State.SECOND
    return State.WATCHED if answer.stays_open else State.CLOSED


def after_lapse(answer: AnswerClass) -> State:
    """Silence ends a case as not rated; B and C stay open until solved all the same."""
    return State.WATCHED if answer.stays_open else State.CLOSED


@dataclass(frozen=True)
class Suggestion:
    """A case as the services see it."""

    id: int
    code: str
    number: str  # 张店 2026-0142
    state: State
    version: int
    channel: str
    author_id: int
    anonymous: bool
    category: str
    unit_id: int
    unit: str
    station_id: int | None
    representative_id: int | None
    representative: str | None
    holder_role: Role
    reason: str
    place: str
    latitude: float | None
    longitude: float | None
    registered_at: datetime
    first_word_due: date
    first_word_at: datetime | None
    second_due: date | None
    answered_at: datetime | None
    answer_class: AnswerClass | None
    answers: int
    process_rating: Rating | None
    result_rating: Rating | None
    outcome: Ending | None

    @property
    def is_open(self) -> bool:
        """Whether anybody still owes something."""
        return self.state in OPEN

    @property
    def due(self) -> date | None:
        """The day by which the representative owes something; None while it is the resident's turn."""
        if self.state in (State.DESK, State.ASSIGNED):
            return self.first_word_due
        return self.second_due if self.state is State.SECOND else None

    def overdue(self, today: date) -> bool:
        """Days compare by date: a case is overdue the next morning, never at midnight of its day."""
        return self.due is not None and self.due < today


@dataclass(frozen=True)
class Said:
    """Something that was said in a case, as its reader may see it."""

    id: int
    kind: str  # original, transcript, message, answer, comment
    role: Role
    words: str
    at: datetime
    files: int = 0
    voices: int = 0


@dataclass(frozen=True)
class Step:
    """A line of a case's history."""

    kind: str
    role: Role
    at: datetime
    facts: dict[str, str]


def number(unit: str, year: int, serial: int) -> str:
    """A case's number as it is shown and read out: 张店 2026-0142."""
    return f"{short(unit)} {year}-{serial:04}"


def short(unit: str) -> str:
    """A unit's everyday name: 张店区 is 张店; names of two characters stay whole."""
    return unit[:-1] if len(unit) > 2 and unit[-1] in "市区县镇" else unit
