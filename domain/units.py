"""The tree of units, the stations in it, and distances between places."""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt


class UnitKind(StrEnum):
    """The levels of the tree, from the top."""

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    STREET = "street"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Unit:
    """A city, a district or county, a town or street, a community."""

    id: int
    code: str
    name: str
    kind: UnitKind
    parent_id: int | None


@dataclass(frozen=True)
class Station:
    """A liaison station."""

    id: int
    code: str
    name: str
    unit_id: int
    address: str
    hours: str
    latitude: float | None = None
    longitude: float | None = None


EARTH_METRES = 6_371_000


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance of two places in metres, by the haversine formula on a sphere of 6,371 km."""
    a, b = radians(latitude), radians(other_latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))


def nearest(stations: list[Station], latitude: float, longitude: float, count: int) -> list[tuple[Station, float]]:
    """The stations that stand closest, with their distance in metres; those without a position are left out."""
    placed = [
        (station, distance(latitude, longitude, station.latitude, station.longitude))
        for station in stations
        if station.latitude is not None and station.longitude is not None
    ]
    return sorted(placed, key=lambda pair: (pair[1], pair[0].id))[:count]
