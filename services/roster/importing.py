"""Import a roster: all of it in one job, or nothing.

Rows are found again by code, ref, or what they are about and their start, so importing the same twice changes
nothing, and a row that the workbook lacks stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from domain.people import Actor, Role
from domain.roster import MODELS, PORTION, Book, Change, Plan, Progress, UnitRow, compare
from domain.roster_history import Refusal, Refusals, trace, without_refused
from domain.units import UnitKind
from services.commands import today
from services.roster import scope
from services.roster.checking import check
from storage import events, roster, roster_changes
from storage.tx import Tx

ORDER = {kind: rank for rank, kind in enumerate(UnitKind)}  # a unit's parent is written before it


def plan(tx: Tx, book: Book, progress: Progress | None = None, actor: Actor | None = None) -> Plan:
    """What importing `book` would change; with faults, nothing may be imported. Changes nothing.

    Raises RefusedError for an `actor` who administers nothing; None is the command line.
    """
    current = roster.load(tx)
    faults = check(current, book, roster.erased(tx), progress)
    found = compare(current, book, roster.settled(tx))
    if actor is not None:
        faults += scope.outside(tx, actor, current, found.changes)
    return replace(without_refused(found, _refusals(tx)), faults=faults)


def _refusals(tx: Tx) -> Refusals:
    return {key: Refusal(today(tx.rules, at), kind) for key, (at, kind) in roster.refusals(tx).items()}


def apply(
    tx: Tx, actor: Actor | None, book: Book, now: datetime, progress: Progress | None = None, file: str = ""
) -> Plan:
    """Import `book`, out of a `file` of this name, as one change, and return it. With faults nothing is written.

    `actor` None is the command line. The second time there is nothing to change, and so no change either. Raises
    RefusedError for whoever administers nothing.
    """
    found = plan(tx, book, progress, actor)
    return found if found.faults or not found.changes else carry_out(tx, actor, found, now, progress, file)


def carry_out(
    tx: Tx, actor: Actor | None, found: Plan, now: datetime, progress: Progress | None = None, file: str = ""
) -> Plan:
    """Write what was planned in this very transaction, as one change. Returns it with its number."""
    write(tx, found.changes, now, progress)
    counts = {kind: found.counts(kind) for kind in ("added", "changed", "ended")}
    person, role = (actor.person, Role.ADMIN) if actor else (None, Role.SYSTEM)
    change = roster_changes.add(tx, person, file, counts, map(trace, found.changes), now)
    events.add(tx, "roster", change, "imported", actor_id=person, role=role, now=now,
               facts={**counts, **scope.places(tx, actor)})  # fmt: skip
    return replace(found, change=change)


def write(tx: Tx, changes: Sequence[Change], now: datetime, progress: Progress | None = None) -> None:
    """Store rows as they shall stand, sheet by sheet, in portions between which one can see how far it is."""
    done, total, rank = 0, len(changes), {sheet: n for n, sheet in enumerate(MODELS)}
    ordered = sorted(changes, key=lambda change: (rank[change.sheet], _rank(change)))
    for sheet, group in groupby(ordered, key=lambda change: change.sheet):
        rows = list(group)
        for first in range(0, len(rows), PORTION):
            portion = rows[first : first + PORTION]
            roster.put(tx, sheet, portion, now)
            done += len(portion)
            if progress:
                progress("write", done, total)
    roster.follow(tx)


def _rank(change: Change) -> int:
    """Units from the top down; everything else keeps its order, which is after the units."""
    return ORDER[change.row.kind] if isinstance(change.row, UnitRow) else len(ORDER)
