"""Receptions: who is on duty, and who booked which slot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.meetings import Answer
from domain.people import Role, Standing
from domain.receptions import Booking, Duty, Linked, Reception, Seen, State, Visitor
from domain.units import Station
from storage.tx import Row, Sql, TooLateError, Tx, instant, micros

SQL = Sql("receptions")


@dataclass(frozen=True)
class New:
    """What a reception is announced with, or changed to."""

    station_id: int
    topic: str
    scope: str
    short: str
    at: datetime
    ends: datetime
    day: date
    slot: int


def add(tx: Tx, new: New, author_id: int, duty: Iterable[int], now: datetime, speak: datetime | None) -> int:
    """Keep a reception with those who are on duty, and when the clock does something about it first. Returns its id."""
    id_ = int(SQL(tx).add(station_id=new.station_id, author_id=author_id, now=micros(now), next_at=_at(speak),
                          **_facts(new)))  # fmt: skip
    for person_id in duty:
        SQL(tx).put_duty(reception_id=id_, person_id=person_id)
    return id_


def change(tx: Tx, old: Reception, new: New, duty: set[int], now: datetime, speak: datetime | None) -> None:
    """Other facts and other people on duty; with another time everybody is asked again.

    Raises TooLateError if somebody else was faster.
    """
    if not SQL(tx).change(id=old.id, version=old.version, now=micros(now), next_at=_at(speak), **_facts(new)):
        raise TooLateError
    for one in old.duties:
        if one.person_id not in duty or one.answer is Answer.DECLINED:
            SQL(tx).drop_duty(reception_id=old.id, person_id=one.person_id)
    for person_id in sorted(duty):
        SQL(tx).put_duty(reception_id=old.id, person_id=person_id)
    if (new.at, new.ends) != (old.at, old.ends):
        SQL(tx).ask_again(reception_id=old.id)


def _facts(new: New) -> Row:
    return {
        "topic": new.topic, "scope": new.scope, "short": new.short, "at": micros(new.at), "ends": micros(new.ends),
        "day": new.day.isoformat(), "slot": new.slot,
    }  # fmt: skip


def _at(moment: datetime | None) -> int | None:
    return micros(moment) if moment else None


def move(tx: Tx, old: Reception, state: State, now: datetime, speak: datetime | None) -> None:
    """Into another state. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).move(id=old.id, version=old.version, state=state.value, now=micros(now), next_at=_at(speak)):
        raise TooLateError


def hold(tx: Tx, reception: Reception) -> None:
    """Nobody changes it before this is done. Raises TooLateError if somebody did since it was read."""
    if not SQL(tx).hold(id=reception.id, version=reception.version, state=reception.state.value):
        raise TooLateError


def later(tx: Tx, reception_id: int, speak: datetime | None) -> None:
    """When the clock does something about it next; None for no more."""
    SQL(tx).later(id=reception_id, next_at=_at(speak))


def find(tx: Tx, reception_id: int) -> Reception | None:
    """A reception by its id."""
    row = SQL(tx).find(id=reception_id)
    if row is None:
        return None
    facts = {**row, "at": instant(row["at"]), "ends": instant(row["ends"]), "state": State(row["state"])}
    return Reception(**facts, duties=_duties(tx, reception_id))


def _duties(tx: Tx, reception_id: int) -> tuple[Duty, ...]:
    return tuple(
        Duty(row["person_id"], row["name"], bool(row["reachable"]), Answer(row["answer"]))
        for row in SQL(tx).duties(reception_id=reception_id)
    )


def able(tx: Tx, station_id: int, day: date) -> list[tuple[int, str]]:
    """(person id, name) of those who represent somebody at a station on a day."""
    return [(row["id"], row["name"]) for row in SQL(tx).able(station_id=station_id, day=day.isoformat())]


def stations_in(tx: Tx, unit_id: int, day: date) -> list[Station]:
    """The stations of a unit and of all below it."""
    return [Station(**row) for row in SQL(tx).stations_in(unit_id=unit_id, day=day.isoformat())]


def answer(tx: Tx, reception_id: int, person_id: int, said: Answer) -> bool:
    """Note whether somebody on duty comes. Whether that is something new."""
    return bool(SQL(tx).answer(reception_id=reception_id, person_id=person_id, answer=said.value))


def due(tx: Tx, now: datetime, number: int) -> list[int]:
    """The receptions (ids) about which the clock is to do something by now, at most so many."""
    return [row["id"] for row in SQL(tx).due(now=micros(now), number=number)]


def coming_in(tx: Tx, unit_id: int, now: datetime, number: int) -> list[int]:
    """What is to come at the stations of a unit and above (ids), the next first."""
    return [row["id"] for row in SQL(tx).coming_in(unit_id=unit_id, now=micros(now), number=number)]


def of_duty(tx: Tx, person_id: int, since: datetime, number: int) -> list[int]:
    """Those (ids) at which somebody is on duty and that were not over at a moment."""
    return [row["id"] for row in SQL(tx).of_duty(person_id=person_id, since=micros(since), number=number)]


