"""Who wants to be reminded of which case, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.tx import Row, Sql, Tx, micros

SQL = Sql("reminders")


@dataclass(frozen=True)
class Reminder:
    """A day on which a person wants to hear of a case."""

    person: int
    case: int
    day: date


def put(tx: Tx, person_id: int, case_id: int, day: date, now: datetime) -> None:
    """Remind somebody of a case on this day, and on no other one."""
    SQL(tx).put(person_id=person_id, suggestion_id=case_id, day=day.isoformat(), now=micros(now))


def find(tx: Tx, person_id: int, case_id: int) -> date | None:
    """The day on which somebody is to be reminded of a case."""
    row = SQL(tx).find(person_id=person_id, suggestion_id=case_id)
    return date.fromisoformat(row["day"]) if row else None


def remove(tx: Tx, person_id: int, case_id: int) -> bool:
    """Remind somebody no more. Returns whether there was anything to remind of."""
    return bool(SQL(tx).remove(person_id=person_id, suggestion_id=case_id))


def of_person(tx: Tx, person_id: int, skip: int, count: int) -> list[Reminder]:
    """What somebody is to be reminded of, the next first."""
    return [_reminder(row) for row in SQL(tx).of_person(person_id=person_id, skip=skip, count=count)]


def due(tx: Tx, today: date, count: int) -> list[Reminder]:
    """What is to be told by a day, the oldest first."""
    return [_reminder(row) for row in SQL(tx).due(today=today.isoformat(), count=count)]


def move(tx: Tx, from_id: int, to_id: int) -> None:
    """Somebody turns out to be somebody else."""
    SQL(tx).move(from_id=from_id, to_id=to_id)


def _reminder(row: Row) -> Reminder:
    return Reminder(row["person_id"], row["suggestion_id"], date.fromisoformat(row["day"]))
