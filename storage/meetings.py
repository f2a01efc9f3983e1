"""Meetings that are proposed ahead, and who was asked to them."""

from datetime import date, datetime

from domain.meetings import Answer, Invited, Meeting, State
from storage.tx import Sql, Tx, instant, micros

SQL = Sql("meetings")


def add(
    tx: Tx, author_id: int, links: list[int], place: str, at: datetime, day: date, now: datetime, speak: datetime | None
) -> int:
    """Keep a meeting with the links of those who are asked, and when the clock speaks of it first. Returns its id."""
    row = SQL(tx).add(author_id=author_id, place=place, at=micros(at), day=day.isoformat(), now=micros(now),
                      next_at=micros(speak) if speak else None)  # fmt: skip
    for link_id in links:
        SQL(tx).invite(meeting_id=row["id"], link_id=link_id)
    return int(row["id"])


def find(tx: Tx, meeting_id: int) -> Meeting | None:
    """A meeting by its id."""
    row = SQL(tx).find(id=meeting_id)
    if row is None:
        return None
    return Meeting(
        row["id"], row["author_id"], row["author"], row["place"], instant(row["at"]), row["sequence"],
        State(row["state"]), instant(row["changed_at"]), _invited(tx, meeting_id),
    )  # fmt: skip


def _invited(tx: Tx, meeting_id: int) -> tuple[Invited, ...]:
    return tuple(
        Invited(row["link_id"], row["other_id"], row["name"], bool(row["reachable"]), Answer(row["answer"]))
        for row in SQL(tx).invited(meeting_id=meeting_id)
    )


def move(tx: Tx, meeting: Meeting, place: str, at: datetime, day: date, now: datetime, speak: datetime | None) -> bool:
    """Another place or time; whoever was asked is asked again if the time is another. Whether nobody was faster."""
    moved = SQL(tx).move(
        id=meeting.id, sequence=meeting.sequence, place=place, at=micros(at), day=day.isoformat(), now=micros(now),
        next_at=micros(speak) if speak else None,
    )  # fmt: skip
    if moved and at != meeting.at:
        SQL(tx).ask_again(meeting_id=meeting.id)
    return bool(moved)


def close(tx: Tx, meeting_id: int, state: State, now: datetime) -> bool:
    """End it, whichever way. Whether it was still planned."""
    return bool(SQL(tx).close(id=meeting_id, state=state.value, now=micros(now)))


def answer(tx: Tx, meeting_id: int, link_id: int, said: Answer, now: datetime) -> bool:
    """Note what somebody said. Whether that is something new."""
    return bool(SQL(tx).answer(meeting_id=meeting_id, link_id=link_id, answer=said.value, now=micros(now)))


def due(tx: Tx, now: datetime, number: int) -> list[int]:
    """The meetings (ids) of which the clock is to speak by now, at most so many."""
    return [row["id"] for row in SQL(tx).due(now=micros(now), number=number)]


def later(tx: Tx, meeting_id: int, speak: datetime | None) -> None:
    """When the clock speaks of it next; None for no more."""
    SQL(tx).later(id=meeting_id, next_at=micros(speak) if speak else None)


def ahead(tx: Tx, link_id: int, now: datetime) -> list[int]:
    """The meetings (ids) to which somebody was asked on a link and that have not begun."""
    return [row["id"] for row in SQL(tx).ahead(link_id=link_id, now=micros(now))]


def planned(tx: Tx, person_id: int, since: datetime, number: int) -> list[Meeting]:
    """The meetings that somebody proposed or was asked to, from a moment on, the next first."""
    asked = {"person_id": person_id, "since": micros(since), "number": number}
    ids = {row["id"] for rows in (SQL(tx).of_author(**asked), SQL(tx).of_invited(**asked)) for row in rows}
    found = [meeting for id_ in ids if (meeting := find(tx, id_)) is not None]
    return sorted(found, key=lambda one: (one.at, one.id))[:number]
