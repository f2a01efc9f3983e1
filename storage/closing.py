"""Before a quarter closes: who is to be told what they still owe, and who was.

A stage goes through those whom it tells in the order of their ids, and notes how far it has come in the same
transaction as what it told. Whoever comes a second time, or at the same time, finds the note or the row.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.contacts.closing import Stage
from storage.tx import Sql, Tx, micros

SQL = Sql("closing")
THANKS = 0  # in place of a stage


@dataclass(frozen=True)
class Run:
    """How far a stage has come: all up to this id were told."""

    stage: int
    upto: int = 0
    done: bool = False


@dataclass(frozen=True)
class Again:
    """Somebody asked to hear the reminder of a stage once more."""

    person_id: int
    last: date
    stage: int


@dataclass(frozen=True)
class News:
    """A contact that counts, which nobody has looked at since."""

    id: int
    day: date
    keeper_id: int


def run(tx: Tx, stage: Stage, audience: str) -> Run:
    """How far a stage has come. Where a later one was begun already it is over: a clock was set back."""
    row = SQL(tx).run(last=stage.last.isoformat(), audience=audience)
    if row is not None and row["stage"] <= stage.days:
        return Run(row["stage"], row["upto"], bool(row["done"]) or row["stage"] < stage.days)
    SQL(tx).begin(last=stage.last.isoformat(), audience=audience, stage=stage.days)
    return Run(stage.days)


def advance(tx: Tx, stage: Stage, audience: str, before: Run, upto: int, *, done: bool) -> bool:
    """Note how far a stage has come since. False where another process was faster."""
    found = {"last": stage.last.isoformat(), "audience": audience, "stage": stage.days, "before": before.upto}
    return bool(SQL(tx).advance(**found, upto=upto, done=int(done)))


def keepers(tx: Tx, upto: int, today: date, number: int) -> list[int]:
    """The next ones (person ids) who keep links, have a mandate and an account."""
    return [row["id"] for row in SQL(tx).keepers(upto=upto, today=today.isoformat(), number=number)]


def stations(tx: Tx, upto: int, today: date, number: int) -> list[int]:
    """The next stations (ids) of today."""
    return [row["id"] for row in SQL(tx).stations(upto=upto, today=today.isoformat(), number=number)]


def units(tx: Tx, upto: int, today: date, number: int) -> list[int]:
    """The next units (ids) of today."""
    return [row["id"] for row in SQL(tx).units(upto=upto, today=today.isoformat(), number=number)]


def administrators(tx: Tx, unit_id: int, today: date) -> list[int]:
    """The administrators of a unit itself who have an account."""
    return [row["id"] for row in SQL(tx).administrators(unit_id=unit_id, today=today.isoformat())]


def seated(tx: Tx, today: date, *, unit_id: int | None = None, station_id: int | None = None) -> frozenset[int]:
    """Who (person ids) has a mandate of today in a unit with all below it, or at a station."""
    rows = SQL(tx).seated(unit_id=unit_id, station_id=station_id, today=today.isoformat())
    return frozenset(row["id"] for row in rows)


def claim(tx: Tx, person_id: int, last: date, stage: int, now: datetime) -> bool:
    """Note that somebody is told. Whether they were not yet; the answer is yes once."""
    return bool(SQL(tx).claim(person_id=person_id, last=last.isoformat(), stage=stage, now=micros(now)))


def was_told(tx: Tx, person_id: int, last: date, stage: int) -> bool:
    """Whether somebody was told."""
    return SQL(tx).told(person_id=person_id, last=last.isoformat(), stage=stage) is not None


def has_put_off(tx: Tx, person_id: int, last: date, stage: int) -> bool:
    """Whether somebody put a reminder off."""
    row = SQL(tx).told(person_id=person_id, last=last.isoformat(), stage=stage)
    return row is not None and bool(row["put_off"])


def put_off(tx: Tx, person_id: int, last: date, stage: int, until: datetime) -> bool:
    """Tell somebody once more at a moment. Whether they had not asked before."""
    asked = {"person_id": person_id, "last": last.isoformat(), "stage": stage, "until": micros(until)}
    return bool(SQL(tx).put_off(**asked))


def due_again(tx: Tx, now: datetime, number: int) -> list[Again]:
    """Who is to be told once more by now, at most so many."""
    rows = SQL(tx).due_again(now=micros(now), number=number)
    return [Again(row["person_id"], date.fromisoformat(row["last"]), row["stage"]) for row in rows]


def told_again(tx: Tx, one: Again) -> bool:
    """Note that it was told once more, or need not be. Whether nobody was faster."""
    return bool(SQL(tx).told_again(person_id=one.person_id, last=one.last.isoformat(), stage=one.stage))


def news(tx: Tx, number: int) -> list[News]:
    """Contacts that count and that nobody has looked at since, at most so many."""
    return [News(row["id"], date.fromisoformat(row["day"]), row["keeper_id"]) for row in SQL(tx).news(number=number)]


def look(tx: Tx, contact_id: int) -> bool:
    """Note that somebody looked at a contact. Whether nobody was faster."""
    return bool(SQL(tx).look(id=contact_id))
