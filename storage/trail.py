"""The trail: the history sorted by unit, kind of act and person, so that any part is found without reading it all.

It is written by a tick, behind the seals, and can be written anew from the history. What was done in the last seconds
is read off the history itself.
"""

import heapq
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.audit import Act, Deed
from domain.people import Role
from domain.units import Unit, UnitKind
from storage import events, units
from storage.tx import Row, Sql, Tx, instant, micros

SQL = Sql("trail")
FOLLOWED_AT_ONCE = 500
# What belongs where its row says; of everything else its facts name the unit, or it is the whole city's.
OF_THEIR_OWN = frozenset({
    "suggestion", "formal", "mandate", "link", "link_proposal", "contact", "meeting", "station", "department",
    "reception",
})  # fmt: skip
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Search:
    """What is looked for in a unit and below: of one kind or all, of one person, between two instants.

    `before` is the deed behind which it goes on, by its instant and number; the newest come first.
    """

    unit_id: int
    act: Act | None = None
    person_id: int | None = None
    since: datetime = FIRST
    until: datetime = LAST
    before: tuple[datetime, int] = (LAST, 0)

    def fits(self, deed: Deed) -> bool:
        """Whether a deed of the unit is one of those."""
        return (
            (self.act is None or deed.act is self.act)
            and (self.person_id is None or self.person_id in deed.named)
            and self.since <= deed.at < self.until
            and (deed.at, deed.id) < self.before
        )


@dataclass(frozen=True)
class Named:
    """Somebody in office."""

    id: int
    name: str


@dataclass(frozen=True)
class Numbered:
    """A case with a number: the name that stands in it, and where it belongs."""

    id: int
    unit_id: int
    unit: str


def follow(tx: Tx) -> int:
    """Write on what was sealed since, up to FOLLOWED_AT_ONCE rows. Returns how many."""
    rows, known = SQL(tx).sealed(count=FOLLOWED_AT_ONCE), _Chains(tx)
    for row in rows:
        deed, at = _deed(row), row["at"]
        places = known.of(row, deed) if deed.is_listed else ()
        for unit_id in places:
            SQL(tx).place(unit_id=unit_id, act=deed.act.value, at=at, event_id=deed.id)
        for person_id in deed.named if places else ():
            SQL(tx).note_doer(person_id=person_id, at=at, event_id=deed.id)
    if rows:
        SQL(tx).reached(position=rows[-1]["position"])
    return len(rows)


def find(tx: Tx, search: Search, count: int) -> list[Deed]:
    """The newest deeds that are looked for, at most `count`."""
    kept = [_deed(row) for row in _kept(tx, search, count)]
    fresh = [deed for deed in _fresh(tx, search.unit_id) if search.fits(deed)]
    found = {deed.id: deed for deed in (*fresh, *kept) if search.act is None or deed.act is search.act}
    return heapq.nlargest(count, found.values(), key=lambda deed: (deed.at, deed.id))


def listed(tx: Tx, unit_id: int, rows: Iterable[Row]) -> list[Deed]:
    """Those rows of the history that the trail of a unit lists, also where it is not written yet."""
    known = _Chains(tx)
    deeds = ((row, _deed(row)) for row in rows)
    return [deed for row, deed in deeds if deed.is_listed and unit_id in known.of(row, deed)]


def of_case(tx: Tx, case_id: int, search: Search, count: int) -> list[Deed]:
    """The newest steps of one case, also those of its resident; who did them is for others to leave out."""
    return [_deed(row) for row in SQL(tx).of_case(case_id=case_id, **_bounds(search), count=count)]


def when(tx: Tx, event_id: int) -> datetime | None:
    """The instant of a deed; None for one that is not there."""
    at = SQL(tx).when_of(id=event_id)
    return None if at is None else instant(at)


def heir(tx: Tx, event_id: int) -> int | None:
    """To whom (id) an office was handed by a deed; None where it does not say so."""
    found = json.loads(SQL(tx).facts_of(id=event_id) or "{}").get("to")
    return found if isinstance(found, int) else None


def numbered(tx: Tx, year: int, serial: int) -> list[Numbered]:
    """The cases that have this number, whatever name stands before it."""
    return [Numbered(**row) for row in SQL(tx).numbered(year=year, serial=serial)]


