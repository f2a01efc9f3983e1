"""What a resident says of an answer, apart from the staff's state: the two ratings, and whether it is really fixed.

Silence is never taken as satisfied, and never as fixed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.suggestions import AnswerClass, Rating, State

NOT_RATED = "not_rated"  # silence, after the days for a rating were over
OPEN_RATING = "awaited"  # those days are not over yet


class Fixed(StrEnum):
    """Whether it is really fixed, four weeks after the answer."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def may_reopen(self) -> bool:
        """Whether a word more takes the case up again."""
        return self is not Fixed.YES


# Where a case can stand when its resident is asked. Where it is handled again, the next answer is asked about.
ASKABLE = frozenset({State.ANSWERED, State.WATCHED, State.CLOSED})
# What the rating of a result can be; the process can't miss the point.
PROCESS = (Rating.SATISFIED, Rating.BASIC, Rating.UNSATISFIED)
RESULT = (*PROCESS, Rating.MISSED)


def ask_at(class_: AnswerClass, answer: int, answered_at: datetime, days: int) -> datetime | None:
    """When to ask whether it is really fixed: of class A, and of every later answer; None of the others."""
    return answered_at + timedelta(days=days) if class_ is AnswerClass.SOLVED or answer > 1 else None


@dataclass(frozen=True)
class Judgement:
    """What a resident says of one answer; `answer` counts the answers of a case from 1."""

    case_id: int
    answer: int
    class_: AnswerClass
    answered_at: datetime
    process: Rating | None = None
    result: Rating | None = None
    lapsed: bool = False  # the days for a rating are over, and none came
    ask_at: datetime | None = None  # when the resident will be asked whether it is fixed
    asked_at: datetime | None = None
    fixed: Fixed | None = None  # None: not said

    @property
    def rated(self) -> str:
        """The rating of the result, `not_rated`, or `awaited`: a key of the texts."""
        return self.result.value if self.result else NOT_RATED if self.lapsed else OPEN_RATING

    @property
    def waits(self) -> bool:
        """Whether the resident was asked if it is fixed, and has not said."""
        return self.asked_at is not None and self.fixed is None

    @property
    def may_reopen(self) -> bool:
        """Whether it is not fixed, or only partly, as far as the resident says."""
        return self.fixed is not None and self.fixed.may_reopen


@dataclass(frozen=True)
class Counted:
    """So many cases alike: what staff say of them, and what residents do. Of each case the last answer counts."""

    class_: AnswerClass
    is_open: bool
    rated: str  # as Judgement.rated
    fixed: str  # yes, partly, no; not_said of those who were asked; or not_asked
    cases: int


@dataclass(frozen=True)
class Figures:
    """What staff say, and beside it what residents say, of the cases that were answered in a quarter."""

    counted: tuple[Counted, ...]

    @property
    def cases(self) -> int:
        """All of them."""
        return sum(row.cases for row in self.counted)

    @property
    def open(self) -> int:
        """Those that are open for the staff."""
        return sum(row.cases for row in self.counted if row.is_open)

    def of_class(self, class_: AnswerClass) -> int:
        """Those whose last answer has this class."""
        return sum(row.cases for row in self.counted if row.class_ is class_)

    def rated(self, value: str) -> int:
        """Those that were rated so, by the result."""
        return sum(row.cases for row in self.counted if row.rated == value)

    def fixed(self, value: str) -> int:
        """Those whose residents say this of whether it is fixed."""
        return sum(row.cases for row in self.counted if row.fixed == value)


RATED = (*(rating.value for rating in RESULT), NOT_RATED, OPEN_RATING)  # the order in which figures show them
SAID = (*(fixed.value for fixed in Fixed), "not_said", "not_asked")


def quarter(day: date, back: int = 0) -> tuple[date, date]:
    """The first day of a day's quarter, or of one so many before it, and the first day after it."""
    first = day.year * 4 + (day.month - 1) // 3 - back
    return _begins(first), _begins(first + 1)


def _begins(quarters: int) -> date:
    return date(quarters // 4, quarters % 4 * 3 + 1, 1)
