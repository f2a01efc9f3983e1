"""Who gets a suggestion: deterministic, and explained to the resident."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.people import Role


class Reason(StrEnum):
    """Why a case went where it went; each has a text `route.reason.*` for the resident."""

    LINK = "link"  # the resident's own fixed link
    CHOSEN = "chosen"  # the resident came by this representative's code
    RECEPTION = "reception"  # raised at a reception at which this representative was on duty
    STATION = "station"  # the resident came by this station's code
    CONSTITUENCY = "constituency"
    PLACE = "place"  # the same, where the matter is and not where the resident lives
    OFFICER = "officer"
    ADMIN = "admin"
    CONFIGURED = "configured"


@dataclass(frozen=True)
class Candidate:
    """A representative whose constituency holds the place."""

    person_id: int
    level: str
    station_id: int
    open_cases: int


@dataclass(frozen=True)
class Route:
    """Where a case goes."""

    holder: Role
    reason: Reason
    representative_id: int | None = None
    station_id: int | None = None


LEVELS = ("town", "district", "city")  # from below
# Which levels are asked in which order: the one that can decide, then the nearer one, then the higher one.
ORDER: dict[str, tuple[str, ...]] = {
    "town": ("town", "district", "city"),
    "district": ("district", "town", "city"),
    "city": ("city", "district", "town"),
}


def choose(of_level: Callable[[str], list[Candidate]], level: str) -> Candidate | None:
    """The candidate of the fitting level with the fewest open cases; equal ones by their id.

    Candidates are asked for level by level, and no further than needed: counting open cases is what costs.
    """
    for wanted in ORDER[level]:
        if fitting := of_level(wanted):
            return min(fitting, key=lambda candidate: (candidate.open_cases, candidate.person_id))
    return None
