"""Who supports which case: hears its news without being its author."""

from datetime import datetime

from storage.tx import Sql, Tx, micros

SQL = Sql("supporters")


def add(tx: Tx, case_id: int, person_id: int, now: datetime, origin: int | None = None) -> bool:
    """Let somebody support a case; `origin` is the merged case that brings them. False if they do already."""
    row = SQL(tx).add(suggestion_id=case_id, person_id=person_id, now=micros(now), origin_id=origin)
    return row is not None


def remove(tx: Tx, case_id: int, person_id: int) -> bool:
    """Let somebody support a case no more. False if they did not."""
    return bool(SQL(tx).remove(suggestion_id=case_id, person_id=person_id))


def of_case(tx: Tx, case_id: int) -> list[int]:
    """The persons who support a case, those first who were first."""
    return [row["person_id"] for row in SQL(tx).of_case(suggestion_id=case_id)]


def count(tx: Tx, case_id: int) -> int:
    """How many support a case."""
    return int(SQL(tx).count(suggestion_id=case_id))


def supports(tx: Tx, case_id: int, person_id: int) -> bool:
    """Whether somebody supports a case."""
    return SQL(tx).supports(suggestion_id=case_id, person_id=person_id) is not None


def supported(tx: Tx, person_id: int, skip: int, count: int) -> list[int]:
    """The cases (ids) that somebody supports, the newest first."""
    return [row["suggestion_id"] for row in SQL(tx).supported(person_id=person_id, skip=skip, count=count)]


def move(tx: Tx, from_id: int, to_id: int) -> None:
    """A resident turns out to be somebody of the roster: what they support goes along, but for cases now their own."""
    SQL(tx).move(from_id=from_id, to_id=to_id)
    SQL(tx).leave_all(person_id=from_id)
    SQL(tx).leave_own(person_id=to_id)
