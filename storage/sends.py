"""What becomes of messages that were on their way out: sent, tried, refused, put aside, or sent again after all."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from domain.messages import Message
from domain.people import Address
from domain.telling import Priority
from storage import cards, outbox, relays, retracting
from storage.outbox import Outgoing
from storage.tx import Sql, Tx, dumps, instant, micros

SQL = Sql("sends")
SIGN = '"secret":true'  # by which a stored message is known that holds one


@dataclass(frozen=True)
class Refused:
    """A message that the messenger did not take, without its words."""

    id: int
    chat: str
    made: datetime
    refused: datetime
    tries: int
    error: str


def sent(tx: Tx, row: Outgoing, message_ids: list[int], now: datetime) -> None:
    """Mark a row sent; its card and its case know the message from now on. A secret is kept no longer.

    What was erased while it was being sent leaves no mark, and what is marked already no second one. A file that was
    taken back meanwhile is taken back here.
    """
    at = row.at
    if not _mark(tx, row, message_ids, now):
        return
    if row.suggestion_id is not None and row.message.files:
        _shown(tx, row, row.suggestion_id, message_ids, now)
    if row.priority == Priority.NOTICE and len(message_ids) > 1:
        SQL(tx).several(id=row.id, message_ids=dumps(message_ids))
    if row.message.document is not None:
        SQL(tx).drop_paper(outbox_id=row.id)
    if row.message.secret:
        SQL(tx).blank_one(id=row.id)
    if row.card is not None and row.message.closes:
        cards.drop(tx, at, row.card)
    elif row.card is not None and message_ids:
        cards.point(tx, at, row.card, message_ids[0], now)
    if row.suggestion_id is not None:
        for message_id in message_ids:
            relays.bind(tx, at, message_id, row.suggestion_id, row.case_message_id)


def only_sent(tx: Tx, row: Outgoing, message_ids: list[int], now: datetime) -> None:
    """Mark a row sent and no more than that, where the rest of it can't be stored. A secret is not kept here either."""
    if _mark(tx, row, message_ids, now) and SIGN in row.body:
        SQL(tx).blank_one(id=row.id)


def _mark(tx: Tx, row: Outgoing, message_ids: list[int], now: datetime) -> bool:
    return bool(SQL(tx).sent(id=row.id, message_id=message_ids[0] if message_ids else None, now=micros(now)))


def _shown(tx: Tx, row: Outgoing, case_id: int, message_ids: list[int], now: datetime) -> None:
    """Remember which message shows which file."""
    body = retracting.body(tx, row.id) or ""
    files = [(id_, file.file_id) for id_, file in zip(message_ids, row.message.files, strict=False)]
    retracting.keep_shown(tx, row.at, case_id, [(id_, file) for id_, file in files if file in body], now)
    if gone := tuple(id_ for id_, file in files if file not in body):
        outbox.add(tx, row.at, Message(takes_back=gone), now, priority=Priority.NOTICE)


def failed(tx: Tx, row_id: int, error: str, now: datetime, *, state: str = "dead") -> None:
    """Give a row up: `dead` for what can never be sent, `dropped` for what came too late. A secret is not kept."""
    _wipe(tx, row_id, (SQL(tx).body(id=row_id) or {}).get("body"))
    SQL(tx).failed(id=row_id, state=state, error=_storable(error), now=micros(now))


def refused(tx: Tx) -> list[Refused]:
    """All that the messenger did not take and that may still be sent, oldest first."""
    return [
        Refused(
            id=row["id"],
            chat=row["address"],
            made=instant(row["created_at"]),
            refused=instant(row["sent_at"]),
            tries=row["attempts"],
            error=row["error"] or "",
        )
        for row in SQL(tx).refused()
    ]


def send_again(tx: Tx, row_id: int) -> bool:
    """Let a message that was refused wait once more. Returns whether there was one."""
    found = bool(list(SQL(tx).send_again(id=row_id)))
    if found:
        tx.wakes.append((outbox.OUTBOX, None))
    return found


def tried(tx: Tx, row_id: int, error: str) -> None:
    """Note a try that did not work; the row goes on waiting."""
    SQL(tx).tried(id=row_id, error=_storable(error))


def _storable(words: str) -> str:
    """The beginning of what the messenger says; half a character or NUL in it is mended, which no database takes."""
    return words[:500].encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def park(tx: Tx, at: Address) -> None:
    """Put everything for an account aside that can't be reached; but no secrets, which have to be made anew."""
    for row in SQL(tx).secrets(channel=at.channel, address=at.address, sign=f"%{SIGN}%"):
        _wipe(tx, row["id"], row["body"])
    SQL(tx).park_address(channel=at.channel, address=at.address)
    tx.wakes.append((outbox.OUTBOX, None))


def unpark(tx: Tx, at: Address) -> None:
    """The account is back: replies go out, reminders and notices of the past are dropped."""
    SQL(tx).unpark_replies(channel=at.channel, address=at.address)
    SQL(tx).drop_parked(channel=at.channel, address=at.address)
    tx.wakes.append((outbox.OUTBOX, None))


def _wipe(tx: Tx, row_id: int, body: str | None) -> None:
    """Let go of the secret that a message holds that is not on its way any more."""
    if body is None or SIGN not in body:
        return
    try:
        said = Message.model_validate_json(body).kept()
    except ValidationError:  # another release wrote it
        SQL(tx).blank_one(id=row_id)
    else:
        SQL(tx).reword(id=row_id, body=said.model_dump_json(exclude_defaults=True))
