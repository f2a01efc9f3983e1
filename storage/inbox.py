"""Updates as they came in, in the order in which they came: stored before they are confirmed to the messenger."""

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Sql, Tx, instant, micros, moment

SQL = Sql("inbox")
INBOX = "inbox"  # the bell that rings where workers of other processes handle what was stored
TRIES = 3  # so often an update is tried before it is put aside
PARTS = 60  # the chats are divided among workers in so many parts, by the account's number; many workers divide 60
EVERY = frozenset(range(PARTS))
Parts = frozenset[int]


@dataclass(frozen=True)
class Arrived:
    """A stored update that waits for its turn."""

    seq: int
    update_id: int
    address: str
    payload: str  # the update as JSON
    attempts: int
    refused: bool = False  # its chat had too many waiting


@dataclass(frozen=True)
class Parked:
    """An update that was put aside, without what it said."""

    update_id: int
    chat: str
    received: datetime
    parked: datetime
    tries: int
    error: str


def store(
    tx: Tx, bot_id: int, update_id: int, address: str, payload: str, now: datetime, *, refused: bool = False
) -> Arrived | None:
    """Keep an update; one too many of a chat, or one that is refused, is only noted. None if it was here before."""
    row = SQL(tx).store(
        bot_id=bot_id,
        update_id=update_id,
        address=address,
        payload=payload,
        now=micros(now),
        cap=0 if refused else tx.rules.limits.waiting,
    )
    if row is None:
        return None
    full = row["state"] == "refused"
    if not full:
        tx.wakes.append((INBOX, row["seq"]))
    return Arrived(row["seq"], update_id, address, payload, 0, full)


def part_of(address: str) -> int:
    """The part of the chats to which one belongs; the queries count the same way."""
    return abs(int(address)) % PARTS


def waiting(tx: Tx, parts: Parts = EVERY, after: int = 0) -> list[Arrived]:
    """All that was stored and not handled of these parts of the chats, after a number; oldest first."""
    return [Arrived(**row) for row in SQL(tx).waiting(parts=_bits(parts), after=after)]


def waiting_numbers(tx: Tx, parts: Parts = EVERY) -> list[int]:
    """The numbers of all that was stored and not handled of these parts of the chats."""
    return [row["seq"] for row in SQL(tx).waiting_numbers(parts=_bits(parts))]


def _bits(parts: Parts) -> int:
    return sum(1 << part for part in parts)


def queue(tx: Tx) -> tuple[int, datetime | None]:
    """How many updates wait, and since when the oldest does."""
    row = SQL(tx).queue()
    return int(row["n"]), moment(row["oldest"])


def attempt(tx: Tx, seq: int) -> None:
    """Count a try before it is made, so that an update that kills the process is found out."""
    SQL(tx).attempt(seq=seq)


def give_back(tx: Tx, seq: int) -> None:
    """Take back the count of a try that was broken off: nothing was killed by it."""
    SQL(tx).give_back(seq=seq)


def done(tx: Tx, seq: int, now: datetime) -> bool:
    """Mark an update handled and blank its words. False if it is so already: then nothing else may be done for it."""
    return bool(SQL(tx).done(seq=seq, now=micros(now)))


def park(tx: Tx, seq: int, error: str, now: datetime) -> None:
    """Put an update aside that could not be handled."""
    SQL(tx).park(seq=seq, error=error[:500], now=micros(now), tries=TRIES)


def parked(tx: Tx) -> list[Parked]:
    """All that was put aside, oldest first."""
    return [
        Parked(
            update_id=row["update_id"],
            chat=row["address"],
            received=instant(row["received_at"]),
            parked=instant(row["handled_at"]),
            tries=row["attempts"],
            error=row["error"] or "",
        )
        for row in SQL(tx).parked()
    ]


def retry(tx: Tx, update_id: int) -> bool:
    """Let an update that was put aside wait again, for one more try. Returns whether there was one."""
    return bool(list(SQL(tx).retry(update_id=update_id, tries=TRIES - 1)))


def count_parked(tx: Tx) -> int:
    """How many updates were put aside."""
    return int(SQL(tx).count_parked())


def prune(tx: Tx, before: datetime, count: int = 1000) -> int:
    """Delete what was handled before a moment, so many rows at most. Returns the number of rows."""
    return int(SQL(tx).prune(before=micros(before), count=count))


def prune_parked(tx: Tx, before: datetime, count: int = 1000) -> int:
    """Delete what was put aside before a moment and not tried again, so many rows at most. Returns their number."""
    return int(SQL(tx).prune_parked(before=micros(before), count=count))


def blank_parked(tx: Tx, address: str) -> None:
    """Forget what a chat said in updates that were put aside."""
    SQL(tx).blank_parked(address=address)


def forget_strangers(tx: Tx, before: datetime, count: int = 1000) -> int:
    """Delete what was handled, refused or put aside before a moment and came from nobody who agreed."""
    return int(SQL(tx).forget_strangers(before=micros(before), count=count))
