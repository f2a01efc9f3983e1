"""Cards: the one message of a chat in which something is shown, changed in place whenever there is news of it."""

from datetime import datetime

from domain.people import Address
from storage.tx import Sql, Tx, micros

SQL = Sql("cards")


def shown(tx: Tx, at: Address, subject: str) -> int | None:
    """The message in which a card is shown now."""
    row = SQL(tx).shown(channel=at.channel, address=at.address, subject=subject)
    return int(row["message_id"]) if row else None


def point(tx: Tx, at: Address, subject: str, message_id: int, now: datetime) -> None:
    """Let a message be a card from now on: what is told of its subject changes it in place."""
    SQL(tx).point(channel=at.channel, address=at.address, subject=subject, message_id=message_id, now=micros(now))


def drop(tx: Tx, at: Address, subject: str) -> None:
    """What is told of a subject next comes as a new message."""
    SQL(tx).drop(channel=at.channel, address=at.address, subject=subject)


def drop_all(tx: Tx, at: Address) -> None:
    """Nothing in a chat is changed any more."""
    SQL(tx).drop_all(channel=at.channel, address=at.address)


def drop_old(tx: Tx, at: Address, before: datetime) -> None:
    """The same for what was shown there before a moment, and not since."""
    SQL(tx).drop_old(channel=at.channel, address=at.address, before=micros(before))
