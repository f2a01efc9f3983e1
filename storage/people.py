"""Persons, their accounts and standings, and invitations."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.people import Actor, Address, Representative, Role, Standing, random_code
from domain.showing import Shown
from storage import moderation, notice_recipients, receptions, reminders, supporters
from storage.tx import Sql, TooLateError, Tx, instant, micros, moment

SQL = Sql("people")


@dataclass(frozen=True)
class Reach:
    """Where a person can be reached, and in which language."""

    at: Address
    language: str
    unreachable: bool


@dataclass(frozen=True)
class Invitation:
    """An invitation as it is stored: its token is known to nobody."""

    id: int
    role: Role
    unit_id: int
    station_id: int | None
    department_id: int | None
    person_id: int | None
    expires: datetime
    used_by: int | None
    used: bool
    revoked: bool
    created_by: int | None  # nobody: the command line


@dataclass(frozen=True)
class Person:
    """A person's own row."""

    id: int
    code: str
    name: str
    language: str
    unit_id: int | None
    portrait: str | None


@dataclass(frozen=True)
class Showing:
    """What a person let representatives see last, and the number that is known."""

    shown: Shown | None
    phone: str | None


def actor(tx: Tx, at: Address, language: str, today: date) -> Actor:
    """Who speaks from an account, with the roles of today; a stranger if nobody is bound to it."""
    row = SQL(tx).by_address(channel=at.channel, address=at.address)
    if row is None:
        return Actor(at, language)
    held = standings(tx, row["id"], today)
    return Actor(
        at, row["language"], row["id"], row["name"], row["unit_id"], held, moment(row["muted_until"]),
        row["unreachable_at"] is not None,
    )  # fmt: skip


def standings(tx: Tx, person_id: int, today: date) -> tuple[Standing, ...]:
    """The roles of a person on a day."""
    return tuple(
        Standing(Role(row["role"]), row["unit_id"], row["station_id"], row["department_id"])
        for row in SQL(tx).standings(person_id=person_id, today=today.isoformat())
    )


def reach(tx: Tx, person_id: int) -> Reach | None:
    """The newest account of a person; None if there is none."""
    for row in SQL(tx).addresses(person_id=person_id):
        return Reach(Address(row["channel"], row["address"]), row["language"], row["unreachable_at"] is not None)
    return None


def language_at(tx: Tx, at: Address) -> str | None:
    """The language of whoever uses an account."""
    row = SQL(tx).by_address(channel=at.channel, address=at.address)
    return str(row["language"]) if row else None


def person_at(tx: Tx, at: Address) -> int | None:
    """The person who uses an account."""
    row = SQL(tx).by_address(channel=at.channel, address=at.address)
    return int(row["id"]) if row else None


def find(tx: Tx, person_id: int) -> Person | None:
    """A person by id, unless erased."""
    row = SQL(tx).person(id=person_id)
    if row is None or row["erased_at"] is not None:
        return None
    return Person(row["id"], row["code"], row["name"], row["language"], row["unit_id"], row["portrait"])


def add(tx: Tx, name: str, language: str, now: datetime) -> int:
    """Note a person who agreed. Returns the id."""
    return int(SQL(tx).add(code=random_code(10), name=name, language=language, unit_id=None, now=micros(now)))


def bind(tx: Tx, at: Address, person_id: int, now: datetime) -> None:
    """Let an account speak for a person, who agreed by it, and who will hear of the links that are kept with them."""
    SQL(tx).bind(channel=at.channel, address=at.address, person_id=person_id, now=micros(now))
    SQL(tx).consent(id=person_id, now=micros(now))
    SQL(tx).look_again(person_id=person_id)


def is_bound(tx: Tx, person_id: int, at: datetime) -> bool:
    """Whether somebody has an account that was theirs by a moment."""
    return SQL(tx).bound(person_id=person_id, at=micros(at)) is not None


def merge(tx: Tx, from_id: int, to_id: int) -> None:
    """A resident turns out to be somebody of the roster: what was theirs goes along."""
    old = find(tx, from_id)
    SQL(tx).move_cases(from_id=from_id, to_id=to_id)
    SQL(tx).move_drafts(from_id=from_id, to_id=to_id)
    SQL(tx).move_roles(from_id=from_id, to_id=to_id)
    SQL(tx).move_links(from_id=from_id, to_id=to_id)
    supporters.move(tx, from_id, to_id)
    reminders.move(tx, from_id, to_id)
    moderation.move(tx, from_id, to_id)
    receptions.merge(tx, from_id, to_id)
    notice_recipients.move(tx, from_id, to_id)
    SQL(tx).move_home(id=to_id, unit_id=old.unit_id if old else None)


def set_language(tx: Tx, person_id: int, language: str) -> None:
    """Speak another language with a person from now on."""
    SQL(tx).set_language(id=person_id, language=language)


def set_home(tx: Tx, person_id: int, unit_id: int) -> None:
    """Note where a person lives."""
    SQL(tx).set_home(id=person_id, unit_id=unit_id)


def showing(tx: Tx, person_id: int) -> Showing:
    """What a person chose to show last."""
    row = SQL(tx).showing(id=person_id) or {}
    shown = row.get("shown")
    return Showing(Shown(shown) if shown else None, row.get("phone"))


