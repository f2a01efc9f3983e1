"""Where conversations stand, and the drafts that people left in them."""

import json
from datetime import datetime

from domain.drafts import Draft
from domain.people import Address
from domain.telling import Talk
from storage.tx import Sql, Tx, dumps, micros

SQL = Sql("talks")
SUGGESTION = "suggestion"
WAITING = "waiting"  # what came while an older draft rested, until its author says where it belongs


def find(tx: Tx, at: Address) -> Talk | None:
    """The open conversation with an account."""
    row = SQL(tx).find(channel=at.channel, address=at.address)
    return Talk(row["step"], json.loads(row["data"])) if row else None


def save(tx: Tx, at: Address, talk: Talk | None, now: datetime) -> None:
    """Remember where the conversation stands; None ends it."""
    if talk is None:
        SQL(tx).end(channel=at.channel, address=at.address)
    else:
        SQL(tx).save(channel=at.channel, address=at.address, step=talk.step, data=dumps(talk.data), now=micros(now))


def rest(tx: Tx, before: datetime, count: int) -> int:
    """End people's conversations without a word since a moment, so many at most. Returns the number."""
    return int(SQL(tx).rest(before=micros(before), count=count))


def forget_strangers(tx: Tx, before: datetime, count: int) -> int:
    """The same with those who never agreed."""
    return int(SQL(tx).forget_strangers(before=micros(before), count=count))


def draft(tx: Tx, person_id: int, kind: str = SUGGESTION) -> Draft | None:
    """The suggestion that a person is writing."""
    row = SQL(tx).draft(person_id=person_id, kind=kind)
    return Draft.model_validate_json(row["body"]) if row else None


def save_draft(tx: Tx, person_id: int, draft: Draft, now: datetime, kind: str = SUGGESTION) -> None:
    """Keep a draft as it is now."""
    SQL(tx).save_draft(person_id=person_id, kind=kind, body=draft.model_dump_json(), now=micros(now))


def drop_draft(tx: Tx, person_id: int, kind: str = SUGGESTION) -> None:
    """Forget a draft: it was handed in or thrown away."""
    SQL(tx).drop_draft(person_id=person_id, kind=kind)
