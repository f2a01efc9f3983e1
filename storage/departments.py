"""Departments, and their parts in cases."""

from datetime import date, datetime

from domain.departments import Department, Extension, Part, PartState
from domain.suggestions import Suggestion
from storage.tx import Sql, Tx, micros

SQL = Sql("departments")


def choices(tx: Tx, case: Suggestion, today: date) -> list[Department]:
    """The departments to which a case can be passed on: first whom its category and place fit."""
    return choices_at(tx, case.unit_id, case.category, case.author_id, today)


def choices_at(tx: Tx, unit_id: int, category: str, author_id: int, today: date) -> list[Department]:
    """The departments of a unit and of those above it, without the author among the officers who can be reached."""
    rows = SQL(tx).choices(unit_id=unit_id, category=category, author_id=author_id, today=today.isoformat())
    return [Department(row["id"], row["name"], bool(row["fits"]), row["officers"]) for row in rows]


def name(tx: Tx, department_id: int) -> str | None:
    """A department's name."""
    row = SQL(tx).find(id=department_id)
    return str(row["name"]) if row else None


def officers(tx: Tx, department_id: int, today: date) -> list[int]:
    """The officers of a department who have an account."""
    rows = SQL(tx).officers(department_id=department_id, today=today.isoformat())
    return [row["person_id"] for row in rows]


def add(
    tx: Tx, case_id: int, department_id: int, *, lead: bool, sender_id: int, return_until: date, now: datetime
) -> None:
    """Give a department a part in a case."""
    SQL(tx).add(
        suggestion_id=case_id,
        department_id=department_id,
        lead=int(lead),
        sender_id=sender_id,
        return_until=return_until.isoformat(),
        now=micros(now),
    )


def parts(tx: Tx, case_id: int) -> list[Part]:
    """Every part in a case that there is or was, the lead's first."""
    return [
        Part(
            row["id"],
            row["department_id"],
            row["department"],
            bool(row["lead"]),
            PartState(row["state"]),
            row["sender_id"],
            date.fromisoformat(row["return_until"]),
            Extension(row["extension"]),
            row["extension_days"],
        )
        for row in SQL(tx).of(suggestion_id=case_id)
    ]


def live(tx: Tx, case_id: int) -> list[Part]:
    """The parts of departments that have to do with a case now, the lead's first."""
    return [part for part in parts(tx, case_id) if part.is_live]


def change(tx: Tx, part: Part, state: PartState, now: datetime) -> None:
    """Store where a part stands."""
    SQL(tx).change(id=part.id, state=state.value, now=micros(now))


def extend(tx: Tx, part: Part, extension: Extension, days: int, now: datetime) -> None:
    """Store what became of a wish for more time, in working days."""
    SQL(tx).extend(id=part.id, extension=extension.value, days=days, now=micros(now))


def end(tx: Tx, case_id: int, now: datetime) -> None:
    """End every part in a case: it goes another way."""
    SQL(tx).end(suggestion_id=case_id, now=micros(now))
