"""The roster: who and what a city has, as rows of a workbook, and what importing them would change.

The same rows come from a workbook, from the database and from the demo's town, so comparing two rosters is all
that an import has to decide. Rows name each other by code or ref, never by the database's ids. A field that was
not given (its column is missing) is left as it is; a row that is missing is left as it is; things end by a date.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import EnumType, StrEnum
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from domain.people import Role
from domain.units import UnitKind

Key = tuple[str, ...]
ANY = "*"


class Level(StrEnum):
    """The congress that a mandate belongs to."""

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"


class StationKind(StrEnum):
    """A station serves a place or a trade."""

    TERRITORIAL = "territorial"
    PROFESSIONAL = "professional"


class Tier(StrEnum):
    """Which link: a standing committee member with representatives, or a representative with residents."""

    COMMITTEE = "committee"
    RESIDENTS = "residents"


class RosterRow(BaseModel):
    """A row. `IDENTITY` and `starts` make its key; `END` is the field that ends it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    IDENTITY: ClassVar[tuple[str, ...]] = ("code",)
    START: ClassVar[str | None] = None
    END: ClassVar[str | None] = "valid_to"

    row: int = Field(0, repr=False)  # its number in the workbook; 0 for rows from elsewhere

    @property
    def identity(self) -> Key:
        """What the row is about; rows with a start may share it at different times."""
        values = self.__dict__
        if len(self.IDENTITY) == 1:  # most rows have a code or a ref, and are asked for it many times
            return (str(values[self.IDENTITY[0]] or ""),)
        return tuple([str(values[name] or "") for name in self.IDENTITY])

    @property
    def key(self) -> Key:
        """By which an import finds this row again."""
        return (*self.identity, str(self.__dict__[self.START])) if self.START else self.identity

    def values(self) -> dict[str, Any]:
        """The row's own fields, without its place in the workbook."""
        values = self.__dict__.copy()
        del values["row"]
        return values


class UnitRow(RosterRow):
    """A city, district, town, street or community."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class StationRow(RosterRow):
    """A liaison station."""

    code: str
    name: str
    kind: StationKind = StationKind.TERRITORIAL
    unit: str
    address: str = ""
    hours: str = ""
    latitude: float | None = None
    longitude: float | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class DepartmentRow(RosterRow):
    """A department: it handles these categories in these units; without units, in its own."""

    code: str
    name: str
    unit: str
    categories: tuple[str, ...]
    units: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def values(self) -> dict[str, Any]:
        """The same, in an order that makes two equal sets equal."""
        areas = tuple(sorted(set(self.units or (self.unit,))))
        return {**super().values(), "categories": tuple(sorted(set(self.categories))), "units": areas}


class PersonRow(RosterRow):
    """A person, known by the roster's own key."""

    IDENTITY = ("ref",)
    END = None

    ref: str
    name: str
    phone: str | None = None
    language: Literal["zh", "en"] = "zh"
    home: str | None = None


class MandateRow(RosterRow):
    """A seat in a congress."""

    IDENTITY = ("person", "level", "unit")
    START = "starts"
    END = "ends"

    person: str
    level: Level
    unit: str
    station: str
    starts: date
    ends: date | None = None
    front_line: bool = True
    committee: bool = False


class RoleRow(RosterRow):
    """An office: an officer's of a station, a department officer's of a department, an administrator's of a unit."""

    IDENTITY = ("person", "role", "unit", "station", "department")
    START = "starts"
    END = "ends"

    person: str
    role: Literal[Role.OFFICER, Role.DEPARTMENT_OFFICER, Role.ADMIN]
    unit: str | None = None
    station: str | None = None
    department: str | None = None
    starts: date
    ends: date | None = None


class LinkRow(RosterRow):
    """A fixed pair: who keeps the link, and with whom."""

    IDENTITY = ("tier", "keeper", "other")
    START = "starts"
    END = "ends"

    tier: Tier
    keeper: str
    other: str
    starts: date
    ends: date | None = None


# The field of its role by which an office is limited.
ROLE_PLACE: dict[Role, str] = {
    Role.OFFICER: "station",
    Role.DEPARTMENT_OFFICER: "department",
    Role.ADMIN: "unit",
}

# In an order in which each sheet only names rows of sheets before it.
MODELS: dict[str, type[RosterRow]] = {
    "units": UnitRow,
    "stations": StationRow,
    "departments": DepartmentRow,
    "persons": PersonRow,
    "mandates": MandateRow,
    "roles": RoleRow,
    "links": LinkRow,
}


