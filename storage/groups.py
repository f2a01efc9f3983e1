"""Staff groups, the codes that connect them, and the cases that stand in them."""

from datetime import date, datetime

from domain.groups import Code, Ended, Group, Kind, Target
from domain.people import Address
from storage import cards, outbox
from storage.tx import Row, Sql, Tx, instant, micros

SQL = Sql("groups")


def at(tx: Tx, where: Address) -> Group | None:
    """The connected group of a chat, also by the address that it had before it grew into a supergroup."""
    row = SQL(tx).at(channel=where.channel, address=where.address)
    if row is None and (grown := SQL(tx).grown(channel=where.channel, address=where.address)) is not None:
        row = SQL(tx).at(channel=where.channel, address=grown["address"])
    return _group(row) if row else None


def find(tx: Tx, group_id: int) -> Group | None:
    """A connected group by its id."""
    row = SQL(tx).find(id=group_id)
    return at(tx, Address(row["channel"], row["address"])) if row else None


def of(tx: Tx, kind: Kind, target_id: int) -> list[Group]:
    """The groups of a station or a department."""
    if kind is Kind.STATION:
        return _groups(tx, SQL(tx).of_station(target_id=target_id))
    return _groups(tx, SQL(tx).of_department(target_id=target_id))


def shown(tx: Tx, case_id: int) -> list[Group]:
    """The groups in which a case stands."""
    return _groups(tx, SQL(tx).shown(suggestion_id=case_id))


def connected_below(tx: Tx, unit_id: int) -> list[Group]:
    """The groups of all stations and departments of a unit and below."""
    return _groups(tx, SQL(tx).connected_below(unit_id=unit_id))


def language(tx: Tx, where: Address) -> str | None:
    """The language that is spoken in a group, also in one that is no longer connected."""
    found = SQL(tx).language(channel=where.channel, address=where.address)
    return str(found) if found else None


def add(tx: Tx, where: Address, title: str, target: Target, language: str, person_id: int, now: datetime, *,
        forum: bool) -> int:  # fmt: skip
    """Connect a group. Returns its id."""
    return int(SQL(tx).add(
        channel=where.channel, address=where.address, title=title, **_columns(target), language=language,
        forum=int(forum), person_id=person_id, now=micros(now),
    ))  # fmt: skip


def end(tx: Tx, group: Group, why: Ended, now: datetime) -> bool:
    """Connect it no longer; what waits for it is dropped. Returns whether it was connected.

    Which cases stood in it is known on where the bot was put out: that may be the beginning of its growing.
    """
    ended = bool(SQL(tx).end(id=group.id, ended=why.value, now=micros(now)))
    if ended:
        if why is Ended.DISCONNECTED:
            SQL(tx).drop_cases(group_id=group.id)
        SQL(tx).drop_rows(channel=group.at.channel, address=group.at.address, now=micros(now))
        tx.wakes.append((outbox.OUTBOX, None))
    return ended


def set_forum(tx: Tx, group: Group, *, forum: bool) -> bool:
    """Note whether cases get topics. Returns whether that is new."""
    return bool(SQL(tx).set_forum(id=group.id, forum=int(forum)))


def grow(tx: Tx, old: Address, new: Address) -> bool:
    """A group has become a supergroup: what waits goes there, and cards are sent anew. Twice changes nothing."""
    grown = bool(SQL(tx).grow(channel=old.channel, old=old.address, new=new.address))
    SQL(tx).move_rows(channel=old.channel, old=old.address, new=new.address)
    cards.drop_all(tx, old)
    tx.wakes.append((outbox.OUTBOX, None))
    return grown


def put_code(tx: Tx, hash_: str, target: Target, person_id: int, now: datetime, expires: datetime) -> None:
    """Keep a code by its hash; old ones are forgotten."""
    SQL(tx).forget_codes(before=micros(now))
    SQL(tx).put_code(code_hash=hash_, **_columns(target), person_id=person_id, now=micros(now),
                     expires_at=micros(expires))  # fmt: skip


def code(tx: Tx, hash_: str) -> Code | None:
    """A code by its hash."""
    row = SQL(tx).code(code_hash=hash_)
    return Code(row["code_hash"], _target(row), instant(row["expires_at"]), row["group_id"]) if row else None


def use_code(tx: Tx, code: Code, group_id: int) -> bool:
    """Use it up. False if somebody else was faster: it works once."""
    return bool(SQL(tx).use_code(code_hash=code.hash, group_id=group_id))


def target(tx: Tx, kind: Kind, id_: int, today: date) -> Target | None:
    """A station or a department of today."""
    day = today.isoformat()
    row = SQL(tx).station(id=id_, today=day) if kind is Kind.STATION else SQL(tx).department(id=id_, today=day)
    return Target(kind, row["id"], row["name"], row["unit_id"]) if row else None


def below(tx: Tx, unit_id: int, today: date, skip: int, count: int) -> list[Target]:
    """The departments and stations of a unit and below, a page of them."""
    rows = SQL(tx).below(unit_id=unit_id, today=today.isoformat(), skip=skip, count=count)
    return [Target(Kind(row["kind"]), row["id"], row["name"], row["unit_id"]) for row in rows]


def enter(tx: Tx, group: Group, case_id: int) -> None:
    """Let a case stand in a group."""
    SQL(tx).enter(suggestion_id=case_id, group_id=group.id)
    SQL(tx).mark(suggestion_id=case_id, in_groups=1)


def leave(tx: Tx, group: Group, case_id: int) -> None:
    """Let it stand there no longer."""
    SQL(tx).leave(suggestion_id=case_id, group_id=group.id)


def place(tx: Tx, where: Address, case_id: int) -> tuple[bool, int | None] | None:
    """Whether cases have topics in a connected group, and the one (thread id) that a case has there."""
    row = SQL(tx).place(channel=where.channel, address=where.address, suggestion_id=case_id)
    return (bool(row["forum"]), row["thread"]) if row else None


def put_thread(tx: Tx, where: Address, case_id: int, thread: int | None) -> None:
    """Note a case's topic in a group; None forgets it."""
    row = SQL(tx).place(channel=where.channel, address=where.address, suggestion_id=case_id)
    if row is not None:
        SQL(tx).put_thread(thread=thread, suggestion_id=case_id, group_id=row["id"])


def last_deed(tx: Tx, case_id: int) -> tuple[str, str] | None:
    """What somebody of the staff or of a department did last in a case, and the name."""
    row = SQL(tx).last_deed(suggestion_id=case_id)
    return (row["kind"], row["name"]) if row else None


def _groups(tx: Tx, rows: list[Row]) -> list[Group]:
    found = (at(tx, Address(row["channel"], row["address"])) for row in rows)
    return [group for group in found if group is not None]


def _columns(target: Target) -> dict[str, object]:
    return {
        "kind": target.kind.value,
        "station_id": target.id if target.kind is Kind.STATION else None,
        "department_id": target.id if target.kind is Kind.DEPARTMENT else None,
    }


def _target(row: Row) -> Target:
    return Target(Kind(row["kind"]), row["target_id"], row["name"], row["unit_id"])


def _group(row: Row) -> Group:
    return Group(
        row["id"], Address(row["channel"], row["address"]), row["title"], _target(row), row["language"],
        bool(row["forum"]), row["connected_by"], instant(row["connected_at"]),
    )  # fmt: skip
