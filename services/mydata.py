"""/mydata: everything that is stored on whoever asks, in a file that can be read and one for programs.

Nothing of others goes along but what was shown to the person before: names of those in office, and what they wrote to
the person. Words among staff stay among staff.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.people import Actor, Role
from domain.suggestions import number
from domain.telling import Outcome, Told
from services.commands import Nothing
from storage import events, mydata
from storage.tx import Row, Tx, instant

INSTANTS = frozenset({"at", "since", "updated_at"})  # and all that end in _at
Field = Any  # str, int, float, bool, datetime, None, or rows again


@dataclass(frozen=True)
class Chapter:
    """One kind of what is stored: rows of fields by name."""

    name: str
    rows: tuple[dict[str, Field], ...]


@dataclass(frozen=True)
class Everything:
    """All of it, as it was at one moment."""

    at: datetime
    chapters: tuple[Chapter, ...]


def send(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Send it all. Asked again too soon, say when; nothing is stored on a stranger."""
    if actor.is_stranger:
        return Outcome.tell(Told(actor.at, "mydata.nothing"))
    again = _again(tx, actor)
    if again is not None and again > now:
        return Outcome.tell(Told(actor.person, "mydata.too_soon", {"moment": again}))
    everything = of(tx, actor, now)
    events.add(tx, "person", actor.person, "data_sent", actor_id=actor.person, role=Role.RESIDENT, now=now)
    return Outcome.tell(Told(actor.at, "mydata", {"everything": everything}))


def of(tx: Tx, actor: Actor, now: datetime) -> Everything:
    """Everything that is stored on somebody."""
    person = actor.person
    cases = _cases(tx, person)
    chapters = (
        Chapter("person", (_plain(mydata.person(tx, person)),)),
        Chapter("accounts", _all(mydata.rows(tx, "accounts", person))),
        Chapter("mandates", _all(mydata.rows(tx, "mandates", person))),
        Chapter("roles", _all(mydata.rows(tx, "roles", person))),
        Chapter("links", _all(mydata.rows(tx, "links", person))),
        Chapter("proposals", _all(mydata.rows(tx, "proposals", person))),
        Chapter("contacts", _all(mydata.rows(tx, "contacts", person))),
        Chapter("meetings", _all(mydata.rows(tx, "meetings", person))),
        Chapter("matters", _all(mydata.rows(tx, "matters", person))),
        Chapter("receptions", _all(mydata.rows(tx, "receptions", person))),
        Chapter("invites", _all(mydata.rows(tx, "invites", person))),
        Chapter("cases", cases),
        Chapter("outcomes", tuple(_numbered(row) for row in mydata.rows(tx, "outcomes", person))),
        Chapter("supports", tuple(_numbered(row) for row in mydata.rows(tx, "supports", person))),
        Chapter("reminders", tuple(_numbered(row) for row in mydata.rows(tx, "reminders", person))),
        Chapter("measures", tuple(_numbered(row) for row in mydata.rows(tx, "measures", person))),
        Chapter("notices", _all(mydata.rows(tx, "notices", person))),
        Chapter("unwanted", _all(mydata.rows(tx, "unwanted", person))),
        Chapter("formal", _all(mydata.rows(tx, "formal", person))),
        Chapter("drafts", tuple(_draft(row) for row in mydata.rows(tx, "drafts", person))),
        Chapter("talks", _all(mydata.rows(tx, "talks", person))),
        Chapter("chat", (_plain(mydata.counts(tx, person)),)),
        Chapter("deeds", _deeds(tx, person)),
    )
    return Everything(now, tuple(chapter for chapter in chapters if chapter.rows))


def _again(tx: Tx, actor: Actor) -> datetime | None:
    last = mydata.last_sent(tx, actor.person)
    return last + timedelta(hours=tx.rules.privacy.mydata_hours) if last else None


def _cases(tx: Tx, person: int) -> tuple[dict[str, Field], ...]:
    """The own cases, each with what was said in it and the files."""
    files: dict[int, list[dict[str, Field]]] = {}
    for row in mydata.rows(tx, "files", person):
        files.setdefault(row["message_id"], []).append({k: row[k] for k in ("kind", "name", "mime", "size")})
    said: dict[int, list[dict[str, Field]]] = {}
    for row in mydata.rows(tx, "said", person):
        words = {**_plain({k: row[k] for k in ("at", "kind", "role", "words")}), "files": files.get(row["id"], [])}
        said.setdefault(row["case_id"], []).append(words)
    found = []
    for row in mydata.rows(tx, "cases", person):
        facts = {k: v for k, v in _numbered(row).items() if k != "id"}
        found.append({**facts, "anonymous": bool(row["anonymous"]), "said": said.get(row["id"], [])})
    return tuple(found)


def _draft(row: Row) -> dict[str, Field]:
    """A draft in plain words: what was written, what is attached, and what was chosen."""
    body = json.loads(row["body"])
    words = "\n".join(part["words"] for part in body.get("parts", ()))
    files = [{k: file.get(k) for k in ("kind", "name", "mime", "size")} for file in body.get("files", ())]
    place = body.get("location") or {}
    return {
        "updated_at": instant(row["updated_at"]),
        "words": words,
        "files": files,
        "category": body.get("category"),
        "place": body.get("place", ""),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "anonymous": bool(body.get("anonymous")),
        "phone": body.get("phone", ""),
    }


def _deeds(tx: Tx, person: int) -> tuple[dict[str, Field], ...]:
    return tuple(
        {"at": instant(row["at"]), "deed": row["kind"], "role": row["role"],
         "subject": f"{row['subject']} {row['subject_id']}"}
        for row in mydata.deeds(tx, person)
    )  # fmt: skip


def _numbered(row: Row) -> dict[str, Field]:
    """A row that names a case, with the case's number as people know it."""
    parts = ("number_unit", "year", "serial")
    return {"number": number(row["number_unit"], row["year"], row["serial"]),
            **_plain({k: v for k, v in row.items() if k not in parts})}  # fmt: skip


def _all(rows: list[Row]) -> tuple[dict[str, Field], ...]:
    return tuple(map(_plain, rows))


def _plain(row: Row) -> dict[str, Field]:
    """A row with its instants as such."""
    return {k: instant(v) if v is not None and (k in INSTANTS or k.endswith("_at")) else v for k, v in row.items()}
