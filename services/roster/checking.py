"""What rows say of each other: checked against the whole roster as it would stand after the import.

Every check looks at one row of the workbook and yields what is wrong with it; tables say who may stand under whom.
A row that could not be read has been complained of already, so nothing is held against those who name it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from domain.people import Role
from domain.roster import (
    MAX_FAULTS,
    MODELS,
    PORTION,
    ROLE_PLACE,
    Book,
    Fault,
    Key,
    Level,
    LinkRow,
    MandateRow,
    PersonRow,
    Progress,
    RoleRow,
    RosterRow,
    Tier,
    UnitRow,
)
from domain.units import UnitKind
from services.roster.lasting import outlasting
from services.roster.whole import PARENTS, Whole

# Which columns name rows of which sheet.
REFERENCES: dict[str, dict[str, str]] = {
    "units": {"parent": "units"},
    "stations": {"unit": "units"},
    "departments": {"unit": "units", "units": "units"},
    "persons": {"home": "units"},
    "mandates": {"person": "persons", "unit": "units", "station": "stations"},
    "roles": {"person": "persons", "unit": "units", "station": "stations", "department": "departments"},
    "links": {"keeper": "persons", "other": "persons"},
}


@dataclass(frozen=True)
class Wrong:
    """What a check found in a row."""

    column: str
    kind: str
    facts: dict[str, str] = field(default_factory=dict)


Check = Callable[[Any, Whole], Iterator[Wrong]]


def check(
    current: Book, wanted: Book, erased: frozenset[str] = frozenset(), progress: Progress | None = None
) -> tuple[Fault, ...]:
    """Every fault of the workbook's rows among each other and with what is there, in the order of the sheets."""
    whole = Whole(current, wanted, erased)
    faults: list[Fault] = []
    done, total = 0, sum(len(wanted.sheet(sheet)) for sheet in MODELS)
    for sheet in MODELS:
        faults += _twice(sheet, wanted, whole)
        rows = [whole.rows[sheet][key] for key in dict.fromkeys(whole.keys[sheet])]
        for number, row in enumerate(rows):
            if progress and number % PORTION == 0:
                progress("check", done + number, total)
            wrongs = [wrong for one in (*EVERY_ROW, *CHECKS.get(sheet, ())) for wrong in one(row, whole)]
            faults += [_fault(sheet, row, wrong) for wrong in wrongs]
            faults += [_fault(sheet, row, wrong) for wrong in _references(sheet, row, whole)]
        for row in wanted.broken.get(sheet, ()):
            wrongs = [*_readable(sheet, row, whole), *_references(sheet, row, whole)]
            faults += [_fault(sheet, row, wrong) for wrong in wrongs]
        faults += _overlaps(sheet, whole)
        if len(faults) >= MAX_FAULTS:
            return (*faults[:MAX_FAULTS], Fault("too_many_faults", facts={"limit": f"{MAX_FAULTS:,}"}))
        done += len(wanted.sheet(sheet))
    if progress:
        progress("check", total, total)
    faults += _kinds_in_use(current, whole)
    faults += outlasting(current, whole)
    return tuple(faults)


def _fault(sheet: str, row: RosterRow, wrong: Wrong) -> Fault:
    value = getattr(row, wrong.column)
    text = "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return Fault(wrong.kind, sheet, row.row, wrong.column, text, wrong.facts)


def _readable(sheet: str, row: RosterRow, whole: Whole) -> Iterator[Wrong]:
    """What is wrong with a row besides the cells that could not be read: the checks for which there is enough."""
    for one in (*EVERY_ROW, *CHECKS.get(sheet, ())):
        if row.model_fields_set.issuperset(READS[one]):
            yield from one(row, whole)


def _twice(sheet: str, wanted: Book, whole: Whole) -> Iterator[Fault]:
    first: dict[Key, int] = {}
    known: Iterable[tuple[Key, RosterRow]] = zip(whole.keys[sheet], wanted.sheet(sheet), strict=True)
    model = MODELS[sheet]
    named = {*model.IDENTITY, *filter(None, (model.START,))}
    if broken := [row for row in wanted.broken.get(sheet, ()) if row.model_fields_set >= named]:
        known = sorted([*known, *((row.key, row) for row in broken)], key=lambda one: one[1].row)
    for key, row in known:
        if key in first:
            column = row.IDENTITY[0]
            facts = {"row": str(first[key])}
            yield Fault("twice", sheet, row.row, column, " · ".join(filter(None, key)), facts)
        first.setdefault(key, row.row)


def _references(sheet: str, row: RosterRow, whole: Whole) -> Iterator[Wrong]:
    for column, target in REFERENCES[sheet].items():
        value = row.__dict__.get(column)  # a broken row may lack it
        for name in value if isinstance(value, tuple) else (value,):
            if name is None or whole.has(target, name):
                continue
            is_erased = target == "persons" and name in whole.erased
            yield Wrong(column, "erased" if is_erased else f"unknown_{target}", {"code": name})


def _dates(row: RosterRow, _whole: Whole) -> Iterator[Wrong]:
    values = row.__dict__
    start = values.get("starts") or values.get("valid_from")
    end = values[row.END] if row.END else None
    if row.END and start and end and end < start:
        yield Wrong(row.END, "end_before_start", {"start": start.isoformat()})


def _position(row: RosterRow, _whole: Whole) -> Iterator[Wrong]:
    latitude, longitude = row.__dict__.get("latitude"), row.__dict__.get("longitude")
    if (latitude is None) != (longitude is None):
        yield Wrong("latitude" if latitude is None else "longitude", "half_position")


