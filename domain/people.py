"""Persons, the roles they hold, and where they can be reached."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Codes are read out and typed: no 1 I 0 O, which leaves 32.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def random_code(length: int = 8) -> str:
    """A code for a link or a card that nobody can guess from another one (5 bits a character)."""
    return "".join([ALPHABET[byte & 31] for byte in secrets.token_bytes(length)])


class Role(StrEnum):
    """What a person may be. Each is limited to a unit, a station or a department."""

    RESIDENT = "resident"
    REPRESENTATIVE = "representative"
    OFFICER = "officer"
    DEPARTMENT_OFFICER = "department_officer"  # in a case: of the department that leads
    SUPPORTING = "supporting"  # only in a case: an officer of a department that helps the one that leads
    ADMIN = "admin"
    REGISTRAR = "registrar"  # only in a case: the officer who registered it for somebody without an account
    SYSTEM = "system"


@dataclass(frozen=True)
class Address:
    """A place where messages arrive: an account of a channel. Today's only channel is Telegram."""

    channel: str
    address: str

    @property
    def is_group(self) -> bool:
        """Whether it is a group and no person's own account: the messenger's numbers say so."""
        return self.address.startswith("-")


@dataclass(frozen=True)
class Standing:
    """One role of one person, with its limits."""

    role: Role
    unit_id: int
    station_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who is speaking. A stranger has no person yet: nothing about them is kept before they agree."""

    at: Address
    language: str
    person_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    standings: tuple[Standing, ...] = ()
    muted_until: datetime | None = None  # the end of the longest mute, wherever it holds
    was_away: bool = False  # the account could not be reached when it was last tried
    group: Address | None = None  # the group in which they speak, if they do

    @property
    def here(self) -> Address:
        """The chat in which they speak: messages are counted in it."""
        return self.group or self.at

    @property
    def is_stranger(self) -> bool:
        """Whether nothing is known about this account."""
        return self.person_id is None

    @property
    def person(self) -> int:
        """The person's id; only for use cases that strangers cannot reach."""
        if self.person_id is None:
            raise StrangerError
        return self.person_id

    def holds(self, role: Role) -> bool:
        """Whether the person holds this role anywhere."""
        return any(standing.role is role for standing in self.standings)

    @property
    def is_staff(self) -> bool:
        """Whether the person has a desk."""
        return bool(self.standings)


class StrangerError(Exception):
    """A use case was asked for by somebody who has not agreed to anything yet."""


@dataclass(frozen=True)
class Representative:
    """A representative as a resident sees one."""

    person_id: int
    code: str
    name: str
    level: str
    unit: str
    station: str
    address: str
    hours: str
    portrait: str | None
    reachable: bool