def unfinished(sheet: str, row: int, values: dict[str, Any]) -> RosterRow:
    """A row of which some fields could not be read: `model_fields_set` tells which of them are there."""
    fields = MODELS[sheet].model_fields
    kinds = {name: kind for name in values if isinstance(kind := fields[name].annotation, EnumType)}
    meant = {name: kinds[name](value) if name in kinds else value for name, value in values.items()}
    return MODELS[sheet].model_construct(row=row, **meant)


class Book(BaseModel):
    """A roster, whole or in part."""

    model_config = ConfigDict(frozen=True)

    units: tuple[UnitRow, ...] = ()
    stations: tuple[StationRow, ...] = ()
    departments: tuple[DepartmentRow, ...] = ()
    persons: tuple[PersonRow, ...] = ()
    mandates: tuple[MandateRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    # Codes and refs of rows that have faults of their own: naming them is no second fault. ANY stands for all.
    unread: dict[str, frozenset[str]] = Field(default_factory=dict)
    # Those rows by sheet, with the fields that could be read: what they name is checked all the same.
    broken: dict[str, tuple[RosterRow, ...]] = Field(default_factory=dict)

    def sheet(self, name: str) -> tuple[RosterRow, ...]:
        """The rows of a sheet by its name."""
        rows: tuple[RosterRow, ...] = getattr(self, name)
        return rows


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a workbook. The text `roster.fault.KIND` says it, and how to mend it."""

    kind: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    facts: dict[str, str] = field(default_factory=dict)


ChangeKind = Literal["added", "changed", "ended"]
Step = Literal["read", "check", "write"]
# Told how far an import is: the step, how much of it is done, and how much there is. It may be called from any thread.
Progress = Callable[[Step, int, int], None]
PORTION = 1_000  # rows between two calls
MAX_FAULTS = 20_000  # that are told of one file: nobody mends more in one go


@dataclass(frozen=True)
class Change:
    """What becomes of one row: `before` holds the old values of the fields that change."""

    kind: ChangeKind
    sheet: str
    row: RosterRow  # as it will stand
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What an import would change, or what forbids it."""

    changes: tuple[Change, ...] = ()
    unchanged: dict[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()  # what is left as it is, though the workbook says otherwise, and why
    change: int | None = None  # under which number it was imported

    def counts(self, kind: ChangeKind) -> dict[str, int]:
        """How many rows of each sheet are added, changed or ended."""
        found = Counter(change.sheet for change in self.changes if change.kind == kind)
        return {sheet: found[sheet] for sheet in MODELS}


Row = TypeVar("Row", bound=RosterRow)

# What a person decides in the chat; the roster only says it until then.
OWN_CHOICE: dict[str, frozenset[str]] = {"persons": frozenset({"language", "home"})}


def overlaid(old: Row, new: Row, kept: frozenset[str] = frozenset()) -> Row:
    """The old row with the fields that the new one gives, but for `kept`; it stands where the new one stands."""
    if not kept and len(new.model_fields_set) == len(type(new).model_fields):
        return new
    given = {name: getattr(new, name) for name in new.model_fields_set - kept}
    return old.model_copy(update={**given, "row": new.row})


def compare(current: Book, wanted: Book, settled: frozenset[str] = frozenset()) -> Plan:
    """What importing `wanted` into `current` changes. `settled` are refs of persons who use the bot already."""
    changes: list[Change] = []
    unchanged: dict[str, int] = dict.fromkeys(MODELS, 0)
    for sheet in MODELS:
        there = {row.key: row for row in current.sheet(sheet)}
        for row in wanted.sheet(sheet):
            change = _change(sheet, there.get(row.key), row, settled)
            if change is None:
                unchanged[sheet] += 1
            else:
                changes.append(change)
    return Plan(tuple(changes), unchanged)


def _change(sheet: str, old: RosterRow | None, new: RosterRow, settled: frozenset[str]) -> Change | None:
    if old is None:
        return Change("added", sheet, new)
    kept = OWN_CHOICE.get(sheet, frozenset()) if new.identity[0] in settled else frozenset()
    row = overlaid(old, new, kept)
    after = row.values()
    before = {name: value for name, value in old.values().items() if value != after[name]}
    if not before:
        return None
    ended = row.END in before and before[row.END] is None
    return Change("ended" if ended else "changed", sheet, row, before)