def people_named(tx: Tx, unit_id: int, name: str, count: int) -> list[Named]:
    """Who holds or held an office in a unit or below, by a part of the name."""
    return [Named(**row) for row in SQL(tx).people_named(unit_id=unit_id, pattern=_holding(name), count=count)]


def units_named(tx: Tx, unit_id: int, name: str, count: int) -> list[Unit]:
    """A unit and those below it that have a name with this in it."""
    rows = SQL(tx).units_named(unit_id=unit_id, pattern=_holding(name), count=count)
    return [Unit(row["id"], row["code"], row["name"], UnitKind(row["kind"]), row["parent_id"]) for row in rows]


def name_of(tx: Tx, unit_id: int, person_id: int) -> str | None:
    """The name of somebody who holds or held an office in a unit or below; None for everybody else."""
    row = SQL(tx).holds_office(unit_id=unit_id, person_id=person_id)
    return row["name"] if row else None


def _holding(name: str) -> str:
    """What a text is like that has this in it; what stands for anything stands for itself."""
    for sign in "!%_":
        name = name.replace(sign, f"!{sign}")
    return f"%{name}%"


def _kept(tx: Tx, search: Search, count: int) -> list[Row]:
    """Of a person one index is read, of a unit one stretch for each kind of act."""
    bounds = _bounds(search)
    if search.person_id is not None:
        of_person: list[Row] = SQL(tx).of_person(
            person_id=search.person_id, unit_id=search.unit_id, act=search.act or "", **bounds, count=count
        )
        return of_person
    acts = [search.act] if search.act else list(Act)
    stretches = (SQL(tx).of_unit(unit_id=search.unit_id, act=act.value, **bounds, count=count) for act in acts)
    return [row for stretch in stretches for row in stretch]


def _fresh(tx: Tx, unit_id: int) -> list[Deed]:
    """What was done in a unit and below and does not stand in the trail yet: some seconds, at most two portions."""
    return listed(tx, unit_id, [*SQL(tx).sealed(count=FOLLOWED_AT_ONCE), *events.unsealed(tx)])


def _bounds(search: Search) -> dict[str, int]:
    at, before = search.before
    return {"since": micros(search.since), "until": micros(search.until), "at": micros(at), "before": before}


def _deed(row: Row) -> Deed:
    return Deed(row["id"], row["subject"], row["subject_id"], row["kind"], row["actor_id"], Role(row["role"]),
                row["on_behalf_of"], instant(row["at"]))  # fmt: skip


class _Chains:
    """The units in whose trail deeds stand: their own and all above. What many share is looked up once."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._chains: dict[int, tuple[int, ...]] = {}

    def of(self, row: Row, deed: Deed) -> frozenset[int]:
        """The units of one row; the top's for what belongs nowhere else. None for a draft that nobody has signed."""
        own = self._own(deed, json.loads(row["facts"]))
        return frozenset(unit_id for one in own for unit_id in self._above(one))

    def _own(self, deed: Deed, facts: dict[str, Any]) -> list[int]:
        if deed.subject in OF_THEIR_OWN:
            return self._asked(deed.subject, deed.subject_id)
        if deed.subject == "unit":
            return [deed.subject_id]
        if isinstance(unit_id := facts.get("unit"), int):
            return [unit_id]
        if isinstance(unit_ids := facts.get("units"), list):  # of a roster, by who administers several
            return unit_ids
        if deed.subject == "person" and isinstance(invite := facts.get("invite"), int):
            return self._asked("invite", invite)
        for place in ("station", "department"):  # whose group it is
            if isinstance(id_ := facts.get(place), int):
                return self._asked(place, id_)
        if deed.subject == "setting" and facts.get("scope") == "unit":
            return [facts["target"]]
        if deed.subject == "setting" and facts.get("scope") == "station":
            return self._asked("station", facts["target"])
        return [root.id for root in units.roots(self._tx)]

    def _asked(self, subject: str, id_: int) -> list[int]:
        return [row["unit_id"] for row in SQL(self._tx).units_of(subject=subject, id=id_)]

    def _above(self, unit_id: int) -> tuple[int, ...]:
        if unit_id not in self._chains:
            self._chains[unit_id] = tuple(unit.id for unit in units.chain(self._tx, unit_id))
        return self._chains[unit_id]
