"""The trail of what was done in office: which deeds stand in it, how they are sorted, and what one may ask for.

Only deeds in office and of the clock are listed: what residents do themselves stands in the course of their case, found
by its number alone, for a list by time would show whose named and whose anonymous case changed in the same minute.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

from domain.approvals import State
from domain.formal import Action as FormalAction
from domain.notices.life import Action as NoticeAction
from domain.people import Role
from domain.reminders import MONTHS, PATTERNS
from domain.suggestions import Action


class Act(StrEnum):
    """A kind of act, by what it is about. Its first letter stands in buttons."""

    CASES = "cases"
    FORMAL = "formal"
    LINKS = "links"  # the double link: links, contacts, meetings
    RIGHTS = "rights"  # invitations, offices, rosters, who looked at the trail
    NOTICES = "notices"
    SETTINGS = "settings"
    OTHER = "other"


OF_SUBJECT: dict[str, Act] = {
    "suggestion": Act.CASES, "formal": Act.FORMAL, "link": Act.LINKS, "link_proposal": Act.LINKS,
    "contact": Act.LINKS, "meeting": Act.LINKS, "mandate": Act.LINKS, "reception": Act.LINKS, "invite": Act.RIGHTS,
    "person": Act.RIGHTS, "roster": Act.RIGHTS, "unit": Act.RIGHTS, "approval": Act.RIGHTS, "export": Act.RIGHTS,
    "notice": Act.NOTICES, "template": Act.SETTINGS, "group": Act.SETTINGS, "setting": Act.SETTINGS,
    "station": Act.SETTINGS, "department": Act.SETTINGS,
}  # fmt: skip
# What is said of each kind of deed is a text of its own; of what nobody foresaw, that something was done.
SAID: dict[str, tuple[str, ...]] = {
    "suggestion": (*(action.value for action in Action), "registered", "slip", "taken", "objected"),
    "formal": tuple(action.value for action in FormalAction),
    "link": ("began", "ended", "passed"),
    "link_proposal": ("proposed", "accepted", "declined", "expired"),
    "contact": ("logged", "counted", "disputed", "objected", "decided", "expired", "raised", "completed",
                "matter_taken", "matter_left"),
    "meeting": ("meeting_proposed", "meeting_moved", "meeting_called_off", "meeting_held", "meeting_missed"),
    "reception": ("reception_announced", "reception_change", "reception_cancel", "reception_answer", "reception_open",
                  "reception_register", "reception_log", "reception_close"),
    "mandate": ("passed",), "invite": ("invited", "revoked"),
    "person": ("bound", "portrait", "taken", "handed"), "roster": ("imported", "undone", "exported"),
    "notice": tuple(f"notice_{action.value}" for action in NoticeAction),
    "unit": ("ended",), "approval": ("asked", *(state.value for state in State if state is not State.WAITING)),
    "station": ("group_code",), "department": ("group_code",), "group": ("connected", "ended", "grown", "removed"),
    "setting": ("set", "undone"), "template": ("add", "change", "order", "remove"),
    "export": ("audit", "cases", "contacts"),
}  # fmt: skip
IN_OFFICE = frozenset(Role) - {Role.RESIDENT}
BEHALF = frozenset({Role.OFFICER, Role.ADMIN})  # who acts for a representative; a registrar acts for a resident
FOR_COLLEAGUES = frozenset({"suggestion", "approval", "unit"})  # where it is done for somebody in office
# What the clock does in the very minute in which a resident does something: it would tell when that was.
AT_ONCE = frozenset({("suggestion", "assign", Role.SYSTEM)})
# Deeds for which an officer is noted with the resident, and not with the representative, for whom they were done.
FOR_RESIDENTS = frozenset({"registered", "slip"})


@dataclass(frozen=True)
class Deed:
    """A row of the history."""

    id: int
    subject: str
    subject_id: int
    kind: str
    actor_id: int | None
    role: Role
    on_behalf_of: int | None
    at: datetime

    @property
    def act(self) -> Act:
        """What it is about."""
        return OF_SUBJECT.get(self.subject, Act.OTHER)

    @property
    def is_listed(self) -> bool:
        """Whether it was done in office, or by the clock, and stands in the trail."""
        return self.role in IN_OFFICE and (self.subject, self.kind, self.role) not in AT_ONCE

    @property
    def doer(self) -> int | None:
        """Who may be named for it; nobody for what a resident did."""
        return self.actor_id if self.role in IN_OFFICE else None

    @property
    def behalf(self) -> int | None:
        """The representative or colleague for whom it was done; never the resident for whom an officer writes."""
        if self.role not in BEHALF or self.subject not in FOR_COLLEAGUES or self.kind in FOR_RESIDENTS:
            return None
        return self.on_behalf_of

    @property
    def named(self) -> tuple[int, ...]:
        """Everybody by whose name it can be found."""
        return tuple(dict.fromkeys(id_ for id_ in (self.doer, self.behalf) if id_ is not None))


@dataclass(frozen=True)
class Asked:
    """What somebody wrote to find something: a case's number, days, or a name of a person or unit."""

    number: tuple[str, int, int] | None = None  # the unit's name as far as it was written, year and serial
    days: tuple[date, date] | None = None
    name: str = ""


LONGEST = 60  # characters of a name
CASE = re.compile(r"(\D{0,20}?)\s*(20\d\d)\s*[-–—－]\s*(\d{3,9})")
BETWEEN = re.compile(r"\s*(?:\.{2,3}|…|~|至|到|–|—|\bto\b|\s-\s)\s*")


def read(words: str, today: date) -> Asked:
    """What is asked for. A year that was not written is that of the latest such day up to today."""
    bare = " ".join(normalize("NFKC", words).split())
    if found := CASE.fullmatch(bare):
        return Asked(number=(found[1].strip(), int(found[2]), int(found[3])))
    ends = [_day(part, today) for part in BETWEEN.split(bare, maxsplit=1)]
    days = [day for day in ends if day is not None]
    if days and len(days) == len(ends):
        return Asked(days=(min(days), max(days)))
    return Asked(name=bare[:LONGEST])


def _day(words: str, today: date) -> date | None:
    bare = words.strip().lower()
    if bare in ("今天", "today", "昨天", "yesterday"):
        return today - timedelta(days=bare in ("昨天", "yesterday"))
    for pattern, names in PATTERNS:
        if found := pattern.fullmatch(bare):
            said = dict(zip(names, map(_number, found.groups()), strict=True))
            years = [said["year"]] if "year" in said else [today.year, today.year - 1]
            days = [_made(year, said.get("month", today.month), said["day"]) for year in years]
            return next((day for day in days if day is not None and (day <= today or "year" in said)), None)
    return None


def _number(part: str) -> int:
    return int(part) if part.isdigit() else MONTHS.index(part) + 1


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
