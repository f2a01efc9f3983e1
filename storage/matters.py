"""Matters that were raised in a contact."""

from datetime import datetime

from domain.contacts import Matter
from storage.tx import Sql, Tx, micros

SQL = Sql("matters")


def add(tx: Tx, contact_id: int, words: str, now: datetime) -> Matter:
    """Keep a matter."""
    row = SQL(tx).add(contact_id=contact_id, words=words, now=micros(now), update_id=tx.update_id)
    return Matter(int(row["id"]), contact_id, words, "waiting")


def find(tx: Tx, matter_id: int) -> Matter | None:
    """A matter by its id."""
    row = SQL(tx).find(id=matter_id)
    return Matter(**row) if row else None


def waiting(tx: Tx, contact_id: int) -> int:
    """How many matters of a contact wait for their person."""
    return int(SQL(tx).waiting(contact_id=contact_id))


def settle(tx: Tx, matter_id: int, *, taken: bool) -> bool:
    """Note that it is to become a suggestion, or not. Whether that was still open."""
    return bool(SQL(tx).settle(id=matter_id, state="taken" if taken else "left"))


def became(tx: Tx, matter_id: int, suggestion_id: int) -> None:
    """Note what came of it."""
    SQL(tx).became(id=matter_id, suggestion_id=suggestion_id)
