"""What waits for somebody's reply: the rows of which services/suggestions/waiting.py makes its list."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.people import Role
from domain.suggestions import State
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("waiting")
OUTSIDE = (Role.RESIDENT, Role.REGISTRAR)  # who speaks for the resident


@dataclass(frozen=True)
class Held:
    """An open case in which the next word may be somebody's of the staff."""

    case: int
    state: State
    representative_id: int | None
    days: dict[str, date | None]  # by the names of the fields of a case
    lead_id: int | None
    longer: bool  # whether a department asks for more time
    resident_at: datetime | None  # when the resident wrote, if nobody has replied
    words: str  # what was said last


@dataclass(frozen=True)
class Shared:
    """An open case in which somebody's department has a part."""

    case: int
    state: State
    leads: bool
    answers: bool  # whether it is the department that answered last, or owes the answer
    offered: bool
    return_until: date
    due: date | None
    promised: date | None
    resident_at: datetime | None
    words: str


@dataclass(frozen=True)
class Own:
    """A resident's case that is not over."""

    case: int
    state: State
    answered_at: datetime | None
    merged_at: datetime | None
    asked: str  # what was said to the resident last, if nothing was replied
    asked_at: datetime | None


def held(tx: Tx, person_id: int, today: date, top: int | None, count: int) -> list[Held]:
    """The cases that somebody of the staff holds, what is due first; `top` as for the desk."""
    rows = SQL(tx).held(person_id=person_id, today=today.isoformat(), top=top, count=count)
    names = ("first_word_due", "step_due", "second_due", "promised", "department_due")
    return [
        Held(row["id"], State(row["state"]), row["representative_id"], {name: _day(row[name]) for name in names},
             row["lead_id"], bool(row["longer"]), _resident(row), row["last_words"] or "")
        for row in rows
    ]  # fmt: skip


def shared(tx: Tx, person_id: int, today: date, count: int) -> list[Shared]:
    """The cases in which the department of an officer has a part, what is due first."""
    rows = SQL(tx).shared(person_id=person_id, today=today.isoformat(), count=count)
    return [
        Shared(row["id"], State(row["state"]), bool(row["lead"]), row["lead_id"] == row["department_id"],
               row["part"] == "offered", date.fromisoformat(row["return_until"]), _day(row["department_due"]),
               _day(row["promised"]), _resident(row), row["last_words"] or "")
        for row in rows
    ]  # fmt: skip


def own(tx: Tx, person_id: int, count: int) -> list[Own]:
    """A resident's cases that are not over, the oldest first."""
    rows = SQL(tx).own(person_id=person_id, count=count)
    return [_own(row) for row in rows]


def asked(tx: Tx, person_id: int, since: datetime, count: int) -> list[tuple[int, datetime]]:
    """The own cases (ids) of which one was asked since a moment whether they are fixed, and has not said; and when."""
    rows = SQL(tx).asked(person_id=person_id, since=micros(since), count=count)
    return [(row["id"], instant(row["asked_at"])) for row in rows]


def to_ask(tx: Tx, officer_id: int, since: datetime, count: int) -> list[tuple[int, datetime]]:
    """The same of cases that an officer registered for somebody who has no account yet."""
    rows = SQL(tx).to_ask(person_id=officer_id, since=micros(since), count=count)
    return [(row["id"], instant(row["asked_at"])) for row in rows]


def _own(row: Row) -> Own:
    asked = row["last_kind"] == "message" and row["last_role"] not in OUTSIDE
    return Own(
        row["id"], State(row["state"]), moment(row["answered_at"]), moment(row["merged_at"]),
        row["last_words"] if asked else "", instant(row["last_at"]) if asked else None,
    )  # fmt: skip


def _resident(row: Row) -> datetime | None:
    return instant(row["last_at"]) if row["last_role"] in OUTSIDE else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
