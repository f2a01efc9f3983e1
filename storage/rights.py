"""Who holds what, what is taken away, and invitations as those see them who look after a place."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.people import Role
from domain.rights import Holding, Invited
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("rights")


def holders(tx: Tx, unit_id: int, today: date, count: int, skip: int) -> list[Holding]:
    """Who holds what in a unit, so many after so many."""
    rows = SQL(tx).holders(unit_id=unit_id, today=today.isoformat(), count=count, skip=skip)
    return _some(find(tx, f"{row['kind']}{row['id']}", today) for row in rows)


def find(tx: Tx, key: str, today: date) -> Holding | None:
    """A seat or an office by its key, if somebody holds it today."""
    asked = {"id": int(key[1:]), "today": today.isoformat()}
    row = SQL(tx).seat(**asked) if key[:1] == "m" else SQL(tx).office(**asked)
    if row is None:
        return None
    typed = {"role": Role(row["role"]), "since": date.fromisoformat(row["since"]),
             "has_account": bool(row["has_account"])}  # fmt: skip
    return Holding(table=key[:1], **{**row, **typed})


def seats_at(tx: Tx, station_id: int, today: date, count: int, skip: int = 0) -> list[Holding]:
    """Who belongs to a station by a seat, those without an account first, so many after so many."""
    rows = SQL(tx).seats_at(station_id=station_id, today=today.isoformat(), count=count, skip=skip)
    return _some(find(tx, f"m{row['id']}", today) for row in rows)


def offices_of(
    tx: Tx, role: Role, unit_id: int, station_id: int | None, today: date, count: int, skip: int = 0
) -> list[Holding]:
    """Who holds an office of one kind in a unit, or at a station, those without an account first."""
    rows = SQL(tx).offices_of(role=role.value, unit_id=unit_id, station_id=station_id, today=today.isoformat(),
                              count=count, skip=skip)  # fmt: skip
    return _some(find(tx, f"r{row['id']}", today) for row in rows)


def stations_below(tx: Tx, unit_id: int, today: date, count: int, skip: int) -> list[int]:
    """The stations (ids) of a unit and of those below it, so many after so many."""
    rows = SQL(tx).stations_below(unit_id=unit_id, today=today.isoformat(), count=count, skip=skip)
    return [row["id"] for row in rows]


def fellows(tx: Tx, holding: Holding, today: date, count: int) -> list[Holding]:
    """Those who could take an office over, each by what they hold: with an account, and with something to do there."""
    rows = SQL(tx).fellows(unit_id=holding.unit_id, person_id=holding.person_id, today=today.isoformat(), count=count)
    return _some(find(tx, row["held"][1:], today) for row in rows)


def end(tx: Tx, holding: Holding, last: date) -> bool:
    """Let a seat or an office have had its last day. Whether that is news."""
    if holding.is_seat:
        return bool(SQL(tx).end_seat(id=holding.id, last=last.isoformat()))
    place = {"person_id": holding.person_id, "role": holding.role.value, "unit_id": holding.unit_id,
             "station_id": holding.station_id, "department_id": holding.department_id,
             "last": last.isoformat()}  # fmt: skip
    dropped = SQL(tx).drop_office(**place)
    return bool(SQL(tx).end_office(**place) + dropped)


def colleagues(tx: Tx, holding: Holding, today: date) -> list[int]:
    """Those (ids) with an account who hold the same office."""
    rows = SQL(tx).colleagues(role=holding.role.value, unit_id=holding.unit_id, station_id=holding.station_id,
                              department_id=holding.department_id, today=today.isoformat())  # fmt: skip
    return [row["person_id"] for row in rows]


def cases(tx: Tx, holding: Holding) -> int:
    """How many open cases lie at the office's station or department."""
    if holding.station_id is not None:
        return int(SQL(tx).at_station(station_id=holding.station_id))
    if holding.department_id is not None:
        return int(SQL(tx).at_department(department_id=holding.department_id))
    return 0


def made_since(tx: Tx, person_id: int, since: datetime) -> int:
    """How many invitations somebody has made since a moment."""
    return int(SQL(tx).made_since(person_id=person_id, since=micros(since)))


def revoke(tx: Tx, invitation_id: int, now: datetime) -> bool:
    """Let an invitation work no more. Whether it would have."""
    return bool(SQL(tx).revoke(id=invitation_id, now=micros(now)))


def revoke_for(tx: Tx, person_id: int, role: Role, now: datetime) -> int:
    """Let what was made for somebody before, and nobody used, work no more. Returns how many there were."""
    return int(SQL(tx).revoke_for(person_id=person_id, role=role.value, now=micros(now)))


def revoke_by(tx: Tx, person_id: int, now: datetime) -> int:
    """Let what somebody made, and nobody used, work no more. Returns how many there were."""
    return int(SQL(tx).revoke_by(person_id=person_id, now=micros(now)))


def invitation(tx: Tx, invitation_id: int) -> Invited | None:
    """An invitation by its id."""
    row = SQL(tx).invitation(id=invitation_id)
    if row is None:
        return None
    return Invited(
        row["id"], Role(row["role"]), row["unit_id"], row["station_id"], row["place"], row["name"], row["maker"],
        instant(row["created_at"]), instant(row["expires_at"]), moment(row["used_at"]), row["user"],
        row["revoked_at"] is not None,
    )  # fmt: skip


def open_invitations(
    tx: Tx, unit_id: int, station_id: int | None, now: datetime, count: int, skip: int
) -> list[Invited]:
    """Invitations that work, of a unit and those below it or of one station, the newest first."""
    rows = SQL(tx).open_invitations(unit_id=unit_id, station_id=station_id, now=micros(now), count=count, skip=skip)
    return _invited(tx, rows)


def used_invitations(tx: Tx, unit_id: int, station_id: int | None, count: int) -> list[Invited]:
    """Invitations that somebody took up, the last first."""
    return _invited(tx, SQL(tx).used_invitations(unit_id=unit_id, station_id=station_id, count=count))


def _invited(tx: Tx, rows: list[Row]) -> list[Invited]:
    found = (invitation(tx, row["id"]) for row in rows)
    return [one for one in found if one is not None]


def _some(found: Iterable[Holding | None]) -> list[Holding]:
    return [one for one in found if one is not None]