def _place_in_tree(row: UnitRow, whole: Whole) -> Iterator[Wrong]:
    if _is_in_cycle(row, whole):
        yield Wrong("parent", "cycle")
        return
    if row.parent is None:
        if row.kind is not UnitKind.CITY:
            yield Wrong("parent", f"parent_{row.kind}")
        return
    parent = whole.unit(row.parent)
    if parent is not None and parent.kind not in PARENTS[row.kind]:
        yield Wrong("parent", f"parent_{row.kind}")


def _is_in_cycle(row: UnitRow, whole: Whole) -> bool:
    seen: set[str] = set()
    above: UnitRow | None = row
    while above is not None and above.parent is not None and above.code not in seen:
        seen.add(above.code)
        if above.parent == row.code:
            return True
        above = whole.unit(above.parent)
    return False


def _erased(row: PersonRow, whole: Whole) -> Iterator[Wrong]:
    if row.ref in whole.erased:
        yield Wrong("ref", "erased")


def _constituency(row: MandateRow, whole: Whole) -> Iterator[Wrong]:
    unit = whole.unit(row.unit)
    is_history = row.level is Level.TOWN and row.ends is not None  # of a street that was a town
    if unit is not None and not is_history and not whole.elects(unit, row.level):
        yield Wrong("unit", f"level_{row.level}", {"name": unit.name})
    if row.level is Level.TOWN and row.committee:
        yield Wrong("committee", "town_committee")


def _office(row: RoleRow, _whole: Whole) -> Iterator[Wrong]:
    needed = ROLE_PLACE[Role(row.role)]
    if getattr(row, needed) is None:
        yield Wrong(needed, f"role_needs_{needed}")
    for place in ROLE_PLACE.values():
        if place != needed and getattr(row, place) is not None:
            yield Wrong(place, f"role_only_{needed}")


def _pair(row: LinkRow, whole: Whole) -> Iterator[Wrong]:
    if row.keeper == row.other:
        yield Wrong("other", "link_to_self")
    elif not any(whole.is_unread("mandates", person) for person in (row.keeper, row.other)):
        yield from _standing(row, whole)


def _standing(row: LinkRow, whole: Whole) -> Iterator[Wrong]:
    """Who may keep a link, and a committee's link with whom: representatives of the keeper's own level."""
    seats = whole.mandates.get(row.keeper, [])
    levels = {seat.level for seat in seats if seat.committee}
    if whole.has("persons", row.keeper):
        if not seats:
            yield Wrong("keeper", "keeper_without_mandate")
        elif row.tier is Tier.COMMITTEE and not levels:
            yield Wrong("keeper", "keeper_not_on_committee")
    others = {seat.level for seat in whole.mandates.get(row.other, [])}
    if row.tier is Tier.COMMITTEE and levels and whole.has("persons", row.other) and not levels & others:
        yield Wrong("other", "other_of_another_level")


def _overlaps(sheet: str, whole: Whole) -> Iterator[Fault]:
    """The same thing twice at a time: usually an old row was to be ended, or its start was typed otherwise."""
    model = MODELS[sheet]
    if model.START is None or model.END is None:
        return
    groups: dict[Key, list[RosterRow]] = defaultdict(list)
    for key, row in whole.rows[sheet].items():
        groups[key[:-1]].append(row)  # the same but for its start
    for rows in groups.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: str(row.key[-1]))):
            end = getattr(earlier, model.END)
            at, other = (later, earlier) if whole.brings(sheet, later) else (earlier, later)
            if whole.brings(sheet, at) and (end is None or end >= getattr(later, model.START)):
                yield _fault(sheet, at, Wrong(model.START, "overlap", {"start": other.key[-1]}))


def _kinds_in_use(current: Book, whole: Whole) -> Iterator[Fault]:
    """A unit that changes its kind must not pull the ground from under rows that the workbook doesn't bring."""
    before = {unit.code: unit.kind for unit in current.units}
    changed = {
        unit.code: unit
        for unit in whole.units.values()
        if whole.brings("units", unit) and before.get(unit.code, unit.kind) is not unit.kind
    }
    if not changed:
        return
    hurt: dict[str, str] = {}
    for child in whole.units.values():
        above = changed.get(child.parent or "")
        if above and not whole.brings("units", child) and above.kind not in PARENTS[child.kind]:
            hurt.setdefault(above.code, child.code)
    for seat in (seat for seats in whole.mandates.values() for seat in seats):
        unit = changed.get(seat.unit)
        is_left = seat.ends is None and not whole.brings("mandates", seat)
        if unit and is_left and not whole.elects(unit, seat.level):
            hurt.setdefault(unit.code, seat.person)
    for code, by in hurt.items():
        yield _fault("units", changed[code], Wrong("kind", "kind_in_use", {"code": by}))


EVERY_ROW: tuple[Check, ...] = (_dates, _position)
CHECKS: dict[str, tuple[Check, ...]] = {
    "units": (_place_in_tree,),
    "persons": (_erased,),
    "mandates": (_constituency,),
    "roles": (_office,),
    "links": (_pair,),
}
# Which fields of a row a check reads, where some could not be read; its dates are looked at as far as they are there.
READS: dict[Check, tuple[str, ...]] = {
    _dates: (),
    _position: ("latitude", "longitude"),
    _place_in_tree: ("code", "kind", "parent"),
    _erased: ("ref",),
    _constituency: ("level", "unit", "ends", "committee"),
    _office: ("role", "unit", "station", "department"),
    _pair: ("tier", "keeper", "other"),
}
