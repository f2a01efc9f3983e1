"""Staff groups: a group of the messenger in which a station's or a department's cases are shown and acted upon.

Everybody in a group reads everything in it, so its cards say less than those of any desk: no author, no way to reach
one, no file, and no word among staff.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.people import Address
from domain.suggestions import Action, Suggestion
from domain.supporters import HIDDEN, nameless

CODE_LASTS = timedelta(hours=24)
TITLE = 64  # characters of a group's title that are kept


class Kind(StrEnum):
    """What a group belongs to."""

    STATION = "station"
    DEPARTMENT = "department"


class Ended(StrEnum):
    """Why a group is no longer connected."""

    DISCONNECTED = "disconnected"  # somebody who may has ended it
    REMOVED = "removed"  # the bot was put out of it, or it is gone


@dataclass(frozen=True)
class Target:
    """A station or a department, with the unit (id) whose administrators may connect a group to it."""

    kind: Kind
    id: int
    name: str
    unit_id: int


@dataclass(frozen=True)
class Group:
    """A connected group."""

    id: int
    at: Address
    title: str
    target: Target
    language: str
    forum: bool  # whether each case gets a topic
    connected_by: int
    connected_at: datetime


@dataclass(frozen=True)
class Code:
    """A one-time code, by its hash: what it connects to."""

    hash: str
    target: Target
    expires: datetime
    used_by: int | None  # the group (id)


# What is done in a group at once, and what only begins there and goes on in the private chat of whoever pressed.
AT_ONCE = ("case.accept", "case.grant", "case.refuse")
GOES_ON = ("case.answer", "case.show")
# The buttons of a card in a group, the likeliest first; `case.show` stands below each.
ACTIONS: tuple[tuple[Action, str, str], ...] = (
    (Action.GRANT, "button.grant", "case.grant"),
    (Action.REFUSE, "button.refuse", "case.refuse"),
    (Action.ACCEPT, "button.accept", "case.accept"),
    (Action.JOIN, "button.accept", "case.accept"),
    (Action.ANSWER, "button.answer", "case.answer"),
)
# What a card tells of the last deed, with the name of who did it.
DEEDS = (
    "accept", "join", "return", "leave", "speak", "answer", "grant", "refuse", "transfer", "recall", "assign", "refer",
    "extend", "postpone", "redirect", "merge", "chase",
)  # fmt: skip

REACHES = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # mail
    re.compile(r"(?:https?://)?t\.me/\S+|(?<!\w)@\w{4,}", re.IGNORECASE),  # an account
    re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)|\+\d[\d -]{7,}\d|(?<!\d)\d{7,}(?!\d)"),  # a telephone, or an id
)


def discreet(words: str, name: str = "", phone: str = "") -> str:
    """Somebody's words without their name and without what one could reach them by."""
    safe = nameless(words, name, phone)
    for pattern in REACHES:
        safe = pattern.sub(HIDDEN, safe)
    return safe


def concerns(target: Target, case: Suggestion, departments: frozenset[int]) -> bool:
    """Whether a case is a station's, or a department's with a live part (`departments`, ids) in it."""
    return target.id == case.station_id if target.kind is Kind.STATION else target.id in departments
