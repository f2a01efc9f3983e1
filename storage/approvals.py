"""Requests that wait for a second person, and what became of them."""

import json
from collections.abc import Mapping
from datetime import datetime

from domain.approvals import Approval, Kind, State
from storage.tx import Row, Sql, Tx, dumps, instant, micros

SQL = Sql("approvals")


def ask(
    tx: Tx, kind: Kind, unit_id: int, subject_id: int, payload: Mapping[str, object], asked_by: int, now: datetime,
    expires: datetime,
) -> int | None:  # fmt: skip
    """Keep a request. Returns its id; None if one of the same kind about the same subject waits already."""
    row = SQL(tx).ask(
        kind=kind.value, unit_id=unit_id, subject_id=subject_id, payload=dumps(payload), person_id=asked_by,
        now=micros(now), expires_at=micros(expires),
    )  # fmt: skip
    return int(row["id"]) if row else None


def find(tx: Tx, approval_id: int) -> Approval | None:
    """A request by its id."""
    row = SQL(tx).find(id=approval_id)
    return _approval(row) if row else None


def waiting_for(tx: Tx, kind: Kind, subject_id: int) -> Approval | None:
    """The request about a subject that waits."""
    row = SQL(tx).waiting_for(kind=kind.value, subject_id=subject_id)
    return find(tx, row["id"]) if row else None


def done_for(tx: Tx, kind: Kind, subject_id: int) -> Approval | None:
    """The last request about a subject that a second person agreed to."""
    row = SQL(tx).done_for(kind=kind.value, subject_id=subject_id)
    return find(tx, row["id"]) if row else None


def settle(tx: Tx, approval_id: int, state: State, by: int | None, reason: str, now: datetime) -> bool:
    """Note what became of a request, and why. Whether it still waited."""
    settled = SQL(tx).settle(id=approval_id, state=state.value, person_id=by, reason=reason, now=micros(now))
    return bool(settled)


def over(tx: Tx, now: datetime, number: int) -> list[Approval]:
    """Requests that have waited for too long, at most so many."""
    return _all(tx, SQL(tx).over(now=micros(now), number=number))


def soon(tx: Tx, before: datetime, number: int) -> list[Approval]:
    """Requests that run out before a moment and of which nobody was reminded, at most so many."""
    return _all(tx, SQL(tx).soon(before=micros(before), number=number))


def note_reminded(tx: Tx, approval_id: int) -> bool:
    """Note that those who can decide were reminded. Whether they had not been."""
    return bool(SQL(tx).note_reminded(id=approval_id))


def invited_by(tx: Tx, person_id: int, since: datetime) -> dict[int, datetime]:
    """Who joined since a moment by an invitation of somebody, or of one who did so; and when each did last."""
    rows = SQL(tx).invited_by(person_id=person_id, since=micros(since))
    return {row["id"]: instant(row["at"]) for row in rows}


def waiting_in(tx: Tx, unit_id: int, number: int) -> list[Approval]:
    """What waits in a unit and below it, what runs out first on top; at most so many."""
    return _all(tx, SQL(tx).waiting_in(unit_id=unit_id, number=number))


def _all(tx: Tx, rows: list[Row]) -> list[Approval]:
    found = (find(tx, row["id"]) for row in rows)
    return [one for one in found if one is not None]


def _approval(row: Row) -> Approval:
    return Approval(
        row["id"], Kind(row["kind"]), row["unit_id"], row["unit"], row["subject_id"], json.loads(row["payload"]),
        row["asked_by"], row["asker"], instant(row["asked_at"]), instant(row["expires_at"]), State(row["state"]),
        row["decided_by"], row["decider"] or "", row["reason"],
    )  # fmt: skip
