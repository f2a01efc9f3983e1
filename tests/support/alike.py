"""A labelled set: what residents wrote of matters in a city, and which of these texts are about the same one.

Two texts of one `case` are the same matter. Two of different cases are hard to tell apart where they share the kind of
matter (the same words about another place) or the place (another matter there): those pairs are in the set as well.
"""

import csv
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "similar.tsv"


@dataclass(frozen=True)
class Line:
    """One text."""

    case: str
    matter: str
    place: str
    words: str


@dataclass(frozen=True)
class Pair:
    """Two texts, and whether they are about the same matter."""

    one: Line
    other: Line

    @property
    def same(self) -> bool:
        """Whether it is one matter."""
        return self.one.case == self.other.case


def lines() -> list[Line]:
    """All texts."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file, delimiter="\t")]


def pairs() -> list[Pair]:
    """All pairs that are the same, and all that are hard to tell from the same."""
    both = (Pair(one, other) for one, other in combinations(lines(), 2))
    return [p for p in both if p.same or p.one.matter == p.other.matter or p.one.place == p.other.place]
