"""Which case was merged into which, and whom that brought along."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.suggestions import State
from storage.tx import Sql, Tx, micros

SQL = Sql("merges")


@dataclass(frozen=True)
class Merged:
    """Into which case one was merged, and where it stood before."""

    into: int
    state: State


@dataclass(frozen=True)
class Brought:
    """Somebody who supports a case because another one was merged into it."""

    case: int
    person: int
    origin: int


def add(tx: Tx, case_id: int, into: int, state: State, now: datetime) -> None:
    """Note that a case was merged into another one, out of this state."""
    SQL(tx).add(suggestion_id=case_id, into_id=into, state=state.value, now=micros(now))


def find(tx: Tx, case_id: int) -> Merged | None:
    """What a case was merged into."""
    row = SQL(tx).find(suggestion_id=case_id)
    return Merged(row["into_id"], State(row["state"])) if row else None


def remove(tx: Tx, case_id: int) -> None:
    """The case stands by itself again."""
    SQL(tx).remove(suggestion_id=case_id)


def owes(tx: Tx, case_id: int, first_word_due: date) -> None:
    """A case that rested begins to wait anew: its first word is due no earlier than this."""
    SQL(tx).owes(id=case_id, first_word_due=first_word_due.isoformat())


def supporters_with_origin(tx: Tx, case_id: int) -> list[tuple[int, int | None]]:
    """(person, the merged case that brought them) of those who support a case."""
    return [(row["person_id"], row["origin_id"]) for row in SQL(tx).moving(suggestion_id=case_id)]


def brought(tx: Tx, case_id: int) -> list[Brought]:
    """Who was brought elsewhere by merging this case, or one that had been merged into it."""
    rows = SQL(tx).brought(suggestion_id=case_id)
    return [Brought(row["suggestion_id"], row["person_id"], row["origin_id"]) for row in rows]


def came(tx: Tx, case_id: int, person_id: int) -> int | None:
    """The case to which merging this one brought somebody."""
    row = SQL(tx).came(suggestion_id=case_id, person_id=person_id)
    return int(row["suggestion_id"]) if row else None
