"""What was said in cases and passed on: which messages belong to a case, later wordings, what became of them."""

from dataclasses import dataclass
from datetime import datetime

from domain.messages import File
from domain.people import Address, Role
from domain.relays import Spoken
from storage import suggestions
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("relays")


@dataclass(frozen=True)
class Piece:
    """One message in the outbox that holds something that was said, or a part of it."""

    at: Address
    state: str
    sent: datetime | None
    message_id: int | None  # in that chat


@dataclass(frozen=True)
class Wording:
    """How a message was worded last, and when as the messenger says."""

    words: str
    edited: datetime


def bind(tx: Tx, at: Address, message_id: int, case_id: int, case_message: int | None) -> None:
    """Remember for good which case a message in a chat belongs to."""
    SQL(tx).bind(
        channel=at.channel, address=at.address, message_id=message_id, suggestion_id=case_id,
        case_message_id=case_message,
    )  # fmt: skip


def case_of(tx: Tx, at: Address, message_id: int) -> int | None:
    """The case (suggestion id) that a message in a chat belongs to."""
    row = SQL(tx).case_of(channel=at.channel, address=at.address, message_id=message_id)
    return int(row["suggestion_id"]) if row else None


def own(tx: Tx, at: Address, message_id: int) -> Spoken | None:
    """What was said in a case with a message of the speaker's own chat."""
    row = SQL(tx).own(channel=at.channel, address=at.address, message_id=message_id)
    return _spoken(row) if row else None


def find(tx: Tx, message: int) -> Spoken | None:
    """What was said, by its id."""
    row = SQL(tx).find(id=message)
    return _spoken(row) if row else None


def last_wording(tx: Tx, spoken: Spoken, message_id: int) -> Wording | None:
    """How a message in the writer's chat was worded last; None if it was never edited."""
    row = SQL(tx).last_wording(id=spoken.id, message_id=message_id)
    return Wording(row["words"], instant(row["edited_at"])) if row else None


def word_anew(
    tx: Tx, spoken: Spoken, author_id: int, role: Role, words: str, files: tuple[File, ...], message_id: int,
    edited: datetime, now: datetime,
) -> int:  # fmt: skip
    """Keep a later wording beside the first one, for good. Returns the case message's id."""
    id_: int = SQL(tx).word_anew(
        suggestion_id=spoken.case, kind=spoken.kept_as, author_id=author_id, role=role.value, words=words,
        now=micros(now), update_id=tx.update_id, edits_id=spoken.id, message_id=message_id, edited_at=micros(edited),
    )  # fmt: skip
    suggestions.attach(tx, id_, files)
    return id_


def pieces(tx: Tx, message: int) -> list[Piece]:
    """Everything in the outbox that holds something that was said, in the order in which it was put there."""
    return [
        Piece(Address(row["channel"], row["address"]), row["state"], moment(row["sent_at"]), row["message_id"])
        for row in SQL(tx).on_their_way(message=message)
    ]


def parked(tx: Tx, at: Address, count: int = 20) -> list[int]:
    """What was said in cases (case message ids) and waits for an account that can't be reached."""
    return [row["case_message_id"] for row in SQL(tx).parked(channel=at.channel, address=at.address, count=count)]


def _spoken(row: Row) -> Spoken:
    return Spoken(
        row["id"], row["suggestion_id"], row["kind"], Role(row["role"]), row["author_id"], row["words"],
        instant(row["at"]), row["hidden"],
    )  # fmt: skip
