"""A suggestion: its states, what can be done to it, and what is known of it. domain/life.py says who may do what."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.people import Role


class State(StrEnum):
    """Where a case stands. The resident sees one open case, whoever holds it."""

    DESK = "desk"  # registered, and nobody could be found for it: on an officer's or administrator's desk
    ASSIGNED = "assigned"  # with a representative, who has said nothing yet
    HANDLING = "handling"  # the representative has taken it up
    TRANSFERRED = "transferred"  # with a department, which has not said yet whether it is the right one
    UNDERWAY = "underway"  # a department has accepted it and owes the answer
    RETURNED = "returned"  # back from a department: it is to be passed on anew, or answered
    ANSWERED = "answered"  # answered; the resident's rating is awaited
    WATCHED = "watched"  # answered B or C and rated: open until it is solved
    SECOND = "second"  # rated unsatisfied, or not really fixed: handled a second time
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # another case has it now
    REDIRECTED = "redirected"  # not in scope: the resident was told where to turn


class Action(StrEnum):
    """What can be done to a case. The history names its rows after these."""

    ASSIGN = "assign"  # give it to a representative
    REFER = "refer"  # give it to a representative of a higher or a lower level
    SUCCEED = "succeed"  # who held it sits no more: whoever follows holds it
    DISSOLVE = "dissolve"  # the unit of who held it has ended: it goes to the one above
    REDIRECT = "redirect"  # it is not in scope; say where to turn
    TRANSFER = "transfer"  # pass it on to one department that leads, and any that support
    RECALL = "recall"  # take it back from them
    ACCEPT = "accept"  # the lead takes it up
    RETURN = "return"  # the lead is the wrong address
    JOIN = "join"  # a supporting department takes its share
    LEAVE = "leave"  # a supporting department is the wrong address
    EXTEND = "extend"  # the lead asks for more time
    GRANT = "grant"  # it gets it
    REFUSE = "refuse"  # it does not
    NOTE = "note"  # a word among staff and departments; the resident never sees it
    SPEAK = "speak"  # a word to the resident
    ADD = "add"  # the resident adds a message
    CHASE = "chase"  # ask whoever must do the next step how it stands
    EDIT = "edit"  # word anew what was said to the other side
    TRANSCRIBE = "transcribe"  # write down a voice message
    ANSWER = "answer"
    POSTPONE = "postpone"  # promise another day for what is not solved yet
    RATE = "rate"
    COMMENT = "commented"  # why the resident is not satisfied
    LAPSE = "lapse"  # nobody rated in time
    FIXED = "fixed"  # the resident says, four weeks later, whether it is really fixed
    REOPEN = "reopen"  # it is not, and here is why: it is taken up again
    WITHDRAW = "withdraw"
    MODERATE = "moderate"  # hide a message of the resident, warn or mute
    REPORT = "report"  # ask the officer to do so
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
    MISSED = "missed"  # of the result alone: there is an answer, and not to what was asked

    @property
    def is_unhappy(self) -> bool:
        """Whether it starts the second handling, and is asked why."""
        return self in (Rating.UNSATISFIED, Rating.MISSED)

    @property
    def ending(self) -> "Ending":
        """How a case ends that was rated so at last."""
        return Ending.UNSATISFIED if self.is_unhappy else Ending(self.value)


class Ending(StrEnum):
    """How a case ended for the resident: apart from the state, which is the staff's."""

    SATISFIED = "satisfied"
    BASIC = "basic"
    UNSATISFIED = "unsatisfied"
    NOT_RATED = "not_rated"
    WITHDRAWN = "withdrawn"
    REDIRECTED = "redirected"


class Why(StrEnum):
    """Why a case is not in scope."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    REVIEW = "review"  # administrative review
    PERSONAL = "personal"  # a personal legal matter
    OTHER = "other"  # for another authority


ENDED = frozenset({State.CLOSED, State.WITHDRAWN, State.MERGED, State.REDIRECTED})
OPEN = frozenset(State) - ENDED
AT_DEPARTMENT = frozenset({State.TRANSFERRED, State.UNDERWAY})


def after_rating(answer: AnswerClass, result: Rating, had_second: bool) -> State:
    """Where a rating leads: an unhappy one starts the one second handling; B and C stay open until solved."""
    if result.is_unhappy and not had_second:
        return State.SECOND
    return State.WATCHED if answer.stays_open else State.CLOSED


def after_lapse(answer: AnswerClass) -> State:
    """Silence ends a case as not rated; B and C stay open until solved all the same."""
    return State.WATCHED if answer.stays_open else State.CLOSED


class Clock(StrEnum):
    """Whose clock runs: who must do the next step."""

    REPRESENTATIVE = "representative"
    OFFICER = "officer"  # of the station, or who stands in: where no representative holds the case
    DEPARTMENT = "department"
    RESIDENT = "resident"
    NOBODY = "nobody"


# Where the representative, or who stands in, must do the next step; and the day of whoever must, by state.
OURS = frozenset({State.DESK, State.ASSIGNED, State.HANDLING, State.RETURNED, State.SECOND, State.WATCHED})
DUE: dict[State, str] = {
    State.DESK: "first_word_due",
    State.ASSIGNED: "first_word_due",
    State.RETURNED: "step_due",
    State.SECOND: "second_due",
    State.TRANSFERRED: "department_due",
    State.UNDERWAY: "department_due",
    State.WATCHED: "promised",
}


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
    lead_id: int | None = None  # the department that leads, or answered last
    lead: str | None = None
    department_due: date | None = None
    promised: date | None = None  # by when what is not solved yet shall be
    step_due: date | None = None  # by when a case that came back must go on
    phone: str | None = field(default=None, repr=False)  # what `sheets` alone gives out
    formal: str = ""  # the number of the formal suggestion that cites it
    author_left: bool = False  # everything on its author was erased
    words_gone: bool = False  # and, or by the city's rules, what was said
    in_groups: bool = False  # whether it stands in a staff group

    @property
    def had_second(self) -> bool:
        """Whether its resident was not satisfied, or it was not fixed, and it is or was handled a second time."""
        return self.second_due is not None

    @property
    def is_open(self) -> bool:
        """Whether anybody still owes something."""
        return self.state in OPEN

    @property
    def due(self) -> date | None:
        """The day by which somebody of the staff or a department owes something; None while nobody does."""
        field = DUE.get(self.state)
        return getattr(self, field) if field else None

    @property
    def waits_for(self) -> Clock:
        """Whose clock runs."""
        at_department = self.state in AT_DEPARTMENT or (self.state is State.WATCHED and self.lead_id is not None)
        if at_department:
            return Clock.DEPARTMENT
        if self.state in OURS:
            return Clock.REPRESENTATIVE if self.representative_id is not None else Clock.OFFICER
        return Clock.RESIDENT if self.state is State.ANSWERED else Clock.NOBODY

    def overdue(self, today: date) -> bool:
        """Days compare by date: a case is overdue the next morning, never at midnight of its day."""
        return self.due is not None and self.due < today


@dataclass(frozen=True)
class Said:
    """Something that was said in a case, as its reader may see it."""

    id: int
    kind: str  # original, transcript, message, answer, comment, note
    role: Role
    words: str
    at: datetime
    files: int = 0
    voices: int = 0
    hidden: str = ""  # why it is shown to nobody but its author
    is_edit: bool = False  # a later wording of something that was said before


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