def set_shown(tx: Tx, person_id: int, shown: Shown) -> None:
    """Note what a person chose to show."""
    SQL(tx).set_shown(id=person_id, shown=shown.value)


def set_phone(tx: Tx, person_id: int, phone: str) -> None:
    """Keep a person's telephone number, who asked for it."""
    SQL(tx).set_phone(id=person_id, phone=phone)


def set_portrait(tx: Tx, person_id: int, file_id: str) -> None:
    """Note a portrait, as the messenger keeps it."""
    SQL(tx).set_portrait(id=person_id, portrait=file_id)


def unreachable(tx: Tx, at: Address, now: datetime) -> bool:
    """Note that an account can't be reached. Whether that is news."""
    return bool(SQL(tx).unreachable(channel=at.channel, address=at.address, now=micros(now)))


def reachable(tx: Tx, at: Address) -> bool:
    """Note that an account is back. Whether that is news."""
    return bool(SQL(tx).reachable(channel=at.channel, address=at.address))


def count_unreachable(tx: Tx) -> int:
    """How many accounts can't be reached."""
    return int(SQL(tx).count_unreachable())


def grant(tx: Tx, person_id: int, standing: Standing, today: date) -> None:
    """Give a person a role from today on."""
    SQL(tx).grant(
        person_id=person_id,
        role=standing.role.value,
        unit_id=standing.unit_id,
        station_id=standing.station_id,
        department_id=standing.department_id,
        today=today.isoformat(),
    )


def officers(tx: Tx, station_id: int, today: date) -> list[int]:
    """The liaison officers of a station who have an account."""
    rows = SQL(tx).officers_of_station(station_id=station_id, today=today.isoformat())
    return [row["person_id"] for row in rows]


def admins(tx: Tx, unit_id: int, today: date, but: int | None = None) -> list[int]:
    """The administrators with an account of a unit, or of the nearest one above that has any beside `but`."""
    above = SQL(tx).admins_above(unit_id=unit_id, today=today.isoformat())
    found = [(row["depth"], row["person_id"]) for row in above if row["person_id"] != but]
    return [person for depth, person in found if depth == found[0][0]]


def admins_of(tx: Tx, unit_id: int, today: date) -> list[int]:
    """The administrators of this very unit, with or without an account."""
    return [row["person_id"] for row in SQL(tx).admins_of(unit_id=unit_id, today=today.isoformat())]


def representative(tx: Tx, person_id: int, today: date) -> Representative | None:
    """A representative with a mandate of today, as a resident sees one."""
    row = SQL(tx).representative(person_id=person_id, today=today.isoformat())
    if row is None:
        return None
    facts = {k: v for k, v in row.items() if k not in ("unit_id", "station_id", "reachable")}
    return Representative(**facts, reachable=bool(row["reachable"]))


def by_code(tx: Tx, code: str) -> int | None:
    """A person by the code of the own link."""
    row = SQL(tx).by_code(code=code)
    return int(row["id"]) if row else None


def by_ref(tx: Tx, ref: str) -> int | None:
    """A person by the roster's own key."""
    row = SQL(tx).by_ref(ref=ref)
    return int(row["id"]) if row else None


def linked(tx: Tx, person_id: int, today: date) -> int | None:
    """The representative who keeps a fixed link with a resident."""
    row = SQL(tx).linked(person_id=person_id, today=today.isoformat())
    return int(row["representative_id"]) if row else None


def invite(
    tx: Tx, token_hash: str, standing: Standing, person_id: int | None, created_by: int | None,
    now: datetime, expires: datetime,
) -> None:  # fmt: skip
    """Keep an invitation."""
    SQL(tx).invite(
        token_hash=token_hash,
        role=standing.role.value,
        unit_id=standing.unit_id,
        station_id=standing.station_id,
        department_id=standing.department_id,
        person_id=person_id,
        created_by=created_by,
        now=micros(now),
        expires_at=micros(expires),
    )


def invitation(tx: Tx, token_hash: str) -> Invitation | None:
    """An invitation by its token's hash."""
    row = SQL(tx).invitation(token_hash=token_hash)
    if row is None:
        return None
    return Invitation(
        row["id"], Role(row["role"]), row["unit_id"], row["station_id"], row["department_id"], row["person_id"],
        instant(row["expires_at"]), row["used_by"], row["used_at"] is not None, row["revoked_at"] is not None,
        row["created_by"],
    )  # fmt: skip


def use_invitation(tx: Tx, invitation_id: int, person_id: int, now: datetime) -> None:
    """Mark an invitation used. Raises TooLateError if somebody used it, or took it back, meanwhile: it works once."""
    if not SQL(tx).use_invite(id=invitation_id, person_id=person_id, now=micros(now)):
        raise TooLateError


def note_try(tx: Tx, at: Address, now: datetime) -> None:
    """Note that an account tried an invitation that is none."""
    SQL(tx).try_invite(channel=at.channel, address=at.address, now=micros(now))


def tries(tx: Tx, at: Address, since: datetime) -> int:
    """How many invitations that are none an account has tried since a moment."""
    return int(SQL(tx).invite_tries(channel=at.channel, address=at.address, since=micros(since)))


def forget_tries(tx: Tx, before: datetime) -> None:
    """Forget old tries."""
    SQL(tx).forget_tries(before=micros(before))
