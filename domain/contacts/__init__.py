"""Contacts: what happened on a fixed link, when, and how it is known.

A link is a fixed pair of two persons (`domain/roster.py`). A contact is one dated event on one link. Meetings face to
face count once both sides have said so, or somebody who was there; calls, chats and letters count at once, and the
other side may object.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.roster import Tier


class Mode(StrEnum):
    """How two people were in contact."""

    VISIT = "visit"
    SYMPOSIUM = "symposium"
    RECEPTION = "reception"
    PHONE = "phone"
    CHAT = "chat"
    LETTER = "letter"

    @property
    def is_face_to_face(self) -> bool:
        """Whether both were in one place."""
        return self in FACE_TO_FACE


FACE_TO_FACE = frozenset({Mode.VISIT, Mode.SYMPOSIUM, Mode.RECEPTION})


class Evidence(StrEnum):
    """By whom it is known that a contact took place."""

    WORD = "word"  # who logged it: enough for a call, a chat or a letter
    CONFIRMED = "confirmed"  # the other side
    CODE = "code"  # the other side, by the code that was read out at the meeting
    CASE = "case"  # what both wrote to each other in a case
    WITNESS = "witness"  # the station's liaison officer, for somebody without an account


class Standing(StrEnum):
    """Where a contact stands. Only what counts is done for the quota."""

    WAITING = "waiting"  # for the other side's word
    COUNTED = "counted"
    DISPUTED = "disputed"  # the other side says that there was no such meeting
    OBJECTED = "objected"  # the same of a call, a chat or a letter
    EXPIRED = "expired"  # nobody said anything in time
    PASSED = "passed"  # it waits on the link of whoever followed


@dataclass(frozen=True)
class Link:
    """A link that somebody keeps, and with whom."""

    id: int
    tier: Tier
    keeper_id: int
    other_id: int
    name: str
    reachable: bool  # whether the other side has an account


@dataclass(frozen=True)
class Contact:
    """A contact with what was logged of it."""

    id: int
    entry_id: int
    link_id: int
    keeper_id: int
    keeper: str
    other_id: int
    other: str
    reachable: bool  # whether the other side has an account
    mode: Mode
    day: date
    summary: str
    standing: Standing
    evidence: Evidence | None
    objection: str
    tries: int
    entered_at: datetime
    place: str = ""
    decision: str = ""  # the officer's reason, where it was disputed
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Matter:
    """Something that was raised in a contact, in the words of who logged it. It becomes a suggestion by its person."""

    id: int
    contact_id: int
    words: str
    state: str  # waiting, taken, left
