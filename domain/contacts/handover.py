"""When a mandate ends: who takes over what somebody had in hand.

Where one seat of a constituency is left and one person is new there, it is them. Anything else the officer decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Mandate:
    """A mandate with the names of its holder and its constituency."""

    id: int
    person_id: int
    name: str
    level: str
    unit_id: int
    unit: str
    station_id: int
    starts: date
    ends: date | None
    committee: bool
    handover: str  # no, asked, done, none


@dataclass(frozen=True)
class Left:
    """What somebody had in hand, in numbers."""

    links: int
    cases: int
    meetings: int  # that wait for somebody's word


def heir(leaving: int, new: Sequence[Mandate]) -> Mandate | None:
    """Who follows without anybody being asked: the only new one, where only one has left."""
    return new[0] if leaving == 1 and len(new) == 1 else None
