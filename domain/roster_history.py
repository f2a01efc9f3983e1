"""What an import leaves behind for its undoing: of every row what it was and what it became.

Of what was added only the key and the row itself are kept, of a person not even the name; of what was changed the
fields that changed. So one can tell whether a row still stands as the import left it, and put it back.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic_core import to_jsonable_python

from domain.roster import MODELS, Change, ChangeKind, Fault, Key, LinkRow, Plan, RosterRow

Counts = dict[str, dict[str, int]]  # by kind of change and sheet


@dataclass(frozen=True)
class Imported:
    """One import, and whether it was undone. Without an `actor` it came by the command line."""

    id: int
    actor_id: int | None
    actor: str
    file: str
    counts: Counts
    at: datetime
    undone_at: datetime | None = None
    undoer: str = ""


@dataclass(frozen=True)
class Trace:
    """What became of one row, in values of JSON."""

    sheet: str
    kind: ChangeKind
    key: Key
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def ref(self) -> str | None:
        """Whose words these are: those of a person whose row was changed."""
        return self.key[0] if self.sheet == "persons" and self.kind != "added" else None


@dataclass(frozen=True)
class Obstacle:
    """What was built on an import, so that it can't be undone: the text `roster.built.KIND` says it."""

    kind: str
    sheet: str
    name: str  # of the row on which it was built
    facts: dict[str, str] = field(default_factory=dict)


def trace(change: Change) -> Trace:
    """What is kept of a change."""
    values = change.row.values()
    if change.kind != "added":
        after = {name: values[name] for name in change.before}
        return Trace(change.sheet, change.kind, change.row.key, _plain(change.before), _plain(after))
    usual = _usual(change.sheet)
    given = {} if change.sheet == "persons" else {n: v for n, v in values.items() if v != usual[n]}
    return Trace(change.sheet, "added", change.row.key, after=_plain(given))


@cache
def _usual(sheet: str) -> dict[str, Any]:
    """What stands in the fields of a sheet's rows where nothing was said: asked for at every row."""
    return {name: one.default for name, one in MODELS[sheet].model_fields.items()}


def stands(left: Trace, row: RosterRow, own: frozenset[str] = frozenset()) -> bool:
    """Whether a row stands as the import left it, but for fields that are its person's `own` choice."""
    if left.kind == "added":
        return left.sheet == "persons" or MODELS[left.sheet](**left.after).values() == row.values()
    kept = {name: value for name, value in left.after.items() if name not in own}
    return _with(row, kept).values() == row.values()


def before(left: Trace, row: RosterRow, own: frozenset[str] = frozenset()) -> RosterRow:
    """The row as it was before the import changed it, but for fields that are its person's `own` choice."""
    return _with(row, {name: value for name, value in left.before.items() if name not in own})


def _with(row: RosterRow, values: dict[str, Any]) -> RosterRow:
    return type(row)(**{**row.values(), **values})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = to_jsonable_python(values)
    return plain


@dataclass(frozen=True)
class Refusal:
    """What was said of a link in the chat: on which day, and whether it was ended by the other side ("ended"), by an
    office ("by_office"), or declined ("declined").
    """

    day: date
    kind: str


Refusals = Mapping[Key, Refusal]  # by tier, keeper and other side


def without_refused(plan: Plan, refusals: Refusals) -> Plan:
    """The plan without links that somebody ended or declined in the chat: no old workbook brings them back.

    One that starts after that day is a new one, on which people may have agreed since.
    """
    held = [change for change in plan.changes if change.sheet == "links" and _is_refused(change, refusals)]
    if not held:
        return plan
    ids = {id(change) for change in held}
    changes = tuple(change for change in plan.changes if id(change) not in ids)
    unchanged = Counter(plan.unchanged) + Counter({"links": len(held)})
    notes = tuple(_note(change.row, refusals[change.row.identity]) for change in held)
    return replace(plan, changes=changes, unchanged={**plan.unchanged, **unchanged}, notes=(*plan.notes, *notes))


def _is_refused(change: Change, refusals: Refusals) -> bool:
    row, refusal = change.row, refusals.get(change.row.identity)
    if refusal is None or not isinstance(row, LinkRow) or row.starts > refusal.day:
        return False
    old = change.before.get("ends")
    opens = change.kind == "added" or (old is not None and (row.ends is None or row.ends > old))
    return opens and (row.ends is None or row.ends > refusal.day)


def _note(row: RosterRow, refusal: Refusal) -> Fault:
    return Fault(f"link_{refusal.kind}", "links", row.row, "other", row.key[2], {"day": refusal.day.isoformat()})
