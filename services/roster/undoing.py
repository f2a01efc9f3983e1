"""Undo an import: all of it in one job, or nothing, and only while nobody has built on it.

What was added is removed, what was changed or ended stands again as it was. Whatever points to what was added, and
every row that somebody changed since, is in the way, and is named.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.people import Actor, Role
from domain.roster import MODELS, OWN_CHOICE, Book, Change, Key, RosterRow
from domain.roster_history import Imported, Obstacle, Trace, before, stands
from domain.telling import Priority, Told
from services.commands import RefusedError
from services.roster import scope
from services.roster.checking import check
from services.roster.importing import write
from services.roster.naming import Names
from storage import events, links, roster, roster_changes, suggestions
from storage.roster_changes import Use
from storage.tx import Tx

Removed = dict[str, dict[int, Key]]
# Where a case may be named: not where it would tell whose it is.
OF_CASES = frozenset({"representative_id", "station_id", "unit_id", "number_unit_id", "lead_id"})
CASES = 5  # that are named
HISTORY = {"links": "link", "mandates": "mandate", "persons": "person"}  # by what the history calls them


class BlockedError(Exception):
    """Somebody has built on the import; nothing was undone."""

    def __init__(self, change: Imported, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(f"{len(obstacles)} obstacles")
        self.change = change
        self.obstacles = obstacles


@dataclass
class _Undoing:
    """What undoing an import comes to."""

    current: Book
    removed: Removed = field(default_factory=lambda: defaultdict(dict))
    restored: list[Change] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    named: set[tuple[str, int | None]] = field(default_factory=set)  # rows that were named already, or are put back


def undo(tx: Tx, actor: Actor | None, change_id: int | None, now: datetime) -> tuple[Imported, tuple[Told, ...]]:
    """Undo an import, the last one that stands if none is named; returns it as it was, and what is to be told.

    `actor` None is the command line. One that was undone before is returned as it is, and nothing happens. Raises
    BlockedError, and RefusedError for whoever may not, or where there is no such import.
    """
    change = find(tx, actor, change_id)
    if change.undone_at is not None:
        return change, ()
    undoing, names = _prepare(tx, actor, change)
    invites = _look_for_uses(tx, undoing, names)
    if undoing.obstacles:
        raise BlockedError(change, tuple(undoing.obstacles))
    told = _news(tx, undoing)
    write(tx, undoing.restored, now)
    roster_changes.drop(tx, undoing.removed, invites)
    person = actor.person if actor else None
    roster_changes.undo(tx, change.id, person, now)
    role = Role.ADMIN if actor else Role.SYSTEM
    events.add(tx, "roster", change.id, "undone", actor_id=person, role=role, now=now,
               facts={**change.counts, **_places(tx, change)})  # fmt: skip
    return change, told


def _places(tx: Tx, change: Imported) -> dict[str, object]:
    """Whose import it was: they see in their trail that it was undone, by whomever."""
    known = (event["facts"] for event in events.of(tx, "roster", change.id) if event["kind"] == "imported")
    units = next((facts["units"] for facts in known if "units" in facts), None)
    return {"units": units} if units else {}


def find(tx: Tx, actor: Actor | None, change_id: int | None) -> Imported:
    """An import that somebody may look at: the own ones, and all for who administers the top. Raises RefusedError."""
    everything = actor is None or scope.is_whole(tx, actor)
    if change_id is None:
        own = None if everything or actor is None else actor.person
        standing = (one for one in roster_changes.newest(tx, 1000, own) if one.undone_at is None)
        found = next(standing, None)
    else:
        found = roster_changes.find(tx, change_id)
    if found is None:
        raise RefusedError("refused.no_import")
    if actor is not None and not everything and found.actor_id != actor.person:
        raise RefusedError("refused.roster_of_others")
    return found


def _prepare(tx: Tx, actor: Actor | None, change: Imported) -> tuple[_Undoing, Names]:
    """Sort out the rows: those that are removed, those that are put back, and those that somebody touched since."""
    undoing = _Undoing(roster.load(tx))
    names = Names(undoing.current)
    settled, later = roster.settled(tx), roster_changes.changed_later(tx, change.id)
    rows = {sheet: {row.key: row for row in undoing.current.sheet(sheet)} for sheet in MODELS}
    ids = {sheet: roster_changes.ids(tx, sheet) for sheet in MODELS}
    passed = roster_changes.passed_on(tx)
    left = roster_changes.traces(tx, change.id)
    for one in left:
        row = rows[one.sheet].get(one.key)
        own = OWN_CHOICE.get(one.sheet, frozenset()) if one.key[0] in settled else frozenset()
        is_later = one.sheet == "persons" and one.kind == "added" and one.key[0] in later
        if row is None or is_later or not stands(one, row, own):
            kind = "gone" if row is None else "changed"
            undoing.obstacles.append(Obstacle(kind, one.sheet, names.of_key(one.sheet, one.key)))
            undoing.named.add((one.sheet, ids[one.sheet].get(one.key)))
        elif one.kind == "added":
            undoing.removed[one.sheet][ids[one.sheet][one.key]] = one.key
        elif one.sheet == "mandates" and ids["mandates"][one.key] in passed:
            undoing.obstacles.append(Obstacle("passed_on", one.sheet, names.of(one.sheet, row)))
        else:
            again = before(one, row, own)
            undoing.restored.append(Change("changed", one.sheet, again, dict.fromkeys(one.before)))
    if missing := _forgotten(change, left):
        undoing.obstacles.append(Obstacle("forgotten", "persons", "", {"n": str(missing)}))
    undoing.obstacles += _misfits(undoing, names)
    if actor is not None:
        scope.demand(tx, actor, undoing.current, _all(undoing, rows))
    return undoing, names


def _forgotten(change: Imported, left: list[Trace]) -> int:
    """How many persons have left since, whose rows of before are gone."""
    counted = sum(change.counts[kind].get("persons", 0) for kind in change.counts)
    return counted - sum(one.sheet == "persons" for one in left)


def _all(undoing: _Undoing, rows: dict[str, dict[Key, RosterRow]]) -> list[Change]:
    """What the undoing changes, as an import would."""
    removed = [Change("ended", sheet, rows[sheet][key])
               for sheet, keys in undoing.removed.items() for key in keys.values()]  # fmt: skip
    return [*removed, *undoing.restored]


def _misfits(undoing: _Undoing, names: Names) -> Iterator[Obstacle]:
    """What was put back must fit what is there, and what stays must not name what goes."""
    gone = {sheet: set(keys.values()) for sheet, keys in undoing.removed.items()}
    stays: dict[str, Any] = {
        sheet: tuple(row for row in undoing.current.sheet(sheet) if row.key not in gone.get(sheet, ()))
        for sheet in MODELS
    }
    again: dict[str, list[RosterRow]] = defaultdict(list)
    for change in undoing.restored:  # a fault tells of which row it is by the row's number
        rows = again[change.sheet]
        rows.append(change.row.model_copy(update={"row": len(rows) + 1}))
    put_back: dict[str, Any] = {sheet: tuple(rows) for sheet, rows in again.items()}
    book = Book.model_construct(**put_back)
    for fault in check(Book.model_construct(**stays), book):
        yield Obstacle("misfit", fault.sheet, names.of(fault.sheet, again[fault.sheet][(fault.row or 1) - 1]))


def _look_for_uses(tx: Tx, undoing: _Undoing, names: Names) -> list[int]:
    """What was built on added rows. Returns the invitations that nobody used: they go with what they were for."""
    found = [use for use in roster_changes.uses(tx, undoing.removed) if (use.table, use.id) not in undoing.named]
    unused = roster_changes.unused_invites(tx, {u.id for u in found if u.table == "invites" and u.id is not None})
    bound = {use.target for use in found if use.table == "accounts"}
    built: dict[tuple[str, str, int], list[Use]] = defaultdict(list)
    for use in found:
        is_said = use.sheet == "persons" and use.target in bound and use.table != "accounts"
        if not is_said and not (use.table == "invites" and use.id in unused):
            built[use.table, use.sheet, use.target].append(use)
    undoing.obstacles += [_obstacle(tx, uses, undoing, names) for uses in built.values()]
    for sheet, subject in HISTORY.items():
        for id_ in sorted(roster_changes.in_history(tx, subject) & undoing.removed.get(sheet, {}).keys()):
            name = names.of_key(sheet, undoing.removed[sheet][id_])
            undoing.obstacles.append(Obstacle("history", sheet, name))
    return sorted(unused)


def _obstacle(tx: Tx, uses: list[Use], undoing: _Undoing, names: Names) -> Obstacle:
    """All of one table that was built on one row. Cases have their numbers, where these do not tell whose they are."""
    first = uses[0]
    name = names.of_key(first.sheet, undoing.removed[first.sheet][first.target])
    ids = {use.id for use in uses if first.table == "suggestions" and use.column in OF_CASES and use.id is not None}
    cases = [case.number for id_ in sorted(ids)[:CASES] if (case := suggestions.find(tx, id_)) is not None]
    facts = {"n": str(len({use.id for use in uses})), "numbers": ", ".join(cases)}
    return Obstacle(first.table, first.sheet, name, facts)


def _news(tx: Tx, undoing: _Undoing) -> tuple[Told, ...]:
    """Whoever was told of a link hears that there is none."""
    told = roster_changes.told(tx) & undoing.removed.get("links", {}).keys()
    pairs = [pair for id_ in sorted(told) if (pair := links.find(tx, id_)) is not None]
    return tuple(Told(pair.other_id, "import.link_gone", {"pair": pair}, priority=Priority.NOTICE) for pair in pairs)
