"""Messages on their way out. What becomes of them is in `storage/sends.py`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import ValidationError

from domain.messages import Message
from domain.people import Address
from domain.telling import Priority
from storage import cards
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("outbox")
OUTBOX = "outbox"  # who is woken by a commit: with the new row, or with None where only the database tells
FLOOD = "flood:"


class UnreadableError(Exception):
    """A message that this release can't read: another one wrote it."""


@dataclass(frozen=True)
class Outgoing:
    """A row that waits to be sent."""

    id: int
    at: Address
    priority: int
    action: str  # send, edit
    card: str | None
    body: str  # the message as JSON
    suggestion_id: int | None
    case_message_id: int | None
    attempts: int
    due: datetime
    expires: datetime | None
    delay: timedelta = timedelta()  # how long it was to wait when it was put here
    update_id: int | None = None  # of the update that it answers
    made: Message | None = field(default=None, compare=False)  # the message itself, where it was written just now

    def wait(self, now: datetime) -> float:
        """Seconds until it may go. A clock from before it was put here was set back, and holds nothing up."""
        return (self.due - now).total_seconds() if now >= self.due - self.delay else 0.0

    @cached_property
    def message(self) -> Message:
        """The message itself, read when it is needed. Raises UnreadableError."""
        if self.made is not None:
            return self.made
        try:
            return Message.model_validate_json(self.body)
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
            raise UnreadableError(fields) from None  # the error itself quotes what it can't read


def claim(tx: Tx, key: str, now: datetime) -> bool:
    """Whether this is the first time that anybody asks for `key`; the answer is yes once, for ever."""
    return SQL(tx).claim_key(key=key, now=micros(now), passing=int(key.startswith(FLOOD))) is not None


def add(
    tx: Tx,
    at: Address,
    message: Message,
    now: datetime,
    *,
    priority: Priority = Priority.REPLY,
    case: int | None = None,
    case_message: int | None = None,
    dedupe: str | None = None,
    expires: datetime | None = None,
    parked: bool = False,
    delay: timedelta = timedelta(),
    recipient: int | None = None,
) -> int:
    """Put a message on its way. A card replaces what was not sent of it yet; one that is not fresh is an edit."""
    action = "edit" if message.card is not None and not message.fresh else "send"
    paper, message = _apart(message.kept() if parked else message)
    body = message.model_dump_json(exclude_defaults=True)
    new: int = SQL(tx).add(
        channel=at.channel,
        address=at.address,
        priority=int(priority),
        action=action,
        card=message.card,
        body=body,
        suggestion_id=case,
        case_message_id=case_message,
        dedupe=dedupe,
        now=micros(now),
        due_at=micros(now + delay),
        expires_at=micros(expires) if expires else None,
        state="parked" if parked else "waiting",
        update_id=tx.update_id,
        recipient_id=recipient,
    )
    if message.card is not None:  # not before: on PostgreSQL the row above waits for who writes the same card
        SQL(tx).replace_unsent(channel=at.channel, address=at.address, card=message.card, id=new)
    if paper:
        SQL(tx).keep_paper(outbox_id=new, content=paper)
    if not parked:
        tx.wakes.append((OUTBOX, Outgoing(
            new, at, int(priority), action, message.card, body, case, case_message, 0, now + delay, expires, delay,
            tx.update_id, message,
        )))  # fmt: skip
    return new


def _apart(message: Message) -> tuple[str, Message]:
    """The contents of a document, and the message without: whoever looks through what waits need not read them."""
    if message.document is None:
        return "", message
    bare = message.document.model_copy(update={"content": ""})
    return message.document.content, message.model_copy(update={"document": bare})


def paper(tx: Tx, row_id: int) -> str | None:
    """The contents of a message's document; None once it was sent, or is not to be sent any more."""
    row = SQL(tx).paper(outbox_id=row_id)
    return str(row["content"]) if row else None


def waiting(tx: Tx, count: int, each: int) -> list[Outgoing]:
    """The first waiting rows, in the order in which they should go; at most `each` of one chat."""
    return [_outgoing(row) for row in SQL(tx).waiting(count=count, each=each)]


def waiting_numbers(tx: Tx, below: int, count: int) -> set[int]:
    """The ids of the first rows that wait, of priorities before this one."""
    return {row["id"] for row in SQL(tx).waiting_numbers(below=below, count=count)}


def among(tx: Tx, ids: set[int]) -> list[Outgoing]:
    """Those of some rows that wait, in the order in which they were written."""
    rows = SQL(tx).between(first=min(ids), last=max(ids)) if ids else []
    return [_outgoing(row) for row in rows if row["id"] in ids]


def _outgoing(row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        at=Address(row["channel"], row["address"]),
        priority=row["priority"],
        action=row["action"],
        card=row["card"],
        body=row["body"],
        suggestion_id=row["suggestion_id"],
        case_message_id=row["case_message_id"],
        attempts=row["attempts"],
        due=instant(row["due_at"]),
        expires=moment(row["expires_at"]),
        delay=instant(row["due_at"]) - instant(row["created_at"]),
        update_id=row["update_id"],
    )


def queue(tx: Tx) -> dict[Priority, tuple[int, datetime]]:
    """How many rows of each priority wait, and since when the oldest could have gone; without those that have none."""
    return {Priority(row["priority"]): (int(row["n"]), instant(row["oldest"])) for row in SQL(tx).queue()}


def last_sent(tx: Tx) -> datetime | None:
    """When the last message went out, of those that still have their words."""
    row = SQL(tx).last_sent()
    return instant(row["sent_at"]) if row else None


def count_notices(tx: Tx, number: int) -> int:
    """How many notices wait, up to a number."""
    return int(SQL(tx).count_notices(number=number))


def count_dead(tx: Tx, since: datetime) -> int:
    """How many rows were given up for good since a moment, of those that still have their words."""
    return int(SQL(tx).count_dead(since=micros(since)))


def blank(tx: Tx, before: datetime, count: int = 1000) -> int:
    """Blank the words of what was sent before a moment, so many rows at most. Returns the number of rows."""
    blanked = int(SQL(tx).blank_old(before=micros(before), count=count))
    SQL(tx).drop_papers(count=count)
    return blanked


def forget_strangers(tx: Tx, before: datetime, count: int = 1000) -> int:
    """Delete what was for those who never agreed before a moment, sent or not, and where it was shown."""
    old = SQL(tx).strangers(before=micros(before), count=count)
    for row in old:
        SQL(tx).forget(id=row["id"])
        cards.drop_old(tx, Address(row["channel"], row["address"]), before)
    SQL(tx).forget_keys(before=micros(before))
    return len(old)


def flood_key(at: Address, now: datetime) -> str:
    """Once an hour an account is told that it writes too much; the key holds its address, so it is forgotten."""
    return f"{FLOOD}{at.address}:{now:%Y%m%d%H}"


def slow_key(at: Address, now: datetime) -> str:
    """Once a minute an account is told that what it writes goes out one by one."""
    return f"{FLOOD}{at.address}:{now:%Y%m%d%H%M}"
