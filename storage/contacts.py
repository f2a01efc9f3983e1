"""Contacts on the fixed links, and the ledger of what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domain.contacts import Contact, Evidence, Link, Mode, Standing
from domain.contacts.quotas import Asked, Line
from domain.roster import Tier
from storage.tx import Row, Sql, Tx, dumps, instant, micros, moment

SQL = Sql("contacts")


class Owed(NamedTuple):
    """A line of the ledger: of a seat in a congress (person, level, unit, station), or of one link (`link_id`, else 0).

    Where one person was asked for, all seats are one, without level, unit and station.
    """

    person_id: int
    level: str
    unit_id: int
    station_id: int
    asked: Asked
    link_id: int
    line: Line


@dataclass(frozen=True)
class Keeper:
    """Who keeps links: the roster's key, and the name."""

    ref: str | None
    name: str


@dataclass(frozen=True)
class Code:
    """The code of a meeting, as its hash, and the day on which it is valid."""

    entry_id: int
    code_hash: str
    day: date


def ledger(
    tx: Tx, asked: Sequence[Asked], day: date, known: datetime, *, unit_id: int | None = None,
    station_id: int | None = None, person_id: int | None = None, by_link: bool = False,
) -> list[Owed]:  # fmt: skip
    """What is owed on a day, as it was known at a moment: of a unit with all below it, of a station, or of a person."""
    given = {
        "unit_id": unit_id, "station_id": station_id, "person_id": person_id, "day": day.isoformat(),
        "known": micros(known), "quotas": dumps([_quota(one) for one in asked]),
    }  # fmt: skip
    sql = SQL(tx)
    rows = sql.ledger_by_link(**given) if by_link else sql.ledger(**given)
    return [
        Owed(
            row["person_id"], row["level"], row["unit_id"], row["station_id"], asked[row["n"]], row.get("link_id", 0),
            Line(row["links"], row["needed"], row["done"], row["pending"]),
        )
        for row in rows
    ]  # fmt: skip


def _quota(one: Asked) -> Row:
    return {
        "tier": one.tier, "first": one.span.first, "last": one.span.last, "days": one.span.days,
        "number": one.quota.count, "remaining": one.quota.remaining, "face": int(one.quota.face_to_face),
    }  # fmt: skip


def names_in(tx: Tx, unit_id: int) -> dict[int, Keeper]:
    """Everybody with a seat in a congress of a unit or of one below it, by id."""
    return {row["id"]: Keeper(row["ref"], row["name"]) for row in SQL(tx).names_in(unit_id=unit_id)}


def codes(tx: Tx) -> dict[tuple[str, int], str]:
    """The codes of all units and stations: {("unit", 3): "zhangdian"}. For commands."""
    return {(row["kind"], row["id"]): row["code"] for row in SQL(tx).codes()}


def links_of(tx: Tx, person_id: int, day: date) -> list[Link]:
    """The links that somebody keeps on a day."""
    return [
        Link(
            row["id"], Tier(row["tier"]), row["representative_id"], row["other_id"], row["name"], bool(row["reachable"])
        )
        for row in SQL(tx).links_of(person_id=person_id, day=day.isoformat())
    ]


def enter(
    tx: Tx, author_id: int, mode: Mode, day: date, summary: str, now: datetime, place: str = "",
    reception_id: int | None = None,
) -> int:  # fmt: skip
    """Keep what somebody logged, perhaps out of a reception. Returns the entry's id."""
    row = SQL(tx).add_entry(author_id=author_id, mode=mode.value, day=day.isoformat(), summary=summary, place=place,
                            now=micros(now), update_id=tx.update_id, reception_id=reception_id)  # fmt: skip
    return int(row["id"])


def complete(tx: Tx, entry_id: int, *, summary: str | None = None, place: str | None = None) -> None:
    """Write the line or the place of an entry, whichever is given."""
    if summary is not None:
        SQL(tx).write_line(entry_id=entry_id, summary=summary)
    if place is not None:
        SQL(tx).write_place(entry_id=entry_id, place=place)


