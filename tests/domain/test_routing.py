"""Which representative is chosen: by level first, then by the fewest open cases, then by the lower id."""

import pytest

from domain.categories import CATEGORIES
from domain.routing import ORDER, Candidate, choose

# candidates as "id level open-cases", the level of the matter, who gets it
TABLE = [
    ("1 town 0 | 2 district 0 | 3 city 0", "town", 1),
    ("1 town 0 | 2 district 0 | 3 city 0", "district", 2),
    ("1 town 0 | 2 district 0 | 3 city 0", "city", 3),
    ("2 district 0 | 3 city 0", "town", 2),
    ("3 city 0", "town", 3),
    ("1 town 9 | 3 city 0", "district", 1),  # the nearer one comes before the higher one, however busy
    ("1 town 0 | 2 district 5", "city", 2),
    ("1 town 0", "city", 1),
    ("7 district 3 | 8 district 2 | 9 district 4", "district", 8),
    ("9 district 2 | 8 district 2 | 7 district 3", "district", 8),
    ("5 town 1 | 4 town 1", "town", 4),
    ("", "town", None),
]


def candidates(text: str) -> list[Candidate]:
    rows = [row.split() for row in text.split("|") if row.strip()]
    return [Candidate(int(id_), level, 10, int(open_cases)) for id_, level, open_cases in rows]


def best_of(there: list[Candidate], level: str) -> Candidate | None:
    return choose(lambda wanted: [candidate for candidate in there if candidate.level == wanted], level)


@pytest.mark.parametrize(("who", "level", "chosen"), TABLE)
def test_the_table(who: str, level: str, chosen: int | None) -> None:
    best = best_of(candidates(who), level)
    assert (best.person_id if best else None) == chosen


def test_the_order_of_candidates_makes_no_difference() -> None:
    there = candidates("3 city 0 | 1 town 2 | 2 district 0 | 6 town 2")
    assert {best_of(there[n:] + there[:n], "town") for n in range(4)} == {there[1]}


def test_every_category_has_an_order_that_asks_all_levels() -> None:
    assert {category.level for category in CATEGORIES} == set(ORDER)
    for level, order in ORDER.items():
        assert order[0] == level
        assert sorted(order) == ["city", "district", "town"]
