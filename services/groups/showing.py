"""What stands in staff groups: one card a case, which says the least of all cards and is changed in place.

A case comes into the groups of its station when it is new, and into those of a department when it is passed on to it.
From then on whatever anybody is told of it brings its cards up to date. A case that stands in no group costs nothing:
it says so itself (`in_groups`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.groups import Group, Kind, concerns
from domain.people import Role
from domain.suggestions import Clock, Suggestion
from domain.telling import Priority, Told
from services.suggestions import sheets
from services.suggestions.sheets import Sheet
from storage import departments, groups, suggestions
from storage.tx import Tx

# By these a case may come to a station or a department; and by these somebody is reminded, the gravest first.
COMES = frozenset({"case.new", "case.assigned", "case.transferred"})
REMINDS = ("due.above", "due.overdue", "due.soon", "due.promise")
NARROW = frozenset({"due.soon", "due.promise"})  # only for those whose clock runs


@dataclass
class News:
    """The cases of which something is being told, as far as that concerns groups."""

    cases: dict[int, Suggestion] = field(default_factory=dict)
    kinds: dict[int, dict[str, datetime | None]] = field(default_factory=dict)  # what may matter: until when

    def hear(self, told: Told) -> None:
        """Note what is told to somebody, where its case stands in a group or may come into one."""
        sheet = told.facts.get("sheet")
        case = sheet.case if isinstance(sheet, Sheet) else told.facts.get("case")
        if not isinstance(case, Suggestion):
            return
        matters = told.kind in COMES or told.kind in REMINDS
        if matters or case.in_groups:
            self.cases[case.id] = case
            self.kinds.setdefault(case.id, {}).update({told.kind: told.expires} if matters else {})


def spread(tx: Tx, news: News, now: datetime) -> Iterator[Told]:
    """The cards of those cases, for the groups in which they stand or come to stand."""
    for id_, case in news.cases.items():
        kinds = news.kinds[id_]
        standing = groups.shown(tx, id_) if case.in_groups else []
        coming = _concerned(tx, case) if kinds and case.is_open else []
        known = {group.id for group in standing}
        coming = [group for group in coming if group.id not in known]
        if (standing or coming) and (fresh := suggestions.find(tx, id_)) is not None:
            yield from _cards(tx, fresh, standing, coming, kinds, now)


def anew(tx: Tx, case: Suggestion, now: datetime) -> list[Told]:
    """Its cards as it stands now, where something of it went of which nobody is told."""
    return [card(tx, group, case, now) for group in groups.shown(tx, case.id)] if case.in_groups else []


def card(tx: Tx, group: Group, case: Suggestion, now: datetime, *, head: str = "", fresh: bool = False) -> Told:
    """A case's card in a group, under a line of news."""
    facts = {
        "sheet": sheets.posted(tx, case, _role(tx, group, case), now), "head": head, "fresh": fresh,
        "lately": groups.last_deed(tx, case.id), "enclosed": len(suggestions.files(tx, case.id)), "forum": group.forum,
    }  # fmt: skip
    return Told(group.at, "group.card", facts, case=case.id)


def _cards(
    tx: Tx, case: Suggestion, standing: list[Group], coming: list[Group], kinds: dict[str, datetime | None],
    now: datetime,
) -> Iterator[Told]:  # fmt: skip
    offices = _offices(tx, case)
    reminder = next((kind for kind in REMINDS if kind in kinds), "")
    for group in standing:
        if not concerns(group.target, case, offices):
            groups.leave(tx, group, case.id)
            yield Told(group.at, "group.left", {"case": case, "forum": group.forum}, case=case.id)
        elif reminder and _is_for(group, case, reminder):
            key = f"{reminder}:{case.id}:{case.due}:group:{group.id}"
            shown = card(tx, group, case, now, head=reminder, fresh=True)
            yield replace(shown, priority=Priority.REMINDER, dedupe=key, expires=kinds[reminder])
        else:
            yield card(tx, group, case, now)
    for group in coming:
        groups.enter(tx, group, case.id)
        yield card(tx, group, case, now, head=reminder or "case.new", fresh=True)


def _concerned(tx: Tx, case: Suggestion) -> list[Group]:
    """The groups of the case's station, and of the departments that have to do with it."""
    found = groups.of(tx, Kind.STATION, case.station_id) if case.station_id is not None else []
    return found + [group for id_ in _offices(tx, case) for group in groups.of(tx, Kind.DEPARTMENT, id_)]


def _offices(tx: Tx, case: Suggestion) -> frozenset[int]:
    """The departments (ids) that have to do with a case; nothing is asked where none ever led."""
    if case.lead_id is None:
        return frozenset()
    return frozenset(part.department_id for part in departments.live(tx, case.id))


def _role(tx: Tx, group: Group, case: Suggestion) -> Role:
    """What those to whom a group belongs are in the case."""
    if group.target.kind is Kind.STATION:
        return Role.OFFICER
    parts = departments.live(tx, case.id)
    return next((p.role for p in parts if p.department_id == group.target.id), Role.DEPARTMENT_OFFICER)


def _is_for(group: Group, case: Suggestion, reminder: str) -> bool:
    """Whether a reminder concerns a group: before a day it is for those whose clock runs, after it for all."""
    if reminder not in NARROW:
        return True
    at_department = case.waits_for is Clock.DEPARTMENT
    return group.target.kind is (Kind.DEPARTMENT if at_department else Kind.STATION)
