"""Mandates that have ended, and what passes to whoever follows."""

from datetime import date, datetime

from domain.contacts.handover import Mandate
from storage.tx import Row, Sql, Tx, micros

SQL = Sql("handovers")


def over(tx: Tx, day: date, number: int) -> list[Mandate]:
    """Mandates that ended before a day and that nobody looked at since, at most so many."""
    found = (seat(tx, row["id"]) for row in SQL(tx).over(day=day.isoformat(), number=number))
    return [one for one in found if one is not None]


def followed(tx: Tx, day: date, number: int) -> list[Mandate]:
    """Mandates about which the officer was asked, and that exactly one person has followed since; at most so many."""
    found = (seat(tx, row["id"]) for row in SQL(tx).followed(day=day.isoformat(), number=number))
    return [one for one in found if one is not None]


def resumed(tx: Tx, day: date, number: int) -> list[Mandate]:
    """Mandates about which the officer was asked, and whose holder sits there again; at most so many."""
    found = (seat(tx, row["id"]) for row in SQL(tx).resumed(day=day.isoformat(), number=number))
    return [one for one in found if one is not None]


def again(tx: Tx, ended: Mandate, day: date) -> bool | None:
    """Whether its holder sits there again as what they were; None if they don't sit there on a day."""
    row = SQL(tx).again(person_id=ended.person_id, level=ended.level, unit_id=ended.unit_id, day=day.isoformat())
    return None if row is None else bool(row["committee"]) or not ended.committee


def unsettled(tx: Tx, ended: Mandate, day: date) -> list[Mandate]:
    """The other mandates of its holder that have ended and that nobody has taken over."""
    rows = SQL(tx).unsettled(person_id=ended.person_id, id=ended.id, day=day.isoformat())
    found = (seat(tx, row["id"]) for row in rows)
    return [one for one in found if one is not None]


def last_station(tx: Tx, person_id: int, day: date) -> int | None:
    """The station (id) of somebody's mandate that ended last before a day."""
    row = SQL(tx).latest(person_id=person_id, day=day.isoformat())
    return row["station_id"] if row else None


def seat(tx: Tx, mandate_id: int) -> Mandate | None:
    """A mandate by its id."""
    row = SQL(tx).seat(id=mandate_id)
    if row is None:
        return None
    days = {
        "starts": date.fromisoformat(row["starts"]),
        "ends": date.fromisoformat(row["ends"]) if row["ends"] else None,
    }
    return Mandate(**{**row, **days, "committee": bool(row["committee"])})


def settle(tx: Tx, ended: Mandate, handover: str) -> bool:
    """Note what was done about an ended mandate. Whether nobody was faster."""
    return bool(SQL(tx).settle(id=ended.id, was=ended.handover, handover=handover))


def seated(tx: Tx, ended: Mandate, day: date) -> list[tuple[Mandate, bool]]:
    """Who sits for the same constituency on a day, and whether they are new there."""
    rows = SQL(tx).seated(level=ended.level, unit_id=ended.unit_id, day=day.isoformat())
    found = ((seat(tx, row["id"]), not row["again"]) for row in rows)
    return [(one, new) for one, new in found if one is not None]


def left(tx: Tx, ended: Mandate, day: date) -> int:
    """How many seats of its constituency were left and not handed over."""
    return int(SQL(tx).left(level=ended.level, unit_id=ended.unit_id, day=day.isoformat()))


def asked(
    tx: Tx, number: int, *, unit_id: int | None = None, station_id: int | None = None
) -> tuple[list[Mandate], int]:
    """Ended mandates of a unit or a station whose officer was asked who takes over: so many, and how many more."""
    place = {"unit_id": unit_id, "station_id": station_id}
    found = (seat(tx, row["id"]) for row in SQL(tx).asked(**place, number=number))
    shown = [one for one in found if one is not None]
    return shown, int(SQL(tx).all_asked(**place)) - len(shown)


def open_cases(tx: Tx, person_id: int) -> list[tuple[int, int]]:
    """The open cases (id, unit id) that somebody holds."""
    return [(row["id"], row["unit_id"]) for row in SQL(tx).open_cases(person_id=person_id)]


def waiting(tx: Tx, link_id: int) -> list[Row]:
    """The meetings on a link that wait for somebody's word: id, entry_id, day, face."""
    return list(SQL(tx).waiting(link_id=link_id))


def pass_on(tx: Tx, row: Row, link_id: int, now: datetime) -> int | None:
    """Let a meeting wait on another link. Returns the new contact's id; None if it was answered meanwhile."""
    if not SQL(tx).pass_on(id=row["id"], now=micros(now)):
        return None
    found = SQL(tx).take_up(
        entry_id=row["entry_id"], link_id=link_id, day=row["day"], face=row["face"], now=micros(now)
    )
    return int(found["id"]) if found else None


def untell(tx: Tx, link_id: int) -> None:
    """Nobody could be told of a link: its other side hears once it has an account."""
    SQL(tx).untell(id=link_id)
