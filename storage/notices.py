"""Notices, their audiences, and the kinds that somebody does not want."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from domain.notices import Content, Notice, State
from domain.notices.audience import ROLES, Audience, Group
from domain.people import Role
from storage.tx import Row, Sql, TooLateError, Tx, instant, micros, moment

SQL = Sql("notices")


class Size(NamedTuple):
    """How many are of an audience, and how many of them do not want to hear of its kind."""

    people: int
    muted: int


def add(
    tx: Tx, author_id: int, role: Role, unit_id: int, station_id: int | None, content: Content, audience: Audience,
    now: datetime,
) -> int:  # fmt: skip
    """Keep a draft. Returns its id."""
    return int(SQL(tx).add(
        author_id=author_id, role=role.value, unit_id=unit_id, station_id=station_id, content=_json(content),
        audience=_json(audience), now=micros(now),
    ))  # fmt: skip


def find(tx: Tx, notice_id: int) -> Notice | None:
    """A notice by its id."""
    row = SQL(tx).find(id=notice_id)
    return _notice(row) if row else None


def of_unit(tx: Tx, unit_id: int, before: int, number: int) -> list[Notice]:
    """The newest notices of a unit with all below it, older than one (id)."""
    return [_notice(row) for row in SQL(tx).of_unit(unit=unit_id, before=before, number=number)]


def of_station(tx: Tx, station_id: int, before: int, number: int) -> list[Notice]:
    """The same of a station."""
    return [_notice(row) for row in SQL(tx).of_station(station_id=station_id, before=before, number=number)]


def write(tx: Tx, notice: Notice, *, content: Content | None = None, audience: Audience | None = None) -> None:
    """Keep another content or audience of a draft. Raises TooLateError if somebody else was faster."""
    given = {"content": _json(content or notice.content), "audience": _json(audience or notice.audience)}
    if not SQL(tx).write(**given, id=notice.id, version=notice.version):
        raise TooLateError


def discard(tx: Tx, notice: Notice) -> None:
    """Let a draft go. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).discard(id=notice.id, version=notice.version):
        raise TooLateError


def move(
    tx: Tx, notice: Notice, to: State, *, busy: bool, send_at: datetime | None = None, ended: datetime | None = None,
    paced: datetime | None = None, done: int = 0,
) -> bool:  # fmt: skip
    """Bring a notice into another state. False where another process moved or changed it meanwhile."""
    return bool(SQL(tx).move(
        state=to.value, busy=int(busy), send_at=_micros(send_at), ended_at=_micros(ended), paced_at=_micros(paced),
        paced_done=done, id=notice.id, before=notice.state.value, version=notice.version,
    ))  # fmt: skip


def begin(tx: Tx, notice: Notice, now: datetime) -> None:
    """Note when its sending began."""
    SQL(tx).begin(now=micros(now), id=notice.id)


def correct(tx: Tx, notice: Notice, content: Content) -> None:
    """Give it other words. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).correct(content=_json(content), id=notice.id, revision=notice.revision):
        raise TooLateError


def remind(tx: Tx, notice: Notice, now: datetime) -> bool:
    """Have those reminded who did not say that they read it. False where that goes on already."""
    return bool(SQL(tx).remind(now=micros(now), id=notice.id))


def reminded(tx: Tx, notice: Notice, upto: int | None) -> None:
    """Note up to whom they were (person id); None once all were. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).reminded(upto=upto, id=notice.id, before=notice.remind_upto):
        raise TooLateError


def rest(tx: Tx, notice: Notice) -> None:
    """Ticks have nothing to do for it any more, unless it was changed meanwhile."""
    SQL(tx).rest(id=notice.id, state=notice.state.value, revision=notice.revision)


def choose_on(tx: Tx, notice: Notice, upto: int, *, chosen: bool) -> None:
    """Note up to whom it was chosen who gets it. Raises TooLateError if somebody else was faster."""
    if not SQL(tx).choose_on(upto=upto, chosen=int(chosen), id=notice.id, before=notice.upto):
        raise TooLateError


def shown(tx: Tx, notice: Notice, done: int, now: datetime) -> None:
    """Note that its progress was shown."""
    SQL(tx).shown(now=micros(now), done=done, id=notice.id)


def due(tx: Tx, now: datetime, number: int) -> list[int]:
    """Notices (ids) whose time has come."""
    return [row["id"] for row in SQL(tx).due(now=micros(now), number=number)]


def choosing(tx: Tx) -> list[Notice]:
    """Those of which it is not known of everybody yet whether they get it."""
    found = (find(tx, row["id"]) for row in SQL(tx).choosing())
    return [notice for notice in found if notice is not None]


