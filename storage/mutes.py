"""Mutes that outlast leaving: known by keyed hashes of the account and of the measure, so that no row tells who it was.

The key is no part of the database. With another one (the bot has a new token) what was kept is found no more.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain.moderation import Offence
from domain.people import Address
from storage.tx import Sql, Tx, instant, micros

SQL = Sql("mutes")


@dataclass(frozen=True)
class Kept:
    """A mute of whoever has an account: where it holds, why, and until when."""

    unit_id: int
    offence: Offence
    ends: datetime


def keep(tx: Tx, person_id: int, measure_id: int, kept: Kept) -> None:
    """Keep a mute for all accounts of somebody who leaves. The second time nothing happens."""
    for row in SQL(tx).accounts(person_id=person_id):
        account = _account(tx, Address(row["channel"], row["address"]))
        SQL(tx).keep(
            account=account, measure=_measure(tx, measure_id), unit_id=kept.unit_id, offence=kept.offence.value,
            ends=micros(kept.ends),
        )  # fmt: skip


def of_account(tx: Tx, at: Address) -> list[Kept]:
    """What is kept of an account, also what has ended since; what ends last stands last."""
    rows = SQL(tx).of_account(account=_account(tx, at))
    return [Kept(row["unit_id"], Offence(row["offence"]), instant(row["ends"])) for row in rows]


def of_person(tx: Tx, person_id: int) -> list[Kept]:
    """The same of all accounts of a person."""
    found = [Address(row["channel"], row["address"]) for row in SQL(tx).accounts(person_id=person_id)]
    return [kept for at in found for kept in of_account(tx, at)]


def undo(tx: Tx, measure_id: int) -> None:
    """The measure was undone."""
    SQL(tx).undo(measure=_measure(tx, measure_id))


def forget(tx: Tx, now: datetime) -> None:
    """Forget what has ended."""
    SQL(tx).forget(now=micros(now))


def _account(tx: Tx, at: Address) -> str:
    return _hash(tx, f"account {at.channel} {at.address}")


def _measure(tx: Tx, measure_id: int) -> str:
    return _hash(tx, f"measure {measure_id}")


def _hash(tx: Tx, words: str) -> str:
    return hmac.new(tx.rules.key.encode(), words.encode(), sha256).hexdigest()
