"""Near in words, near on the map, and neither."""

from itertools import combinations
from math import cos, radians

import pytest

from domain.duplicates import (
    COMMON,
    DEGREE,
    LONGEST,
    RAREST,
    ROOM,
    Comparison,
    Known,
    Match,
    Matter,
    Spot,
    bare,
    best,
    cell,
    cells,
    common,
    grams,
    keys,
    match,
    rarest,
    similarity,
)
from domain.rules import DuplicateRules

HERE = Spot(36.81, 118.05)


def moved(metres_north: float, metres_east: float, spot: Spot = HERE) -> Spot:
    """So many metres further."""
    east = metres_east / (DEGREE * cos(radians(spot.latitude)))
    return Spot(spot.latitude + metres_north / DEGREE, spot.longitude + east)


@pytest.mark.parametrize(
    ("said", "compared"),
    [
        ("３号楼，路灯！", "3号楼 路灯"),
        ("Street LAMP", "street lamp"),
        ("", ""),
        ("……？！", ""),
        ("灯_灯", "灯 灯"),
        ("路" * 5000, "路" * LONGEST),
    ],
)
def test_words_are_bared_of_width_case_and_signs(said: str, compared: str) -> None:
    assert bare(said) == compared


ENGLISH = {
    "lamp": (
        "The street lamp outside the east gate of the campus has been flickering for two weeks and now it is out.",
        "Please, could somebody mend the street lamp at the east gate? It flickers and then it is dark.",
        "There is a broken lamp near the east gate; the street is dark when I walk home.",
    ),
    "crossing": (
        "There is no safe crossing between the bus stop and the campus gate, and students run across four lanes.",
        "We need a zebra crossing at the bus stop by the campus; every morning students run across the lanes.",
    ),
    "dust": (
        "The building site next to our house throws dust all day, and they never spray any water.",
        "All day there is dust from the building site, our balcony is grey and nobody sprays water.",
    ),
    "dance": (
        "The music on the square goes on until ten in the evening and my children can not do their homework.",
        "Loud music on the square every evening, my children have homework and can't sleep before ten.",
    ),
}


def test_english_texts_on_one_matter_are_near_and_others_are_not() -> None:
    wanted = DuplicateRules().similarity
    texts = [(key, words) for key, found in ENGLISH.items() for words in found]
    wrong = [
        (round(similarity(one, other), 2), one, other)
        for (key, one), (other_key, other) in combinations(texts, 2)
        if (similarity(one, other) >= wanted) != (key == other_key)
    ]
    assert wrong == []


def test_words_that_say_nothing_find_nothing() -> None:
    assert bare("The light is out and it has been so for days") == "light days"
    assert similarity("It is the same with us, and it has been there for very long", "The one that is on this") == 0
    assert keys(bare("this is the")) == []
    assert common(bare("the street lamp is dark"), bare("that street lamp was the dark one")) == (
        "street",
        "lamp",
        "dark",
    )
    assert common(bare("missing"), bare("singing")) == (), "no piece of a word is shown as one"


def test_no_piece_goes_across_a_sign() -> None:
    assert grams(bare("路灯，不亮"), 2, 3) == {"路灯", "不亮"}
    assert keys(bare("下水道")) == ["下水", "下水道", "水道"]


def test_two_characters_are_enough_to_be_found_and_one_is_not() -> None:
    assert keys(bare("路灯")) == ["路灯"]
    assert keys(bare("灯")) == []


def test_the_rarest_pieces_are_looked_up_and_common_ones_never() -> None:
    assert rarest({"路灯": COMMON + 1, "不亮": COMMON, "没有": 0, "桥头": 3}) == ["桥头", "不亮"]
    few = {f"g{n:03}": 1 for n in range(RAREST + 50)}
    assert rarest(few) == sorted(few)[:RAREST]
    many = rarest({f"g{n}": COMMON for n in range(50)})
    assert len(many) == ROOM // COMMON


def test_the_same_words_are_wholly_alike_however_they_are_written() -> None:
    assert similarity("3号楼，路灯不亮", "３号楼 路灯不亮！") == 1.0
    assert 0.6 < similarity("3号楼路灯不亮", "3号楼，路灯不亮") < 1.0, "no piece goes across a sign"
    assert similarity("路灯不亮", "下水反味") == 0.0
    assert similarity("", "路灯") == 0.0
    assert similarity("", "") == 0.0


def test_another_house_is_hardly_the_same_matter() -> None:
    one, other = "湖光社区{}号楼下水道反水", "湖光社区{}号楼门口往外冒水"
    same = similarity(one.format(3), other.format(3))
    assert similarity(one.format(3), other.format(7)) < 0.65 * same
    assert similarity(one.format(3), "湖光社区下水道往外冒水") > 0.2  # who names none may mean it


@pytest.mark.parametrize("metres", [0, 100, 249])
def test_a_cell_around_a_place_holds_whatever_is_as_near(metres: float) -> None:
    for latitude in (-36.8, 0.0, 36.81, 60.0, 89.0):
        spot = Spot(latitude, 118.05)
        for north, east in ((metres, 0), (0, metres), (-metres, 0), (0, -metres), (metres * 0.7, -metres * 0.7)):
            assert cell(moved(north, east, spot)) in cells(spot, 250), (latitude, north, east)


@pytest.mark.parametrize("spot", [Spot(90, 180), Spot(-90, -180), Spot(0, 0)])
def test_no_place_on_earth_breaks_the_grid(spot: Spot) -> None:
    assert cell(spot) in cells(spot, 1000)
    assert len(cells(spot, 1000)) < 200


def found(known: Known, asked: Matter) -> Match | None:
    return match(asked, Comparison(asked.words), known, near=250, far=1000, wanted=0.2)


def known(words: str, spot: Spot | None = None, category: str = "streetlight") -> Known:
    return Known(bare(words), category, 1, spot, 7)


LAMP = Matter(bare("共青团西路路灯不亮"), "streetlight", 1, HERE)


@pytest.mark.parametrize(
    ("other", "is_found"),
    [
        (known("什么也不像", moved(249, 0)), True),
        (known("什么也不像", moved(251, 0)), False),
        (known("什么也不像", moved(10, 0), "drainage"), False),
        (known("什么也不像"), False),
        (known("共青团西路的路灯坏了不亮"), True),
        (known("共青团西路的路灯坏了不亮", category="safety"), True),
        (known("共青团西路的路灯坏了不亮", moved(0, 990)), True),
        (known("共青团西路的路灯坏了不亮", moved(0, 1010)), False),
    ],
)
def test_one_category_nearby_or_the_same_words_not_far_away(other: Known, is_found: bool) -> None:
    assert (found(other, LAMP) is not None) is is_found


def test_the_likeliest_go_first_and_there_are_three_at_most() -> None:
    matches = [Match(n, 0.3, None, score) for n, score in enumerate((0.3, 0.9, 0.5, 0.9, 0.1))]
    assert [found.id for found in best(matches)] == [1, 3, 2]


def test_what_is_near_in_both_goes_before_what_is_near_in_one() -> None:
    both = found(known("共青团西路的路灯坏了不亮", moved(50, 0)), LAMP)
    words = found(known("共青团西路的路灯坏了不亮"), LAMP)
    place = found(known("什么也不像", moved(200, 0)), LAMP)
    assert both is not None
    assert words is not None
    assert place is not None
    assert both.score > words.score > place.score
    assert both.metres == pytest.approx(50, abs=1)