def busy(tx: Tx, number: int) -> list[int]:
    """Notices (ids) for which ticks have something to do."""
    return [row["id"] for row in SQL(tx).busy(number=number)]


def count(tx: Tx, audience: Audience, kind: str, day: date, now: datetime) -> Size:
    """How many are of an audience."""
    row = SQL(tx).count(**_given(audience, kind, day, now))
    return Size(int(row["people"]), int(row["muted"]))


def some(tx: Tx, audience: Audience, kind: str, day: date, now: datetime, *, after: int = 0, number: int) -> list[int]:
    """The first of an audience (person ids) after somebody, without those who muted its kind."""
    given = _given(audience, kind, day, now)
    return [row["id"] for row in SQL(tx).some(**given, after=after, number=number)]


def unclear(tx: Tx, audience: Audience, day: date, since: date) -> frozenset[int]:
    """Representatives (ids) of a unit or station who sit elsewhere as well, or of whom a link has ended since a day."""
    given = {"day": day.isoformat(), "since": since.isoformat()}
    rows = SQL(tx).unclear(unit=audience.unit, station=audience.station, **given)
    return frozenset(row["person_id"] for row in rows)


def choose(tx: Tx, notice: Notice, upto: int, day: date, began: datetime) -> None:
    """Those of its audience who come after `notice.upto` get it, up to a person (id)."""
    given = _given(notice.audience, notice.content.kind, day, began)
    SQL(tx).choose(notice_id=notice.id, after=notice.upto, upto=upto, **given)


def choose_if(tx: Tx, notice: Notice, person_id: int, day: date, since: datetime) -> None:
    """Somebody gets it if they are of its audience, with an account that they had at a moment."""
    SQL(tx).choose(
        notice_id=notice.id,
        after=person_id - 1,
        upto=person_id,
        **_given(notice.audience, notice.content.kind, day, since),
    )


def choose_each(tx: Tx, notice: Notice, person_ids: Iterable[int]) -> None:
    """These get it."""
    for person_id in person_ids:
        SQL(tx).choose_one(notice_id=notice.id, person_id=person_id)


def persons_on(tx: Tx, after: int, number: int) -> int | None:
    """The last (id) of the next persons after one; None if there are none."""
    found = SQL(tx).persons_on(after=after, number=number)
    return int(found) if found is not None else None


def mutes(tx: Tx, person_id: int) -> frozenset[str]:
    """The kinds that somebody does not want."""
    return frozenset(row["kind"] for row in SQL(tx).mutes(person_id=person_id))


def mute(tx: Tx, person_id: int, kind: str, now: datetime, *, wanted: bool) -> None:
    """Note that somebody wants a kind, or does not."""
    if wanted:
        SQL(tx).unmute(person_id=person_id, kind=kind)
    else:
        SQL(tx).mute(person_id=person_id, kind=kind, now=micros(now))


def _given(audience: Audience, kind: str, day: date, now: datetime) -> Row:
    """What the queries of an audience ask for. Of those in office nobody can mute what concerns the office."""
    group = audience.group
    everybody = group is Group.EVERYBODY
    return {
        "now": micros(now), "day": day.isoformat(), "unit": audience.unit, "station": audience.station,
        "home": int(everybody or group is Group.RESIDENTS), "seat": int(everybody or group.sits),
        "office": int(everybody or group in ROLES), "committee": int(group is Group.COMMITTEE),
        "level": audience.level.value if audience.level else None, "role": ROLES.get(group),
        "category": audience.category, "language": audience.language, "kind": "" if group.is_office else kind,
    }  # fmt: skip


def _json(value: Content | Audience) -> str:
    return value.model_dump_json(exclude_defaults=True)


def _micros(at: datetime | None) -> int | None:
    return micros(at) if at else None


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"], author_id=row["author_id"], role=Role(row["role"]), unit_id=row["unit_id"],
        station_id=row["station_id"], sender=row["sender"], state=State(row["state"]), version=row["version"],
        content=Content.model_validate_json(row["content"]), audience=Audience.model_validate_json(row["audience"]),
        revision=row["revision"], created_at=instant(row["created_at"]), send_at=moment(row["send_at"]),
        began_at=moment(row["began_at"]), ended_at=moment(row["ended_at"]), upto=row["upto"],
        chosen=bool(row["chosen"]), paced_at=moment(row["paced_at"]), paced_done=row["paced_done"],
        shown_at=moment(row["shown_at"]), shown_done=row["shown_done"], reminded_at=moment(row["reminded_at"]),
        remind_upto=row["remind_upto"],
    )  # fmt: skip
