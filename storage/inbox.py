"""Updates as they came in, in the order in which they came: stored before they are confirmed to the messenger."""

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Sql, Tx, micros

SQL = Sql("inbox")


@dataclass(frozen=True)
class Arrived:
    """A stored update that waits for its turn."""

    seq: int
    update_id: int
    address: str
    payload: str  # the update as JSON
    attempts: int
    refused: bool = False  # its chat had too many waiting


def store(tx: Tx, bot_id: int, update_id: int, address: str, payload: str, now: datetime) -> Arrived | None:
    """Keep an update; one too many of a chat is only noted. None if it was here before."""
    full = SQL(tx).count_waiting(address=address) >= tx.rules.limits.waiting
    row = SQL(tx).store(
        bot_id=bot_id,
        update_id=update_id,
        address=address,
        payload=None if full else payload,
        now=micros(now),
        state="refused" if full else "waiting",
    )
    return None if row is None else Arrived(row["seq"], update_id, address, payload, 0, full)


def waiting(tx: Tx) -> list[Arrived]:
    """All that was stored and not handled, oldest first."""
    return [Arrived(**row) for row in SQL(tx).waiting()]


def attempt(tx: Tx, seq: int) -> None:
    """Count a try before it is made, so that an update that kills the process is found out."""
    SQL(tx).attempt(seq=seq)


def done(tx: Tx, seq: int, now: datetime) -> None:
    """Mark an update handled and blank its words."""
    SQL(tx).done(seq=seq, now=micros(now))


def park(tx: Tx, seq: int, error: str, now: datetime) -> None:
    """Put an update aside that could not be handled."""
    SQL(tx).park(seq=seq, error=error[:500], now=micros(now))


def count_parked(tx: Tx) -> int:
    """How many updates were put aside."""
    return int(SQL(tx).count_parked())


def prune(tx: Tx, before: datetime) -> int:
    """Delete what was handled before a moment. Returns the number of rows."""
    return int(SQL(tx).prune(before=micros(before)))


def forget_strangers(tx: Tx, before: datetime) -> None:
    """Delete what was handled, refused or put aside before a moment and came from nobody who agreed."""
    SQL(tx).forget_strangers(before=micros(before))
