"""What residents say of answers: a row an answer, apart from the row of the case."""

from datetime import datetime

from domain.outcomes import Counted, Figures, Fixed, Judgement
from domain.suggestions import AnswerClass, Rating, Suggestion
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("outcomes")


def add(tx: Tx, case: Suggestion, class_: AnswerClass, answer: int, now: datetime, ask_at: datetime | None) -> None:
    """A case is answered, for the `answer`-th time; `ask_at` is when to ask whether it is really fixed."""
    SQL(tx).ask_no_more(suggestion_id=case.id)
    SQL(tx).add(
        suggestion_id=case.id, answer=answer, unit_id=case.unit_id, class_=class_.value, answered_at=micros(now),
        ask_at=micros(ask_at) if ask_at else None,
    )  # fmt: skip


def latest(tx: Tx, case_id: int) -> Judgement | None:
    """What is said of a case's last answer; None before the first."""
    row = SQL(tx).latest(suggestion_id=case_id)
    return _judgement(row) if row else None


def rate(tx: Tx, case: Suggestion, process: Rating, result: Rating, now: datetime) -> None:
    """The last answer was rated."""
    SQL(tx).rate(
        process=process.value, result=result.value, now=micros(now), suggestion_id=case.id, answer=case.answers
    )


def lapse(tx: Tx, case: Suggestion) -> None:
    """No rating of the last answer will come any more; one that came stays."""
    SQL(tx).lapse(suggestion_id=case.id, answer=case.answers)


def ask_no_more(tx: Tx, case_id: int) -> None:
    """Whether a case is fixed will not be asked, unless there is another answer."""
    SQL(tx).ask_no_more(suggestion_id=case_id)


def to_ask(tx: Tx, now: datetime, count: int) -> list[tuple[int, int]]:
    """(case id, answer) of those to ask about now, the oldest first."""
    return [(row["suggestion_id"], row["answer"]) for row in SQL(tx).to_ask(now=micros(now), count=count)]


def asked(tx: Tx, case_id: int, answer: int, now: datetime) -> None:
    """The resident was asked whether it is fixed."""
    SQL(tx).asked(now=micros(now), suggestion_id=case_id, answer=answer)


def say(tx: Tx, case_id: int, answer: int, fixed: Fixed, now: datetime) -> bool:
    """The resident says whether it is fixed. False if nobody asked, or it has been said."""
    return bool(SQL(tx).say(fixed=fixed.value, now=micros(now), suggestion_id=case_id, answer=answer))


def count(tx: Tx, unit_id: int, since: datetime, until: datetime) -> Figures:
    """What staff and residents say of the cases of a unit, and all below it, whose last answer was given in a time."""
    rows = SQL(tx).count(unit_id=unit_id, since=micros(since), until=micros(until))
    return Figures(tuple(
        Counted(AnswerClass(row["class"]), bool(row["is_open"]), row["rated"], row["fixed"], row["cases"])
        for row in rows
    ))  # fmt: skip


def _judgement(row: Row) -> Judgement:
    return Judgement(
        case_id=row["suggestion_id"],
        answer=row["answer"],
        class_=AnswerClass(row["class"]),
        answered_at=instant(row["answered_at"]),
        process=Rating(row["process"]) if row["process"] else None,
        result=Rating(row["result"]) if row["result"] else None,
        lapsed=bool(row["lapsed"]),
        ask_at=moment(row["ask_at"]),
        asked_at=moment(row["asked_at"]),
        fixed=Fixed(row["fixed"]) if row["fixed"] else None,
    )
