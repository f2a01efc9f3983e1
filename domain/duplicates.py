"""When two cases may be one matter: near in words, or of one category and near on the map.

Words are found by pieces of two and three characters, of which the rarest say most: a name of a road, a number of a
house. They are compared by single characters and pairs, which bears other words and another order better; the figures
are in docs/duplicates.md.
"""

import re
import unicodedata
from dataclasses import dataclass
from math import cos, floor, radians
from operator import add

from domain.stopwords import STOPWORDS
from domain.units import distance

OFFERED = 3
LONGEST = 200  # characters that are looked at: the matter stands at the beginning
COMMON = 500  # a piece that stands in more open cases than this is not looked up
ROOM = 4000  # cases that the pieces which are looked up stand in, taken together: what a search may cost
RAREST = 100  # pieces that are looked up, at most
OTHER_HOUSE = 0.6  # what is left of a similarity where different houses are named
STEM = 5  # letters by which a word is known in any form
SAME_UNIT = 0.05  # goes before an equal one from elsewhere

RUNS = re.compile(r"[^\W_]+")
HOUSES = re.compile(r"(\d+)(?=号楼|栋|幢)")
CELL = 300.0  # metres
DEGREE = 111_320.0  # metres of a degree of latitude
COLUMNS = 1 << 20  # cells of a row, at most


@dataclass(frozen=True)
class Spot:
    """A position on the map."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Matter:
    """What is compared: bare words, the category, and where it is."""

    words: str
    category: str
    unit_id: int
    spot: Spot | None = None


@dataclass(frozen=True)
class Known(Matter):
    """The same of an open case."""

    id: int = 0


@dataclass(frozen=True)
class Match:
    """An open case that may be the same matter."""

    id: int
    similarity: float
    metres: float | None  # None where either has no position
    score: float


def bare(words: str) -> str:
    """Words as they are compared: one width, small letters, no signs, none that says nothing, only their beginning."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return " ".join(run for run in RUNS.findall(folded) if run not in STOPWORDS)[:LONGEST]


def grams(words: str, *lengths: int) -> frozenset[str]:
    """The pieces of some lengths in bare words, none across a sign."""
    runs = words.split()
    return frozenset(run[i : i + n] for run in runs for n in lengths for i in range(len(run) - n + 1))


def keys(words: str) -> list[str]:
    """The pieces by which bare words are found, in a fixed order."""
    return sorted(grams(words, 2, 3))


def rarest(frequencies: dict[str, int]) -> list[str]:
    """Which pieces to look up, by the number of open cases that each stands in: the rarest, for as long as is room."""
    found: list[str] = []
    room = ROOM
    for cases, gram in sorted((cases, gram) for gram, cases in frequencies.items() if 0 < cases <= COMMON):
        room -= cases
        if room < 0 or len(found) == RAREST:
            break
        found.append(gram)
    return found


class Comparison:
    """Bare words that are compared with those of many cases."""

    def __init__(self, words: str) -> None:
        self._pieces, self._houses = _pieces(words), frozenset(HOUSES.findall(words))

    def similarity(self, words: str) -> float:
        """From 0 to 1: the share of pieces in common (Jaccard), less where different houses are named."""
        other, houses = _pieces(words), frozenset(HOUSES.findall(words))
        both = len(self._pieces & other)
        share = both / (len(self._pieces) + len(other) - both) if both else 0.0
        return share * OTHER_HOUSE if self._houses and houses and not self._houses & houses else share


def _pieces(words: str) -> set[str]:
    """Single characters, and pairs that do not go across a sign; made for sixty texts while somebody waits.

    Letters tell nothing by themselves, for every English text has most of them: such words count whole.
    """
    found: set[str] = set()
    for run in words.split():
        if is_word(run):
            found.add(run[:STEM].rstrip("s") or run)
        else:
            found.update(run)
            found.update(map(add, run, run[1:]))
    return found - STOPWORDS


def is_word(run: str) -> bool:
    """Whether this is a word of Latin letters, and not of signs that are words themselves."""
    return run.isascii() and run.isalpha()


def similarity(one: str, other: str) -> float:
    """How near two texts are in words, from 0 to 1."""
    return Comparison(bare(one)).similarity(bare(other))


def common(mine: str, theirs: str, count: int = 3) -> tuple[str, ...]:
    """The longest pieces of my bare words that stand in theirs as well: it shows nothing that I did not write."""
    known, found, runs = grams(theirs, 3), set(), set(theirs.split())
    for run in mine.split():
        if is_word(run):
            found |= {run} & runs - STOPWORDS
            continue
        begin = 0
        for end in range(3, len(run) + 2):
            if end > len(run) or run[end - 3 : end] not in known:
                if end - 1 - begin >= 3:
                    found.add(run[begin : end - 1])
                begin = end - 2
    return tuple(sorted(found, key=lambda piece: (-len(piece), mine.find(piece)))[:count])


def match(asked: Matter, compared: Comparison, known: Known, near: float, far: float, wanted: float) -> Match | None:
    """Whether an open case may be the same matter, and how likely.

    `near`: metres within which one category is enough; `far`: metres beyond which no words make it the same;
    `wanted`: the similarity from which words alone are enough.
    """
    metres = _metres(asked.spot, known.spot)
    if metres is not None and metres > far:
        return None
    alike = compared.similarity(known.words)
    close = 1 - metres / near if metres is not None and metres <= near and asked.category == known.category else None
    if alike < wanted and close is None:
        return None
    home = SAME_UNIT if asked.unit_id == known.unit_id else 0.0
    return Match(known.id, alike, metres, alike + (close or 0.0) / 2 + home)


def best(matches: list[Match], count: int = OFFERED) -> list[Match]:
    """The likeliest; of equal ones the older, which has more behind it."""
    return sorted(matches, key=lambda found: (-found.score, found.id))[:count]


def cell(spot: Spot) -> int:
    """The cell of the map's grid in which a position lies."""
    row = _row(spot.latitude)
    return row * COLUMNS + floor(spot.longitude * _scale(row) / CELL)


def cells(spot: Spot, metres: float) -> list[int]:
    """The cells that lie within so many metres of a position, and some more."""
    up = metres / DEGREE
    found = []
    for row in range(_row(spot.latitude - up), _row(spot.latitude + up) + 1):
        middle = spot.longitude * _scale(row)
        found += [
            row * COLUMNS + n for n in range(floor((middle - metres) / CELL), floor((middle + metres) / CELL) + 1)
        ]
    return found


def _row(latitude: float) -> int:
    return floor(latitude * DEGREE / CELL)


def _scale(row: int) -> float:
    """Metres of a degree of longitude: the same for all of a row, so that its cells lie side by side."""
    return DEGREE * cos(radians(row * CELL / DEGREE))


def _metres(one: Spot | None, other: Spot | None) -> float | None:
    if one is None or other is None:
        return None
    return distance(one.latitude, one.longitude, other.latitude, other.longitude)
