"""Measures against abuse, and what they change: which message is hidden, and until when somebody is muted."""

from datetime import datetime

from domain.moderation import Measure, Offence, Taken
from domain.people import Address
from storage import mutes
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("moderation")


def add(
    tx: Tx, measure: Measure, *, person_id: int, case_id: int, message_id: int | None, unit_id: int, offence: Offence,
    words: str, by_id: int, now: datetime, ends: datetime | None,
) -> int:  # fmt: skip
    """Note a measure. Returns its id."""
    id_: int = SQL(tx).add(
        measure=measure.value, person_id=person_id, suggestion_id=case_id, message_id=message_id, unit_id=unit_id,
        offence=offence.value, words=words, by_id=by_id, now=micros(now), ends=micros(ends) if ends else None,
    )  # fmt: skip
    return id_


def find(tx: Tx, id_: int) -> Taken | None:
    """A measure by its id."""
    row = SQL(tx).find(id=id_)
    return _taken(row) if row else None


def of_case(tx: Tx, case_id: int) -> list[Taken]:
    """The measures that were taken on the occasion of a case, oldest first."""
    return [_taken(row) for row in SQL(tx).of_case(suggestion_id=case_id)]


def of_person(tx: Tx, person_id: int) -> list[Taken]:
    """The measures that were taken against a person, oldest first."""
    return [_taken(row) for row in SQL(tx).of_person(person_id=person_id)]


def objected(tx: Tx, count: int) -> list[Taken]:
    """What awaits a decision, the oldest objection first."""
    return [_taken(row) for row in SQL(tx).objected(count=count)]


def object_(tx: Tx, id_: int, now: datetime) -> bool:
    """Note an objection. False if there was one before, or nothing to object to."""
    return bool(SQL(tx).object(id=id_, now=micros(now)))


def decide(tx: Tx, id_: int, now: datetime) -> bool:
    """Note that it is left so. False if it was decided before."""
    return bool(SQL(tx).decide(id=id_, now=micros(now)))


def undo(tx: Tx, id_: int, now: datetime) -> bool:
    """Undo a measure. False if it was undone before."""
    return bool(SQL(tx).undo(id=id_, now=micros(now)))


def wordings(tx: Tx, message_id: int) -> list[int]:
    """A message (ids) in all its wordings: as it was first, and as it was edited since."""
    first = SQL(tx).first(id=message_id)
    return [first["id"], *(row["id"] for row in SQL(tx).later(id=first["id"]))] if first else []


def hide(tx: Tx, message_id: int, why: str) -> None:
    """Hide a message, or show it again where `why` is empty."""
    SQL(tx).hide(id=message_id, why=why)


def hide_transcripts(tx: Tx, case_id: int, why: str) -> None:
    """The same with what was written down of a case's voice messages."""
    SQL(tx).hide_transcripts(suggestion_id=case_id, why=why)


def mute(tx: Tx, person_id: int) -> None:
    """Note until when a person is muted anywhere, by the measures that stand, and by those of before they left."""
    ends = [taken.until for taken in of_person(tx, person_id) if taken.until is not None and taken.undone_at is None]
    ends += [kept.ends for kept in mutes.of_person(tx, person_id)]
    SQL(tx).mute(id=person_id, ends=micros(max(ends)) if ends else None)


def move(tx: Tx, from_id: int, to_id: int) -> None:
    """Somebody turns out to be somebody else: what was taken against them goes along."""
    SQL(tx).move(from_id=from_id, to_id=to_id)
    mute(tx, to_id)


def withhold(tx: Tx, at: Address, message_id: int, now: datetime) -> None:
    """Send nothing of a message to an account any more."""
    SQL(tx).withhold_waiting(channel=at.channel, address=at.address, case_message_id=message_id, now=micros(now))
    SQL(tx).withhold_parked(channel=at.channel, address=at.address, case_message_id=message_id, now=micros(now))


def _taken(row: Row) -> Taken:
    return Taken(
        row["id"], Measure(row["measure"]), row["person_id"], row["suggestion_id"], row["message_id"], row["unit_id"],
        Offence(row["offence"]), row["words"], row["by_id"], instant(row["at"]), moment(row["ends"]),
        moment(row["objected_at"]), moment(row["decided_at"]), moment(row["undone_at"]),
    )  # fmt: skip