def decide(tx: Tx, contact_id: int, person_id: int, reason: str, now: datetime) -> bool:
    """Keep an officer's word on a disputed meeting. Whether it is the first one."""
    return bool(SQL(tx).decide(id=contact_id, person_id=person_id, decision=reason, now=micros(now)))


def add(tx: Tx, entry_id: int, link_id: int, mode: Mode, day: date, now: datetime) -> int:
    """Note the contact on a link: a meeting waits for the other side, anything else counts at once. Returns its id."""
    waits = mode.is_face_to_face
    row = SQL(tx).add(
        entry_id=entry_id, link_id=link_id, day=day.isoformat(), face=int(waits), now=micros(now),
        standing=(Standing.WAITING if waits else Standing.COUNTED).value,
        counted_at=None if waits else micros(now), evidence="" if waits else Evidence.WORD.value,
    )  # fmt: skip
    return int(row["id"])


def count(tx: Tx, contact_id: int, evidence: Evidence, now: datetime) -> bool:
    """Let a meeting count from now on. Whether it still waited."""
    return bool(SQL(tx).count(id=contact_id, evidence=evidence.value, now=micros(now)))


def void(tx: Tx, contact_id: int, standing: Standing, objection: str, now: datetime) -> bool:
    """Let a contact count no more, or never. Whether it still could be."""
    return bool(SQL(tx).void(id=contact_id, standing=standing.value, objection=objection, now=micros(now)))


def find(tx: Tx, contact_id: int) -> Contact | None:
    """A contact by its id."""
    row = SQL(tx).find(id=contact_id)
    if row is None:
        return None
    return Contact(
        row["id"], row["entry_id"], row["link_id"], row["keeper_id"], row["keeper"], row["other_id"], row["other"],
        bool(row["reachable"]), Mode(row["mode"]), date.fromisoformat(row["day"]), row["summary"],
        Standing(row["standing"]), Evidence(row["evidence"]) if row["evidence"] else None, row["objection"],
        row["tries"], instant(row["entered_at"]), row["place"], row["decision"], moment(row["decided_at"]),
    )  # fmt: skip


def of_entry(tx: Tx, entry_id: int) -> list[Contact]:
    """The contacts of one entry."""
    found = (find(tx, row["id"]) for row in SQL(tx).of_entry(entry_id=entry_id))
    return [one for one in found if one is not None]


def unanswered(tx: Tx, before: datetime, *, reminded: bool, number: int) -> list[Contact]:
    """Meetings that have waited since before a moment for the other side's word, at most so many."""
    rows = SQL(tx).unanswered(reminded=int(reminded), before=micros(before), number=number)
    found = (find(tx, row["id"]) for row in rows)
    return [one for one in found if one is not None]


def remind(tx: Tx, contact_id: int) -> None:
    """Note that the other side was asked a second time."""
    SQL(tx).remind(id=contact_id)


def put_code(tx: Tx, entry_id: int, code_hash: str, token_hash: str, day: date) -> None:
    """Keep a meeting's code and link; they take the place of earlier ones."""
    SQL(tx).put_code(entry_id=entry_id, code_hash=code_hash, token_hash=token_hash, day=day.isoformat())


def code_of(tx: Tx, entry_id: int) -> Code | None:
    """The code of a meeting, if one was shown."""
    row = SQL(tx).code_of(entry_id=entry_id)
    return Code(entry_id, row["code_hash"], date.fromisoformat(row["day"])) if row else None


def by_token(tx: Tx, token_hash: str) -> tuple[int, date] | None:
    """The entry (id) whose link this is, and the day on which it is valid."""
    row = SQL(tx).by_token(token_hash=token_hash)
    return (row["entry_id"], date.fromisoformat(row["day"])) if row else None


def wrong_code(tx: Tx, contact_id: int) -> None:
    """Count a wrong code."""
    SQL(tx).wrong_code(id=contact_id)
