"""Who lives in the demo's town and has a telephone: everybody of the roster, and some newcomers.

The three whose phones stand on the page at first come first, for the page opens them in this order.
"""

from dataclasses import dataclass

from bot.demo.places import ZONE
from domain.people import Role
from domain.roster import Book

RESIDENT, REPRESENTATIVE, ADMINISTRATOR = "g005", "r001", "a001"  # 孙静, 李建国, 谢淑珍
PINNED = (RESIDENT, REPRESENTATIVE, ADMINISTRATOR)
WITHOUT_ACCOUNT = ("r016", "r024", "r028", "r036")  # representatives whose liaison officer does it for them
EVERY = 10  # the last of every so many residents has not begun yet
NOTES = {
    "g": "居民 Resident", "n": "居民 Resident", "r": "代表 Representative", "l": "联络员 Liaison officer",
    "a": "管理员 Administrator", "b": "部门 Department",
}  # fmt: skip
NOT_YET = "还没开始用 not here yet"
INVITED = {"r": Role.REPRESENTATIVE, "l": Role.OFFICER, "a": Role.ADMIN, "b": Role.DEPARTMENT_OFFICER}


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not in the roster. Where they come from: a deep link, or units to press one after the other."""

    ref: str
    name: str
    language: str
    home: str  # as they would say it
    link: str = ""
    way: tuple[str, ...] = ()


IN_THE_ZONE = (ZONE.code, ZONE.areas[0].code, ZONE.areas[0].communities[0][0])
NEWCOMERS = (
    Newcomer("n001", "孔令仪", "zh", "世纪花园", way=IN_THE_ZONE),
    Newcomer("n002", "尹志远", "zh", "世纪花园", way=IN_THE_ZONE),
    Newcomer("n003", "Emily Carter", "en", "Century Garden", way=IN_THE_ZONE),
    Newcomer("n004", "Daniel Okoye", "en", "Jixia campus", link="s_lz-jixia"),
    Newcomer("n005", "康小满", "zh", "湖光社区", link=f"r_{REPRESENTATIVE}"),
    Newcomer("n006", "段秋生", "zh", "湖光社区", link=f"r_{REPRESENTATIVE}"),
    Newcomer("n007", "田桂兰", "zh", "湖光社区", link="s_zd-heping"),
)


@dataclass(frozen=True)
class Member:
    """One person with a telephone. `ref` is the roster's key; newcomers have keys of their own."""

    ref: str
    name: str
    language: str
    area: str  # the code of the street or town, of the station, or of the unit that an administrator has
    area_name: str
    home: str  # the community's name
    begins: bool  # whether they have used the bot before the visitor comes

    @property
    def is_pinned(self) -> bool:
        """Whether the phone stands on the page at first."""
        return self.ref in PINNED

    @property
    def note(self) -> str:
        """Who this is, in a line."""
        facts = (NOTES[self.ref[0]], "" if self.is_pinned else self.area_name, "" if self.begins else NOT_YET)
        return " · ".join(filter(None, facts))


def cast(book: Book) -> list[Member]:
    """Everybody of the roster, the pinned ones first, and the newcomers last."""
    places = _Places(book)
    members = [
        Member(
            ref=person.ref,
            name=person.name,
            language="zh",
            area=(area := places.area(person.ref, person.home)),
            area_name=places.names.get(area, ""),
            home=places.names.get(person.home or "", ""),
            begins=_begins(person.ref),
        )
        for person in book.persons
    ]
    members.sort(key=lambda member: PINNED.index(member.ref) if member.is_pinned else len(PINNED))
    return [*members, *(Member(n.ref, n.name, n.language, "", n.home, n.home, begins=True) for n in NEWCOMERS)]


def _begins(ref: str) -> bool:
    kind, number = ref[0], int(ref[1:])
    return not (ref in WITHOUT_ACCOUNT or (kind == "g" and number % EVERY == 0))


class _Places:
    """Where the roster's people belong."""

    def __init__(self, book: Book) -> None:
        self.names = {unit.code: unit.name for unit in book.units}
        self.names |= {station.code: station.name.removesuffix("民情联络站") for station in book.stations}
        self.names |= {row.code: row.name for row in book.departments}
        self._above = {unit.code: unit.parent for unit in book.units}
        self._seats = {seat.person: seat.unit for seat in book.mandates}
        self._offices = {role.person: role.station or role.department or role.unit for role in book.roles}

    def area(self, ref: str, home: str | None) -> str:
        """The unit or station that somebody stands for, else the one above the home."""
        return self._seats.get(ref) or self._offices.get(ref) or self._above.get(home or "") or ""
