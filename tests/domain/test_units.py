"""Distances on the map, and the nearest stations."""

import pytest

from domain.units import Station, distance, nearest


@pytest.mark.parametrize(
    ("here", "there", "metres", "within"),
    [
        ((36.0, 118.0), (37.0, 118.0), 111_195, 1),  # a degree of latitude on a sphere of 6,371 km
        ((0.0, 0.0), (0.0, 1.0), 111_195, 1),
        ((60.0, 0.0), (60.0, 1.0), 55_597, 2),  # half a degree's way at 60 degrees north
        ((39.9042, 116.4074), (31.2304, 121.4737), 1_067_000, 2_000),  # Beijing to Shanghai
        ((36.8, 118.0), (36.8, 118.0), 0, 0),
        ((0.0, 179.999), (0.0, -179.999), 222.4, 0.1),  # over the date line
    ],
)
def test_known_distances(here: tuple[float, float], there: tuple[float, float], metres: float, within: float) -> None:
    assert distance(*here, *there) == pytest.approx(metres, abs=within)
    assert distance(*there, *here) == pytest.approx(metres, abs=within)


def station(id_: int, latitude: float | None, longitude: float | None = 118.0) -> Station:
    return Station(id_, f"s{id_}", f"站{id_}", 1, "", "", latitude, longitude)


def test_the_nearest_come_first_and_those_without_a_position_not_at_all() -> None:
    there = [station(1, 36.9), station(2, 36.81), station(3, None), station(4, 36.5), station(5, 36.82, None)]
    found = nearest(there, 36.8, 118.0, 2)
    assert [one.id for one, _ in found] == [2, 1]
    assert found[0][1] == pytest.approx(1112, abs=1)


def test_equally_near_ones_keep_their_order() -> None:
    found = nearest([station(9, 36.81), station(3, 36.81)], 36.8, 118.0, 5)
    assert [one.id for one, _ in found] == [3, 9]
