"""Where files of cases are shown, and taking back what was shown or is on its way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.messages import Message
from domain.people import Address
from storage.tx import Sql, Tx, instant, micros

SQL = Sql("retracting")
OUTBOX = "outbox"  # who is woken: what waits is to be read anew


@dataclass(frozen=True)
class Shown:
    """A message that shows a file."""

    at: Address
    message_id: int
    since: datetime


@dataclass(frozen=True)
class Own:
    """A file that its author may take back."""

    id: int
    kind: str
    file_id: str
    unique_id: str
    at: datetime


def keep_shown(tx: Tx, at: Address, case_id: int, files: list[tuple[int, str]], now: datetime) -> None:
    """Remember in which messages (ids) which files are shown."""
    for message_id, file_id in files:
        SQL(tx).keep_shown(
            channel=at.channel, address=at.address, message_id=message_id, suggestion_id=case_id, file_id=file_id,
            now=micros(now),
        )  # fmt: skip


def body(tx: Tx, row_id: int) -> str | None:
    """What a message on its way says now: it may have been changed while it was being sent. None once it is to say
    nothing any more."""
    row = SQL(tx).body(id=row_id)
    return row["body"] if row else None


def shown(tx: Tx, case_id: int, file_id: str) -> list[Shown]:
    """The messages that show a file, and forget them."""
    rows = SQL(tx).shown(suggestion_id=case_id, file_id=file_id)
    SQL(tx).drop_shown(suggestion_id=case_id, file_id=file_id)
    return [Shown(Address(row["channel"], row["address"]), row["message_id"], instant(row["at"])) for row in rows]


def drop_file(tx: Tx, id_: int) -> None:
    """Keep a file of a case no longer."""
    SQL(tx).drop_file(id=id_)


def own_files(tx: Tx, case_id: int, author_id: int) -> list[Own]:
    """What somebody attached in a case."""
    rows = SQL(tx).own_files(suggestion_id=case_id, author_id=author_id)
    return [Own(row["id"], row["kind"], row["file_id"], row["unique_id"], instant(row["at"])) for row in rows]


def change_unsent(tx: Tx, case_id: int, change: Callable[[Message], Message | None], now: datetime) -> None:
    """Change what waits to be sent of a case; what `change` gives None for is not sent at all."""
    changed = False
    for row in (*SQL(tx).waiting(suggestion_id=case_id), *SQL(tx).parked(suggestion_id=case_id)):
        message = Message.model_validate_json(row["body"])
        new = change(message)
        if new == message:
            continue
        changed = True
        if new is None:
            SQL(tx).give_up(id=row["id"], now=micros(now))
        else:
            SQL(tx).rewrite(id=row["id"], body=new.model_dump_json(exclude_defaults=True))
    if changed:
        tx.wakes.append((OUTBOX, None))


def give_up_for(tx: Tx, at: Address, cases: frozenset[int] | None, now: datetime) -> None:
    """Send an account nothing of what waits for it; with `cases` only nothing about these."""
    given = {"channel": at.channel, "address": at.address}
    for row in (*SQL(tx).waiting_for(**given), *SQL(tx).parked_for(**given)):
        if cases is None or row["suggestion_id"] in cases:
            SQL(tx).give_up(id=row["id"], now=micros(now))
    tx.wakes.append((OUTBOX, None))
