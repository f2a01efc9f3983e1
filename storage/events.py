"""The history of everything: append-only, sealed in order by a chain of hashes.

A row is written in the same transaction as the change that it tells of. The sealer comes later and alone: each
seal's hash covers the seal before it, so a changed, removed or inserted row is found out.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from domain.people import Role
from storage.schema import Engine
from storage.tx import Row, Sql, Tx, dumps, micros, moment

SQL = Sql("events")
SEALED_AT_ONCE = 500
# Ids: a lower one may be committed later than a higher one, but not by that much. SQLite has one writer, so hardly any.
LOOK_BACK: dict[Engine, int] = {"sqlite": 100, "postgresql": 10_000}
COVERED = ("id", "subject", "subject_id", "kind", "actor_id", "role", "on_behalf_of", "at", "update_id", "facts")


def add(
    tx: Tx,
    subject: str,
    subject_id: int,
    kind: str,
    *,
    actor_id: int | None,
    role: Role,
    now: datetime,
    on_behalf_of: int | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Note one change. `facts` are ids and codes, never people's words or names."""
    SQL(tx).add(
        subject=subject,
        subject_id=subject_id,
        kind=kind,
        actor_id=actor_id,
        role=role.value,
        on_behalf_of=on_behalf_of,
        at=micros(now),
        update_id=tx.update_id,
        facts=dumps(facts or {}),
    )


def of(tx: Tx, subject: str, subject_id: int) -> list[Row]:
    """The history of one subject, oldest first; `facts` as a dict, `at` as an instant."""
    rows = SQL(tx).of_subject(subject=subject, subject_id=subject_id)
    return [{**row, "facts": json.loads(row["facts"]), "at": moment(row["at"])} for row in rows]


def seal(tx: Tx, now: datetime) -> int:
    """Seal what is not sealed yet, up to SEALED_AT_ONCE rows. Returns how many."""
    last = SQL(tx).last_seal()
    position, hash_ = (last["position"], last["hash"]) if last else (0, "")
    rows = _unsealed(tx, last)
    for row in rows:
        position += 1
        hash_ = _hash(hash_, row)
        SQL(tx).seal(position=position, event_id=row["id"], hash=hash_, now=micros(now))
    return len(rows)


def unsealed(tx: Tx) -> list[Row]:
    """The rows that have no seal yet, oldest first, up to SEALED_AT_ONCE: those of the last seconds."""
    return _unsealed(tx, SQL(tx).last_seal())


def verify(tx: Tx) -> int | None:
    """Check the whole chain. Returns the position of the first seal that does not hold, None if all do."""
    position, hash_ = 0, ""
    while rows := SQL(tx).sealed(after=position, count=SEALED_AT_ONCE):
        for row in rows:
            hash_ = _hash(hash_, row)
            if row["position"] != position + 1 or row["hash"] != hash_:
                return position + 1
            position += 1
    return None


def oldest_unsealed(tx: Tx) -> datetime | None:
    """When the oldest row was written that has no seal yet."""
    return moment(SQL(tx).oldest_unsealed())


def _unsealed(tx: Tx, last: Row | None) -> list[Row]:
    after = (last["event_id"] if last else 0) - LOOK_BACK[tx.engine]
    rows: list[Row] = SQL(tx).unsealed(after=after, count=SEALED_AT_ONCE)
    return rows


def _hash(before: str, row: Row) -> str:
    return hashlib.sha256(dumps([before, *(row[name] for name in COVERED)]).encode()).hexdigest()
