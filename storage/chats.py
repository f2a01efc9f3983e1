"""Conversations in cases, as far as they count as contacts by themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.tx import Sql, Tx, instant, micros

SQL = Sql("chats")


@dataclass(frozen=True)
class Word:
    """Something that was said in a case, and whether the case shows its author."""

    id: int
    case_id: int
    at: datetime
    named: bool


@dataclass(frozen=True)
class Sides:
    """A representative and the resident of a case, and when both had said something."""

    keeper_id: int
    resident_id: int
    both_at: datetime


def scanned(tx: Tx) -> int:
    """Up to which case message (id) conversations were looked for."""
    return int(SQL(tx).scanned() or 0)


def note_scan(tx: Tx, last: int) -> None:
    """Note up to which."""
    SQL(tx).note_scan(last=last)


def after(tx: Tx, last: int, number: int) -> list[Word]:
    """What was said after a case message, at most so many."""
    rows = SQL(tx).after(last=last, number=number)
    return [Word(row["id"], row["suggestion_id"], instant(row["at"]), bool(row["named"])) for row in rows]


def sides(tx: Tx, case_id: int, first: datetime, last: datetime) -> list[Sides]:
    """Who spoke with whom in a case between two moments: words went both ways."""
    rows = SQL(tx).sides(suggestion_id=case_id, first=micros(first), last=micros(last))
    own = next((row["at"] for row in rows if row["author_id"] == row["resident_id"]), None)
    if own is None:
        return []
    return [
        Sides(row["author_id"], row["resident_id"], instant(max(own, row["at"])))
        for row in rows
        if row["author_id"] != row["resident_id"]
    ]


def counted(tx: Tx, link_id: int, quarter: date) -> bool:
    """Whether a conversation counts already on a link in a quarter (its first day)."""
    return SQL(tx).counted(link_id=link_id, quarter=quarter.isoformat()) is not None


def add(tx: Tx, entry_id: int, link_id: int, day: date, quarter: date, now: datetime) -> int:
    """Let a conversation count on a link. Returns the contact's id."""
    row = SQL(tx).add(entry_id=entry_id, link_id=link_id, day=day.isoformat(), now=micros(now),
                      quarter=quarter.isoformat())  # fmt: skip
    return int(row["id"])
