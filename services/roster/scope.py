"""How far an administrator's roster reaches: the own unit and all below it. A row that touches others is a fault."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from domain.people import Actor, Role
from domain.roster import (
    Book,
    Change,
    DepartmentRow,
    Fault,
    LinkRow,
    MandateRow,
    PersonRow,
    RoleRow,
    RosterRow,
    StationRow,
    UnitRow,
)
from services.commands import RefusedError
from storage import units
from storage.tx import Tx

Places = Iterator[tuple[str, str | None]]  # the column that names a unit, and the unit's code


def administered(actor: Actor) -> list[int]:
    """The units (ids) that somebody administers. Raises RefusedError for whoever administers none."""
    found = [standing.unit_id for standing in actor.standings if standing.role is Role.ADMIN]
    if not found:
        raise RefusedError("refused.no_roster")
    return list(dict.fromkeys(found))


def places(tx: Tx, actor: Actor | None) -> dict[str, list[int]]:
    """Whose import it is, as facts of its event: the units of an administrator of less than everything."""
    return {} if actor is None or is_whole(tx, actor) else {"units": administered(actor)}


def is_whole(tx: Tx, actor: Actor) -> bool:
    """Whether somebody administers the top, and with it everything. Raises RefusedError."""
    return any(root.id in administered(actor) for root in units.roots(tx))


def codes(tx: Tx, actor: Actor) -> frozenset[str]:
    """The codes of the units that somebody administers. Raises RefusedError."""
    found = (units.find(tx, id_) for id_ in administered(actor))
    return frozenset(unit.code for unit in found if unit is not None)


def outside(tx: Tx, actor: Actor, current: Book, changes: Iterable[Change]) -> tuple[Fault, ...]:
    """The changes that touch something outside of what somebody administers. Raises RefusedError."""
    if is_whole(tx, actor):
        return ()
    changes = list(changes)
    reach = Reach(codes(tx, actor), current, changes)
    found = (reach.fault(change) for change in changes)
    return tuple(fault for fault in found if fault is not None)


def demand(tx: Tx, actor: Actor, current: Book, changes: Iterable[Change]) -> None:
    """Raises RefusedError where a change touches something outside."""
    if outside(tx, actor, current, changes):
        raise RefusedError("refused.roster_outside")


class Reach:
    """Some units and all below them, before and after some changes."""

    def __init__(self, own: frozenset[str], current: Book, changes: Iterable[Change] = ()) -> None:
        rows = [change.row for change in changes]
        self._own = own
        self._names = {unit.code: unit.name for unit in current.units}
        self._before = {unit.code: unit.parent for unit in current.units}
        self._after = {**self._before, **{row.code: row.parent for row in rows if isinstance(row, UnitRow)}}
        places: list[StationRow | DepartmentRow] = [*current.stations, *current.departments]
        self._at_before = {row.code: row.unit for row in places}
        new = [row for row in rows if isinstance(row, StationRow | DepartmentRow)]
        self._at = {**self._at_before, **{row.code: row.unit for row in new}}
        self._seats: dict[str, set[str]] = defaultdict(set)
        for row in (*current.mandates, *(row for row in rows if isinstance(row, MandateRow))):
            self._seats[row.person].add(row.unit)
        self._lives = self._homes(current)

    def _homes(self, current: Book) -> dict[str, set[str]]:
        """Where persons belong: where they live, sit, hold an office, and have a link with who sits somewhere."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in current.persons:
            if person.home:
                found[person.ref].add(person.home)
        for seat in current.mandates:
            found[seat.person].add(seat.unit)
        for role in current.roles:
            found[role.person].add(self._of_office(role, self._at_before) or "")
        for link in current.links:
            found[link.other] |= self._seats[link.keeper]
        return found

    def has(self, code: str | None, *, before: bool = False) -> bool:
        """Whether a unit is one of these or below one."""
        parents = self._before if before else self._after
        seen: set[str] = set()
        while code is not None and code not in seen:
            if code in self._own:
                return True
            seen.add(code)
            code = parents.get(code)
        return False

    def belongs(self, person: str) -> bool:
        """Whether a person belongs here, perhaps among other places."""
        return any(self.has(code) for code in self._lives.get(person, ()))

    def holds(self, row: RosterRow) -> bool:
        """Whether a row that is there belongs here; of a link it is enough who keeps it."""
        if isinstance(row, PersonRow):
            return self.belongs(row.ref)
        if isinstance(row, LinkRow):
            return any(self.has(code) for code in self._seats.get(row.keeper, ()))
        places = self._places(row, self._at_before)
        return all(self.has(code) for column, code in places if column != "units")

    def fault(self, change: Change) -> Fault | None:
        """What a change touches outside, if it does."""
        row = change.row
        old = row if change.kind == "added" else row.model_copy(update=change.before)
        found = next(self._outside(change, row, old), None)
        if found is None:
            return None
        column, code = found
        value = getattr(row, column)
        text = "; ".join(value) if isinstance(value, tuple) else str(value or "")
        return Fault("outside", change.sheet, row.row, column, text, {"name": self._names.get(code or "", code or "-")})

    def _outside(self, change: Change, row: RosterRow, old: RosterRow) -> Places:
        yield from ((column, code) for column, code in self._places(row, self._at) if not self.has(code))
        if isinstance(row, UnitRow) and "parent" in change.before and not self.has(row.parent):
            yield "parent", row.parent
        if isinstance(row, LinkRow):
            yield from self._outside_link(row)
        if isinstance(row, MandateRow | RoleRow) and change.kind == "added":
            yield from self._stranger("person", row.person)
        if change.kind != "added":
            was = self._places(old, self._at_before)
            yield from ((column, code) for column, code in was if not self.has(code, before=True))
            if isinstance(row, PersonRow):
                lives = sorted(self._lives.get(row.ref, ()))
                yield from (("ref", code) for code in lives if not self.has(code, before=True))

    def _outside_link(self, row: LinkRow) -> Places:
        seats = sorted(self._seats.get(row.keeper, ()))
        if seats and not any(map(self.has, seats)):
            yield "keeper", seats[0]
        yield from self._stranger("other", row.other)

    def _stranger(self, column: str, person: str) -> Places:
        """Somebody of other units alone: a seat or a link here would show all that is known of them."""
        lives = sorted(self._lives.get(person, ()))
        if lives and not self.belongs(person):
            yield column, lives[0]

    def _places(self, row: RosterRow, at: dict[str, str]) -> Places:
        if isinstance(row, UnitRow):
            yield "code", row.code
        elif isinstance(row, StationRow | DepartmentRow):
            yield "unit", row.unit
        elif isinstance(row, PersonRow) and row.home:
            yield "home", row.home
        elif isinstance(row, MandateRow):
            yield "unit", row.unit
            yield "station", at.get(row.station)
        elif isinstance(row, RoleRow):
            yield next(c for c in ("station", "department", "unit") if getattr(row, c)), self._of_office(row, at)
        if isinstance(row, DepartmentRow):
            yield from (("units", code) for code in row.units)

    def _of_office(self, row: RoleRow, at: dict[str, str]) -> str | None:
        return row.unit or at.get(row.station or row.department or "")
