"""Import a roster: all of it in one job, or nothing.

Rows are found again by code, ref, or what they are about and their start, so importing the same twice changes
nothing, and a row that the workbook lacks stays as it is.
"""

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from domain.people import Actor, Role
from domain.roster import PORTION, Book, Change, Plan, Progress, UnitRow, compare
from domain.units import UnitKind
from services.commands import RefusedError
from services.roster.checking import check
from storage import events, roster, units
from storage.tx import Tx

ORDER = {kind: rank for rank, kind in enumerate(UnitKind)}  # a unit's parent is written before it


def plan(tx: Tx, book: Book, progress: Progress | None = None) -> Plan:
    """What importing `book` would change; with faults, nothing may be imported. Changes nothing."""
    current = roster.load(tx)
    faults = check(current, book, roster.erased(tx), progress)
    return replace(compare(current, book, roster.settled(tx)), faults=faults)


def apply(tx: Tx, actor: Actor | None, book: Book, now: datetime, progress: Progress | None = None) -> Plan:
    """Import `book` and return what changed. With faults nothing is written. `actor` None is the command line.

    The second time there is nothing to change, and so no event either. Raises RefusedError for
    whoever does not administer the whole city.
    """
    _allow(tx, actor)
    found = plan(tx, book, progress)
    if found.faults or not found.changes:
        return found
    _write(tx, found, now, progress)
    facts = {kind: found.counts(kind) for kind in ("added", "changed", "ended")}
    person, role = (actor.person, Role.ADMIN) if actor else (None, Role.SYSTEM)
    events.add(tx, "roster", 0, "imported", actor_id=person, role=role, now=now, facts=facts)
    return found


def _write(tx: Tx, found: Plan, now: datetime, progress: Progress | None) -> None:
    """Sheet by sheet, in portions between which one can see how far it is."""
    done, total = 0, len(found.changes)
    for sheet, group in groupby(sorted(found.changes, key=_rank), key=lambda change: change.sheet):
        changes = list(group)
        for first in range(0, len(changes), PORTION):
            portion = changes[first : first + PORTION]
            roster.put(tx, sheet, portion, now)
            done += len(portion)
            if progress:
                progress("write", done, total)
    roster.follow(tx)


def _rank(change: Change) -> int:
    """Units from the top down; everything else keeps its order, which is after the units."""
    return ORDER[change.row.kind] if isinstance(change.row, UnitRow) else len(ORDER)


def _allow(tx: Tx, actor: Actor | None) -> None:
    top = {unit.id for unit in units.roots(tx)}
    if actor and not any(s.role is Role.ADMIN and s.unit_id in top for s in actor.standings):
        raise RefusedError("roster.refused")