def of_office(tx: Tx, held: Standing, since: datetime, number: int) -> list[int]:
    """Those (ids) of an officer's station or an administrator's units that were not over at a moment."""
    asked = {"since": micros(since), "number": number}
    if held.role is Role.OFFICER:
        return [row["id"] for row in SQL(tx).of_station(station_id=held.station_id, **asked)]
    return [row["id"] for row in SQL(tx).of_unit(unit_id=held.unit_id, **asked)]


def bookings(tx: Tx, reception_id: int) -> list[Booking]:
    """Who booked which slot, in their order."""
    return [
        Booking(row["person_id"], row["name"], row["slot"], row["place"], bool(row["came"]))
        for row in SQL(tx).bookings(reception_id=reception_id)
    ]


def book(tx: Tx, reception_id: int, person_id: int, slot: int, place: int) -> None:
    """Give somebody a place in a slot. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).book(reception_id=reception_id, person_id=person_id, slot=slot, place=place):
        raise TooLateError


def unbook(tx: Tx, reception_id: int, person_id: int) -> bool:
    """Give somebody's slot back. Whether they had one."""
    return bool(SQL(tx).unbook(reception_id=reception_id, person_id=person_id))


def merge(tx: Tx, from_id: int, to_id: int) -> None:
    """A resident turns out to be somebody of the roster: what was booked goes along, and where they came.

    Who came as both is one visitor.
    """
    SQL(tx).trust_visits(from_id=from_id, to_id=to_id)
    SQL(tx).move_visits(from_id=from_id, to_id=to_id)
    SQL(tx).drop_visits(person_id=from_id)
    SQL(tx).move_bookings(from_id=from_id, to_id=to_id)
    SQL(tx).drop_bookings(person_id=from_id)


def leave(tx: Tx, person_id: int) -> None:
    """Somebody leaves: their slots are free, and that they came is a figure alone."""
    SQL(tx).drop_bookings(person_id=person_id)
    SQL(tx).forget_visits(person_id=person_id)


def put_code(tx: Tx, reception_id: int, code_hash: str, token_hash: str) -> bool:
    """Keep the code by which one signs in, and its link. Whether it is open."""
    return bool(SQL(tx).put_code(id=reception_id, code_hash=code_hash, token_hash=token_hash))


def by_token(tx: Tx, token_hash: str) -> int | None:
    """The open reception (id) whose link this is."""
    row = SQL(tx).by_token(token_hash=token_hash)
    return row["id"] if row else None


def sign_in(tx: Tx, reception_id: int, person_id: int, now: datetime) -> bool:
    """Somebody is there, by their own word. Whether that is something new."""
    return bool(SQL(tx).sign_in(reception_id=reception_id, person_id=person_id, now=micros(now)))


def register(tx: Tx, reception_id: int, person_id: int | None, name: str, by_id: int, now: datetime) -> bool:
    """Somebody came, says who is on duty. Whether they are counted by this."""
    return bool(
        SQL(tx).register(reception_id=reception_id, person_id=person_id, name=name, by_id=by_id, now=micros(now))
    )


def visitors(tx: Tx, reception_id: int) -> list[Visitor]:
    """Who came, in their order."""
    return [_visitor(row) for row in SQL(tx).visitors(reception_id=reception_id)]


def visitor(tx: Tx, visitor_id: int) -> Visitor | None:
    """Somebody who came."""
    row = SQL(tx).visitor(id=visitor_id)
    return _visitor(row) if row else None


def _visitor(row: Row) -> Visitor:
    return Visitor(row["id"], row["reception_id"], row["person_id"], row["name"], Seen(row["evidence"]),
                   bool(row["reachable"]))  # fmt: skip


def figures(tx: Tx, reception_id: int) -> tuple[int, int]:
    """How many were received, and how many matters became cases; anonymous ones are not counted."""
    row = SQL(tx).figures(reception_id=reception_id)
    return int(row["received"]), int(row["matters"])


def blank_names(tx: Tx, reception_id: int) -> None:
    """Forget the names of those who are not known here."""
    SQL(tx).blank_names(reception_id=reception_id)


def linked(tx: Tx, reception_id: int, person_id: int, day: date) -> list[Linked]:
    """The visitors with whom somebody keeps a link on a day."""
    rows = SQL(tx).linked(reception_id=reception_id, person_id=person_id, day=day.isoformat())
    return [
        Linked(row["link_id"], row["person_id"], row["name"], Seen(row["evidence"]), bool(row["logged"]))
        for row in rows
    ]


def expected(tx: Tx, reception_id: int, person_id: int, day: date) -> list[tuple[int, str]]:
    """(person id, name) of those with whom somebody keeps a link on a day and who did not come yet."""
    rows = SQL(tx).expected(reception_id=reception_id, person_id=person_id, day=day.isoformat())
    return [(row["person_id"], row["name"]) for row in rows]


def became(tx: Tx, reception_id: int, suggestion_id: int) -> None:
    """A matter that was raised there became a case, which is not anonymous."""
    SQL(tx).became(reception_id=reception_id, suggestion_id=suggestion_id)


def has_booked(tx: Tx, reception_id: int, person_id: int) -> bool:
    """Whether somebody has a slot."""
    return SQL(tx).has_booked(reception_id=reception_id, person_id=person_id) is not None


def has_come(tx: Tx, reception_id: int, person_id: int) -> bool:
    """Whether somebody is a visitor."""
    return SQL(tx).has_come(reception_id=reception_id, person_id=person_id) is not None
