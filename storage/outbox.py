"""Messages on their way out, and what becomes of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import ValidationError

from domain.messages import Message
from domain.people import Address
from domain.telling import Priority
from storage import cards, relays, retracting
from storage.tx import Row, Sql, Tx, dumps, instant, micros, moment

SQL = Sql("outbox")
OUTBOX = "outbox"  # who is woken by a commit: with the new row, or with None where only the database tells
FLOOD = "flood:"
SIGN = '"secret":true'  # by which a stored message is known that holds one


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


@dataclass(frozen=True)
class Refused:
    """A message that the messenger did not take, without its words."""

    id: int
    chat: str
    made: datetime
    refused: datetime
    tries: int
    error: str


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
    if message.card is not None:
        SQL(tx).replace_unsent(channel=at.channel, address=at.address, card=message.card)
    paper, message = _apart(_without_secret(message) if parked else message)
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
    if paper:
        SQL(tx).keep_paper(outbox_id=new, content=paper)
    if not parked:
        tx.wakes.append((OUTBOX, Outgoing(
            new, at, int(priority), action, message.card, body, case, case_message, 0, now + delay, expires, delay,
            tx.update_id, message,
        )))  # fmt: skip
    return new


def _without_secret(message: Message) -> Message:
    """What stands in the place of a secret that could not be sent: that it is gone, and has to be made anew."""
    return Message(text=message.instead) if message.secret else message


def _wipe(tx: Tx, row_id: int, body: str | None) -> None:
    """Let go of the secret that a message holds that is not on its way any more."""
    if body is None or SIGN not in body:
        return
    try:
        said = _without_secret(Message.model_validate_json(body))
    except ValidationError:  # another release wrote it
        SQL(tx).blank_one(id=row_id)
    else:
        SQL(tx).reword(id=row_id, body=said.model_dump_json(exclude_defaults=True))


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
        add(tx, row.at, Message(takes_back=gone), now, priority=Priority.NOTICE)


def failed(tx: Tx, row_id: int, error: str, now: datetime, *, state: str = "dead") -> None:
    """Give a row up: `dead` for what can never be sent, `dropped` for what came too late. A secret is not kept."""
    _wipe(tx, row_id, (SQL(tx).body(id=row_id) or {}).get("body"))
    SQL(tx).failed(id=row_id, state=state, error=error[:500], now=micros(now))


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
        tx.wakes.append((OUTBOX, None))
    return found


def tried(tx: Tx, row_id: int, error: str) -> None:
    """Note a try that did not work; the row goes on waiting."""
    SQL(tx).tried(id=row_id, error=error[:500])


def park(tx: Tx, at: Address) -> None:
    """Put everything for an account aside that can't be reached; but no secrets, which have to be made anew."""
    for row in SQL(tx).secrets(channel=at.channel, address=at.address, sign=f"%{SIGN}%"):
        _wipe(tx, row["id"], row["body"])
    SQL(tx).park_address(channel=at.channel, address=at.address)
    tx.wakes.append((OUTBOX, None))


def unpark(tx: Tx, at: Address) -> None:
    """The account is back: replies go out, reminders and notices of the past are dropped."""
    SQL(tx).unpark_replies(channel=at.channel, address=at.address)
    SQL(tx).drop_parked(channel=at.channel, address=at.address)
    tx.wakes.append((OUTBOX, None))


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
