"""Ending a unit: from one day on it is no unit any more, with all that is below it. Nothing of the past is erased.

Numbers of cases, the sealed history and the figures of past quarters name a unit, so its row stays, and so do those of
its stations and seats; each has a last day. What an administrator calls erasing is this.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """What ends with a unit, in numbers."""

    units: int  # the unit itself and those below
    stations: int
    departments: int
    seats: int  # mandates
    offices: int  # officers, department officers and administrators
    links: int
    cases: int  # open ones that go to the unit above
    moved: int  # seats of a wider constituency that belong to one of its stations: they stay, at another station
